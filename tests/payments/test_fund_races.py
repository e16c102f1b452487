"""Two offers at once, on real PostgreSQL: a fund is never overdrawn, with the verb's lock and without it (R19)."""

from unittest.mock import patch

import pytest
from django.db import connection

from involvement.domain.offers import publish_offer
from involvement.models import Offer
from involvement.shared.errors import Refused
from payments.domain import funds
from payments.models import Commitment
from tests.factories.accounts import InstitutionFactory
from tests.factories.money import a_fund, funded_draft
from tests.factories.payments import SYSTEM
from tests.payments.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _two_drafts():
    """Each needs £180 of £200."""
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"), pence=200_00)
    return fund, [funded_draft(fund), funded_draft(fund)]


def _publish_both(drafts):
    return at_once(*[lambda offer=offer: publish_offer(offer, by=SYSTEM) for offer in drafts])


def test_m8_of_two_offers_at_once_one_is_published():
    _fund, drafts = _two_drafts()

    answers = _publish_both(drafts)

    assert sorted(type(answer) for answer in answers if isinstance(answer, Refused)) == [Refused]
    assert Offer.objects.filter(status="published").count() == 1
    assert sum(Commitment.objects.values_list("held_pence", flat=True)) == 180_00


def test_m8_the_database_alone_stops_the_second_when_the_verb_does_not_look():
    _fund, drafts = _two_drafts()

    with (
        patch.object(funds, "_check", lambda fund, needed: None),
        patch.object(funds, "_lock", lambda fund: fund),
        patch("payments.receivers.reasons_about_fund", lambda offer: []),
    ):
        answers = _publish_both(drafts)

    assert [str(a) for a in answers if isinstance(a, Refused)] == [
        "Somebody else has just used this fund. Look at what is left."
    ]
    assert sum(Commitment.objects.values_list("held_pence", flat=True)) == 180_00


def test_m8_without_either_lock_the_fund_is_overdrawn():
    """The twin: what the two tests above are worth."""
    fund, drafts = _two_drafts()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'payments_commitment'::regclass AND tgname LIKE %s",
            ["%fund_is_not_overdrawn%"],
        )
        trigger = cursor.fetchone()[0]
        cursor.execute(f'ALTER TABLE payments_commitment DISABLE TRIGGER "{trigger}"')
    try:
        with (
            patch.object(funds, "_check", lambda fund, needed: None),
            patch("payments.receivers.reasons_about_fund", lambda offer: []),
        ):
            _publish_both(drafts)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE payments_commitment ENABLE TRIGGER "{trigger}"')

    assert sum(Commitment.objects.filter(fund=fund).values_list("held_pence", flat=True)) == 360_00
