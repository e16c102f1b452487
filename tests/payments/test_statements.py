"""What a person was paid in a tax year: for them and whom they let see it, by the day of payment."""

import csv
import io
from datetime import date, timedelta

import pgtrigger
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Attendance
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from participants.models import SupporterLink
from payments.domain.approving import approve_claim
from payments.domain.batches import mark_paid, mark_returned
from payments.domain.claims import add_expense, confirm_claim, decline_claim, take_less
from payments.domain.statements import days_of, statement_of, tax_year_of
from payments.domain.thanks import answer_thanks, hand_over
from payments.models import Claim, PaymentBatch
from tests.factories.accounts import user_with
from tests.factories.involvement import OfferFactory, SessionFactory
from tests.factories.money import thanked
from tests.factories.participants import PersonFactory
from tests.factories.payments import (
    SYSTEM,
    again,
    attendance,
    coordinator,
    finance,
    paid_claim,
    payee_of,
    proposed_claim,
    run,
)

pytestmark = pytest.mark.django_db
CMD = "=cmd|' /C calc'!A0"


def _paid(claim: Claim, day: date) -> None:
    """As if the money had left on that day."""
    with pgtrigger.ignore("payments.PaymentBatch:batch_is_frozen"):
        PaymentBatch.objects.filter(lines__claim=claim).update(paid_on=day)


def _paid_with_costs(*, fee: int = 5000) -> Claim:
    claim = proposed_claim()
    add_expense(claim, expense_kind="travel_public", pence=460, by=payee_of(claim))
    if fee != 5000:
        take_less(claim, wanted_pence=fee, by=payee_of(claim))
    confirm_claim(claim, by=payee_of(claim))
    approve_claim(again(claim), by=Actor.of(coordinator(claim.institution)))
    batch = run(again(claim))
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))
    return again(claim)


def _this_year() -> int:
    return tax_year_of(timezone.localdate())


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-04-05", 2025), ("2026-04-06", 2026), ("2026-12-31", 2026), ("2027-01-01", 2026), ("2027-04-05", 2026)],
)
def test_the_tax_year_turns_on_6_april(day, year):
    assert tax_year_of(date.fromisoformat(day)) == year
    first, last = days_of(year)
    assert first <= date.fromisoformat(day) <= last and (last - first).days in (364, 365)


@pytest.mark.parametrize(("day", "year"), [(date(2026, 4, 5), 2025), (date(2026, 4, 6), 2026)])
def test_a_payment_belongs_to_the_year_of_the_day_it_was_paid_not_of_the_work(day, year):
    claim = paid_claim()
    _paid(claim, day)

    assert [one.day for one in statement_of(claim.person, year).paid] == [day]
    assert statement_of(claim.person, 4051 - year).paid == []


def test_m4_fees_and_costs_stand_apart_and_declined_money_is_in_no_sum():
    claim = _paid_with_costs(fee=1000)

    found = statement_of(claim.person, _this_year())

    assert (found.fee_pence, found.cost_pence, found.pence) == (1000, 460, 1460)
    assert [(one.pence, one.before) for one in found.declined] == [(4000, False)]


def test_m3_the_whole_claim_declined_is_told_and_nothing_is_paid():
    claim = proposed_claim()
    decline_claim(claim, by=payee_of(claim))

    found = statement_of(claim.person, tax_year_of(timezone.localdate(claim.session.starts_at)))

    assert found.paid == [] and found.pence == 0
    assert [(one.session, one.pence) for one in found.declined] == [(claim.session.title, 5000)]


@pytest.mark.parametrize(("choice", "pence"), [("nothing", 5000), ("expenses_only", 5000)])
def test_m3_a_fee_not_wanted_from_the_start_is_told_too(choice, pence):
    came = attendance(choice=choice)
    found = statement_of(came.person, tax_year_of(timezone.localdate(came.session.starts_at)))

    assert [(one.pence, one.before) for one in found.declined] == [(pence, True)]


def test_whoever_did_not_come_declined_nothing():
    came = attendance(choice="nothing")
    Attendance.objects.update(status="could_not_come")

    assert statement_of(came.person, _this_year()).declined == []


def test_what_the_bank_sent_back_stands_apart_and_in_no_sum():
    claim = paid_claim()
    mark_returned(claim, reason="Closed", by=Actor.of(finance(claim.institution)))

    found = statement_of(claim.person, _this_year())

    assert (found.paid, found.pence) == ([], 0)
    assert [one.pence for one in found.came_back] == [5000]


def test_a_person_sees_their_year_as_a_page_a_document_and_a_list(client):
    claim = _paid_with_costs(fee=1000)
    client.force_login(claim.person.user)
    args = [claim.person_id, _this_year()]

    assert f"/{claim.person_id}/{_this_year()}/" in client.get(reverse("payments:my_statements")).content.decode()
    text = client.get(reverse("payments:my_statement", args=args)).content.decode()
    assert "£10.00" in text and "£4.60" in text and "£14.60" in text and "You said no to £40.00" in text

    document = pypdf.PdfReader(io.BytesIO(client.get(reverse("payments:my_statement_pdf", args=args)).content))
    assert len(document.pages) == 1
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"] and document.trailer["/Root"]["/Lang"] == "en-gb"
    words = document.pages[0].extract_text()
    assert "£14.60" in words and claim.person.name in words and "£40.00" in words

    taken = client.post(reverse("payments:my_statement_csv", args=args))
    rows = list(csv.DictReader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert [(row["What"], row["Fee"], row["Costs"], row["Together"]) for row in rows] == [
        ("Paid", "10.00", "4.60", "14.60"),
        ("You chose not to take it", "", "", "40.00"),
    ]
    assert AuditEvent.objects.filter(action="export.taken").count() == 1


def test_r36_no_name_in_a_statement_becomes_a_formula(client):
    claim = paid_claim()
    claim.session.title = CMD
    claim.session.save()
    claim.person.name = CMD
    claim.person.save()
    client.force_login(claim.person.user)
    args = [claim.person_id, _this_year()]

    rows = list(csv.reader(io.StringIO(client.post(reverse("payments:my_statement_csv", args=args)).content.decode())))

    assert rows[1][2] == "'" + CMD
    assert client.get(reverse("payments:my_statement_pdf", args=args)).status_code == 200


def _supporter(claim: Claim, *scopes: str, ends: date | None = None) -> SupporterLink:
    helper = PersonFactory(institution=claim.institution, user=user_with(Role.SUPPORTER, claim.institution))
    return SupporterLink.objects.create(
        person=claim.person, supporter=helper, kind="advocate", starts_on=date(2026, 1, 1), ends_on=ends, scopes=scopes
    )


@pytest.mark.parametrize(
    ("scopes", "ends", "status"),
    [
        (["see_payments"], None, 200),
        (["answer_invitations"], None, 404),
        (["see_payments"], date(2026, 1, 2), 404),
    ],
)
def test_r16_a_supporter_sees_it_with_the_scope_and_while_it_lasts(client, scopes, ends, status):
    claim = paid_claim()
    client.force_login(_supporter(claim, *scopes, ends=ends).supporter.user)
    args = [claim.person_id, _this_year()]

    for name in ["my_statement", "my_statement_pdf"]:
        assert client.get(reverse(f"payments:{name}", args=args)).status_code == status
    assert client.post(reverse("payments:my_statement_csv", args=args)).status_code == status
    listed = claim.person.name in client.get(reverse("payments:my_statements")).content.decode()
    assert listed == (status == 200)


@pytest.mark.parametrize("who", [coordinator, finance])
def test_r4_nobody_sees_a_statement_by_their_work(client, who):
    claim = paid_claim()
    client.force_login(who(claim.institution))
    args = [claim.person_id, _this_year()]

    for name in ["my_statement", "my_statement_pdf"]:
        assert client.get(reverse(f"payments:{name}", args=args)).status_code == 404
    assert client.post(reverse("payments:my_statement_csv", args=args)).status_code == 404


def test_another_persons_statement_is_not_found(client):
    claim, other = paid_claim(), paid_claim()
    client.force_login(other.person.user)

    assert client.get(reverse("payments:my_statement", args=[claim.person_id, _this_year()])).status_code == 404


@pytest.mark.parametrize("year", [1999, 2199, 99999])
def test_years_that_can_not_be_are_not_found(client, year):
    claim = paid_claim()
    client.force_login(claim.person.user)

    assert client.get(reverse("payments:my_statement", args=[claim.person_id, year])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_statement_costs_the_same_however_many_payments(client, django_assert_num_queries, count):
    person = paid_claim().person
    for number in range(count - 1):
        session = SessionFactory(
            held=True, programme__institution=person.institution, starts_at=timezone.now() - timedelta(days=3 + number)
        )
        paid_claim(offer=OfferFactory(published=True, session=session), person=person)
    client.force_login(person.user)

    with django_assert_num_queries(
        8
    ):  # session, user, the person, lines, declined before and later, thanks, memberships
        text = client.get(reverse("payments:my_statement", args=[person.pk, _this_year()])).content.decode()
    assert text.count("Paid on") == count
    with django_assert_num_queries(5):  # session, user, people, days, memberships
        client.get(reverse("payments:my_statements"))


def test_a_late_claim_says_whom_to_ask(client):
    claim = paid_claim()
    claim.institution.coordinator_phone = "01632 960123"
    claim.institution.save()
    waiting = proposed_claim(
        person=claim.person,
        offer=OfferFactory(published=True, session=SessionFactory(held=True, programme__institution=claim.institution)),
    )
    with pgtrigger.ignore("payments.Claim:claim_terms_are_frozen"):
        Claim.objects.filter(pk=waiting.pk).update(pay_by=timezone.localdate() - timedelta(days=1))
    client.force_login(claim.person.user)

    text = client.get(reverse("payments:my_claim", args=[waiting.pk])).content.decode()

    assert "Ask us where your money is. Phone 01632 960123." in text


def test_a_payment_that_came_back_says_what_comes_next(client):
    claim = paid_claim()
    mark_returned(claim, reason="Closed", by=Actor.of(finance(claim.institution)))
    client.force_login(claim.person.user)

    text = client.get(reverse("payments:my_claim", args=[claim.pk])).content.decode()

    assert "We ask you for the right bank details." in text and "We pay you again." in text


def test_page_pdf_and_csv_tell_the_same_thanks_and_no_sum_takes_them_in(client):
    claim = _paid_with_costs()
    for words, pence in ((CMD, 2000), ("A mug", None)):
        kind = "voucher" if pence else "gift"
        token = thanked(claim.institution, person=claim.person, kind=kind, pence=pence, words=words)
        answer_thanks(token, yes=True, by=SYSTEM, answered_by="Ana")
        hand_over(token, given_on_day=timezone.localdate(), by=Actor.of(coordinator(claim.institution)))
    client.force_login(claim.person.user)
    at = [claim.person_id, _this_year()]

    page = client.get(reverse("payments:my_statement", args=at)).content.decode()
    pdf = pypdf.PdfReader(io.BytesIO(client.get(reverse("payments:my_statement_pdf", args=at)).content))
    said = "".join(one.extract_text() for one in pdf.pages)
    content = client.post(reverse("payments:my_statement_csv", args=at)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))

    told = [(row["Session"], row["Worth, not money"]) for row in rows if "not money" in row["What"]]
    assert told == [("'" + CMD, "20.00"), ("A mug", "")]
    assert [row["Together"] for row in rows if row["What"] == "Paid"] == ["54.60"]
    assert not any(row["Together"] for row in rows if "not money" in row["What"])
    for words in ("£20.00", "A mug", "£54.60"):
        assert words in page and words in said
