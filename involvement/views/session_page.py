"""One session: its offer, who was asked, who has a place, and what can be done now and why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from involvement.domain import kinds
from involvement.domain.gathering import COMING, asked_for, first_name, read_adjustments
from involvement.domain.inviting import why_not_invite
from involvement.domain.offers import WS, missing_ws, question, versions_of
from involvement.domain.sessions import is_short_notice, why_not_close, why_not_confirm, why_not_stop
from involvement.models import Invitation, Offer, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import User
from involvement.shared.ui.words import minutes_words, pounds, when_words
from involvement.views.lookup import session_for

Answer = Invitation.Status


@dataclass
class Act:
    """A button of the page. With reasons it can't be used, and the page says why."""

    label: str
    address: str
    reasons: list[str] = field(default_factory=list)
    is_post: bool = False


@needs(Permission.SESSION_VIEW)
def session_page(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_for(request, pk, Permission.SESSION_VIEW)
    offers = versions_of(session)
    offer = offers[0] if offers else None
    may_invite = may(request.user, Permission.INVITATION_SEND, session)
    asked = asked_for(session)
    coming = sum(1 for one in asked if one.status in COMING)
    particulars = kinds.particulars_of(session.kind)
    manages = may(request.user, Permission.SESSION_MANAGE, session)
    acts = _acts(request.user, session, offer, coming)
    context = {
        "session": session,
        "when": when_words(session),
        "length": minutes_words(session.planned_minutes),
        "kind": kinds.label_of(session.kind),
        "offer": offer,
        "earlier": offers[1:],
        "questions": offer_questions(offer) if offer else [],
        "fee": pounds(offer.fee_pence) if offer else "",
        "smaller_fee": pounds(offer.smaller_fee_pence) if offer else "",
        "missing": missing_ws(offer) if offer and offer.status == Offer.Status.DRAFT else [],
        "people": _people(asked, full=may_invite) if manages else [],
        "counts": {"asked": len(asked), "coming": coming, "confirmed": _confirmed(asked)},
        "needs": sum(one.needs for one in asked if one.status in COMING),  # type: ignore[attr-defined]
        "may_read_needs": may(request.user, Permission.ADJUSTMENT_READ, session),
        "may_invite": may_invite,
        "manages": manages,
        "acts": acts,
        "blocked": [act for act in acts if act.reasons],
        "particulars": particulars,
        "particular_lines": particulars.lines(session) if particulars else [],
        "can_fill_places": _confirmed(asked) < (offer.places if offer else 0),
    }
    return TemplateResponse(request, "involvement/session.html", context)


@needs(Permission.ADJUSTMENT_READ)
def session_needs(request: SignedInRequest, pk: int) -> HttpResponse:
    """What to put in place for the people who come: adjustments, never reasons (A2). Each look is written down (X4)."""
    session = session_for(request, pk, Permission.ADJUSTMENT_READ)
    rows = read_adjustments(
        session,
        by=request.actor,
        role=", ".join(sorted(request.user.roles_at(session.institution_id))),
        coordinates=may(request.user, Permission.INVITATION_SEND, session),
    )
    context = {"session": session, "when": when_words(session), "rows": rows}
    return TemplateResponse(request, "involvement/session_needs.html", context)


def _people(asked: list[Invitation], *, full: bool) -> list[dict[str, Any]]:
    """Names for the coordinator, first names of those who come for whoever runs it (model section 8)."""
    if not full:
        return [
            {"name": first_name(one.person.name), "status": one.get_status_display()}
            for one in asked
            if one.status in COMING
        ]
    return [
        {
            "pk": one.pk,
            "name": one.person.name,
            "person_id": one.person_id,
            "status": one.get_status_display(),
            "choice": one.get_payment_choice_display(),
            "can_confirm": one.status in [Answer.ACCEPTED, Answer.WAITING_LIST],
            "can_wait": one.status == Answer.ACCEPTED,
        }
        for one in asked
    ]


def offer_questions(offer: Offer) -> list[tuple[int, str, str, bool]]:
    """Number, question, answer, and whether it is the institution's own."""
    lines = []
    for number, w in enumerate(WS, start=1):
        answer = offer.get_role_type_display() if w == "role_type" else getattr(offer, w)
        lines.append((number, question(offer, w), answer, w == "local_sixth"))
    return lines


def sheet_context(offer: Offer) -> dict[str, Any]:
    """What the printed sheet says: the questions, the money, how to get in, and who advises."""
    return {
        "offer": offer,
        "session": offer.session,
        "institution": offer.session.institution,
        "when": when_words(offer.session),
        "questions": offer_questions(offer),
        "fee": pounds(offer.fee_pence),
        "smaller_fee": pounds(offer.smaller_fee_pence),
        "is_draft": offer.status == Offer.Status.DRAFT,
    }


def _acts(user: User, session: Session, offer: Offer | None, coming: int) -> list[Act]:
    acts = []
    if may(user, Permission.SESSION_DECIDE, session):
        here = [session.pk]
        acts += [
            Act(
                _("Confirm this session"),
                reverse("involvement:confirm", args=here),
                why_not_confirm(session, coming=coming),
                True,
            ),
            Act(_("Move it to another time"), reverse("involvement:postpone", args=here), why_not_stop(session)),
            Act(_("Cancel it"), reverse("involvement:cancel", args=here), why_not_stop(session)),
            Act(_("Close it"), reverse("involvement:close", args=here), why_not_close(session)),
        ]
    if may(user, Permission.INVITATION_SEND, session):
        reasons = why_not_invite(offer) if offer else [_("Write and publish the offer first.")]
        acts.insert(0, Act(_("Invite people"), reverse("involvement:invite", args=[session.pk]), reasons))
    return acts


def _confirmed(asked: list[Invitation]) -> int:
    return sum(1 for one in asked if one.status in [Answer.CONFIRMED, Answer.DONE])


def short_notice_note(session: Session) -> str:
    """I8 in a sentence, or nothing."""
    if not is_short_notice(session):
        return ""
    return _(
        "This is less than %(days)d days before. People who said yes can claim the fee as agreed and their costs."
    ) % {"days": session.institution.short_notice_days}
