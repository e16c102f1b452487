"""Feedback of the made-up year: one window that is closed with answers enough to show, and one still open."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from evaluation.domain.administrations import close_feedback, open_feedback
from evaluation.domain.responses import give_feedback, items_to_ask
from evaluation.models import Administration, FeedbackInvitation, Item
from involvement.dashboards.demo.people import Place
from involvement.models import Session
from involvement.shared.audit.actors import Actor

WORDS = [
    "I was listened to, and the chair kept to the time.",
    "The papers came late. I like to read them twice.",
    "Good lunch. The room was too hot.",
    "Please tell us next time what you did with what we said.",
]


def gather_closed(session: Session, place: Place, *, answers: int) -> None:
    administration = _open(session, place)
    for number, invitation in enumerate(_asked(administration)[:answers]):
        _answer(administration, invitation, number)
    close_feedback(administration, by=Actor.system("demo"))
    began = timezone.localdate(session.ends_at) + timedelta(days=1)
    dates = {"opens_on": began, "closes_on": began + timedelta(days=14)}
    Administration.objects.filter(pk=administration.pk).update(**dates)


def gather_open(session: Session, place: Place, *, answers: int) -> None:
    administration = _open(session, place)
    for number, invitation in enumerate(_asked(administration)[:answers]):
        _answer(administration, invitation, number)


def _open(session: Session, place: Place) -> Administration:
    return open_feedback(session, by=Actor.of(place.staff["Cora Linen"]))


def _asked(administration: Administration) -> list[FeedbackInvitation]:
    return list(administration.invitations.select_related("administration").order_by("person__name"))


def _answer(administration: Administration, invitation: FeedbackInvitation, number: int) -> None:
    """Mostly content, never all of one mind; every second one writes a sentence."""
    answers: dict[int, int | str] = {}
    for item in items_to_ask(administration):
        if item.scale == Item.Scale.TEXT:
            if number % 2 == 0:
                answers[item.pk] = WORDS[number // 2 % len(WORDS)]
        elif item.scale == Item.Scale.FACE3:
            answers[item.pk] = 2 if (number + item.position) % 5 == 0 else 3 - (number * item.position) % 2
    form = "easy_read" if number % 3 == 0 else "plain"
    give_feedback(invitation, answers=answers, form=form, helped=number == 1, tell_me=number == 0)
