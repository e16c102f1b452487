"""Claims of the made-up year, moved by the same verbs as everybody's: by the person, the coordinator and finance."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from involvement.dashboards.demo.people import Place
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from payments.domain import approving, batch_files, batches, claims, file_settings, payees, proposing
from payments.domain.formats.terms import Account
from payments.domain.information import give_information
from payments.models import Claim, ClaimLine, FileSetting, Payee

BUS_FARE = 340
RUN_AFTER, PAID_AFTER = timedelta(days=11), timedelta(days=3)
STAGES = {
    "Pat Bobbin": "proposed",
    "Sam Thimble": "confirmed",
    "Jo Selvedge": "queried",
    "Asha Tacking": "approved",
    "Gwen Tulle": "batched",
}
"""How far each person's claim for the talk of three weeks ago has come, one in each stage."""


def propose(session: Session) -> int:
    return len(proposing.propose_claims(session, by=Actor.system("demo")))


def pay_everybody(session: Session, place: Place) -> None:
    """An old session: every claim has gone all the way."""
    for claim in _claims(session):
        _confirm(claim)
        _approve(claim, place)
    _batch(session, place, paid=True)


def leave_one_in_each_stage(session: Session, place: Place) -> None:
    for claim in _claims(session):
        stage = STAGES.get(claim.person.name, "proposed")
        if stage == "proposed":
            continue
        _confirm(claim)
        if stage == "queried":
            by = Actor.of(place.staff["Cora Linen"])
            approving.query_claim(claim, reason="Was the bus fare for both ways? Please tell us.", by=by)
        elif stage in {"approved", "batched"}:
            _approve(claim, place)
        if stage == "batched":
            _batch(session, place, only=claim)


def _claims(session: Session) -> list[Claim]:
    return list(Claim.objects.filter(session=session).select_related("person").order_by("pk"))


def _confirm(claim: Claim) -> None:
    by = Actor.link(claim.person_id, claim.person.name)
    give_information(claim.person, by=by)
    claims.add_expense(claim, expense_kind=ClaimLine.ExpenseKind.TRAVEL_PUBLIC, pence=BUS_FARE, by=by, words="Bus")
    claim.refresh_from_db()
    claims.confirm_claim(claim, by=by)


def _approve(claim: Claim, place: Place) -> None:
    claim.refresh_from_db()
    approving.approve_claim(claim, by=Actor.of(place.staff["Cora Linen"]))


def _batch(session: Session, place: Place, *, only: Claim | None = None, paid: bool = False) -> None:
    ready = Claim.objects.filter(session=session, state=Claim.State.APPROVED)
    ids = [only.pk] if only else list(ready.values_list("pk", flat=True))
    by = Actor.of(place.staff["Fiona Hem"])
    made_at = session.starts_at + RUN_AFTER if paid and session.starts_at else None
    batch = batches.make_batch(place.institution, claim_ids=ids, by=by, now=made_at)
    if paid:
        batch_files.download(batch, by=by)
        batches.mark_paid(batch, paid_on=timezone.localdate(batch.made_at) + PAID_AFTER, by=by)


def know_where_money_goes(place: Place) -> None:
    """Files for a bank, and everybody's made-up account, typed a week ago and asked about since."""
    if FileSetting.objects.filter(institution=place.institution).exists():
        return
    file_settings.change_file_setting(
        place.institution,
        by=Actor.system("demo"),
        file_format="bacs18",
        payee_details=FileSetting.Details.SEALED,
        originator_name="Threadneedle University (made up)",
        originator_sort_code="000000",
        originator_account="00000000",
        service_user_number="000000",
    )
    finance, a_week_ago = Actor.of(place.staff["Fiona Hem"]), timezone.now() - timedelta(days=7)
    for number, person in enumerate(place.partners.values(), start=1):
        account = Account("000000", f"{number:08}", person.name)
        by = Actor.link(person.pk, person.name)
        payees.change_account(person, account, source=Payee.Source.PERSON, by=by, now=a_week_ago)
        payees.change_reference(person, f"MADE-UP-{number:03}", by=finance)
        payees.mark_checked(person, by=finance)
