"""Builds findings: one code, one sentence, the rule it stands on, and whom to tell in the person's nation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from payments.domain.benefit_check import reasons
from payments.domain.benefit_check.counting import Consulted, Counted
from payments.domain.benefit_check.facts import Nation, Scheme
from payments.domain.benefit_check.findings import DOUBT, Finding, Line, Outcome, Period, Range, Report
from payments.domain.benefit_check.pack import Rate, RulesPack
from payments.domain.benefit_check.words import translated as _


@dataclass(frozen=True)
class Teller:
    """Says things about one scheme in one nation."""

    scheme: Scheme
    pack: RulesPack
    nation: Nation | None

    def say(
        self,
        outcome: Outcome,
        sentence: str,
        rule: str,
        *,
        change: Decimal | None = None,
        change_range: Range | None = None,
        period: Period | None = None,
        report: Report | None = None,
        adviser_needs: tuple[str, ...] = (),
        working: tuple[Line, ...] = (),
        rates: tuple[Rate, ...] = (),
    ) -> Finding:
        """`rates` are the rows the sum stands on: the finding is no surer than the least sure of them."""
        used = self.pack.rule(self._here(rule))
        for rate in rates:
            if DOUBT[rate.confidence] > DOUBT[used.confidence]:
                used = replace(used, confidence=rate.confidence)
        return Finding(
            self.scheme, outcome, sentence, used, change, change_range, period, report, adviser_needs, working
        )

    def must_tell(self, sentence: str, rule: str, *, period: Period | None = None) -> Finding:
        return self.say(Outcome.MUST_REPORT, sentence, rule, period=period, report=self.office(rule))

    def advise(self, sentence: str, rule: str, *needs: str, period: Period | None = None) -> Finding:
        return self.say(Outcome.GET_ADVICE, sentence, rule, period=period, adviser_needs=needs)

    def about_counting(self, counted: Iterable[Counted]) -> tuple[Finding, ...]:
        """Expenses left out, beside a fee or for somebody consulted, and advice for each reason to count otherwise."""
        everything = tuple(counted)
        found = {reason for one in everything for reason in one.reasons}
        return (*self._expenses(everything), *(self._why(reason) for reason in sorted(found)))

    def office(self, rule: str) -> Report | None:
        return self.pack.report(self._here(rule))

    def _expenses(self, counted: tuple[Counted, ...]) -> tuple[Finding, ...]:
        out = [
            (one, sum((e.amount for e in one.ignored), Decimal(0)))
            for one in counted
            if one.ignored and (one.consulted is Consulted.YES or one.payment.fee)
        ]
        total = sum((amount for _one, amount in out), Decimal(0))
        if not total:
            return ()
        consulted = any(one.consulted is Consulted.YES for one, _amount in out)
        rule = f"counting.service_user.{self.scheme}" if consulted else "counting.ordinary_expenses"
        if rule not in self.pack.rules:  # an old benefit for which no such rule was read
            return ()
        line = Line(_("Expenses repaid"), total)
        sentence = _("The expenses paid back to you do not count as pay. They are listed apart from your fee.")
        return (self.say(Outcome.EXPENSES_IGNORED, sentence, rule, working=(line,)),)

    def _why(self, reason: reasons.Reason) -> Finding:
        return self.advise(reasons.sentence_for(reason), reasons.RULES[reason], *reasons.adviser_needs(reason))

    def _here(self, rule: str) -> str:
        """Northern Ireland has rules of its own where the rules pack says so."""
        own = f"{rule}.northern_ireland"
        return own if self.nation is Nation.NORTHERN_IRELAND and own in self.pack.rules else rule
