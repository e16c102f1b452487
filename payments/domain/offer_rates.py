"""Where an offer's fee comes from: proposed in the draft, checked before publishing, written down at publication."""

from __future__ import annotations

from django.utils.translation import gettext as _

from involvement.models import Offer, Session
from involvement.shared.ui.words import pounds
from payments.domain.fees import Proposal, proposal_for
from payments.models import OfferRate


def propose_fee(offer: Offer) -> None:
    """Fill a new draft's fee in from the rate of the session's day, when it has none."""
    proposal = proposal_for(offer.session)
    if proposal is None or offer.fee_pence is not None:
        return
    Offer.objects.filter(pk=offer.pk, status=Offer.Status.DRAFT).update(fee_pence=proposal.pence)
    offer.fee_pence = proposal.pence


def reasons_about_fee(offer: Offer) -> list[str]:
    """A fee below the rate needs a reason; one that was published before at the same sum does not need it again."""
    if _is_unpaid(offer) or not offer.fee_pence or offer.fee_reason.strip():
        return []
    if offer.replaces is not None and offer.fee_pence >= (offer.replaces.fee_pence or 0):
        return []
    proposal = proposal_for(offer.session)
    if proposal is None or offer.fee_pence >= proposal.pence:
        return []
    words = _("The fee is less than your rate gives, which is %(sum)s. Write why, or change the fee.")
    return [words % {"sum": pounds(proposal.pence)}]


def keep_basis(offer: Offer) -> OfferRate | None:
    """Write down the rate that the published offer came from. A version with the same fee keeps the earlier basis."""
    if _is_unpaid(offer):
        return None
    before = OfferRate.objects.filter(offer_id=offer.replaces_id).first() if offer.replaces_id else None
    if before is not None and offer.replaces is not None and offer.replaces.fee_pence == offer.fee_pence:
        return OfferRate.objects.create(offer=offer, rate_id=before.rate_id, pence=before.pence, minutes=before.minutes)
    proposal = proposal_for(offer.session)
    return None if proposal is None else _keep(offer, proposal)


def basis_of(offer: Offer) -> OfferRate | None:
    """What the offer was published with, with its rate and policy; none for a draft or where there was no rate."""
    return OfferRate.objects.filter(offer=offer).select_related("rate__policy").first()


def rises_for(session: Session) -> dict[int, Proposal]:
    """By offer id: the rate of the session's day, where it rose since the offer was published, and is to be paid (M5).

    The choice stands in the newer policy, and is off unless somebody made it. A fee is never lowered by this, and an
    offer without a basis has nothing to be compared with. Three statements.
    """
    proposal = proposal_for(session)
    if proposal is None or not proposal.rate.policy.pays_higher:
        return {}
    older = OfferRate.objects.filter(offer__session=session, pence__lt=proposal.pence)
    older = older.exclude(rate__policy_id=proposal.rate.policy_id).filter(offer__fee_pence__lt=proposal.pence)
    return dict.fromkeys(older.values_list("offer_id", flat=True), proposal)


def _keep(offer: Offer, proposal: Proposal) -> OfferRate:
    return OfferRate.objects.create(offer=offer, rate=proposal.rate, pence=proposal.pence, minutes=proposal.minutes)


def _is_unpaid(offer: Offer) -> bool:
    return offer.role_type == Offer.RoleType.VOLUNTEER
