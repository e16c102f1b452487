"""The result as the page, the offer and the printed copy show it: every choice with its findings in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payments.domain.benefit_check.assess import ASSESSORS, assess
from payments.domain.benefit_check.facts import Circumstances, Payment, Scheme
from payments.domain.benefit_check.findings import SEVERITY, Assessment, Finding, Outcome, SchemeResult, worst_of
from payments.domain.guard.answers import Answers, capacity_in, circumstances_from, others_from, paid_as_in
from payments.domain.guard.must_say import Adviser, adviser_of, must_say, stored_words
from payments.domain.guard.questions import name_of
from payments.domain.guard.rules_door import pack_for
from payments.domain.guard.subject import OfferedChoice, Subject
from payments.domain.guard.totals import Total, totals_of
from payments.domain.guard.words import Badge, badge_of, change_words, money, period_words


@dataclass(frozen=True)
class Said:
    """One finding in words. `working` are pairs of words and sums."""

    badge: Badge
    sentence: str
    change: str
    period: str
    working: list[tuple[str, str]]
    rule: str
    source: str
    less_certain: bool
    out_of_date: bool
    needs: list[str]


@dataclass(frozen=True)
class Tell:
    office: str
    how: str
    deadline: str


@dataclass(frozen=True)
class ShownScheme:
    name: str
    badge: Badge
    sentence: str
    sum_sentence: str
    change: str
    period: str
    tell: list[Tell]
    findings: list[Said]


@dataclass(frozen=True)
class ShownChoice:
    key: str
    name: str
    badge: Badge
    schemes: list[ShownScheme]
    losses: list[str]
    totals: list[Total]
    form_first: bool


@dataclass(frozen=True)
class Shown:
    """`codes`: the worst code of each choice, to tell later whether it became worse."""

    title: str
    choices: list[ShownChoice]
    must_say: list[str]
    adviser: Adviser
    rules_version: str
    checked_on: date
    payment_date: date
    nothing_named: bool

    @property
    def codes(self) -> dict[str, str]:
        return {choice.key: choice.badge.code for choice in self.choices}

    @property
    def form_first(self) -> set[str]:
        return {choice.key for choice in self.choices if choice.form_first}


def show(subject: Subject, answers: Answers, *, today: date, kept: bool = False) -> Shown:
    """Pure but for reading the rules, which are in memory. Takes answers that name at least one thing, or none."""
    pack = pack_for(subject.institution.pk if subject.institution else None, today)
    told = circumstances_from(answers)
    known = replace(told, held=frozenset(s for s in told.held if s in ASSESSORS))
    capacity, paid_as = capacity_in(answers), paid_as_in(answers)
    payments = tuple(
        replace(payment, capacity=capacity, paid_as=payment.paid_as or paid_as)
        for payment in (subject.offered, *subject.others, *others_from(answers))
    )
    looked = [(one, assess(known, payments, one.choice, pack=pack)) for one in subject.choices]
    unknown = sorted(told.held - known.held)
    choices = [_choice(one, found, known, payments, unknown) for one, found in looked]
    first = looked[0][1]
    findings = [finding for _one, found in looked for finding in found.findings]
    return Shown(
        title=subject.title,
        choices=choices,
        must_say=must_say(findings, first, payment_date=first.payment_date, stored=stored_words(kept=kept)),
        adviser=adviser_of(subject.institution),
        rules_version=first.rules_version,
        checked_on=first.rules_checked_on,
        payment_date=first.payment_date,
        nothing_named=not told.held and told.immigration is None,
    )


def became_worse(before: str, after: str) -> bool:
    """Whether one code is graver than another; an unknown code of an older version is not compared."""
    known = {outcome.value: outcome for outcome in Outcome}
    return before in known and SEVERITY[known[after]] > SEVERITY[known[before]]


def _choice(
    one: OfferedChoice,
    found: Assessment,
    told: Circumstances,
    payments: tuple[Payment, ...],
    unknown: Iterable[Scheme],
) -> ShownChoice:
    schemes = [_scheme(result) for result in found.results] + [_no_rules(scheme) for scheme in unknown]
    worst = [worst_of([*(f.outcome for f in found.findings), *(Outcome.GET_ADVICE for _s in unknown)])]
    return ShownChoice(
        key=one.key,
        name=one.name,
        badge=badge_of(worst[0] if schemes else Outcome.GET_ADVICE),
        schemes=schemes,
        losses=[_loss(f) for f in found.findings if f.outcome is Outcome.CLIFF_EDGE and not _says_it(f)],
        totals=totals_of(one.choice, told, payments),
        form_first=any(finding.outcome is Outcome.FORM_FIRST for finding in found.findings),
    )


def _scheme(result: SchemeResult) -> ShownScheme:
    """The gravest finding speaks for the benefit; a sum comes from the gravest that has one, and is said once."""
    ordered = sorted(result.findings, key=lambda finding: -SEVERITY[finding.outcome])
    gravest = ordered[0]
    with_sum = next((f for f in ordered if f.change is not None or f.change_range is not None), gravest)
    told = {(f.report.office, f.report.how, f.report.deadline) for f in ordered if f.report}
    return ShownScheme(
        name=name_of(result.scheme),
        badge=badge_of(gravest.outcome),
        sentence=gravest.sentence,
        sum_sentence="" if with_sum is gravest else with_sum.sentence,
        change="" if _says_it(with_sum) else change_words(with_sum.change, with_sum.change_range),
        period=period_words(with_sum.period or gravest.period),
        tell=[Tell(*one) for one in sorted(told)],
        findings=[_said(finding) for finding in ordered],
    )


def _said(finding: Finding) -> Said:
    return Said(
        badge=badge_of(finding.outcome),
        sentence=finding.sentence,
        change=change_words(finding.change, finding.change_range),
        period=period_words(finding.period),
        working=[(line.words, money(line.amount)) for line in finding.working],
        rule=finding.rule.name,
        source=finding.rule.source,
        less_certain=finding.rule.confidence != "high",
        out_of_date=finding.rule.past_review,
        needs=list(finding.adviser_needs),
    )


def _no_rules(scheme: Scheme) -> ShownScheme:
    words = _("We have no rules for this one. Ask an adviser before you say yes.")
    return ShownScheme(name_of(scheme), badge_of(Outcome.GET_ADVICE), words, "", "", "", [], [])


def _says_it(finding: Finding) -> bool:
    """Whether the finding's own sentence names the sum at risk already."""
    amounts = [finding.change, finding.change_range.low if finding.change_range else None]
    return any(amount is not None and money(abs(amount)) in finding.sentence for amount in amounts)


def _loss(finding: Finding) -> str:
    """What must be said of an edge: the whole award is at risk, not a part of it."""
    weeks = finding.period.count if finding.period else 1
    amounts = [finding.change] if finding.change is not None else []
    amounts += [finding.change_range.low] if finding.change_range else []
    span = ngettext("%(n)d week", "%(n)d weeks", weeks) % {"n": weeks}
    if not amounts:
        words = _("You could lose the whole of it for %(span)s, not only part of it. It is: %(name)s.")
        return words % {"span": span, "name": name_of(finding.scheme)}
    lost = money(abs(Decimal(amounts[0])))
    words = _("You could lose the whole %(sum)s for %(span)s, not only part of it. It is: %(name)s.")
    return words % {"sum": lost, "span": span, "name": name_of(finding.scheme)}
