"""Made-up rows for the bench: one institution, and as many sessions, people and invitations as the scale says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from evaluation.domain.instruments import current_version
from evaluation.models import Administration, FeedbackInvitation
from involvement.models import Attendance, Invitation, Offer, Session
from involvement.shared.accounts.models import Institution, Membership, Role, User
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import PrivateLink, Purpose
from participants.models import Answer, Availability, PartnerProfile, PartOfDay, Person
from programmes.models import Programme

SESSIONS, PEOPLE, ASKED = 60, 60, 5


@dataclass
class Bench:
    """What the figures ask for. Tokens are for links that are open."""

    institution: Institution
    coordinator: User
    partner: User
    person: Person
    session: Session
    invitation: Invitation
    token: str


def lay_out() -> Bench:
    """The first rows: those that every page of the bench is about, and one scale of others."""
    institution = Institution.objects.create(
        name="Bench University", adviser_name="Bench Advice", adviser_contact="01632 960000"
    )
    coordinator = User.objects.create_user("coordinator@example.test", name="Cora Coordinator")
    Membership.objects.create(user=coordinator, institution=institution, role=Role.COORDINATOR)
    partner = User.objects.create_user("partner@example.test", name="Pat Partner")
    Membership.objects.create(user=partner, institution=institution, role=Role.PARTICIPANT)
    person = Person.objects.create(
        institution=institution, user=partner, name="Pat Partner", email="partner@example.test"
    )
    PartnerProfile.objects.create(person=person, status=PartnerProfile.Status.ACTIVE)
    Programme.objects.create(institution=institution, title="BA Social Work")
    grow(institution, coordinator, scale=1)
    session = Session.objects.filter(status=Session.Status.PLANNED).order_by("starts_at")[0]
    invitation = Invitation.objects.create(offer=session.offers.get(), person=person)
    link = build_link(Purpose.OFFER, about=invitation, person_id=person.pk, expires_at=session.starts_at)
    link.save(force_insert=True)
    cells = [(weekday, part) for weekday in range(7) for part in PartOfDay.values]
    Availability.objects.bulk_create(
        Availability(person=person, weekday=weekday, part=part, answer=Answer.YES) for weekday, part in cells
    )
    return Bench(institution, coordinator, partner, person, session, invitation, link.token())


def grow(institution: Institution, lead: User, *, scale: int) -> None:
    """`scale` times the sessions, people, offers, invitations, attendances and links, in bulk."""
    start = timezone.now() + timedelta(days=20)
    before, programme = Session.objects.count(), Programme.objects.get(institution=institution)
    people = Person.objects.bulk_create(
        Person(institution=institution, name=f"Person {before}-{n:05}", email=f"p{before}-{n}@example.test")
        for n in range(PEOPLE * scale)
    )
    PartnerProfile.objects.bulk_create(
        PartnerProfile(person=person, status=PartnerProfile.Status.ACTIVE) for person in people
    )
    sessions = Session.objects.bulk_create(
        Session(
            institution=institution,
            programme=programme,
            kind="talk",
            title=f"Talk about living and learning {before}-{n:05}",
            starts_at=start + timedelta(hours=n),
            ends_at=start + timedelta(hours=n + 2),
            venue="Room 1, Bench House",
            lead=lead,
            preparation_minutes=60,
        )
        for n in range(SESSIONS * scale)
    )
    offers = Offer.objects.bulk_create(offer_of(session) for session in sessions)
    invitations = Invitation.objects.bulk_create(
        Invitation(
            offer=offer,
            person=people[(at * ASKED + n) % len(people)],
            status=Invitation.Status.ACCEPTED,
            payment_choice=Invitation.PaymentChoice.FEE,
            answered_at=timezone.now(),
        )
        for at, offer in enumerate(offers)
        for n in range(ASKED)
    )
    Attendance.objects.bulk_create(
        Attendance(session=offers[at // ASKED].session, person=invitation.person, invitation=invitation)
        for at, invitation in enumerate(invitations)
    )
    links = [
        build_link(Purpose.OFFER, about=i, person_id=i.person_id, expires_at=start + timedelta(days=400))
        for i in invitations
    ]
    PrivateLink.objects.bulk_create(links, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def feedback_tokens(bench: Bench) -> list[str]:
    """Tokens of single-use feedback links: one session asked about, and further ones for more people."""
    today, tokens = timezone.localdate(), []
    call_command("load_instruments", verbosity=0)
    version = current_version("P1")
    people = list(Person.objects.all()[:PEOPLE])
    others = Session.objects.exclude(pk=bench.session.pk).order_by("pk")[:5]
    for session in [bench.session, *others]:
        administration = Administration.objects.create(
            session=session, version=version, opens_on=today, closes_on=today + timedelta(days=14), eligible=PEOPLE
        )
        ends = timezone.now() + timedelta(days=14)
        links = [build_link(Purpose.FEEDBACK, about=administration, person_id=None, expires_at=ends) for _ in people]
        PrivateLink.objects.bulk_create(links)
        FeedbackInvitation.objects.bulk_create(
            FeedbackInvitation(administration=administration, person=person, link=link)
            for person, link in zip(people, links, strict=True)
        )
        tokens += [link.token() for link in links]
    return tokens


def signed_in_cookie(user: User) -> str:
    """A session key for this account, as signing in would make it."""
    engine = import_module(settings.SESSION_ENGINE)
    store = engine.SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def offer_of(session: Session) -> Offer:
    """An unsaved published offer."""
    return Offer(
        session=session,
        status=Offer.Status.PUBLISHED,
        published_at=timezone.now(),
        ask="The course team asks you to talk with first-year students.",
        when="Two hours, and one hour to prepare.",
        task="Say what you choose to share and answer questions.",
        role_type=Offer.RoleType.PAID,
        benefit_impact="A fee counts as earnings. Please ask an adviser before you say yes.",
        local_sixth_label="Where will it happen, and can I take part from home?",
        local_sixth="At the university, or by video.",
        who_else="About 30 students and a lecturer.",
        expenses="Bus, train, taxi if you need one.",
        fee_pence=5000,
        smaller_fee_pence=2000,
        places=8,
    )
