"""Special category words are sealed in the database and bound to their row."""

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from participants.models import PartnerProfile
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db
WORDS = "I used services after my son was born. ŵ 😀"


def test_sealed_words_come_back_and_stand_nowhere_in_the_database():
    partner = PartnerFactory(experience=WORDS)

    again = PartnerProfile.objects.get(pk=partner.pk)
    again.about_me = "changed"
    again.save()

    assert PartnerProfile.objects.get(pk=partner.pk).experience == WORDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT experience FROM participants_partnerprofile")
        assert b"son" not in bytes(cursor.fetchone()[0])


def test_an_empty_sealed_field_is_empty():
    assert PartnerProfile.objects.get(pk=PartnerFactory().pk).experience == ""


def test_sealed_words_moved_to_another_row_do_not_open():
    mine, theirs = PartnerFactory(experience=WORDS), PartnerFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE participants_partnerprofile SET experience = (SELECT experience FROM"
            " participants_partnerprofile WHERE id = %s) WHERE id = %s",
            [mine.pk, theirs.pk],
        )

    with pytest.raises(InvalidTag):
        _ = PartnerProfile.objects.get(pk=theirs.pk).experience
