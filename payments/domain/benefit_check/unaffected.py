"""Benefits that take no account of earnings (benefits that pay for the extra costs of disability, and pensions)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.facts import Scheme
from payments.domain.benefit_check.findings import Finding, Outcome, SchemeResult
from payments.domain.benefit_check.pack import RulesPack

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

_WATCHES_ABILITY = {Scheme.PIP, Scheme.DLA, Scheme.ADULT_DISABILITY_PAYMENT}


def assess_unaffected(case: Case, pack: RulesPack, scheme: Scheme) -> SchemeResult:
    """No effect of the money. What the work shows about somebody's ability is another matter, and is said."""
    rule = pack.rule("unaffected.earnings")
    findings = [
        Finding(scheme, Outcome.NO_EFFECT, _("This benefit does not look at what you earn."), rule, change=Decimal(0))
    ]
    shows_change = case.circumstances.activity_shows_change
    if scheme in _WATCHES_ABILITY and shows_change:
        ability = pack.rule("unaffected.ability")
        told = _("If the work shows that you can do more or less than before, you must tell the office.")
        findings.append(Finding(scheme, Outcome.MUST_REPORT, told, ability, report=pack.report("unaffected.ability")))
        asked = _("Talk to an adviser about what the work shows before you say yes.")
        findings.append(Finding(scheme, Outcome.GET_ADVICE, asked, ability))
    return SchemeResult(scheme, tuple(findings), {"change": Decimal(0)})
