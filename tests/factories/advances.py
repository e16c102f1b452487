"""Money before a session at each stage, brought there by the verbs themselves."""

from datetime import timedelta

from django.utils import timezone

from involvement.models import Attendance, Offer
from involvement.shared.accounts.models import Institution, User
from involvement.shared.audit.actors import Actor
from payments.domain.advances import agree_in_advance, ask_in_advance
from payments.domain.batches import mark_paid
from payments.domain.expense_rules import set_rule
from payments.domain.information import give_information
from payments.domain.proposing import propose_claims
from payments.models import Advance, Claim
from tests.factories.accounts import InstitutionFactory
from tests.factories.involvement import AttendanceFactory, InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory
from tests.factories.payments import SYSTEM, coordinator, run


def coming_offer(institution: Institution | None = None, **facts: object) -> Offer:
    """A published offer of a session in three weeks, at an institution that pays tickets before the day."""
    institution = institution or InstitutionFactory()
    set_rule(institution, kind="travel_public", in_advance=True, by=SYSTEM)
    starts_at = timezone.now() + timedelta(days=21)
    session = SessionFactory(programme__institution=institution, starts_at=starts_at)
    return OfferFactory(published=True, session=session, **facts)


def asked_in_advance(
    *, offer: Offer | None = None, pence: int = 38_50, choice: str = "fee", by: User | None = None, **facts: object
) -> Advance:
    """Somebody with an account who said yes asks for a train ticket."""
    offer = offer or coming_offer()
    person = PartnerFactory(person__institution=offer.session.institution, with_account=True).person
    give_information(person, by=SYSTEM)
    invitation = InvitationFactory(accepted=True, offer=offer, person=person, payment_choice=choice)
    usual = {"kind": "travel_public", "words": "Train from Ipswich", "needed_by": timezone.localdate()}
    return ask_in_advance(invitation, pence=pence, by=Actor.of(by or person.user), **(usual | facts))


def agreed_in_advance(**facts: object) -> Advance:
    advance = asked_in_advance(**facts)
    agree_in_advance(advance, by=Actor.of(coordinator(advance.institution)))
    return fresh(advance)


def paid_in_advance(**facts: object) -> Advance:
    advance = agreed_in_advance(**facts)
    batch = run(advance.claims.get())
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))
    return fresh(advance)


def fresh(advance: Advance) -> Advance:
    return Advance.objects.with_details().get(pk=advance.pk)


def claim_after(advance: Advance, **facts: object) -> Claim:
    """The person came, and has a claim to check."""
    status = facts.pop("status", Attendance.Status.ATTENDED)
    came = AttendanceFactory(invitation=advance.invitation, status=status, **facts)
    return next(claim for claim in propose_claims(came.session, by=SYSTEM) if claim.attendance_id == came.pk)
