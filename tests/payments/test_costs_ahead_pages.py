"""What everybody sees of a fee that waits and of costs that go ahead of it (M1)."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from involvement.shared.once.sending import new_key
from participants.models import SupporterLink
from payments.domain.approving import approve_costs, query_claim
from payments.domain.batch_requests import make_requested
from payments.domain.claims import add_expense, confirm_claim, reopen_claim
from payments.domain.information import give_information
from payments.domain.proposing import propose_claims
from payments.models import BatchRequest, Claim, PaymentBatch
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory, PersonFactory
from tests.factories.payments import SYSTEM, again, attendance, coordinator, finance, payee_of, with_costs
from tests.payments.test_costs_ahead import approver_of, held_by_wish, not_informed

pytestmark = pytest.mark.django_db
SEVERAL = "payments:approve_several"


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def at(claim: Claim, name: str = "payments:claim") -> str:
    return reverse(name, args=[claim.pk])


def send(client, address: str, **fields: object):
    return client.post(address, {"once": new_key(), **fields})


def many_that_wait(number: int) -> list[Claim]:
    """Claims with costs of several people who were not informed, in one session."""
    session = SessionFactory(held=True, programme__institution=InstitutionFactory())
    offer = OfferFactory(published=True, session=session, places=number)
    for _ in range(number):
        attendance(offer=offer, person=PersonFactory(institution=session.institution), informed=False)
    for claim in propose_claims(session, by=SYSTEM):
        add_expense(claim, expense_kind="travel_public", pence=460, by=payee_of(claim))
        confirm_claim(claim, by=payee_of(claim))
    return list(Claim.objects.filter(session=session).with_details())


def test_m1_the_coordinator_lets_the_costs_go_ahead_with_one_button(client):
    fee = not_informed()
    client.force_login(coordinator(fee.institution))

    page = text_of(client.get(at(fee)))
    assert "The fee waits until this person has had the information" in page
    assert "Approve the costs of £4.60 now" in page and "Approve £54.60" not in page
    sent = send(client, at(fee), do="approve_costs", version=fee.version)

    costs = Claim.objects.get(part="costs")
    assert sent["Location"] == at(costs)
    after = text_of(client.get(at(costs)))
    assert "The costs alone" in after and f"Claim {fee.pk}" in after and "£50.00, To approve" in after
    left = text_of(client.get(at(fee)))
    assert "The fee alone" in left and "£4.60, Ready to pay" in left and "Approve the costs" not in left


def test_a_double_click_parts_the_claim_once(client):
    fee, key = not_informed(), new_key()
    client.force_login(coordinator(fee.institution))

    answers = [client.post(at(fee), {"once": key, "do": "approve_costs", "version": fee.version}) for _ in range(3)]

    assert {answer["Location"] for answer in answers} == {at(Claim.objects.get(part="costs"))}


def test_the_wait_that_ends_while_somebody_looks_commits_no_fee_they_did_not_see(client):
    fee = not_informed()
    client.force_login(coordinator(fee.institution))
    give_information(fee.person, by=SYSTEM)

    answer = send(client, at(fee), do="approve_costs", version=fee.version)

    assert answer.status_code == 409
    assert "does not wait any more" in text_of(answer) and "Approve £54.60" in text_of(answer)
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("role", list(Role.values))
def test_m6_coordinators_alone_let_costs_go_ahead(client, role):
    fee = not_informed()
    client.force_login(user_with(role, fee.institution))

    answer = send(client, at(fee), do="approve_costs", version=fee.version)

    assert answer.status_code == (302 if role == Role.COORDINATOR else 403)
    assert Claim.objects.count() == (2 if role == Role.COORDINATOR else 1)


def test_r3_a_coordinator_elsewhere_parts_nothing(client):
    fee = not_informed()
    client.force_login(coordinator(InstitutionFactory()))

    assert send(client, at(fee), do="approve_costs", version=fee.version).status_code == 404
    assert send(client, reverse(SEVERAL), costs=f"{fee.pk}:{fee.version}").status_code == 409
    assert Claim.objects.count() == 1


def test_several_with_a_fee_that_waits_show_and_approve_the_costs_alone(client):
    fee, other = many_that_wait(2)
    give_information(other.person, by=SYSTEM)
    client.force_login(coordinator(fee.institution))

    page = text_of(client.get(reverse(SEVERAL), {"claim": [fee.pk, other.pk]}))
    assert "2 claims, £59.20 together" in page and "The costs do not wait for it." in page
    assert f'name="costs" value="{fee.pk}:{fee.version}"' in page
    assert f'name="claim" value="{other.pk}:{other.version}"' in page
    sent = send(client, reverse(SEVERAL), costs=f"{fee.pk}:{fee.version}", claim=f"{other.pk}:{other.version}")

    assert sent.status_code == 302
    states = Claim.objects.order_by("pk").values_list("part", "state")
    assert list(states) == [("fee", "confirmed"), ("whole", "approved"), ("costs", "approved")]


def test_the_same_claim_sent_as_whole_and_as_costs_approves_nothing(client):
    fee = not_informed()
    client.force_login(coordinator(fee.institution))
    both = f"{fee.pk}:{fee.version}"

    assert send(client, reverse(SEVERAL), costs=both, claim=both).status_code == 409
    assert again(fee).state == "confirmed"


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_the_same_however_many_fees_wait(client, django_assert_num_queries, number):
    claims = many_that_wait(number)
    client.force_login(coordinator(claims[0].institution))

    with django_assert_num_queries(6):  # session, user, memberships, count, claims, fees that wait
        page = text_of(client.get(reverse("payments:claims")))
    assert page.count("The fee waits") == number
    with django_assert_num_queries(8):
        # session, user, memberships, claims, the approver, close people, lines, fees that wait; nobody has an account
        client.get(reverse(SEVERAL), {"claim": [claim.pk for claim in claims]})


@pytest.mark.parametrize("number", [1, 3])
def test_my_money_costs_the_same_however_many_fees_wait(client, django_assert_num_queries, number):
    person = PartnerFactory(with_account=True).person
    for _ in range(number):
        offer = OfferFactory(
            published=True, session=SessionFactory(held=True, programme__institution=person.institution)
        )
        fee = with_costs(person=person, offer=offer, informed=False)
        approve_costs(fee, by=approver_of(fee))
    client.force_login(person.user)

    # session, user, claims, fees that wait, thanks, booked, money before the day (2), memberships
    with django_assert_num_queries(9):
        page = text_of(client.get(reverse("payments:my_claims")))
    assert page.count("(The fee alone)") == page.count("(The costs alone)") == number
    assert page.count("The fee waits until you have had the information about benefits.") == number


def test_the_person_sees_two_lines_and_a_plain_sentence_why(client):
    fee = held_by_wish()
    costs = approve_costs(fee, by=approver_of(fee))
    client.force_login(fee.person.user)

    money = text_of(client.get(reverse("payments:my_claims")))
    assert "£50.00</strong> (The fee alone)" in money and "£4.60</strong> (The costs alone)" in money
    assert "You asked us not to pay you a fee for now. So the fee waits." in money
    page = text_of(client.get(at(fee, "payments:my_claim")))
    assert "Your costs of £4.60 went ahead. They do not wait for the fee." in page
    assert at(costs, "payments:my_claim") in page and reverse("payments:my_benefits") in page
    assert "We promise" not in page  # nobody promises a day for what waits by one's own wish
    assert "When the fee no longer waits, we go on with it from here." in page
    other = text_of(client.get(at(costs, "payments:my_claim")))
    assert "These costs went ahead. The fee of £50.00 goes its own way." in other
    assert "We promise to pay you by" in other


def test_before_anybody_acts_the_person_reads_that_costs_do_not_wait(client):
    fee = not_informed()
    client.force_login(fee.person.user)

    page = text_of(client.get(at(fee, "payments:my_claim")))

    assert "The fee waits until you have had the information about benefits. Your costs do not wait." in page
    assert "We promise to pay you by" in page


def test_the_wish_is_told_neither_to_a_supporter_nor_by_a_link(client):
    fee = held_by_wish()
    approve_costs(fee, by=approver_of(fee))
    supporter = PartnerFactory(person__institution=fee.institution, with_account=True).person
    SupporterLink.objects.create(
        person=fee.person, supporter=supporter, kind="family", scopes=["see_payments"], starts_on=timezone.localdate()
    )
    ends = timezone.now() + timedelta(days=9)
    link = issue_link(Purpose.CLAIM, about=fee, person_id=fee.person_id, expires_at=ends)

    pages = [text_of(client.get(reverse("payments:claim_by_link", args=[link.token()])))]
    client.force_login(supporter.user)
    pages += [text_of(client.get(at(fee, "payments:my_claim"))), text_of(client.get(reverse("payments:my_claims")))]

    assert all("The fee waits for now." in page and "You asked us not" not in page for page in pages)
    assert "Your costs now: Approved." in pages[0]


def test_a_fee_opened_again_asks_for_no_costs_and_can_be_declined(client):
    fee = not_informed()
    approve_costs(fee, by=approver_of(fee))
    reopen_claim(fee, by=payee_of(fee))
    client.force_login(fee.person.user)

    page = text_of(client.get(at(fee, "payments:my_claim")))
    assert "Add this cost" not in page and "Yes, pay me £50.00" in page
    send(client, at(fee, "payments:my_claim"), do="less", wanted="0", version=again(fee).version)
    assert "I have no costs" not in text_of(client.get(at(fee, "payments:my_claim")))
    send(client, at(fee, "payments:my_claim"), do="decline", version=again(fee).version)
    assert again(fee).state == "declined"


def test_costs_that_were_asked_about_are_changed_and_sent_again_by_the_person(client):
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))
    query_claim(costs, reason="Which bus?", by=approver_of(fee))
    client.force_login(fee.person.user)

    page = text_of(client.get(at(costs, "payments:my_claim")))
    assert "Which bus?" in page and "Add this cost" in page and "Change the fee" not in page
    send(client, at(costs, "payments:my_claim"), do="confirm", version=again(costs).version)
    assert again(costs).state == "confirmed"


def test_finance_reads_that_it_is_the_costs_alone_and_pays_them(client):
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))
    client.force_login(finance(fee.institution))

    page = text_of(client.get(reverse("payments:new_batch")))
    assert "The costs alone. They went ahead of the fee" in page and "£4.60" in page
    assert send(client, reverse("payments:new_batch"), claim=[costs.pk], at=fee.institution_id).status_code == 302
    make_requested(BatchRequest.objects.get().pk, now=timezone.now())
    assert PaymentBatch.objects.get().total_pence == 460
    assert "The costs alone" in client.post(f"{reverse('payments:claims_export')}?state=all").content.decode()


def test_a_fee_that_waits_is_not_called_late_to_the_person_and_costs_are(client):
    fee = held_by_wish()
    ahead = fee.pay_by + timedelta(days=1)
    client.force_login(fee.person.user)
    with patch("django.utils.timezone.localdate", lambda *a: ahead if not a else a[0].date()):
        before = text_of(client.get(reverse("payments:my_claims")))
        approve_costs(fee, by=approver_of(fee))
        after = text_of(client.get(reverse("payments:my_claims")))

    assert before.count("we are sorry") == 1  # the costs wait for nobody but us
    assert after.count("we are sorry") == 1
