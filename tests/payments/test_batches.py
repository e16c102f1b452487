import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.exports.door import as_text
from involvement.shared.notify.models import Message
from payments.domain.batch_files import download, file_of
from payments.domain.batches import make_batch, mark_paid, mark_returned, preview
from payments.domain.claims import add_expense, confirm_claim, take_less
from payments.models import Claim, PaymentBatch
from tests.factories.accounts import InstitutionFactory
from tests.factories.participants import PersonFactory
from tests.factories.payments import (
    again,
    approved_claim,
    confirmed_claim,
    coordinator,
    finance,
    many_confirmed,
    payee_of,
    proposed_claim,
    run,
)

pytestmark = pytest.mark.django_db


def _approve_all(claims: list[Claim]) -> None:
    from payments.domain.approving import approve_claims

    approve_claims([(c, c.version) for c in claims], by=Actor.of(coordinator(claims[0].institution)))


def _loaded(*claims: Claim) -> list[Claim]:
    ids = [claim.pk for claim in claims]
    return list(Claim.objects.filter(pk__in=ids).with_details().with_lines().order_by("pk"))


def test_a_run_holds_lines_sums_and_the_digest_of_its_file():
    claim = proposed_claim()
    add_expense(claim, expense_kind="travel_public", pence=460, by=payee_of(claim))
    take_less(claim, wanted_pence=1000, by=payee_of(claim))
    confirm_claim(claim, by=payee_of(claim))
    _approve_all([again(claim)])
    batch = run(claim)

    line = batch.lines.get()
    assert (line.payee, line.fee_pence, line.expense_pence, line.pence) == (claim.person.name, 1000, 460, 1460)
    assert (batch.line_count, batch.fee_pence, batch.expense_pence, batch.total_pence) == (1, 1000, 460, 1460)
    content = file_of(batch)
    assert hashlib.sha256(content).hexdigest() == batch.sha256
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [
        {
            "run": batch.reference,
            "line": "1",
            "claim": str(claim.pk),
            "person": str(claim.person_id),
            "name": claim.person.name,
            "fee": "10.00",
            "costs": "4.60",
            "total": "14.60",
        }
    ]


def test_the_file_stays_the_same_when_a_name_changes_later():
    claim = approved_claim()
    batch = run(claim)
    before = file_of(batch)
    claim.person.name = "Another Name"
    claim.person.save()

    assert file_of(PaymentBatch.objects.get()) == before


@pytest.mark.parametrize(
    "name",
    ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "|x", "\t=1", "＝1", "\u200b=1", " =1", '=HYPERLINK("http://x")'],
)
def test_r36_no_name_becomes_a_formula(name):
    claim = approved_claim()
    claim.person.name = name
    claim.person.save()
    batch = run(claim)

    rows = list(csv.reader(io.StringIO(file_of(batch).decode("utf-8-sig"), newline="")))

    assert rows[1][4] == "'" + name


@pytest.mark.parametrize("name", ["O'Neill", "Nguyễn", "Siân Ŵyn", "محمد", "山田", "é", "e\u0301", "😀", "A" * 200, ""])
def test_names_survive_the_file(name):
    assert as_text(name) == name


def test_the_file_leaves_out_access_needs_and_what_it_was_about():
    claim = approved_claim()
    text = file_of(run(claim)).decode()

    assert claim.session.title not in text
    assert (claim.person.email or "-") not in text


def test_downloading_notes_who_took_it_and_the_first_time():
    batch = run(approved_claim())
    by = Actor.of(batch.made_by)
    download(batch, by=by)
    batch.refresh_from_db()
    first = batch.downloaded_at
    download(batch, by=by)
    batch.refresh_from_db()

    assert first is not None and batch.downloaded_at == first
    assert AuditEvent.objects.filter(action="batch.downloaded").count() == 2


def test_paid_moves_each_claim_and_tells_each_person_the_sum():
    claims = many_confirmed(InstitutionFactory(), 3)
    _approve_all(claims)
    batch = run(*claims)
    today = timezone.localdate()

    mark_paid(batch, paid_on=today, by=Actor.of(batch.made_by))

    assert set(Claim.objects.values_list("state", flat=True)) == {"paid"}
    messages = Message.objects.filter(kind="claim_paid")
    assert messages.count() == 3
    assert all("£50.00" in message.body and "{link}" in message.body for message in messages)
    with pytest.raises(Refused, match="paid already"):
        mark_paid(batch, paid_on=today, by=Actor.of(batch.made_by))


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_of_payment_is_between_the_run_and_today(days):
    batch = run(approved_claim())

    with pytest.raises(Refused, match="between the day of the run and today"):
        mark_paid(batch, paid_on=timezone.localdate() + timedelta(days=days), by=Actor.of(batch.made_by))


def test_coming_back_needs_a_reason_and_tells_the_person():
    claim = approved_claim()
    run(claim)
    by = Actor.of(finance(claim.institution))
    with pytest.raises(Refused, match="why it came back"):
        mark_returned(claim, reason="  ", by=by)

    mark_returned(claim, reason="Account closed", by=by)

    assert Message.objects.filter(kind="claim_returned", person_id=claim.person_id).count() == 1


def test_questions_must_be_looked_at_before_the_run_is_made():
    claim = proposed_claim()
    add_expense(claim, expense_kind="taxi", pence=1000, by=payee_of(claim))
    confirm_claim(claim, by=payee_of(claim))
    _approve_all([again(claim)])
    by = Actor.of(finance(claim.institution))

    with pytest.raises(Refused, match="questions that you have not said yes to"):
        make_batch(claim.institution, claim_ids=[claim.pk], by=by)
    batch = make_batch(claim.institution, claim_ids=[claim.pk], by=by, settled=[(claim.pk, "no_receipt")])

    assert batch.settled == [{"claim": claim.pk, "code": "no_receipt"}]


def test_findings_stop_ask_and_note():
    claim = proposed_claim()
    add_expense(claim, expense_kind="taxi", pence=60000, by=payee_of(claim))
    take_less(claim, wanted_pence=4000, by=payee_of(claim))
    confirm_claim(claim, by=payee_of(claim))
    _approve_all([again(claim)])
    (loaded,) = _loaded(claim)
    loaded.pay_by = timezone.localdate() - timedelta(days=1)

    as_finance = preview([loaded], maker_id=finance(claim.institution).pk).findings[claim.pk]
    as_approver = preview([loaded], maker_id=loaded.approved_by_id).findings[claim.pk]
    as_payee = preview([loaded], maker_id=loaded.person.user_id).findings[claim.pk]

    assert [(f.level, f.code) for f in as_finance] == [
        ("ask", "no_receipt"),
        ("ask", "large"),
        ("note", "late"),
        ("note", "declined"),
    ]
    assert as_approver[0].code == "approved_by_you"
    assert {f.code for f in as_payee if f.level == "stop"} == {"confirmed_by_you", "your_own"}


def test_the_same_person_twice_is_a_question():
    institution = InstitutionFactory()
    person = PersonFactory(institution=institution)
    claims = _loaded(*[_for(person) for _ in range(2)])

    found = preview(claims, maker_id=finance(institution).pk)

    assert [f.code for f in found.questions] == ["same_person", "same_person"]
    assert found.total_pence == 10000


def _for(person: object) -> Claim:
    from tests.factories.involvement import OfferFactory, SessionFactory

    session = SessionFactory(held=True, programme__institution=person.institution)
    return approved_claim(offer=OfferFactory(published=True, session=session), person=person)


def test_claims_of_another_institution_never_get_into_a_run():
    ours, theirs = approved_claim(), approved_claim()

    with pytest.raises(Refused, match="another run by now"):
        make_batch(ours.institution, claim_ids=[ours.pk, theirs.pk], by=Actor.of(finance(ours.institution)))

    assert not PaymentBatch.objects.exists()


def test_a_refused_run_leaves_everything_as_it_was():
    claims = [approved_claim(), confirmed_claim()]
    with pytest.raises(Refused):
        make_batch(claims[0].institution, claim_ids=[c.pk for c in claims], by=Actor.of(finance(claims[0].institution)))

    assert list(Claim.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "confirmed"]


@pytest.mark.parametrize("number", [1, 12])
def test_a_run_costs_the_same_however_long_it_is(django_assert_max_num_queries, number):
    claims = many_confirmed(InstitutionFactory(), number)
    _approve_all(claims)
    by = Actor.of(finance(claims[0].institution))

    with django_assert_max_num_queries(24):
        batch = make_batch(claims[0].institution, claim_ids=[c.pk for c in claims], by=by)
    with django_assert_max_num_queries(28):
        mark_paid(batch, paid_on=timezone.localdate(), by=by)


def test_numbers_of_runs_count_up_for_each_institution():
    first, other = approved_claim(), approved_claim()

    assert run(first).number == 1
    assert run(other).number == 1
    assert run(_for(PersonFactory(institution=first.institution))).number == 2
