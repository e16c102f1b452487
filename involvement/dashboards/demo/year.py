"""Loads the made-up university year: its people, what was, what is and what is to come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from involvement.dashboards.demo import benefits, budgets, cast, feedback, money, scenes
from involvement.dashboards.demo.counting import Made
from involvement.dashboards.demo.people import Place, gather
from involvement.dashboards.demo.scenes import Scene
from involvement.models import Attendance, Invitation, Offer, Session
from participants.models import Person
from programmes.models import Cohort, Programme

LONDON = ZoneInfo("Europe/London")
BENEFITS = (
    "A fee counts as earnings and may change what you get. Bus fares that we pay back usually do not. "
    "Please ask the Threadneedle Advice Shop before you say yes: 01632 960200."
)
ANSWERS = {
    "yes": Invitation.Status.ACCEPTED,
    "no": Invitation.Status.DECLINED,
    "interested": Invitation.Status.INTERESTED,
    "": Invitation.Status.SENT,
}
WISHES = {
    "Pat Bobbin": Invitation.PaymentChoice.EXPENSES_ONLY,
    "Olive Spindle": Invitation.PaymentChoice.NOTHING,
    "Jo Selvedge": Invitation.PaymentChoice.SMALLER_FEE,
}
"""How some like to be paid; everybody else takes the fee."""


def load_year() -> int:
    """Answers how many rows were made; a second run makes none, also on a later day."""
    made = Made()
    with transaction.atomic():
        place = gather(made)
        money.know_where_money_goes(place)
        programme, cohort = _programme(made, place)
        made.created += budgets.gather(place)
        benefits.keep_for_one(place)
    for scene in [*scenes.PAST, *scenes.COMING]:
        if not Session.objects.filter(institution=place.institution, title=scene.title).exists():
            with transaction.atomic():
                _play(made, scene, place, programme, cohort)
    return made.created


def _programme(made: Made, place: Place) -> tuple[Programme, Cohort]:
    lead = place.staff["Lewis Twill"]
    facts = {"lead": lead, "status": Programme.Status.RUNNING, "is_demo": True}
    programme = made.one(Programme, institution=place.institution, title=cast.PROGRAMME, defaults=facts)
    made.one(
        Programme,
        institution=place.institution,
        title=cast.MASTERS,
        defaults={**facts, "level": Programme.Level.MASTER, "route": Programme.Route.POSTGRADUATE},
    )
    cohorts = [
        made.one(Cohort, programme=programme, academic_year=academic_year(), label=label, defaults={"size": size})
        for label, size in (("Year 1", 32), ("Year 2", 28), ("Year 3", 25))
    ]
    return programme, cohorts[0]


def academic_year(today: date | None = None) -> str:
    """The year that the first cohort was loaded in stays: later loads find it by its programme."""
    known = Cohort.objects.filter(programme__title=cast.PROGRAMME, programme__is_demo=True).first()
    if known:
        return known.academic_year
    today = today or timezone.localdate()
    first = today.year if today.month >= 8 else today.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def _play(made: Made, scene: Scene, place: Place, programme: Programme, cohort: Cohort) -> None:
    session = _session(made, scene, place, programme, cohort)
    if scene.offer == "none":
        return
    offer = _offer(made, scene, session, place)
    if offer.published_at:
        made.created += budgets.commit(offer, place)
    for name in scene.came:
        _took_part(made, offer, place.partners[name])
    _what_followed(made, scene, session, place)
    for name, answer in scene.asked.items():
        _invitation(made, offer, place.partners[name], ANSWERS[answer])
    if scene.came:
        budgets.end(offer)


def _what_followed(made: Made, scene: Scene, session: Session, place: Place) -> None:
    """Claims and feedback, as far as this scene has come."""
    if scene.claims:
        made.created += money.propose(session)
    if scene.claims == "paid":
        money.pay_everybody(session, place)
    elif scene.claims == "one in each stage":
        money.leave_one_in_each_stage(session, place)
    if scene.feedback == "closed":
        feedback.gather_closed(session, place, answers=len(scene.came) - 1)
    elif scene.feedback == "open":
        feedback.gather_open(session, place, answers=2)


def _session(made: Made, scene: Scene, place: Place, programme: Programme, cohort: Cohort) -> Session:
    starts = datetime.combine(timezone.localdate() + timedelta(days=scene.day), time(scene.at), LONDON)
    session = Session(
        institution=place.institution,
        programme=programme,
        cohort=cohort,
        kind=scene.kind,
        title=scene.title,
        aim=scene.aim,
        stage=scene.stage,
        starts_at=starts,
        ends_at=starts + timedelta(hours=scene.hours),
        preparation_minutes=60,
        debrief_minutes=15,
        venue=scene.venue,
        venue_access="Step-free from the bus stop. The lift takes a wheelchair. A quiet room is next door.",
        quiet_room=True,
        student_group=scene.group,
        lead=place.staff["Lewis Twill"],
        status=Session.Status.HELD if scene.came else Session.Status.PLANNED,
        is_demo=True,
    )
    session.save()
    made.created += 1
    return session


def _offer(made: Made, scene: Scene, session: Session, place: Place) -> Offer:
    published = scene.offer == "published"
    published_at = min(timezone.now(), session.starts_at - timedelta(days=21)) if session.starts_at else None
    offer = Offer(
        session=session,
        ask=f"The social work course asks you. {scene.aim}",
        when=f"{scene.hours} hours, one hour to prepare beforehand, and a quarter of an hour to talk afterwards.",
        task=scene.task,
        role_type=Offer.RoleType.EITHER,
        benefit_impact=BENEFITS,
        local_sixth_label=place.institution.local_sixth_label,
        local_sixth=scene.local_sixth,
        who_else=scene.who_else,
        fee_pence=scene.fee_pence,
        smaller_fee_pence=scene.smaller_fee_pence,
        expenses="Bus, train or taxi, care for somebody you look after, and lunch up to £8.",
        places=scene.places,
        status=Offer.Status.DRAFT if not published else Offer.Status.CLOSED if scene.came else Offer.Status.PUBLISHED,
        published_at=published_at if published else None,
        published_by=place.staff["Cora Linen"] if published else None,
    )
    offer.save()
    made.created += 1
    return offer


def _invitation(made: Made, offer: Offer, person: Person, status: str) -> Invitation:
    answered = status != Invitation.Status.SENT
    coming = status in {Invitation.Status.ACCEPTED, Invitation.Status.DONE}
    invitation = Invitation(
        offer=offer,
        person=person,
        status=status,
        payment_choice=WISHES.get(person.name, Invitation.PaymentChoice.FEE) if coming else "",
        answered_at=_before(offer) if answered else None,
        answered_by=f"link:{person.pk}" if answered else "",
    )
    invitation.save()
    made.created += 1
    return invitation


def _took_part(made: Made, offer: Offer, person: Person) -> Attendance:
    session = offer.session
    attendance = Attendance(
        session=session,
        person=person,
        invitation=_invitation(made, offer, person, Invitation.Status.DONE),
        capacity=person.partner.capacity,
        status=Attendance.Status.ATTENDED,
        planned_minutes=session.planned_minutes,
        actual_minutes=session.planned_minutes,
        preparation_minutes=session.preparation_minutes,
        debrief_minutes=session.debrief_minutes,
        marked_at=session.ends_at,
        marked_by=session.lead,
    )
    attendance.save()
    made.created += 1
    return attendance


def _before(offer: Offer) -> datetime:
    """Answers came two days after the offer, or just now for one that was published today."""
    assert offer.published_at is not None
    return min(timezone.now(), offer.published_at + timedelta(days=2))
