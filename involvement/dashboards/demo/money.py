"""Claims of the made-up year, moved by the same verbs as everybody's: by the person, the coordinator and finance."""

from __future__ import annotations

from django.utils import timezone

from involvement.dashboards.demo.people import Place
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from payments.domain import approving, batch_files, batches, claims, proposing
from payments.domain.information import give_information
from payments.models import Claim, ClaimLine

BUS_FARE = 340
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
    batch = batches.make_batch(place.institution, claim_ids=ids, by=by)
    if paid:
        batch_files.download(batch, by=by)
        batches.mark_paid(batch, paid_on=timezone.localdate(), by=by)
