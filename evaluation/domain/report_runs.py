"""Making a report: asked for in one transaction, made by a worker in steps that are seen, taken up again if it dies."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime, timedelta
from functools import partial

import structlog
from celery import current_app
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from evaluation.domain.report_drawings import drawn
from evaluation.domain.report_parts import from_snapshot, to_snapshot
from evaluation.domain.reports import session_report
from evaluation.models import ReportRun
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.documents.pdf import render_pdf
from involvement.shared.errors import Refused

log = structlog.get_logger(__name__)
State = ReportRun.State
MOST_ATTEMPTS = 3
STALE_AFTER = timedelta(minutes=3)
"""A report that shows no progress for so long has lost its worker."""
STEPS = 4


class Overtaken(Exception):
    """Another worker has this report now; this one must stop and leave nothing behind."""


def why_no_report(session: Session) -> str:
    """Why no report can be made now, in a sentence; empty when one can."""
    if session.status in {Session.Status.CANCELLED, Session.Status.POSTPONED}:
        return _("This session did not take place, so there is nothing to report.")
    if session.starts_at and not session.has_started:
        return _("A report can be made once the session has taken place.")
    return ""


def request_report(session: Session, *, by: Actor) -> ReportRun:
    """Ask for a report. While one is being made, asking again gives that one back: a double click makes one report."""
    if reason := why_no_report(session):
        raise Refused(reason)
    try:
        with transaction.atomic():
            run = ReportRun.objects.create(session=session, requested_by_id=by.user_id or 0, steps_total=STEPS)
            record("report.requested", about=run, by=by, institution_id=session.institution_id)
            _ring_on_commit(run.pk)
            return run
    except IntegrityError:
        under_way = ReportRun.objects.filter(session=session, state__in=[State.REQUESTED, State.GENERATING]).first()
        if under_way is None:
            raise
        return under_way


@transaction.atomic
def try_again(run: ReportRun, *, by: Actor) -> None:
    """Put a failed report back in the queue. Raises Refused when it has not failed, or another is being made."""
    try:
        with transaction.atomic():
            changed = ReportRun.objects.filter(pk=run.pk, state=State.FAILED).update(
                state=State.REQUESTED, attempts=0, steps_done=0, error="", claimed_at=None
            )
    except IntegrityError as already:
        raise Refused(_("A report on this session is being made already.")) from already
    if not changed:
        raise Refused(_("This report is being made or is ready already."))
    record("report.tried_again", about=run, by=by)
    _ring_on_commit(run.pk)


def make_report(run_id: int, *, now: datetime) -> bool:
    """Make one report, if nobody else is. Safe to call twice, at once, or late. True when it is ready now."""
    run = _claim(run_id, now)
    if run is None:
        return False
    try:
        _make(run)
    except Overtaken:
        return False
    except Exception as problem:  # whatever went wrong, the person who waits is told
        log.error("report_failed", run=run.pk, attempt=run.attempts, problem=type(problem).__name__)
        _give_up_or_wait(run)
        return False
    return True


def make_waiting_reports(*, now: datetime) -> int:
    """Ring for reports that wait or whose worker is gone; fail those that were tried often enough."""
    stale = Q(state=State.GENERATING, claimed_at__lt=now - STALE_AFTER)
    ReportRun.objects.filter(stale, attempts__gte=MOST_ATTEMPTS).update(
        state=State.FAILED, error=_("The report could not be made. You can try again.")
    )
    waiting = ReportRun.objects.filter(Q(state=State.REQUESTED) | stale).order_by("requested_at")
    ids = list(waiting.values_list("pk", flat=True)[:50])
    return sum(ring(run_id) for run_id in ids)


def ring(run_id: int) -> bool:
    """Tell a worker. False when the queue is down; the report then waits for the schedule."""
    try:
        current_app.send_task("evaluation.make_report", [run_id], retry=False)
    except (OperationalError, OSError) as problem:
        log.warning("report_ring_failed", run=run_id, problem=type(problem).__name__)
        return False
    return True


def _ring_on_commit(run_id: int) -> None:
    transaction.on_commit(partial(ring, run_id), robust=True)


def _claim(run_id: int, now: datetime) -> ReportRun | None:
    """One of several workers gets it: the update says who."""
    free = Q(state=State.REQUESTED) | Q(state=State.GENERATING, claimed_at__lt=now - STALE_AFTER)
    claimed = ReportRun.objects.filter(free, pk=run_id, attempts__lt=MOST_ATTEMPTS).update(
        state=State.GENERATING, claimed_at=now, steps_done=0, attempts=F("attempts") + 1
    )
    return ReportRun.objects.select_related("requested_by").get(pk=run_id) if claimed else None


def _make(run: ReportRun) -> None:
    """Count and hide, freeze, draw, print; each step is committed as it is done, and keeps the claim alive."""
    if run.snapshot is None:
        _freeze(run)
    _step(run, 1)
    report = from_snapshot(run.snapshot)
    sections = drawn(report)
    _step(run, 2)
    made = render_pdf("pdf/session_report.html", {"report": report, "sections": sections})
    _step(run, 3)
    _finish(run, made)


def _freeze(run: ReportRun) -> None:
    """The figures of this report, once and for all: a second attempt prints the same (E3)."""
    session = Session.objects.with_details().get(pk=run.session_id)
    version = ReportRun.objects.filter(session_id=run.session_id, pk__lte=run.pk).count()
    run.snapshot = to_snapshot(session_report(session, author=str(run.requested_by), version=version))
    run.snapshot_sha256 = digest_of(run.snapshot)
    run.save(update_fields=["snapshot", "snapshot_sha256"])


def digest_of(snapshot: object) -> str:
    canonical = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _mine(run: ReportRun) -> Q:
    return Q(pk=run.pk, state=State.GENERATING, attempts=run.attempts)


def _step(run: ReportRun, done: int) -> None:
    if not ReportRun.objects.filter(_mine(run)).update(steps_done=done, claimed_at=timezone.now()):
        raise Overtaken


def _finish(run: ReportRun, made: bytes) -> None:
    """The file first, then the row that names it: a row never names a file that is not there."""
    name = run.pdf.field.generate_filename(run, f"{uuid.uuid4().hex}.pdf")
    stored = run.pdf.storage.save(name, ContentFile(made))
    done = ReportRun.objects.filter(_mine(run)).update(
        state=State.DRAFT, pdf=stored, steps_done=STEPS, finished_at=timezone.now(), error=""
    )
    if not done:
        run.pdf.storage.delete(stored)
        raise Overtaken


def _give_up_or_wait(run: ReportRun) -> None:
    if run.attempts >= MOST_ATTEMPTS:
        ReportRun.objects.filter(_mine(run)).update(
            state=State.FAILED, error=_("The report could not be made. You can try again.")
        )
    else:
        ReportRun.objects.filter(_mine(run)).update(state=State.REQUESTED, claimed_at=None)
