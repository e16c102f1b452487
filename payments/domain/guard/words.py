"""How each outcome is shown: a word, a picture and a colour, in one place. Colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from involvement.shared.ui.words import day_words, pounds
from payments.domain.benefit_check.findings import Outcome, Period, PeriodKind, Range

TICK, ASK, DOWN, STOP, FORM, TELL = "tick", "ask", "down", "stop", "form", "tell"
"""Pictures: the template `payments/_guard_icon.html` draws them."""

_SHOWN = {
    Outcome.NO_EFFECT: (gettext_lazy("No change"), TICK, "green"),
    Outcome.EXPENSES_IGNORED: (gettext_lazy("Your costs do not count"), TICK, "green"),
    Outcome.WITHIN_DISREGARD: (gettext_lazy("Counts, but is under the limit"), TICK, "green"),
    Outcome.MUST_REPORT: (gettext_lazy("You must tell the office"), TELL, "yellow"),
    Outcome.NOT_COVERED: (gettext_lazy("We do not know"), ASK, "grey"),
    Outcome.GET_ADVICE: (gettext_lazy("Ask an adviser first"), ASK, "orange"),
    Outcome.FORM_FIRST: (gettext_lazy("A form comes first"), FORM, "orange"),
    Outcome.REDUCES: (gettext_lazy("Your benefit goes down"), DOWN, "orange"),
    Outcome.AWARD_ENDS: (gettext_lazy("Your benefit may stop"), STOP, "red"),
    Outcome.CLIFF_EDGE: (gettext_lazy("You could lose it all"), STOP, "red"),
    Outcome.NOT_PAYABLE: (gettext_lazy("You must not be paid this way"), STOP, "red"),
}


@dataclass(frozen=True)
class Badge:
    code: str
    words: str
    icon: str
    colour: str


def badge_of(outcome: Outcome) -> Badge:
    words, icon, colour = _SHOWN[outcome]
    return Badge(outcome.value, str(words), icon, colour)


def money(amount: Decimal) -> str:
    """Pounds of the engine as people read them; minus for what is lost."""
    return pounds(int((amount * 100).to_integral_value()))


def change_words(change: Decimal | None, change_range: Range | None) -> str:
    """What is lost or gained; empty where no sum can be given."""
    if change is not None:
        if change == 0:
            return _("No change.")
        lost, sum_ = change < 0, money(abs(change))
        return (_("You get %(sum)s less.") if lost else _("You get %(sum)s more.")) % {"sum": sum_}
    if change_range is None:
        return ""
    most, least = money(abs(change_range.low)), money(abs(change_range.high))
    return _("You could get between %(least)s and %(most)s less.") % {"least": least, "most": most}


def period_words(period: Period | None) -> str:
    if period is None:
        return ""
    days = {"first": day_words(period.first_day), "last": day_words(period.last_day)}
    span = _("%(first)s to %(last)s") % days
    match period.kind:
        case PeriodKind.WEEK:
            many = ngettext("%(n)d week", "%(n)d weeks", period.count) % {"n": period.count}
            return f"{many}: {span}"
        case PeriodKind.ASSESSMENT_PERIOD:
            return _("Your Universal Credit month: %(span)s") % {"span": span}
        case _:
            return _("The tax year: %(span)s") % {"span": span}


def span_words(first: date, last: date) -> str:
    return _("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}
