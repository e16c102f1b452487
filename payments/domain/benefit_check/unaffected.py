"""Benefits that take no account of earnings (benefits that pay for the extra costs of disability, and pensions)."""

from __future__ import annotations

from decimal import Decimal

from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.facts import Scheme
from payments.domain.benefit_check.findings import Finding, Outcome, SchemeResult
from payments.domain.benefit_check.pack import NotKnown, RulesPack
from payments.domain.benefit_check.words import translated as _

SCHEMES = (
    Scheme.PIP,
    Scheme.DLA,
    Scheme.ATTENDANCE_ALLOWANCE,
    Scheme.ADULT_DISABILITY_PAYMENT,
    Scheme.CHILD_DISABILITY_PAYMENT,
    Scheme.PENSION_AGE_DISABILITY_PAYMENT,
    Scheme.STATE_PENSION,
    Scheme.INDUSTRIAL_INJURIES,
)

_OFFICE = {
    Scheme.PIP: "unaffected.ability",
    Scheme.DLA: "unaffected.ability.other",
    Scheme.ATTENDANCE_ALLOWANCE: "unaffected.ability.other",
    Scheme.ADULT_DISABILITY_PAYMENT: "unaffected.ability.scotland",
    Scheme.CHILD_DISABILITY_PAYMENT: "unaffected.ability.scotland",
    Scheme.PENSION_AGE_DISABILITY_PAYMENT: "unaffected.ability.scotland",
}
"""Benefits for what somebody can do, with the rule on telling the office; pensions do not watch ability."""


def assess_unaffected(case: Case, pack: RulesPack, scheme: Scheme) -> SchemeResult:
    """No effect of the money. What the work shows about somebody's ability is another matter, and is said."""
    day = min(payment.worked_on for payment in case.chosen)
    plain = _("This benefit does not look at what you earn.")
    rule = pack.rule("unaffected.earnings", day)
    findings = [Finding(scheme, Outcome.NO_EFFECT, plain, rule, change=Decimal(0))]
    if scheme in _OFFICE and case.circumstances.activity_shows_change:
        findings += _ability_shows(scheme, case, pack)
    return SchemeResult(scheme, tuple(findings), {"change": Decimal(0)})


def _ability_shows(scheme: Scheme, case: Case, pack: RulesPack) -> list[Finding]:
    """Memo 06/26: starting work need not be reported, a change in what the person can do must be."""
    day = min(payment.worked_on for payment in case.chosen)
    asked = _("Talk to an adviser about what the work shows before you say yes.")
    rule_id = _OFFICE[scheme]
    try:
        rule = pack.rule(rule_id, day)
    except NotKnown:
        return [Finding(scheme, Outcome.GET_ADVICE, asked, pack.rule("unaffected.earnings", day))]
    told = _("If the work shows that you can do more or less than before, you must tell the office.")
    return [
        Finding(scheme, Outcome.MUST_REPORT, told, rule, report=pack.report(rule_id)),
        Finding(scheme, Outcome.GET_ADVICE, asked, rule),
    ]
