"""An offer is written through six questions, published, changed by a new version, taken back (I1 to I3)."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain import kinds
from involvement.domain.sessions import LIVE, OPEN, SAID_YES, STILL_ASKED
from involvement.domain.telling import stop_messages, tell_changed, tell_withdrawn
from involvement.models import Invitation, Offer, Session
from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.audit.record import event, record, reference
from involvement.shared.errors import Refused
from involvement.shared.links.issue import revoke_all
from involvement.shared.prepared import Given, Prepared
from involvement.shared.ui.words import minutes_words, when_words
from involvement.signals import offer_checked, offer_drafted, offer_ended, offer_published

WS = ["ask", "when", "task", "role_type", "benefit_impact", "local_sixth"]
"""The five questions that the published framework prints, in its order, and the institution's own."""
EDITABLE = [
    "ask",
    "when",
    "task",
    "role_type",
    "fee_pence",
    "fee_reason",
    "smaller_fee_pence",
    "expenses",
    "pay_within_days",
    "benefit_impact",
    "local_sixth",
    "who_else",
    "places",
    "closes_on",
]
ASKED_AGAIN = {"when", "task", "role_type", "fee_pence", "smaller_fee_pence", "expenses", "pay_within_days"}
"""What cannot change without asking everybody again who said yes (I2)."""
Status = Offer.Status


def question(offer: Offer, w: str) -> str:
    """One of the six questions in the words of the page."""
    if w == "local_sixth":
        return offer.local_sixth_label
    return str(Offer._meta.get_field(w).verbose_name)  # type: ignore[union-attr]


def missing_keys(offer: Offer) -> list[str]:
    """Which of the questions, and the fee of a paid offer, have no answer yet."""
    missing = [w for w in WS if not str(getattr(offer, w)).strip()]
    if offer.role_type in (Offer.RoleType.PAID, Offer.RoleType.EITHER) and not offer.fee_pence:
        missing.append("fee_pence")
    return missing


def missing_ws(offer: Offer) -> list[str]:
    """The same as the questions people read, so that a sentence can name them (I1)."""
    return [_("How much is the fee?") if key == "fee_pence" else question(offer, key) for key in missing_keys(offer)]


def standard_benefit_words(institution: Institution, pay_within_days: int) -> str:
    """What the offer says about benefits unless somebody words it better: facts, never advice, never "safe" (M2)."""
    adviser = ", ".join(part for part in (institution.adviser_name, institution.adviser_contact) if part)
    return _(
        "The fee is a payment for your time. It can change what you get in benefits. Money for costs is separate.\n"
        "We pay within %(days)d days after you confirm your claim. That can be in another month than your work.\n"
        "We do not know what it means for you. For advice that does not come from us, ask %(adviser)s before you say "
        "yes.\nYou can also choose the smaller fee, only your costs, or nothing."
    ) % {"days": pay_within_days, "adviser": adviser or _("the independent adviser named on this page")}


@transaction.atomic
def draft_offer(session: Session, *, by: Actor) -> Offer:
    """The session's draft, made when there is none, with what is already known filled in."""
    Session.objects.select_for_update().get(pk=session.pk)
    draft = Offer.objects.filter(session_id=session.pk, status=Status.DRAFT).first()
    if draft is not None:
        return draft
    _check_session(session)
    if Offer.objects.filter(session_id=session.pk, status__in=LIVE).exists():
        raise Refused(_("This session already has a published offer. Change that one instead."))
    institution = session.institution
    last = Offer.objects.filter(session_id=session.pk).order_by("-version").values_list("version", flat=True).first()
    offer = Offer.objects.create(
        session=session,
        version=(last or 0) + 1,
        when=when_text(session),
        local_sixth_label=institution.local_sixth_label,
        pay_within_days=institution.pay_promise_days,
        benefit_impact=standard_benefit_words(institution, institution.pay_promise_days),
        places=2 if _needs_two(session) else 1,
    )
    offer_drafted.send(Offer, offer=offer, by=by)
    record("offer.drafted", about=offer, by=by, institution_id=session.institution_id, version=offer.version)
    return offer


@transaction.atomic
def save_offer(offer: Offer, *, by: Actor, **facts: Any) -> Offer:
    """Keep what was written so far; a draft may be as unfinished as it likes."""
    facts = _tidy(facts)
    _check_money(facts)
    if Offer.objects.filter(pk=offer.pk, status=Status.DRAFT).update(**facts) != 1:
        raise Refused(_("This offer is published. Changing it makes a new version."))
    offer.refresh_from_db()
    record("offer.written", about=offer, by=by, institution_id=offer.session.institution_id, fields=sorted(facts))
    return offer


def why_not_publish(offer: Offer) -> list[str]:
    """What is in the way, a sentence each; the page and the verb ask the same (I1)."""
    session = offer.session
    reasons = [_("Still to answer: %(question)s") % {"question": question} for question in missing_ws(offer)]
    if not session.institution.adviser_name:
        reasons.append(
            _("Say who gives independent benefits advice. You do that once, in the settings of your institution.")
        )
    if offer.closes_on and offer.closes_on < timezone.localdate():
        reasons.append(_("The last day to answer is over. Choose a later one."))
    particulars = kinds.particulars_of(session.kind)
    if particulars is not None:
        reasons += particulars.before_publishing(session, offer.places)
    for _receiver, more in offer_checked.send(Offer, offer=offer):
        reasons += more or []
    return reasons


@transaction.atomic
def publish_offer(offer: Offer, *, by: Actor) -> Offer:
    """Freeze the terms and let people be invited. Only the first of two who press it publishes."""
    session = Session.objects.select_for_update().get(pk=offer.session_id)
    _check_session(session)
    if reasons := why_not_publish(offer):
        raise Refused(" ".join(reasons), code="incomplete")
    if Offer.objects.filter(session_id=session.pk, status__in=LIVE).exclude(pk=offer.pk).exists():
        raise Refused(_("This session already has a published offer."))
    _publish(offer, by=by)
    record("offer.published", about=offer, by=by, institution_id=session.institution_id, version=offer.version)
    return offer


@transaction.atomic
def new_version(offer: Offer, *, by: Actor, date_changed: bool = False, **changes: Any) -> Offer:
    """A published offer changes by being replaced; people it was sent to move over and are told (I2).

    Who said yes is asked again when date, task, role or pay changed; everybody else keeps their answer. Invitations
    move to the new version, so that what a person accepted is always what their invitation points at (I3, M5).
    """
    session = Session.objects.select_for_update().get(pk=offer.session_id)
    _check_session(session)
    changes = _tidy(changes)
    _check_money(changes)
    changed = {name for name, value in changes.items() if getattr(offer, name) != value}
    if not changed and not date_changed:
        raise Refused(_("Nothing is different from the offer as it stands."))
    taken = _taken(offer)
    if changes.get("places", offer.places) < taken:
        raise Refused(_("%(taken)d places are confirmed already.") % {"taken": taken}, code="places")
    new = _copy(offer, changes)
    if reasons := why_not_publish(new):
        raise Refused(" ".join(reasons), code="incomplete")
    if Offer.objects.filter(pk=offer.pk, status__in=LIVE).update(status=Status.SUPERSEDED) != 1:
        raise Refused(_("Somebody else has just changed this offer. Please look at it again."))
    new.save(force_insert=True)
    offer_ended.send(Offer, offer=offer, by=by)
    _publish(new, by=by)
    again, told = _carry_over(offer, new, ask_again=date_changed or bool(changed & ASKED_AGAIN), by=by)
    tell_changed(new.session, again, told, other_day_paid=date_changed and bool(new.fee_pence))
    record(
        "offer.replaced",
        about=new,
        by=by,
        institution_id=session.institution_id,
        version=new.version,
        changed=sorted(changed) + (["date"] if date_changed else []),
        asked_again=len(again),
    )
    return new


@transaction.atomic
def withdraw_offer(offer: Offer, *, reason: str, by: Actor) -> int:
    """Take a published offer back; everybody still asked is told. Returns how many are told."""
    if not reason.strip():
        raise Refused(_("Say why, in a sentence."), code="reason")
    moved = Offer.objects.filter(pk=offer.pk, status__in=LIVE).update(
        status=Status.WITHDRAWN, status_reason=reason.strip()[:500]
    )
    if moved != 1:
        raise Refused(_("This offer is not open any more."))
    asked = list(
        Invitation.objects.filter(offer_id=offer.pk, status__in=STILL_ASKED)
        .select_related("person__adult_lead", "offer__session__institution")
        .order_by("pk")
    )
    revoke_all([reference(invitation) for invitation in asked])
    stop_messages(offer.session)
    offer_ended.send(Offer, offer=offer, by=by)
    told = tell_withdrawn(offer.session, asked)
    record("offer.withdrawn", about=offer, by=by, institution_id=offer.session.institution_id, told=told)
    return told


def _publish(offer: Offer, *, by: Actor) -> None:
    now = timezone.now()
    moved = Offer.objects.filter(pk=offer.pk, status=Status.DRAFT).update(
        status=Status.PUBLISHED, published_at=now, published_by_id=by.user_id
    )
    if moved != 1:
        raise Refused(_("This offer is published already."))
    offer.status, offer.published_at, offer.published_by_id = Status.PUBLISHED, now, by.user_id
    offer_published.send(Offer, offer=offer, by=by)


def _copy(offer: Offer, changes: dict[str, Any]) -> Offer:
    kept = {name: getattr(offer, name) for name in [*EDITABLE, "local_sixth_label"]}
    return Offer(session=offer.session, version=offer.version + 1, replaces=offer, **{**kept, **changes})


def _carry_over(old: Offer, new: Offer, *, ask_again: bool, by: Actor) -> tuple[list[Invitation], list[Invitation]]:
    moved = list(
        Invitation.objects.select_for_update(of=("self",))
        .filter(offer_id=old.pk, status__in=STILL_ASKED)
        .select_related("person__adult_lead")
        .order_by("pk")
    )
    lines = []
    again: list[Invitation] = []
    told: list[Invitation] = []
    for invitation in moved:
        before = invitation.status
        invitation.offer = new
        said_yes = before in [*SAID_YES, Invitation.Status.WAITING_LIST]
        if ask_again and said_yes:
            invitation.status, invitation.payment_choice = Invitation.Status.SENT, ""
            invitation.answered_at, invitation.answered_by, invitation.reminders_sent = None, "", 0
            again.append(invitation)
        else:
            told.append(invitation)
        lines.append(
            event(
                "invitation.moved",
                about=invitation,
                by=by,
                person_id=invitation.person_id,
                institution_id=new.session.institution_id,
                was=before,
                version=new.version,
            )
        )
    names = ["offer", "status", "payment_choice", "answered_at", "answered_by", "reminders_sent"]
    Invitation.objects.bulk_update(moved, names)
    AuditEvent.objects.bulk_create(lines)
    return again, told


def _taken(offer: Offer) -> int:
    return Invitation.objects.filter(
        offer_id=offer.pk, status__in=[Invitation.Status.CONFIRMED, Invitation.Status.DONE]
    ).count()


def _tidy(facts: dict[str, Any]) -> dict[str, Any]:
    """A volunteer's offer names no fee."""
    if facts.get("role_type") == Offer.RoleType.VOLUNTEER:
        return {**facts, "fee_pence": None, "smaller_fee_pence": None}
    return facts


def _check_money(facts: dict[str, Any]) -> None:
    fee, smaller = facts.get("fee_pence"), facts.get("smaller_fee_pence")
    if smaller is not None and (fee is None or smaller >= fee):
        raise Refused(_("The smaller fee must be less than the fee."), code="smaller_fee_pence")


def _check_session(session: Session) -> None:
    if session.status not in OPEN or session.has_started:
        raise Refused(_("This session has started, is over or was cancelled, so its offer can't change."))


def _needs_two(session: Session) -> bool:
    try:
        return kinds.kind_of(session.kind).two_partners
    except KeyError:
        return False


def when_text(session: Session) -> str:
    lines = [f"{when_words(session)}."]
    if session.preparation_minutes:
        lines.append(_("Preparation: %(time)s.") % {"time": minutes_words(session.preparation_minutes)})
    if session.debrief_minutes:
        lines.append(_("A talk afterwards: %(time)s.") % {"time": minutes_words(session.debrief_minutes)})
    return "\n".join(lines)


def versions_of(session: Session) -> list[Offer]:
    """Every version of a session's offer, the newest first, for whoever may see the session."""
    found: list[Offer] = _VERSIONS.things(session=session.pk)
    for offer in found:
        offer.session = session
    return found


_VERSIONS = Prepared(
    lambda: Offer.objects.filter(session_id=Given("session", models.BigIntegerField())).order_by("-version")
)
