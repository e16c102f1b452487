from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from involvement.models import Attendance, Invitation, Offer, Session
from tests.factories.participants import PartnerFactory
from tests.factories.programmes import ProgrammeFactory


class SessionFactory(DjangoModelFactory):
    """A session in ten days' time, two hours long; `started=True` puts it one hour back."""

    class Meta:
        model = Session

    class Params:
        started = factory.Trait(starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)))
        held = factory.Trait(
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=2)), status=Session.Status.HELD
        )

    programme = factory.SubFactory(ProgrammeFactory)
    institution = factory.SelfAttribute("programme.institution")
    kind = "talk"
    title = factory.Sequence(lambda n: f"Talk {n}")
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
    ends_at = factory.LazyAttribute(lambda s: s.starts_at + timedelta(hours=2))
    preparation_minutes = 60
    debrief_minutes = 15
    venue = "Room 1, Test House"


class OfferFactory(DjangoModelFactory):
    """A draft with every question answered; `published=True` publishes it."""

    class Meta:
        model = Offer

    class Params:
        published = factory.Trait(status=Offer.Status.PUBLISHED, published_at=factory.LazyFunction(timezone.now))

    session = factory.SubFactory(SessionFactory)
    ask = "The course team asks you to talk with first-year students."
    when = "Two hours, and one hour to prepare."
    task = "Say what you choose to share and answer questions."
    role_type = Offer.RoleType.PAID
    benefit_impact = "A fee counts as earnings. Please ask an adviser before you say yes."
    local_sixth_label = "Where will it happen, and can I take part from home?"
    local_sixth = "At the university, or by video."
    who_else = "About 30 students and a lecturer."
    expenses = "Bus, train, taxi if you need one."
    fee_pence = 5000
    smaller_fee_pence = 2000
    places = 3


class InvitationFactory(DjangoModelFactory):
    """Asked and not answered; `accepted=True` has said yes to the fee."""

    class Meta:
        model = Invitation

    class Params:
        accepted = factory.Trait(
            status=Invitation.Status.ACCEPTED,
            payment_choice=Invitation.PaymentChoice.FEE,
            answered_at=factory.LazyFunction(timezone.now),
            answered_by="system",
        )

    offer = factory.SubFactory(OfferFactory, published=True)
    person = factory.LazyAttribute(lambda i: PartnerFactory(person__institution=i.offer.session.institution).person)


class AttendanceFactory(DjangoModelFactory):
    """Came for the whole session, on an accepted invitation."""

    class Meta:
        model = Attendance

    invitation = factory.SubFactory(InvitationFactory, accepted=True)
    session = factory.SelfAttribute("invitation.offer.session")
    person = factory.SelfAttribute("invitation.person")
    status = Attendance.Status.ATTENDED
    planned_minutes = 120
    actual_minutes = 120
    preparation_minutes = 60
    debrief_minutes = 15
