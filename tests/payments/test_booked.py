import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.once.sending import new_key
from payments.domain.booked import book_for
from payments.domain.statements import tax_year_of
from payments.domain.thanks import answer_thanks, hand_over
from payments.models import BookedCost, ClaimLine, FundCharge
from tests.factories.accounts import InstitutionFactory
from tests.factories.money import a_fund, thanked
from tests.factories.payments import SYSTEM, coordinator, finance, proposed_claim

pytestmark = pytest.mark.django_db


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_what_we_booked_counts_in_the_fund_and_is_shown_and_never_paid(client):
    claim = proposed_claim()
    fund = a_fund(claim.institution)
    client.force_login(user := coordinator(claim.institution))
    lines = ClaimLine.objects.count()
    facts = {
        "person": claim.person_id, "kind": "taxi", "words": "=cmd|' /C calc'!A0", "pence": "31.20", "fund": fund.pk,
    }  # fmt: skip
    address = reverse("payments:booked", args=[claim.session_id])

    wrong = client.post(address, {"once": new_key(), **facts, "pence": "lots"})
    assert "Write the amount in figures" in _text(wrong) and 'value="lots"' in _text(wrong)
    client.post(address, {"once": new_key(), **facts})

    assert ClaimLine.objects.count() == lines
    assert (FundCharge.objects.get().pence, BookedCost.objects.get().by_id) == (31_20, user.pk)
    client.force_login(claim.person.user)
    text = _text(client.get(reverse("payments:my_claims")))
    assert "What we booked and paid for you" in text and "£31.20" in text
    for change in [BookedCost.objects.all().delete, lambda: BookedCost.objects.update(pence=1)]:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_another_institution_and_finance_do_not_book(client):
    claim = proposed_claim()
    address = reverse("payments:booked", args=[claim.session_id])
    client.force_login(coordinator(InstitutionFactory()))
    assert client.get(address).status_code == 404
    client.force_login(finance(claim.institution))
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_session_costs_the_same_however_much_was_booked(client, count, django_assert_num_queries):
    claim = proposed_claim()
    by = coordinator(claim.institution)
    for _ in range(count):
        book_for(claim.person, session=claim.session, kind="taxi", words="Taxi", pence=500, by=Actor.of(by))
    client.force_login(by)
    address = reverse("payments:booked", args=[claim.session_id])
    client.get(address)

    with django_assert_num_queries(7):
        client.get(address)


def test_a_statement_tells_of_vouchers_apart_from_the_sums(client):
    claim = proposed_claim()
    token = thanked(claim.institution, person=claim.person, kind="voucher", pence=2000, words="A book token.")
    answer_thanks(token, yes=True, by=SYSTEM, answered_by="Ana")
    today = timezone.localdate()
    hand_over(token, given_on_day=today, by=Actor.of(coordinator(claim.institution)))
    client.force_login(claim.person.user)

    text = _text(client.get(reverse("payments:my_statement", args=[claim.person_id, tax_year_of(today)])))

    assert "A book token. (£20.00)" in text and "<strong>£0.00</strong>" in text
