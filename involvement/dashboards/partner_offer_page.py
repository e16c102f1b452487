"""What the offer page shows, gathered once and in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.answers import COMING
from involvement.models import Invitation, Offer
from involvement.shared.accounts.models import Institution
from involvement.shared.ui.words import day_words, pounds, when_words
from payments.domain.benefits import BenefitInformation, information_for


@dataclass(frozen=True)
class Question:
    """One of the six, with its answer. `own` marks the institution's own question."""

    words: str
    answer: str
    own: bool = False
    benefits: bool = False


@dataclass(frozen=True)
class OfferPage:
    title: str
    when: str
    questions: list[Question]
    where: str
    getting_in: str
    warning: str
    who_else: str
    benefits: BenefitInformation
    institution: Institution
    answer: str
    said_on: str
    coming: bool
    newer: bool
    closed: str


def offer_page(invitation: Invitation, *, newer: bool, closed: str) -> OfferPage:
    """Needs the invitation loaded `with_details`; asks the database nothing."""
    offer, session = invitation.offer, invitation.offer.session
    return OfferPage(
        title=session.title,
        when=when_words(session),
        questions=_questions(offer),
        where=session.venue or (_("Online") if session.online_link else ""),
        getting_in=session.venue_access,
        warning=session.topic_warning,
        who_else=offer.who_else,
        benefits=information_for(offer, timezone.localdate(session.starts_at)),
        institution=session.institution,
        answer=_said(invitation),
        said_on=day_words(invitation.answered_at) if invitation.answered_at else "",
        coming=invitation.status in COMING,
        newer=newer,
        closed=closed,
    )


def _questions(offer: Offer) -> list[Question]:
    own = offer.local_sixth_label or offer.session.institution.local_sixth_label
    return [
        Question(_("What do we ask you to do?"), offer.ask),
        Question(_("When do we want it done?"), offer.when),
        Question(_("What is the task?"), offer.task),
        Question(_("Is it paid or volunteer?"), _pay(offer)),
        Question(_("What could it mean for your benefits?"), offer.benefit_impact, benefits=True),
        Question(own, offer.local_sixth, own=True),
    ]


def _pay(offer: Offer) -> str:
    lines = [str(offer.get_role_type_display()) + "."]
    if offer.fee_pence and offer.role_type != Offer.RoleType.VOLUNTEER:
        lines.append(_("The fee is %(sum)s for the whole session.") % {"sum": pounds(offer.fee_pence)})
        if offer.smaller_fee_pence:
            lines.append(_("You can choose a smaller fee: %(sum)s.") % {"sum": pounds(offer.smaller_fee_pence)})
    if offer.expenses:
        lines.append(_("Costs we pay back: %(costs)s") % {"costs": offer.expenses})
    lines.append(_("We pay within %(n)d days.") % {"n": offer.pay_within_days})
    return "\n".join(lines)


def _said(invitation: Invitation) -> str:
    status = Invitation.Status
    paid = str(invitation.get_payment_choice_display()).lower()
    words = {
        status.ACCEPTED: _("You said yes. You chose: %(paid)s.") % {"paid": paid},
        status.CONFIRMED: _("You said yes, and your place is confirmed. You chose: %(paid)s.") % {"paid": paid},
        status.WAITING_LIST: _("You said yes. You are on the waiting list."),
        status.INTERESTED: _("You are interested. The coordinator will get in touch with you."),
        status.DECLINED: _("You said no. That is fine."),
        status.WITHDRAWN: _("You told us that you cannot come. That is fine."),
        status.DONE: _("You took part. Thank you."),
    }
    return words.get(status(invitation.status), "")
