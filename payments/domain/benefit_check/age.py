"""People under 18: what has to be asked before a child or young person is paid or takes part."""

from __future__ import annotations

from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.facts import Circumstances, Scheme
from payments.domain.benefit_check.findings import Finding, Outcome, SchemeResult
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.words import translated as _

_CARER = {Scheme.CARERS_ALLOWANCE, Scheme.CARER_SUPPORT_PAYMENT}


def is_young(circumstances: Circumstances) -> bool:
    """Whether there is anything to say: nothing is said about an age that nobody told."""
    return circumstances.age is not None and circumstances.age < _ADULT


def assess_age(case: Case, pack: RulesPack) -> SchemeResult:
    """Under 18: always ask first (section 8 of the reference). Raises ValueError for somebody older or not told."""
    age = case.circumstances.age
    if age is None or age >= _ADULT:
        raise ValueError("There is nothing to say about this age.")
    day = min(payment.worked_on for payment in case.chosen)
    rule = pack.rule("age.under_18", day)
    agree = _("You are under 18, so a parent or guardian agrees first. A fee is your own income, not theirs.")
    found = [Finding(Scheme.AGE, Outcome.GET_ADVICE, agree, rule, adviser_needs=(_("the agreement"),))]
    if age <= _MAY_BE_AT_SCHOOL:
        permit = _("You may be under school-leaving age. Your council may ask for a permit and limits the hours.")
        school = pack.rule("age.school", day)
        needs = (_("your date of birth"), _("your council"), _("the hours and the day"))
        found.append(Finding(Scheme.AGE, Outcome.GET_ADVICE, permit, school, adviser_needs=needs))
    if age < _LEAST_FOR_PAID_WORK:
        too_young = _("Children under 13 may hardly ever do paid work. Ask your council before you say yes.")
        found.append(Finding(Scheme.AGE, Outcome.GET_ADVICE, too_young, pack.rule("age.school", day)))
    if age < _LEAST_FOR_CARER and case.circumstances.held & _CARER:
        not_yet = _("This carer's benefit starts at 16. Ask an adviser what you get.")
        found.append(Finding(Scheme.AGE, Outcome.GET_ADVICE, not_yet, pack.rule("age.young_carer", day)))
    return SchemeResult(Scheme.AGE, tuple(found))


_ADULT = 18
_MAY_BE_AT_SCHOOL = 16
_LEAST_FOR_PAID_WORK = 13
_LEAST_FOR_CARER = 16
"""Ages, which are law of long standing and not amounts: 16-year-olds stay at school to a day in summer."""
