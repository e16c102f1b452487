"""Asking for a cost to be paid before the day, and the answer. What is agreed is paid like any other claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.sessions import SAID_YES
from involvement.models import Invitation, Session
from involvement.shared.audit.record import record, reference
from involvement.shared.errors import Refused
from involvement.shared.notify.outbox import Draft, queue_messages
from involvement.shared.ui.words import day_words, pounds
from participants.domain.contact import recipient_for
from payments.domain.approving import approve_claim
from payments.domain.ledger import post
from payments.domain.steps import lock, move, must_be, step
from payments.models import Advance, Claim, ClaimLine, ExpenseRule

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User
    from involvement.shared.audit.actors import Actor

State = Advance.State


def kinds_in_advance(institution_id: int) -> list[tuple[str, str]]:
    """The kinds of cost that the institution pays before the day. Miles are priced by the day, so never."""
    rules = ExpenseRule.objects.filter(institution_id=institution_id, in_advance=True)
    allowed = set(rules.values_list("kind", flat=True)) - {ClaimLine.ExpenseKind.MILEAGE}
    return [(key, str(words)) for key, words in ClaimLine.ExpenseKind.choices if key in allowed]


def invitations_to_ask_for(user: User) -> list[Invitation]:
    """Sessions to come that the person said yes to, where a cost can be paid before. The soonest first."""
    coming = Invitation.objects.filter(
        person__user_id=user.pk,
        status__in=SAID_YES,
        offer__session__starts_at__gt=timezone.now(),
        offer__session__institution__expense_rules__in_advance=True,
    )
    wanted = coming.exclude(payment_choice__in=["", Invitation.PaymentChoice.NOTHING])
    open_ones = wanted.exclude(offer__session__status=Session.Status.CANCELLED)
    return list(open_ones.select_related("offer__session").distinct().order_by("offer__session__starts_at", "pk"))


def said_yes_to(session: Session) -> list[Invitation]:
    """Those for whom staff may ask, with their person, by name."""
    coming = Invitation.objects.filter(offer__session=session, status__in=SAID_YES).select_related("person")
    return list(coming.order_by("person__name", "pk"))


def why_not_ask(invitation: Invitation, *, today: date) -> str:
    """A sentence for who asks, or nothing."""
    session = invitation.offer.session
    if invitation.status not in SAID_YES:
        return _("Say yes to the session first. Then you can ask for money before the day.")
    if session.status == Session.Status.CANCELLED:
        return _("This session does not take place.")
    if session.starts_at is None or timezone.localdate(session.starts_at) <= today:
        return _("It is too late to pay this before the day. Add it to your claim after the session.")
    if invitation.payment_choice in ("", Invitation.PaymentChoice.NOTHING):
        return _("You said that you want no money for this session. Ring us if that has changed.")
    return ""


@transaction.atomic
def ask_in_advance(
    invitation: Invitation, *, kind: str, words: str, pence: int, needed_by: date, by: Actor, today: date | None = None
) -> Advance:
    """The person, a supporter, or staff for the person by phone. `needed_by` is before the session. Raises Refused."""
    held = Invitation.objects.select_for_update(of=("self",)).select_related("offer__session", "person")
    invitation, today = held.get(pk=invitation.pk), today or timezone.localdate()
    session = invitation.offer.session
    if reason := why_not_ask(invitation, today=today):
        raise Refused(reason, code="late")
    if kind not in dict(kinds_in_advance(session.institution_id)):
        raise Refused(_("We do not pay this before the day. Add it to your claim after the session."), code="kind")
    if not pence:
        raise Refused(_("Write how much you need."), code="pence")
    assert session.starts_at is not None  # why_not_ask says so
    if not today <= needed_by <= timezone.localdate(session.starts_at):
        raise Refused(_("Write a day from today to the day of the session."), code="needed_by")
    same = Advance.objects.filter(person=invitation.person, session=session, kind=kind, words=words.strip())
    if same.filter(state__in=[State.ASKED, State.AGREED], pence=pence).exists():
        raise Refused(_("You asked for this already."), code="twice")
    advance = Advance.objects.create(
        institution_id=session.institution_id,
        person=invitation.person,
        session=session,
        invitation=invitation,
        kind=kind,
        words=words.strip(),
        pence=pence,
        needed_by=needed_by,
        asked_user_id=by.user_id,
        asked_label=by.label[:200],
    )
    _note(advance, "advance.asked", by=by, pence=pence)
    return advance


@transaction.atomic
def agree_in_advance(advance: Advance, *, by: Actor) -> Claim:
    """Makes the claim that finance pays. Who asked for the person does not agree as well (M6). Raises Refused."""
    held = held_advance(advance)
    _must_wait(held)
    if reason := why_not_ask(held.invitation, today=timezone.localdate()):
        raise Refused(reason, code="late")
    _answer(held, State.AGREED, by=by)
    claim = _claim(held, by=by)
    approved = approve_claim(claim, by=by)
    words = _("We said yes. We pay you %(sum)s for this by %(day)s: %(words)s") % _facts(held)
    _tell(held, words + "\n\n" + _("Keep the ticket or receipt. After the day we ask you what you really spent."))
    return approved


@transaction.atomic
def refuse_in_advance(advance: Advance, *, reason: str, by: Actor) -> Advance:
    """Says why not, in words that the person reads."""
    held = held_advance(advance)
    _must_wait(held)
    if not reason.strip():
        raise Refused(_("Write why not. The person reads it."), code="reason")
    _answer(held, State.REFUSED, by=by, answer=reason.strip())
    words = _("You asked for %(sum)s before the day, for this: %(words)s. We can not pay it before.") % _facts(held)
    after = _("You can claim what you spend after the session. If that is too hard, please ring us.")
    _tell(held, f"{words}\n\n{reason.strip()}\n\n{after}")
    return held


@transaction.atomic
def stop_advance(advance: Advance, *, reason: str, by: Actor) -> Advance:
    """It is not needed any more, and has not gone out. Once it is in a run it can not be stopped. Raises Refused."""
    held = held_advance(advance)
    if held.state not in (State.ASKED, State.AGREED):
        raise Refused(_("This was answered already."), code="state")
    if held.state == State.AGREED:
        claim = lock(held.claims.latest("pk"))
        gone = _("It is being paid already, so it can not be stopped. You can say later what you spent.")
        must_be(claim, Claim.State.APPROVED, otherwise=gone)
        words = reason.strip() or _("Not needed any more.")
        move(
            claim, Claim.State.QUERIED, by=by, sentence=words, action="advance.stopped", state_reason=words[:500],
            approved_at=None, approved_by_id=None,
        )  # fmt: skip
        sentence = _("We do not pay this before the day.")
        move(claim, Claim.State.WITHDRAWN, by=by, sentence=sentence, action="claim.withdrawn")
    Advance.objects.filter(pk=held.pk).update(state=State.TAKEN_BACK)
    _note(held, "advance.taken_back", by=by)
    held.refresh_from_db()
    return held


def held_advance(advance: Advance) -> Advance:
    """As it is now, held until the transaction ends."""
    found = Advance.objects.select_for_update(of=("self",))
    return found.select_related("person__adult_lead", "institution", "invitation__offer__session").get(pk=advance.pk)


def stopped_by(claims: Sequence[Claim]) -> dict[int, str]:
    """By claim id: why money agreed before the day must not go out now. One statement."""
    numbers = [claim.pk for claim in claims if claim.advance_id is not None]
    early = Claim.objects.filter(pk__in=numbers) if numbers else Claim.objects.none()
    found = {}
    for claim in early.select_related("session", "invitation"):
        if claim.session.status == Session.Status.CANCELLED:
            found[claim.pk] = _("This was to be paid before a session that is cancelled. Stop it, or ask the person.")
        elif claim.invitation.status not in [*SAID_YES, Invitation.Status.DONE]:
            found[claim.pk] = _("This was to be paid before a session that the person does not come to. Stop it first.")
    return found


def _must_wait(advance: Advance) -> None:
    if advance.state != State.ASKED:
        raise Refused(_("This was answered already."), code="state")


def _answer(advance: Advance, state: str, *, by: Actor, answer: str = "") -> None:
    if by.user_id is None:
        raise Refused(_("Sign in to answer this."), code="duties")
    advance.state, advance.answer = state, answer
    advance.answered_at, advance.answered_by_id = timezone.now(), by.user_id
    advance.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _note(advance, f"advance.{state}", by=by)


def _claim(advance: Advance, *, by: Actor) -> Claim:
    """One line, said yes to by who asked: the stages and the ledger say the same as for any claim."""
    invitation = advance.invitation
    why = _("You asked us to pay this before the session on %(day)s: %(words)s") % {
        "day": day_words(advance.session.starts_at),
        "words": advance.words,
    }
    claim = Claim.objects.create(
        institution_id=advance.institution_id,
        person_id=advance.person_id,
        session_id=advance.session_id,
        advance=advance,
        invitation=invitation,
        offer_id=invitation.offer_id,
        fee_pence=0,
        payment_choice=invitation.payment_choice,
        why=why[:300],
        pay_by=advance.needed_by,
    )
    ClaimLine.objects.create(
        claim=claim, kind=ClaimLine.Kind.EXPENSE, expense_kind=advance.kind, words=advance.words, pence=advance.pence
    )
    step(claim, by=by, sentence=_("Asked for: money before the day.")).save()
    post([claim], what="advance.agreed", by=by, before="")
    move(
        claim,
        Claim.State.CONFIRMED,
        by=by,
        sentence=_("%(name)s asked for this.") % {"name": advance.asked_label},
        action="claim.confirmed",
        confirmed_at=advance.asked_at,
        confirmed_user_id=advance.asked_user_id,
    )
    return claim


def _facts(advance: Advance) -> dict[str, str]:
    return {"sum": pounds(advance.pence), "day": day_words(advance.needed_by), "words": advance.words}


def _tell(advance: Advance, words: str) -> None:
    """Subjects say nothing of money (R29)."""
    draft = Draft(
        kind="advance_answered",
        about=reference(advance),
        about_topic=reference(advance),
        recipient=recipient_for(advance.person),
        institution_id=advance.institution_id,
        due=timezone.now(),
        subject=_("News from us"),
        body=words.replace("{", "(").replace("}", ")"),
    )
    queue_messages([draft])


def _note(advance: Advance, action: str, *, by: Actor, **facts: Any) -> None:
    record(action, about=advance, by=by, person_id=advance.person_id, institution_id=advance.institution_id, **facts)
