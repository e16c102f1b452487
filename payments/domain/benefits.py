"""What an offer could mean for benefits: dated facts with their sources, never a verdict and never an entitlement (M2).

Words stand in `data/benefit_facts.json`, figures in the pack of rules that holds at the institution, so that each
amount stands once. A figure holds from a day to a day; outside them we do not know.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.domain.benefit_check.pack import Rate, RulesPack
from payments.domain.benefit_rules import current_pack, shipped_pack

if TYPE_CHECKING:
    from involvement.models import Offer

FACTS = Path(__file__).resolve().parent.parent / "data" / "benefit_facts.json"


@dataclass(frozen=True)
class Figure:
    """One amount that held from one day to another, both included."""

    key: str
    name: str
    amount: int
    unit: str
    first_day: date
    last_day: date
    source: str
    checked: date
    confidence: str

    @property
    def words(self) -> str:
        if self.unit.startswith("hours"):
            return _("%(n)d hours a week") % {"n": self.amount}
        if self.unit == "pence":
            return _("%(n)d pence") % {"n": self.amount}
        per = _("a month") if self.unit.endswith("month") else _("a week")
        return f"{pounds_of(self.amount)} {per}"


Figures = dict[str, list[Figure]]


@dataclass(frozen=True)
class ShownFigure:
    """A figure as the page shows it; `words` says "not known yet" where no figure holds on the day."""

    name: str
    words: str
    dates: str
    less_certain: bool
    known: bool


@dataclass(frozen=True)
class Benefit:
    key: str
    name: str
    lines: list[str]
    figures: list[ShownFigure]
    office: str
    when: str


@dataclass(frozen=True)
class Choice:
    """One way of being paid, with what counts as earnings and, apart from it, the costs that are paid back."""

    key: str
    name: str
    counts: str
    costs: str


@dataclass(frozen=True)
class BenefitInformation:
    on: date
    checked_on: date
    must_say: list[str]
    choices: list[Choice]
    costs_line: str
    money_arrives: str
    year_warning: str
    benefits: list[Benefit]
    unaffected: list[str]
    unaffected_line: str
    ended_line: str
    adviser: str
    adviser_contact: str
    sources: list[str]
    all_known: bool


def information_for(offer: Offer, on: date) -> BenefitInformation:
    """Everything the offer page shows about benefits for work done on one day."""
    facts = _facts()
    institution = offer.session.institution
    pack = current_pack(institution.pk, timezone.localdate())
    figures = _figures(pack)
    benefits, sources = _known_on(on, get_language() or "", pack)
    pay_by = on + timedelta(days=offer.pay_within_days)
    costs = facts["costs"]
    return BenefitInformation(
        on=on,
        checked_on=pack.checked_on,
        must_say=general_words(pack.checked_on, on),
        choices=choices_of(offer),
        costs_line=_(costs["clear" if offer.session.kind in facts["consulting_kinds"] else "unclear"]),
        money_arrives=_("We promise to pay you within %(n)d days of the session, so by %(day)s.")
        % {"n": offer.pay_within_days, "day": _day(pay_by)},
        year_warning=_year_warning(on, pay_by, figures),
        benefits=benefits,
        unaffected=[_(name) for name in facts["unaffected"]["names"]],
        unaffected_line=_(facts["unaffected"]["line"]),
        ended_line=_(facts["ended"]["line"]),
        adviser=institution.adviser_name,
        adviser_contact=institution.adviser_contact,
        sources=sources,
        all_known=all(figure.known for benefit in benefits for figure in benefit.figures),
    )


@lru_cache(maxsize=256)
def _known_on(on: date, language: str, pack: RulesPack) -> tuple[list[Benefit], list[str]]:
    """The benefits and where their facts come from: made once for a day, a language and a pack of rules."""
    figures = _figures(pack)
    return [_benefit(row, on, figures) for row in _facts()["benefits"]], _sources(on, figures)


def figure_on(key: str, on: date, figures: Figures | None = None) -> Figure | None:
    """The one figure that held on that day, or None when nobody has checked one. Raises KeyError for a wrong key."""
    rows = (figures or _figures())[key]
    return next((figure for figure in rows if figure.first_day <= on <= figure.last_day), None)


def choices_of(offer: Offer) -> list[Choice]:
    """The ways of being paid that this offer leaves open, with what each counts as."""
    back = _("Your costs, if you had any. They are listed apart from a fee.")
    nothing = Choice("nothing", _("Nothing"), _("No fee, so no earnings from us."), _("No costs are paid back."))
    only = Choice("expenses_only", _("Only my costs"), _("No fee, so no fee is counted."), back)
    fees = []
    if offer.role_type != offer.RoleType.VOLUNTEER and offer.fee_pence:
        fees.append(_fee("fee", _("The fee"), offer.fee_pence, back))
        if offer.smaller_fee_pence:
            fees.append(_fee("smaller_fee", _("The smaller fee"), offer.smaller_fee_pence, back))
    return [*fees, only, nothing]


def pounds_of(pence: int) -> str:
    return f"£{pence // 100:,}" if pence % 100 == 0 else f"£{pence // 100:,}.{pence % 100:02d}"


def _fee(key: str, name: str, pence: int, back: str) -> Choice:
    return Choice(key, name, _("%(sum)s counts as earnings.") % {"sum": pounds_of(pence)}, back)


def general_words(checked_on: date, on: date) -> list[str]:
    """What is true for everybody, whatever they get."""
    return [
        _("This is information. It is not advice. Only the office that pays your benefit can decide."),
        _("We checked these rules on %(checked)s. They are shown for work on %(day)s.")
        % {"checked": _day(checked_on), "day": _day(on)},
        _("A fee counts as earnings, whatever it is called: fee, honorarium or thank-you."),
        _("You tell the office yourself. We do not tell them for you."),
        _("You may say no to money, or take less. You can change your mind until you are paid."),
        _("For some benefits a fee still counts when you give it away. Ask an adviser first."),
        _("A voucher or a gift can count as well. The rules do not agree on this, so ask first."),
        _("You do not have to tell us which benefits you get. We keep nothing about them unless you ask us to."),
    ]


def _year_warning(on: date, pay_by: date, figures: Figures) -> str:
    """A figure known for the day of the work may no longer hold when the money arrives."""
    changing = [f for rows in figures.values() for f in rows if f.first_day <= on <= f.last_day < pay_by]
    if not changing:
        return ""
    last = min(figure.last_day for figure in changing)
    return _("You may be paid after %(day)s. Some amounts can be different then.") % {"day": _day(last)}


def _benefit(row: dict[str, Any], on: date, figures: Figures) -> Benefit:
    return Benefit(
        key=row["key"],
        name=_(row["name"]),
        lines=[_(line) for line in row["lines"]],
        figures=[_shown(key, on, figures) for key in row["figures"]],
        office=_(row["office"]),
        when=_(row["when"]),
    )


def _shown(key: str, on: date, figures: Figures) -> ShownFigure:
    figure = figure_on(key, on, figures)
    if figure is None:
        name = _(figures[key][-1].name)
        return ShownFigure(name, _("Not known yet for this date. Please ask an adviser."), "", False, False)
    dates = _("from %(first)s to %(last)s") % {"first": _day(figure.first_day), "last": _day(figure.last_day)}
    return ShownFigure(_(figure.name), figure.words, dates, figure.confidence != "high", True)


def _sources(on: date, figures: Figures) -> list[str]:
    facts = _facts()
    held = [figure_on(key, on, figures) for key in figures]
    named = [f"{_(f.name)}: {f.source} ({_('checked')} {_day(f.checked)})" for f in held if f]
    return [*named, facts["costs"]["source"], facts["unaffected"]["source"], facts["ended"]["source"]]


def _day(day: date) -> str:
    return date_format(day, "j F Y")


@cache
def _facts() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FACTS.read_text(encoding="utf-8"))
    return found


def _figures(pack: RulesPack | None = None) -> Figures:
    """Figures by key, oldest first, as the pack has their amounts; without one, as the shipped pack has."""
    return _figures_of(pack or shipped_pack(timezone.localdate()))


@lru_cache(maxsize=8)
def _figures_of(pack: RulesPack) -> Figures:
    return {row["key"]: [_figure(row, rate, pack) for rate in pack.rates[row["rate"]]] for row in _facts()["figures"]}


def _figure(row: dict[str, Any], rate: Rate, pack: RulesPack) -> Figure:
    """`until` in the facts: the last day for which a figure is known that changes before the pack's last day."""
    known = date.fromisoformat(row["until"]) if "until" in row else pack.covers_to
    return Figure(
        key=row["key"],
        name=row["name"],
        amount=int(rate.amount if rate.unit == "hours" else rate.amount * 100),
        unit=row["unit"],
        first_day=rate.first_day,
        last_day=min(rate.last_day or known, known),
        source=rate.source,
        checked=pack.checked_on,
        confidence=rate.confidence,
    )


def day_of(offer: Offer) -> date:
    """The London day of the session, which is the day the figures are shown for."""
    return timezone.localdate(offer.session.starts_at) if offer.session.starts_at else timezone.localdate()
