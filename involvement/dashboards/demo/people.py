"""Puts the cast into the database: the institution, its staff and its partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from involvement.dashboards.demo import cast
from involvement.dashboards.demo.counting import Made
from involvement.shared.accounts.models import Institution, Membership, Role, User
from participants.models import AccessNeed, Answer, Availability, Consent, PartnerProfile, Person, SupporterLink


@dataclass(frozen=True)
class Place:
    """Where the year happens, and its people by name."""

    institution: Institution
    staff: dict[str, User]
    partners: dict[str, Person]


def gather(made: Made) -> Place:
    institution = made.one(
        Institution,
        name=cast.INSTITUTION,
        defaults={
            "is_demo": True,
            "adviser_name": "Threadneedle Advice Shop (made up)",
            "adviser_contact": "01632 960200, weekdays 10 to 4",
            "coordinator_phone": "01632 960201",
        },
    )
    staff = {person.name: _account(made, institution, person) for person in cast.STAFF}
    partners = {person.name: _partner(made, institution, person) for person in cast.everybody()}
    _supporter(made, institution, partners[cast.SUPPORTED])
    return Place(institution, staff, partners)


def _account(made: Made, institution: Institution, who: cast.Staff | cast.Partner) -> User:
    """Found again by e-mail address, or by name where there is none."""
    mobile = who.phone if isinstance(who, cast.Partner) and who.phone.startswith("+447") else None
    key: dict[str, str | None] = {"email": who.email} if who.email else {"name": who.name, "email": None}
    user = made.one(User, **key, defaults={"name": who.name, "phone": mobile, "phone_verified": bool(mobile)})
    for role in who.roles:
        made.one(Membership, user=user, institution=institution, role=role)
    return user


def _person(made: Made, institution: Institution, who: cast.Partner) -> Person:
    user = _account(made, institution, who) if who.account else None
    return made.one(
        Person,
        institution=institution,
        name=who.name,
        defaults={
            "user": user,
            "email": who.email,
            "phone": who.phone,
            "postal_address": who.address,
            "channel": who.channel,
            "format": who.format,
            "is_demo": True,
        },
    )


def _partner(made: Made, institution: Institution, who: cast.Partner) -> Person:
    person = _person(made, institution, who)
    if PartnerProfile.objects.filter(person=person).exists():
        return person
    today = timezone.localdate()
    made.one(
        PartnerProfile,
        person=person,
        defaults={
            "status": PartnerProfile.Status.ACTIVE,
            "capacity": who.capacity,
            "also_carer": Role.STUDENT in who.roles,
            "about_me": who.about_me,
            "asked_at_most_a_month": who.asked_at_most_a_month,
            "needs_notice_days": who.needs_notice_days,
            "experience": who.experience,
            "since": today - timedelta(days=400),
        },
    )
    made.many(
        AccessNeed, [AccessNeed(person=person, category=c, adjustment=a, confirmed_on=today) for c, a in who.needs]
    )
    made.many(Consent, [_yes_to(person, purpose) for purpose in ("contact", "hold_special_category")])
    made.many(Availability, _usual_week(person, who))
    return person


def _yes_to(person: Person, purpose: str) -> Consent:
    given: datetime = timezone.now() - timedelta(days=400)
    return Consent(person=person, purpose=purpose, text_version="made-up-1", given_at=given)


def _usual_week(person: Person, who: cast.Partner) -> list[Availability]:
    """What they ticked is yes; the evening before is "if need be" for every second one, so that the list differs."""
    yes = set(who.week)
    maybe = {(day, cast.EVENING) for day, _part in who.week[::2]} - yes
    return [
        *(Availability(person=person, weekday=day, part=part, answer=Answer.YES) for day, part in sorted(yes)),
        *(Availability(person=person, weekday=day, part=part, answer=Answer.IF_NEED_BE) for day, part in sorted(maybe)),
    ]


def _supporter(made: Made, institution: Institution, supported: Person) -> None:
    supporter = _person(made, institution, cast.SUPPORTER)
    scope = SupporterLink.Scope
    made.one(
        SupporterLink,
        person=supported,
        supporter=supporter,
        defaults={
            "kind": SupporterLink.Kind.ADVOCATE,
            "scopes": [scope.SEE_DATES, scope.ANSWER_INVITATIONS],
            "starts_on": _a_while_ago(),
        },
    )


def _a_while_ago() -> date:
    return timezone.localdate() - timedelta(days=90)
