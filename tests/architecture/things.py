"""Things for the walk that no single factory makes: each takes the institution it belongs to, or none."""

from datetime import date
from typing import Any

from evaluation.models import FeedbackInvitation, ReportRun
from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from participants.models import AccessNeed, Person, SupporterLink
from payments.domain.batch_requests import request_batch
from payments.models import BatchRequest, Claim, ClaimLine, Fund, PaymentBatch, RatePolicy, Thanks
from tests.factories.accounts import InstitutionFactory, UserFactory
from tests.factories.evaluation import asked_about, held_session
from tests.factories.involvement import OfferFactory, SessionFactory
from tests.factories.money import a_fund, policy, thanked
from tests.factories.participants import PersonFactory
from tests.factories.payments import approved_claim, confirmed_claim, finance, proposed_claim, run


def itself(institution: Any = None) -> Institution:
    return institution or InstitutionFactory()


def feedback_invitation(institution: Any = None) -> FeedbackInvitation:
    return asked_about(held_session(1, programme__institution=itself(institution))).invitations.get()


def report(institution: Any = None) -> ReportRun:
    session = SessionFactory(held=True, programme__institution=itself(institution))
    return ReportRun.objects.create(session=session, requested_by=UserFactory())


def access_need(institution: Any = None) -> AccessNeed:
    return AccessNeed.objects.create(
        person=PersonFactory(institution=itself(institution)), category="environment", adjustment="A quiet room"
    )


def supporter(institution: Any = None) -> SupporterLink:
    house = itself(institution)
    return SupporterLink.objects.create(
        person=PersonFactory(institution=house),
        supporter=PersonFactory(institution=house),
        kind="advocate",
        starts_on=date(2026, 1, 1),
    )


def claim(institution: Any = None) -> Claim:
    return confirmed_claim(offer=_offer(institution))


def fresh_claim(institution: Any = None) -> Claim:
    return proposed_claim(offer=_offer(institution))


def receipt_line(institution: Any = None) -> ClaimLine:
    return claim(institution).lines.first()


def batch(institution: Any = None) -> PaymentBatch:
    return run(approved_claim(offer=_offer(institution)))


def batch_request(institution: Any = None) -> BatchRequest:
    claim = approved_claim(offer=_offer(institution))
    maker = Actor.of(finance(claim.institution))
    return request_batch(claim.institution, claim_ids=[claim.pk], by=maker)


def fund(institution: Any = None) -> Fund:
    return a_fund(itself(institution))


def thanks(institution: Any = None) -> Thanks:
    return thanked(itself(institution))


def rate_policy(institution: Any = None) -> RatePolicy:
    return policy(itself(institution), hour=2500)


def payee(institution: Any = None) -> Person:
    return claim(institution).person


def _offer(institution: Any) -> Any:
    return OfferFactory(published=True, session=SessionFactory(held=True, programme__institution=itself(institution)))
