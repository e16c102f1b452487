"""What somebody told the check, in words, for the page they may show an adviser."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from involvement.shared.ui.words import day_words
from payments.domain.benefit_check.case import pays_on
from payments.domain.guard.answers import MAY_NOT_BE_PAID, Answers, held_in, others_from
from payments.domain.guard.questions import Kind, Question, name_of, questions_of, sections_for
from payments.domain.guard.subject import Subject
from payments.domain.guard.words import money


@dataclass(frozen=True)
class Told:
    """Pairs of words, and the questions that were left out: an adviser needs to know those too."""

    payment: list[tuple[str, str]]
    circumstances: list[tuple[str, str]]
    not_told: list[str]


def facts_told(subject: Subject, answers: Answers) -> Told:
    held = held_in(answers)
    asked = [question for section in sections_for(held) for question in questions_of(section, held)]
    named = [name_of(scheme).partition(" (")[0] for scheme in sorted(held)]
    if MAY_NOT_BE_PAID in answers.get("held", []):
        named.append(_("not allowed to be paid in this country"))
    said = [
        (_(question.words), _said(question, answers[question.key])) for question in asked if answers.get(question.key)
    ]
    return Told(
        payment=_payment(subject, answers),
        circumstances=[(_("What I get"), ", ".join(named) or _("nothing named")), *said],
        not_told=[_(question.words) for question in asked if not answers.get(question.key)],
    )


def _payment(subject: Subject, answers: Answers) -> list[tuple[str, str]]:
    payment = subject.offered
    told = [
        (_("The payment"), _("%(sum)s, before tax") % {"sum": money(payment.fee)}),
        (_("The day of the work"), day_words(payment.worked_on)),
        (_("The day we counted for the money"), day_words(pays_on(payment))),
    ]
    for other in (*subject.others, *others_from(answers)):
        told.append((_("Another fee, %(day)s") % {"day": date_format(other.worked_on, "j F Y")}, money(other.fee)))
    return told


def _said(question: Question, text: str) -> str:
    match question.kind:
        case Kind.YES_NO:
            return _("yes") if text == "yes" else _("no")
        case Kind.MONEY:
            return f"£{text}"
        case Kind.WEEKDAY:
            return str(WEEKDAYS[int(text)])
        case Kind.CHOICE:
            return next((_(words) for value, words in question.choices if value == text), text)
        case _:
            return text
