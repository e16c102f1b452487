"""Making a payment run: asked for in one transaction, made by a worker in steps that are seen, taken up if it dies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds
from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from payments.domain.batch_files import proof
from payments.domain.batches import look_at, make_batch
from payments.models import BatchRequest

if TYPE_CHECKING:
    from payments.models import PaymentBatch

log = structlog.get_logger(__name__)
State = BatchRequest.State
MOST_ATTEMPTS = 3
STALE_AFTER = timedelta(minutes=3)
"""A run that shows no progress for so long has lost its worker."""
STEPS = 3
"""Checked, written, read back."""


class Overtaken(Exception):
    """Another worker has this run now; this one must stop and leave nothing behind."""


def request_batch(
    institution: Institution, *, claim_ids: Collection[int], by: Actor, settled: Collection[tuple[int, str]] = ()
) -> BatchRequest:
    """Ask for a run of these claims; what would be refused now is refused at once. Nothing is paid for by asking.

    While the same run is being made, asking again gives that one back: a double click makes one run.
    """
    if by.user_id is None:
        raise Refused(_("Sign in to make a payment run."), code="duties")
    look_at(institution, claim_ids=claim_ids, maker_id=by.user_id, settled=settled)
    wanted = sorted(set(claim_ids))
    try:
        with transaction.atomic():
            asked = BatchRequest.objects.create(
                institution=institution,
                requested_by_id=by.user_id,
                claim_ids=wanted,
                settled=[{"claim": claim, "code": code} for claim, code in sorted(settled)],
            )
            record("batch.requested", about=asked, by=by, institution_id=institution.pk, claims=len(wanted))
            _ring_on_commit(asked.pk)
            return asked
    except IntegrityError:
        same = BatchRequest.objects.under_way().filter(institution=institution, requested_by_id=by.user_id)
        under_way = same.filter(claim_ids=wanted).first()
        if under_way is None:
            raise Refused(why_not_now(institution) or _("Please look again."), code="under_way") from None
        return under_way


def under_way_at(institution: Institution) -> BatchRequest | None:
    return BatchRequest.objects.under_way().filter(institution=institution).first()


def why_not_now(institution: Institution) -> str:
    """Why no run can be asked for now, in a sentence; empty when one can."""
    if under_way_at(institution) is None:
        return ""
    return _("A payment run is being made here just now. When it is ready, look at what is left.")


@transaction.atomic
def try_again(asked: BatchRequest, *, by: Actor) -> None:
    """Put a failed run back in the queue; its maker is still whoever asked. Raises Refused when it has not failed."""
    try:
        with transaction.atomic():
            changed = BatchRequest.objects.filter(pk=asked.pk, state=State.FAILED).update(
                state=State.ASKED, attempts=0, steps_done=0, error="", claimed_at=None
            )
    except IntegrityError as already:
        raise Refused(_("Another payment run is being made here just now. Wait until it is ready.")) from already
    if not changed:
        raise Refused(_("This payment run is being made or is ready already."))
    record("batch.tried_again", about=asked, by=by, institution_id=asked.institution_id)
    _ring_on_commit(asked.pk)


def make_requested(request_id: int, *, now: datetime) -> bool:
    """Make one run, if nobody else is. Safe to call twice, at once, or late. True when it is ready now."""
    asked = _claim(request_id, now)
    if asked is None:
        return False
    try:
        _make(asked)
    except Overtaken:
        return False
    except Refused as refused:
        _fail(asked, refused.sentence)
        return False
    except Exception as problem:  # whatever went wrong, the person who waits is told
        log.error("batch_failed", request=asked.pk, attempt=asked.attempts, problem=type(problem).__name__)
        _give_up_or_wait(asked)
        return False
    return True


def make_waiting_batches(*, now: datetime) -> int:
    """Ring for runs that wait or whose worker is gone; fail those that were tried often enough."""
    stale = Q(state=State.MAKING, claimed_at__lt=now - STALE_AFTER)
    BatchRequest.objects.filter(stale, attempts__gte=MOST_ATTEMPTS).update(state=State.FAILED, error=_gave_up())
    waiting = BatchRequest.objects.filter(Q(state=State.ASKED) | stale).order_by("requested_at")
    return sum(ring(request_id) for request_id in list(waiting.values_list("pk", flat=True)[:50]))


def ring(request_id: int) -> bool:
    """Tell a worker. False when the queue is down; the run then waits for the schedule."""
    try:
        current_app.send_task("payments.make_batch", [request_id], retry=False)
    except (OperationalError, OSError) as problem:
        log.warning("batch_ring_failed", request=request_id, problem=type(problem).__name__)
        return False
    return True


def _ring_on_commit(request_id: int) -> None:
    transaction.on_commit(partial(ring, request_id), robust=True)


def _claim(request_id: int, now: datetime) -> BatchRequest | None:
    """One of several workers gets it: the update says who."""
    free = Q(state=State.ASKED) | Q(state=State.MAKING, claimed_at__lt=now - STALE_AFTER)
    claimed = BatchRequest.objects.filter(free, pk=request_id, attempts__lt=MOST_ATTEMPTS).update(
        state=State.MAKING, claimed_at=now, steps_done=0, attempts=F("attempts") + 1
    )
    found = BatchRequest.objects.select_related("institution", "requested_by", "batch__institution")
    return found.get(pk=request_id) if claimed else None


def _make(asked: BatchRequest) -> None:
    """Ask whether the maker still may, write the run once, read its file back; each step is committed as it is done."""
    _still_may(asked)
    _step(asked, 1)
    batch = asked.batch or _write(asked)
    _step(asked, 2)
    _read_back(batch)
    _finish(asked)


def _still_may(asked: BatchRequest) -> None:
    """Whoever asked is the maker; a role that ended in the meantime makes nothing."""
    maker = asked.requested_by
    if not maker.is_active or not holds(maker, Permission.BATCH_MAKE, asked.institution_id):
        raise Refused(_("The person who asked for this run may not make payment runs any more. Ask for it anew."))


def _write(asked: BatchRequest) -> PaymentBatch:
    """The run and the note that this request led to it are one transaction: both are there, or neither."""
    settled = [(said["claim"], said["code"]) for said in asked.settled]
    with transaction.atomic():
        maker = Actor.of(asked.requested_by)
        batch = make_batch(asked.institution, claim_ids=asked.claim_ids, by=maker, settled=settled)
        if not BatchRequest.objects.filter(_mine(asked)).update(batch=batch):
            raise Overtaken
    return batch


def _read_back(batch: PaymentBatch) -> None:
    found = proof(batch)
    if not (found.same and found.agrees):
        raise Refused(_("The file of this run is not as it was made. Do not use it, and tell support."), code="digest")


def _mine(asked: BatchRequest) -> Q:
    return Q(pk=asked.pk, state=State.MAKING, attempts=asked.attempts)


def _step(asked: BatchRequest, done: int) -> None:
    if not BatchRequest.objects.filter(_mine(asked)).update(steps_done=done, claimed_at=timezone.now()):
        raise Overtaken


def _finish(asked: BatchRequest) -> None:
    done = BatchRequest.objects.filter(_mine(asked)).update(
        state=State.READY, steps_done=STEPS, finished_at=timezone.now(), error=""
    )
    if not done:
        raise Overtaken


def _fail(asked: BatchRequest, sentence: str) -> None:
    BatchRequest.objects.filter(_mine(asked)).update(state=State.FAILED, error=sentence[:500])


def _give_up_or_wait(asked: BatchRequest) -> None:
    if asked.attempts >= MOST_ATTEMPTS:
        _fail(asked, _gave_up())
    else:
        BatchRequest.objects.filter(_mine(asked)).update(state=State.ASKED, claimed_at=None)


def _gave_up() -> str:
    return _("The payment run could not be made. You can try again.")
