"""What a person would like to do about money: said on their own pages, changed at will, seen by nobody else."""

import re

import pytest
from django.urls import reverse

from involvement.shared.accounts.models import Role
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from payments.domain.claims import confirm_claim
from payments.domain.information import HOLD, decide, decision_of, give_information
from payments.models import BenefitCheck, Claim
from tests.factories.accounts import UserFactory, user_with
from tests.factories.involvement import InvitationFactory
from tests.factories.participants import PartnerFactory
from tests.factories.payments import SYSTEM, payee_of, proposed_claim
from tests.payments.guard_walk import CARER, go, guard_by_link, text_of, walk

pytestmark = pytest.mark.django_db
WISHES = {
    "take": "Take the fee, and my costs",
    "less": "Take less than the fee",
    "no_fee": "Only my costs, and no fee",
    "none": "No money at all",
    "hold": "Wait: do not pay me a fee for now",
}


@pytest.fixture
def person():
    return PartnerFactory(with_account=True).person


@pytest.fixture
def invitation(person):
    return InvitationFactory(person=person, offer__session__programme__institution=person.institution)


def wish_of(person) -> str:
    return decision_of(BenefitCheck.objects.get(person=person))


@pytest.mark.parametrize("wish", WISHES)
def test_each_wish_is_kept_shown_and_can_be_changed(client, person, wish):
    give_information(person, by=SYSTEM)
    client.force_login(person.user)
    page = reverse("payments:my_benefits")

    assert client.post(page, {"do": "decide", "decision": wish}).status_code == 302
    shown = client.get(page).content.decode()

    assert wish_of(person) == wish
    assert all(words in shown for words in WISHES.values())
    assert shown.count(" checked") == 1 and f'value="{wish}"' in shown.split(" checked")[0][-120:]
    client.post(page, {"do": "decide", "decision": "less"})
    assert wish_of(person) == "less"


def test_another_wish_ends_a_hold_and_a_hold_keeps_what_was_wished_before(person):
    give_information(person, by=SYSTEM)
    decide(person, decision="no_fee", by=SYSTEM)
    held = decide(person, decision=HOLD, by=SYSTEM)
    assert (held.decision, held.hold_since is not None) == ("no_fee", True)

    after = decide(person, decision="take", by=SYSTEM)

    assert (after.decision, after.hold_since) == ("take", None)
    said = AuditEvent.objects.filter(action__startswith="benefit_check.").order_by("pk").values_list("action", "facts")
    assert [action for action, _facts in said][1:] == [
        "benefit_check.changed",
        "benefit_check.held",
        "benefit_check.released",
    ]
    assert not [facts for _action, facts in said if facts]


@pytest.mark.parametrize("wish", ["", "safe", "=cmd|' /C calc'!A0"])
def test_a_wish_that_nobody_offered_is_asked_about_and_not_kept(client, person, wish):
    give_information(person, by=SYSTEM)
    client.force_login(person.user)

    page = client.post(reverse("payments:my_benefits"), {"do": "decide", "decision": wish})

    assert page.status_code == 200 and "There is a problem" in text_of(page)
    assert wish_of(person) == ""
    with pytest.raises(Refused, match="choose one"):
        decide(person, decision=wish, by=SYSTEM)


def test_after_a_check_the_person_is_asked_and_their_wish_notes_the_information(client, person, invitation):
    client.force_login(person.user)
    page = reverse("payments:my_offer_guard", args=[invitation.pk])
    done = walk(client, page, CARER)
    assert "What would you like to do?" in text_of(done)

    empty = go(client, page, done, do="decide")
    assert "Choose one of the answers." in text_of(empty) and "You could lose it all" in text_of(empty)
    assert go(client, page, empty, do="decide", decision="no_fee").status_code == 302

    check = BenefitCheck.objects.get(person=person)
    assert (check.decision, check.stage) == ("no_fee", "information_given")


def test_behind_a_private_link_a_wish_can_be_said_and_is_never_shown(client, person, invitation):
    page = guard_by_link(invitation)
    done = walk(client, page, CARER)
    assert go(client, page, done, do="decide", decision="hold").status_code == 302

    assert wish_of(person) == HOLD
    again = walk(client, page, CARER)
    assert not re.search(r"<input[^>]* checked", again.content.decode())


def test_the_open_page_asks_for_no_wish(client):
    done = walk(client, "/what-if/", {**CARER, "fee": "80", "day": "1/12/2026"})

    assert "What would you like to do?" not in text_of(done)
    assert go(client, "/what-if/", done, do="decide", decision="take").status_code == 404


def test_until_the_claim_is_confirmed_the_wish_stands_beside_it_and_after_that_no_more(client):
    claim = proposed_claim()
    person = claim.person
    person.user = UserFactory()
    person.save()
    decide(person, decision="less", by=SYSTEM)
    client.force_login(person.user)
    page, check = (reverse(f"payments:{name}", args=[claim.pk]) for name in ("my_claim", "my_claim_guard"))
    assert "You noted what you would like to do: <strong>Take less than the fee." in text_of(client.get(page))
    assert "What would you like to do?" in text_of(done := walk(client, check, CARER))

    confirm_claim(Claim.objects.get(pk=claim.pk), by=payee_of(claim))

    assert "You noted what you would like" not in text_of(client.get(page))
    assert "What would you like to do?" not in text_of(walk(client, check, CARER))
    assert go(client, check, done, do="decide", decision="take").status_code == 404
    assert wish_of(person) == "less"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FINANCE, Role.ADMINISTRATOR])
@pytest.mark.parametrize("wish", ["no_fee", "none"])
def test_no_staff_page_shows_a_wish(client, role, wish):
    claim = proposed_claim()
    confirm_claim(claim, by=payee_of(claim))
    decide(claim.person, decision=wish, by=SYSTEM)
    client.force_login(user_with(role, claim.institution))
    pages = [
        reverse("participants:partner", args=[claim.person_id]),
        reverse("payments:information_given", args=[claim.person_id]),
        reverse("payments:claims"),
        reverse("payments:claim", args=[claim.pk]),
        reverse("payments:claims_export"),
        reverse("involvement:invite", args=[claim.session_id]),
    ]

    seen = "".join(client.get(page).content.decode(errors="replace") for page in pages)

    assert WISHES[wish] not in seen


def test_nobody_says_a_wish_for_somebody_else(client, person, invitation):
    give_information(person, by=SYSTEM)
    other = PartnerFactory(with_account=True, person__institution=person.institution).person
    client.force_login(other.user)

    client.post(reverse("payments:my_benefits"), {"do": "decide", "decision": "none"})
    page = reverse("payments:my_offer_guard", args=[invitation.pk])
    assert client.post(page, {"do": "decide", "decision": "none"}).status_code == 404

    assert wish_of(person) == ""
