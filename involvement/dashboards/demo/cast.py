"""Who is who in the made-up university year. Every name is a thing one sews with; no number or address is real.

Telephone numbers come from the ranges that are kept free for films and plays; e-mail addresses end in `.test`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from involvement.shared.accounts.models import Role
from participants.models import AccessNeed, PartOfDay, Person

INSTITUTION = "University of Threadneedle (made up)"
PROGRAMME = "BA (Hons) Social Work (made up)"
MASTERS = "MA Social Work (made up)"

Category = AccessNeed.Category


@dataclass(frozen=True)
class Staff:
    name: str
    email: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Partner:
    """`account`: can sign in and stands on the front page. `week`: weekday and part of day they can come."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    channel: str = Person.Channel.EMAIL
    format: str = Person.Format.PLAIN
    capacity: str = "service_user"
    account: bool = False
    roles: tuple[Role, ...] = (Role.PARTICIPANT,)
    about_me: str = ""
    experience: str = ""
    asked_at_most_a_month: int | None = None
    needs_notice_days: int = 0
    needs: tuple[tuple[str, str], ...] = ()
    week: tuple[tuple[int, str], ...] = field(default=())


STAFF = [
    Staff("Cora Linen", "cora.linen@threadneedle.test", (Role.COORDINATOR,)),
    Staff("Lewis Twill", "lewis.twill@threadneedle.test", (Role.LECTURER,)),
    Staff("Fiona Hem", "fiona.hem@threadneedle.test", (Role.FINANCE,)),
    Staff("Adam Weft", "adam.weft@threadneedle.test", (Role.ADMINISTRATOR,)),
    Staff("Rae Calico", "rae.calico@elsewhere.test", (Role.EXTERNAL_REVIEWER,)),
]

MON, TUE, WED, THU, FRI = range(5)
MORNING, AFTERNOON, EVENING = PartOfDay.MORNING, PartOfDay.AFTERNOON, PartOfDay.EVENING

PARTNERS = [
    Partner(
        "Pat Bobbin",
        email="pat.bobbin@home.test",
        phone="+447700900101",
        format=Person.Format.EASY_READ,
        account=True,
        about_me="I like small groups. Please call me Pat.",
        experience="I grew up in care and later had a social worker of my own children.",
        asked_at_most_a_month=2,
        needs=(
            (Category.INFORMATION_FORMAT, "Papers in Easy Read, a week before"),
            (Category.ENVIRONMENT, "A break every 45 minutes"),
        ),
        week=((TUE, MORNING), (TUE, AFTERNOON), (THU, AFTERNOON)),
    ),
    Partner(
        "Sam Thimble",
        phone="+447700900102",
        channel=Person.Channel.TEXT,
        account=True,
        about_me="Text me, please. I do not hear well on the phone.",
        experience="I have used mental health services for twelve years.",
        asked_at_most_a_month=4,
        needs_notice_days=3,
        needs=(
            (Category.COMMUNICATION_SUPPORT, "A hearing loop, and people facing me when they speak"),
            (Category.CONTACT_METHOD, "Text messages only"),
        ),
        week=((MON, AFTERNOON), (WED, MORNING), (WED, AFTERNOON), (WED, EVENING)),
    ),
    Partner(
        "Olive Spindle",
        phone="+441632960103",
        address="3 Cotton Lane\nThreadneedle\nTH1 1AA",
        channel=Person.Channel.LETTER,
        format=Person.Format.LARGE_PRINT,
        account=True,
        about_me="A letter is best, or ring before noon.",
        experience="I had a stroke and know what good home care is, and what is not.",
        asked_at_most_a_month=1,
        needs_notice_days=14,
        needs=(
            (Category.PHYSICAL_ACCESS, "Step-free way in, and room for a wheelchair at the table"),
            (Category.INFORMATION_FORMAT, "Letters in large print, 18 point"),
        ),
        week=((TUE, MORNING), (WED, MORNING), (FRI, MORNING)),
    ),
    Partner(
        "Jo Selvedge",
        email="jo.selvedge@threadneedle.test",
        phone="+447700900104",
        capacity="carer",
        account=True,
        roles=(Role.PARTICIPANT, Role.STUDENT),
        about_me="Second-year student. I care for my brother; I say myself when I speak as a carer.",
        experience="I have been a young carer since I was eleven.",
        needs=((Category.TIME_AND_ENERGY, "Finish by 3 pm, when my brother comes home"),),
        week=((MON, MORNING), (TUE, AFTERNOON), (THU, MORNING)),
    ),
]

SUPPORTER = Partner(
    "Morgan Tape",
    email="morgan.tape@advocates.test",
    phone="+447700900105",
    account=True,
    roles=(Role.SUPPORTER,),
)
SUPPORTED = "Olive Spindle"

_FIRST = [
    "Asha", "Bram", "Ceri", "Dele", "Edie", "Femi", "Gwen", "Hari", "Ines", "Jude", "Kezia", "Leo",
    "Mina", "Nell", "Omar", "Priya", "Quinn", "Rosa", "Siân", "Tomasz", "Uma", "Vera", "Wyn", "Zofia",
]  # fmt: skip
_LAST = ["Tacking", "Gusset", "Pleat", "Ruffle", "Buckram", "Organdie", "Tulle", "Seersucker"]
_NEEDS = [
    (Category.ENVIRONMENT, "A quiet room to step into"),
    (Category.PHYSICAL_ACCESS, "A chair with arms"),
    (Category.DIGITAL, "Help to join by video"),
    (Category.HEALTH_AND_FOOD, "Vegan food"),
    (Category.ASSISTANCE, "My assistance dog comes too"),
    (Category.EMOTIONAL, "To know the topics beforehand"),
]


def everybody() -> list[Partner]:
    """The four who can sign in, and 24 more so that there is somebody to choose from when inviting."""
    return PARTNERS + [_another(number, first) for number, first in enumerate(_FIRST)]


def _another(number: int, first: str) -> Partner:
    """Differences come from the number alone, so that every load makes the same people."""
    channel = [Person.Channel.EMAIL, Person.Channel.EMAIL, Person.Channel.TEXT, Person.Channel.PHONE][number % 4]
    return Partner(
        f"{first} {_LAST[number % len(_LAST)]}",
        email=f"partner{number + 1}@home.test" if channel == Person.Channel.EMAIL else "",
        phone=f"+4477009002{number:02}",
        channel=channel,
        capacity="carer" if number % 3 == 1 else "service_user",
        asked_at_most_a_month=[None, 1, 2, 4][number % 4],
        needs_notice_days=[0, 0, 7][number % 3],
        needs=(_NEEDS[number % len(_NEEDS)],) if number % 2 else (),
        week=tuple(((number + step) % 5, [MORNING, AFTERNOON, EVENING][(number + step) % 3]) for step in range(4)),
    )
