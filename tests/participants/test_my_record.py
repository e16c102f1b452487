"""A person's own record (A1, A2, A6, R15, R16)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.models import AuditEvent
from participants.models import AccessNeed, Consent, Person, SupporterLink
from tests.factories.accounts import user_with
from tests.factories.participants import PartnerFactory, PersonFactory

pytestmark = pytest.mark.django_db
RECORD = "/partners/me/"


@pytest.fixture
def me(client):
    person = PartnerFactory(with_account=True, person__phone="+441632960001").person
    client.force_login(person.user)
    return person


@pytest.fixture
def somebody_else():
    return PartnerFactory(with_account=True).person


def need_form(**fields):
    return {"category": "other", "adjustment": "Breaks", "detail": "tired", "share_with": "session_staff", **fields}


def test_a_need_is_added_changed_and_taken_off_and_the_reason_is_sealed_a2(client, me):
    client.post(reverse("participants:add_my_need"), need_form())
    need = AccessNeed.objects.get()
    page = reverse("participants:my_need", args=[need.pk])
    assert need.detail == "tired"
    assert b"tired" not in AccessNeed.objects.values_list("detail", flat=True).get()
    assert "tired" not in client.get(RECORD).content.decode()
    assert "tired" in client.get(page).content.decode()

    client.post(page, need_form(adjustment="Two breaks", share_with="coordinator"))
    need.refresh_from_db()
    assert (need.adjustment, need.share_with) == ("Two breaks", "coordinator")
    for _press in range(2):
        client.post(reverse("participants:remove_my_need", args=[need.pk]))

    assert not AccessNeed.objects.exists()
    assert "tired" not in str(list(AuditEvent.objects.values()))
    assert AuditEvent.objects.filter(action="access_need.removed").count() == 1


def test_nobody_reads_or_changes_anothers_need(client, me, somebody_else):
    need = AccessNeed.objects.create(person=me, category="other", adjustment="Breaks")
    for user in (somebody_else.user, user_with(Role.COORDINATOR, me.institution)):
        client.force_login(user)
        for name in ("my_need", "remove_my_need"):
            answer = client.post(reverse(f"participants:{name}", args=[need.pk]), need_form())
            assert answer.status_code in {403, 404}

    need.refresh_from_db()
    assert need.adjustment == "Breaks"


def test_agreeing_and_taking_back_work_at_once_and_keep_their_dates_a6(client, me):
    client.post(RECORD, {"purposes": ["contact", "photo_video"]})
    client.post(RECORD, {"purposes": ["contact"]})
    client.post(RECORD, {"purposes": ["contact", "photo_video"]})

    kept = Consent.objects.order_by("pk").values_list("purpose", "withdrawn_at")
    assert sorted((purpose, ended is None) for purpose, ended in kept) == [
        ("contact", True),
        ("photo_video", False),
        ("photo_video", True),
    ]
    assert AuditEvent.objects.filter(action="consent.withdrawn").count() == 1


def test_ending_support_works_at_once_even_for_somebody_signed_in_r16(client, me):
    user = user_with(Role.SUPPORTER, me.institution)
    supporter = PersonFactory(user=user, institution=me.institution)
    bond = SupporterLink.objects.create(
        person=me, supporter=supporter, kind="advocate", scopes=["see_dates"], starts_on=timezone.localdate()
    )
    assert Person.objects.visible_to(user).filter(pk=me.pk).exists()

    client.post(reverse("participants:end_my_supporter", args=[bond.pk]))

    assert not Person.objects.visible_to(user).filter(pk=me.pk).exists()
    assert AuditEvent.objects.get().action == "supporter.ended"


def test_a_supporter_cannot_end_or_keep_what_is_not_theirs(client, me, somebody_else):
    bond = SupporterLink.objects.create(
        person=me, supporter=somebody_else, kind="buddy", scopes=[], starts_on=timezone.localdate()
    )
    client.force_login(somebody_else.user)

    assert client.post(reverse("participants:end_my_supporter", args=[bond.pk])).status_code == 404


@pytest.mark.parametrize("needs", [1, 3])
def test_the_record_costs_the_same_however_much_is_on_it(client, me, needs, django_assert_max_num_queries):
    for _number in range(needs):
        AccessNeed.objects.create(person=me, category="other", adjustment="Breaks")

    with django_assert_max_num_queries(8):
        client.get(RECORD)
