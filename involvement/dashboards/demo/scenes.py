"""What happens in the made-up year, told as plain values. Days are counted from the day of loading."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scene:
    """One session and its offer. `past` people took part; `asked` maps a name to the answer they gave ("" for none).

    `at` is the hour in London. An offer without `local_sixth` stays a draft that lacks one of its questions.
    """

    title: str
    kind: str
    day: int
    at: int
    hours: int
    aim: str
    task: str
    venue: str = "Room 2, Bobbin House"
    stage: str = "curriculum"
    group: str = "Year 1, about 30 students"
    fee_pence: int = 6000
    smaller_fee_pence: int | None = 2000
    places: int = 4
    local_sixth: str = "In the room or by video from home. Tell us which suits you."
    who_else: str = "About 30 students, Lewis Twill who leads the session, and Cora Linen to meet you."
    came: tuple[str, ...] = ()
    asked: dict[str, str] = field(default_factory=dict)
    offer: str = "published"
    claims: str = ""
    feedback: str = ""


PAST = [
    Scene(
        "Listening first: what a good first visit looks like",
        kind="talk",
        day=-75,
        at=14,
        hours=2,
        aim="Students hear what a first visit is like from the other side of the door.",
        task="Say what you choose to share about a first visit, then answer questions. You may leave out anything.",
        came=("Pat Bobbin", "Sam Thimble", "Asha Tacking"),
        claims="paid",
    ),
    Scene(
        "Forum: how we say thank you, and pay on time",
        kind="forum",
        day=-46,
        at=10,
        hours=3,
        aim="Partners and staff agree what to change about fees and bus fares.",
        task="Tell us what works and what does not. We write down what is agreed and send it to you.",
        group="Partners and staff",
        places=12,
        fee_pence=7500,
        who_else="Up to twelve partners, Cora Linen and somebody from the finance office.",
        came=(
            "Pat Bobbin", "Sam Thimble", "Olive Spindle", "Jo Selvedge", "Asha Tacking", "Bram Gusset", "Ceri Pleat",
            "Dele Ruffle", "Edie Buckram", "Femi Organdie",
        ),
        claims="paid",
        feedback="closed",
    ),
    Scene(
        "Being asked the same question twice",
        kind="talk",
        day=-18,
        at=14,
        hours=2,
        aim="Students learn why reading the notes before the visit is a kindness.",
        task="Tell students about repeating your story, and what helped. A lecturer stays with you.",
        came=("Pat Bobbin", "Sam Thimble", "Olive Spindle", "Jo Selvedge", "Asha Tacking", "Gwen Tulle"),
        places=6,
        claims="one in each stage",
    ),
    Scene(
        "Selection panel: first interviews for next September",
        kind="selection_panel",
        day=-4,
        at=10,
        hours=4,
        aim="Partners and staff choose together who starts the course.",
        task="Ask one of the agreed questions, listen, and give each applicant a score with a reason.",
        stage="selection",
        group="Eight applicants",
        fee_pence=10000,
        smaller_fee_pence=5000,
        who_else="Two members of staff and one practitioner on each panel.",
        came=("Sam Thimble", "Jo Selvedge", "Bram Gusset", "Hari Seersucker"),
        claims="proposed",
        feedback="open",
    ),
]  # fmt: skip

COMING = [
    Scene(
        "Placement panel: reading the first reports",
        kind="placement_panel",
        day=1,
        at=14,
        hours=2,
        aim="Make sure that the voice of people who use services is heard before a placement is passed.",
        task="Read two short reports that we send you, and say what you think of them in the meeting.",
        stage="first_placement",
        group="Year 2",
        fee_pence=8000,
        smaller_fee_pence=3000,
        who_else="The panel chair, two practice educators and Lewis Twill.",
        asked={"Pat Bobbin": "yes", "Sam Thimble": "yes", "Jo Selvedge": "yes", "Ceri Pleat": "no"},
    ),
    Scene(
        "What I wish my social worker had known",
        kind="talk",
        day=12,
        at=10,
        hours=2,
        aim="Year 1 hears three different lives with services before their first placement.",
        task="Talk for ten minutes about what you choose, then sit with a small group of students.",
        asked={
            "Sam Thimble": "yes", "Olive Spindle": "", "Pat Bobbin": "",
            "Dele Ruffle": "interested", "Nell Organdie": "no",
        },
        places=3,
    ),
    Scene(
        "Forum: planning next year together",
        kind="forum",
        day=26,
        at=13,
        hours=3,
        aim="Choose together which sessions partners lead next year.",
        task="Look at this year's list and say what to keep, change and stop.",
        group="Partners and staff",
        places=10,
        local_sixth="",
        offer="draft",
    ),
    Scene(
        "Talk: money, and asking for help with it",
        kind="talk",
        day=40,
        at=14,
        hours=2,
        aim="Students learn how it feels to be asked about money.",
        task="",
        offer="none",
    ),
]  # fmt: skip
