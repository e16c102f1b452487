"""Cases by hand about tax, mileage, minimum wage, the right to be paid, and benefits that look at nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from payments.domain.benefit_check.case_files.question import Answer, HandCase, Question
from payments.domain.benefit_check.case_files.values import (
    NOUGHT,
    CannotRead,
    Inputs,
    activity,
    amount,
    expenses,
    first,
    money,
    nation,
    paid_as,
    says,
)
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    Choice,
    ChoiceKind,
    Circumstances,
    Covers,
    Expense,
    HousingBenefit,
    Immigration,
    PaidAs,
    Payment,
    Scheme,
    TaxPosition,
)
from payments.domain.benefit_check.formulas import to_the_penny

_ORDINARY_TENANCY = HousingBenefit(on_universal_credit=False, pension_age=False, specified_or_temporary=False)
_PAY = ("fee", "fee_offered", "voucher", "cash_voucher", "gift_card", "payment", "fees", "receipts", "casual_receipts")
_FLAT = ("flat", "flat_allowance", "flat_expenses")


def answer_other_scheme(case: HandCase, scheme: Scheme, *, ended: str | None = None) -> Answer:
    """Any benefit with nothing but a fee to go by. `ended`: the `status.*` row of a benefit that was abolished."""
    person = Circumstances(
        nation=nation(case.inputs.get("nation")),
        held=frozenset({scheme}),
        activity_shows_change=bool(case.inputs.get("activity_shows_change") or case.inputs.get("shows_change")),
        tax=TaxPosition(income_year=first(case.inputs, "income_year", "income")),
        housing_benefit=_ORDINARY_TENANCY if says(case.inputs.get("benefit"), "working age") else HousingBenefit(),
    )
    found = Question(scheme, (person,), (_payment(case),)).answer(case.pack)
    why = _why(case, ended)
    return Answer({**found.computed, **({"why": why} if why else {})}, found.findings)


def _why(case: HandCase, ended: str | None) -> str | None:
    """The reason why nothing is computed, in a few words."""
    if ended is not None and case.pack.abolished(ended, case.as_at):
        day = case.pack.rates[ended][0].first_day
        return f"abolished {day.day} {day:%B} {day.year}"
    if not case.pack.covers(case.as_at):
        year = case.as_at.year if (case.as_at.month, case.as_at.day) >= (4, 6) else case.as_at.year - 1
        return f"no {year}-{(year + 1) % 100:02} rates loaded"
    return None


def answer_immigration(case: HandCase) -> Answer:
    inputs = case.inputs
    status = _status(inputs)
    payment = _payment(case)
    if not payment.fee and not payment.expenses:
        payment = replace(payment, fee=_ANY_FEE)
    hours = first(inputs, "hours_this_week", "hours_week")
    person = Circumstances(
        nation=nation(inputs.get("nation")),
        immigration=status,
        hours_this_week=NOUGHT if payment.hours is None and hours is not None else hours,
    )
    if payment.hours is None and hours is not None:
        payment = replace(payment, hours=hours)
    return Question(Scheme.IMMIGRATION, (person,), (payment,), _choice(payment)).answer(case.pack)


_ANY_FEE = Decimal(1)
"""For a case that names a way of being paid and no amount: the right to be paid does not turn on it."""

_STATUSES: tuple[tuple[tuple[str, ...], Immigration], ...] = (
    (("listed", "certain jobs", "shortage"), Immigration.ASYLUM_LISTED_JOBS),
    (("asylum",), Immigration.ASYLUM_NO_PERMISSION),
    (("10h", "10 h"), Immigration.STUDENT_10H),
    (("student",), Immigration.STUDENT_20H),
    (("visitor",), Immigration.VISITOR),
    (("skilled",), Immigration.SKILLED_WORKER),
    (("not stated", "unknown", "not said"), Immigration.NOT_STATED),
    (("may not",), Immigration.MAY_NOT_BE_PAID),
    (("settled", "citizen", "refugee", "family", "indefinite", "british"), Immigration.SETTLED),
)


def _status(inputs: Inputs) -> Immigration:
    text = inputs.get("immigration", inputs.get("status"))
    if text in list(Immigration):
        return Immigration(text)
    for words, status in _STATUSES:
        if says(text, *words):
            return status
    raise CannotRead(f"“{text}” is not a status that the rules know.")


def _choice(payment: Payment) -> Choice:
    return Choice() if payment.fee else Choice(ChoiceKind.EXPENSES_ONLY)


def answer_minimum_wage(case: HandCase) -> Answer:
    inputs = case.inputs
    payment = _payment(case)
    age = first(inputs, "age", "claimant_age")
    worker = inputs.get("worker", inputs.get("status") == "worker" or None)
    person = Circumstances(
        nation=nation(inputs.get("nation")),
        age=None if age is None else int(age),
        held=frozenset({Scheme.MINIMUM_WAGE}),
        tax=TaxPosition(status_decided=PaidAs.PAYROLL if worker else None),
    )
    found = Question(Scheme.MINIMUM_WAGE, (person,), (payment,)).answer(case.pack)
    possible = "get_advice" in found.computed["outcomes"]
    words: dict[str, object] = {"worker_for_nmw": "possible" if possible else "no"}
    if payment.fee and payment.hours:
        words["hourly_rate"] = to_the_penny(payment.fee / payment.hours)
    return Answer({**words, **found.computed}, found.findings)


_VEHICLES = (
    ("motorc", "motorcycle"),
    ("motorb", "motorcycle"),
    ("bicycle", "bicycle"),
    ("bike", "bicycle"),
    ("cycle", "bicycle"),
    ("passenger", "passenger"),
)


def answer_mileage(case: HandCase) -> Answer:
    """By the date of the journey; a car's first miles of the tax year have their own rate."""
    inputs = case.inputs
    miles = amount(inputs, "miles")
    vehicle = next((kind for word, kind in _VEHICLES if says(inputs.get("vehicle"), word)), "car")
    if vehicle == "car":
        most = case.rate("mileage.car.first_miles")
        before = sum((money(value) for name, value in inputs.items() if says(name, "miles ")), NOUGHT)
        at_first = min(miles, max(NOUGHT, most - before))
        paid = at_first * case.rate("mileage.car.first_10000") + (miles - at_first) * case.rate(
            "mileage.car.over_10000"
        )
    else:
        return Answer({"amount": to_the_penny(miles * case.rate(f"mileage.{vehicle}"))})
    passengers = amount(inputs, "passengers")
    return Answer({"amount": to_the_penny(paid + passengers * miles * case.rate("mileage.passenger"))})


def answer_tax(case: HandCase) -> Answer:
    inputs = case.inputs
    on_payroll = inputs.get("paye", not says(inputs.get("paid_as"), "self", "invoice", "casual"))
    way = PaidAs.PAYROLL if on_payroll else PaidAs.SELF_EMPLOYED_INVOICE
    person = Circumstances(
        nation=nation(inputs.get("nation")),
        held=frozenset({Scheme.TAX}),
        tax=TaxPosition(
            income_year=first(inputs, "income_year", "gross_earnings_year", "income", "salary"),
            code=str(inputs.get("code", inputs.get("tax_code", ""))),
            casual_receipts_year=amount(inputs, "casual_receipts_year", "other_receipts", "receipts_so_far"),
            status_decided=way,
        ),
    )
    payment = replace(_payment(case), paid_as=way)
    found = Question(Scheme.TAX, (person,), (payment,)).answer(case.pack)
    taxable = payment.fee
    if not on_payroll:
        receipts = payment.fee + (person.tax.casual_receipts_year or NOUGHT)
        taxable = max(NOUGHT, receipts - case.rate("tax.trading_allowance"))
    sums: dict[str, object] = {"taxable": taxable}
    if not taxable or _at_basic_rate(case):
        sums["tax"] = to_the_penny(taxable * case.rate("tax.basic_rate.ruk"))
    return replace(found, computed={**sums, **found.computed})


def _at_basic_rate(case: HandCase) -> bool:
    """By the tax code, or by what the case says of the person; the title only where no income is given."""
    inputs = case.inputs
    if str(inputs.get("code", inputs.get("tax_code", ""))).upper() in {"BR", "0T"}:
        return True
    told = any(inputs.get(name) is not None for name in ("income_year", "gross_earnings_year", "income", "salary"))
    return not told and (says(inputs.get("taxpayer"), "basic") or says(case.title, "basic rate"))


def _payment(case: HandCase) -> Payment:
    inputs = case.inputs
    doing, role = activity(inputs)
    flat = first(inputs, *_FLAT)
    costs = (*expenses(inputs), *((Expense("other", flat, flat=True),) if flat else ()))
    fee = amount(inputs, *_PAY)
    if doing is None:
        doing, role = Activity.CONSULTATION_MEETING, Capacity.SERVICE_USER
        if not fee and costs:
            doing, role = Activity.VOLUNTEERING, Capacity.NONE
    return Payment(
        worked_on=case.as_at,
        paid_on=case.as_at,
        fee=fee,
        covers=Covers.DAY,
        regular=False,
        paid_as=paid_as(inputs),
        expenses=costs,
        activity=doing,
        capacity=role,
        hours=first(inputs, "hours"),
    )
