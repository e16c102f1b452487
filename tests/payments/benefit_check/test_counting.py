"""What counts as earnings for one benefit, on the kindest reading and on the cautious one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from payments.domain.benefit_check.case import build_case
from payments.domain.benefit_check.counting import count, count_all
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    Choice,
    ChoiceKind,
    Circumstances,
    Expense,
    PaidAs,
    Payment,
    Scheme,
)
from payments.domain.benefit_check.findings import Outcome
from payments.domain.benefit_check.reasons import RULES, Reason, adviser_needs, sentence_for
from payments.domain.benefit_check.telling import Teller
from tests.payments.benefit_check.packs import real_pack

UC, CA, CSP = Scheme.UNIVERSAL_CREDIT, Scheme.CARERS_ALLOWANCE, Scheme.CARER_SUPPORT_PAYMENT
JSA, ESA, PC = Scheme.JSA_NEW_STYLE, Scheme.ESA_NEW_STYLE, Scheme.PENSION_CREDIT
EARNINGS_SCHEMES = [UC, CA, CSP, JSA, ESA, PC, Scheme.HOUSING_BENEFIT, Scheme.COUNCIL_TAX_REDUCTION]

CONSULTED = Payment(
    worked_on=date(2026, 11, 23),
    fee=Decimal("50.00"),
    paid_as=PaidAs.CASUAL_NO_PAYROLL,
    activity=Activity.CONSULTATION_MEETING,
    capacity=Capacity.SERVICE_USER,
    expenses=(Expense("travel", Decimal("8.00")), Expense("replacement_care", Decimal("30.00"))),
)


@pytest.mark.parametrize("scheme", EARNINGS_SCHEMES)
def test_costs_repaid_to_somebody_consulted_are_left_out_and_the_fee_counts(scheme):
    counted = count(CONSULTED, scheme)

    assert (counted.low, counted.high) == (Decimal("50.00"), Decimal("50.00"))
    assert counted.ignored == CONSULTED.expenses
    assert counted.counted == counted.unsettled == ()


@pytest.mark.parametrize("activity", [Activity.TEACHING, Activity.SELECTION_PANEL, Activity.CURRICULUM_DESIGN])
def test_teaching_and_selecting_show_both_readings(activity):
    counted = count(replace(CONSULTED, activity=activity), UC)

    assert (counted.low, counted.high) == (Decimal("50.00"), Decimal("88.00"))
    assert Reason.OPEN_QUESTION in counted.reasons


@pytest.mark.parametrize("missing", ["activity", "capacity", "paid_as"])
def test_a_missing_fact_gives_both_readings(missing):
    counted = count(replace(CONSULTED, **{missing: None}), UC)

    assert counted.low < counted.high
    assert Reason.NOT_TOLD in counted.reasons
    assert counted.in_doubt


def test_travel_from_home_counts_for_somebody_in_an_ordinary_job():
    travel = Expense("home_to_work_travel", Decimal("12.00"))
    job = replace(CONSULTED, activity=Activity.EMPLOYMENT, capacity=Capacity.NONE, expenses=(travel,))

    counted = count(job, CA)

    assert (counted.low, counted.high) == (Decimal("62.00"), Decimal("62.00"))
    assert counted.counted == (travel,)
    assert counted.reasons == frozenset()


def test_a_cost_taxed_as_pay_counts_and_one_for_the_work_does_not():
    taxed = Expense("travel", Decimal("15.00"), taxed_as_pay=True)
    tools = Expense("materials", Decimal("4.00"))
    job = replace(CONSULTED, activity=Activity.TEACHING, capacity=Capacity.NONE, expenses=(taxed, tools))

    counted = count(job, UC)

    assert (counted.low, counted.high) == (Decimal("65.00"), Decimal("65.00"))
    assert counted.ignored == (tools,)
    assert Reason.OPEN_QUESTION in counted.reasons


def test_a_set_sum_is_not_a_cost_repaid():
    counted = count(replace(CONSULTED, expenses=(Expense("travel", Decimal("10.00"), flat=True),)), UC)

    assert (counted.low, counted.high) == (Decimal("50.00"), Decimal("60.00"))
    assert Reason.FLAT_SUM in counted.reasons


@pytest.mark.parametrize(
    ("scheme", "paid_as", "low", "high"),
    [
        (UC, PaidAs.VOUCHER, 0, 0),
        (CA, PaidAs.VOUCHER, 0, 0),
        (CSP, PaidAs.VOUCHER, 0, 0),
        (JSA, PaidAs.VOUCHER, 0, 50),
        (ESA, PaidAs.VOUCHER, 0, 50),
        (UC, PaidAs.GOODS, 0, 0),
        (JSA, PaidAs.GOODS, 0, 0),
        (PC, PaidAs.GOODS, 0, 50),
        (UC, PaidAs.CASH_VOUCHER, 50, 50),
        (JSA, PaidAs.CASH_VOUCHER, 50, 50),
        (CA, PaidAs.CASH_VOUCHER, 0, 50),
        (CA, PaidAs.CHARITY, 50, 50),
        (CSP, PaidAs.CHARITY, 50, 50),
        (UC, PaidAs.CHARITY, 0, 0),
        (PC, PaidAs.CHARITY, 0, 50),
        (CA, PaidAs.GROUP, 0, 0),
        (UC, PaidAs.DECLINED, 0, 0),
    ],
)
def test_vouchers_gifts_and_redirected_fees_count_by_benefit(scheme, paid_as, low, high):
    counted = count(replace(CONSULTED, paid_as=paid_as), scheme)

    assert (counted.low, counted.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("paid_as", [PaidAs.VOUCHER, PaidAs.CASH_VOUCHER, PaidAs.GOODS, PaidAs.CHARITY, PaidAs.GROUP])
@pytest.mark.parametrize("scheme", EARNINGS_SCHEMES)
def test_anything_but_money_to_the_person_is_worth_advice(scheme, paid_as):
    assert count(replace(CONSULTED, paid_as=paid_as), scheme).reasons


@pytest.mark.parametrize(("charged", "amount"), [(True, 50), (False, 0)])
def test_a_voucher_counts_for_jsa_where_national_insurance_was_worked_out(charged, amount):
    counted = count(replace(CONSULTED, paid_as=PaidAs.VOUCHER), JSA, voucher_ni_charged=charged)

    assert counted.low == counted.high == Decimal(amount)


def test_a_carer_who_asks_for_the_fee_to_go_to_a_group_still_has_it_counted():
    sent = build_case(Circumstances(), (CONSULTED,), Choice(ChoiceKind.ORGANISATION))

    assert count_all(sent, CA)[0].low == Decimal("50.00")
    assert count_all(sent, UC)[0].high == 0
    assert count_all(sent, UC)[0].in_doubt


def test_somebody_who_is_not_consulted_may_have_a_redirected_fee_counted():
    assert count(replace(CONSULTED, capacity=Capacity.NONE, paid_as=PaidAs.CHARITY), UC).high >= Decimal("50.00")


def test_what_is_taken_off_as_tax_does_not_count():
    assert count(replace(CONSULTED, net_fee=Decimal("40.00")), CA).high == Decimal("40.00")


@pytest.mark.parametrize("kind", [ChoiceKind.NOTHING, ChoiceKind.EXPENSES_ONLY])
def test_a_service_user_may_say_no_and_nothing_is_assumed_instead(kind):
    (counted,) = count_all(build_case(Circumstances(), (CONSULTED,), Choice(kind)), UC)

    assert counted.high == counted.notional == 0
    assert counted.reasons == frozenset()


def test_pay_turned_down_by_somebody_who_is_not_a_service_user_may_be_assumed():
    work = replace(CONSULTED, activity=Activity.OTHER, capacity=Capacity.NONE, fee=Decimal("75.00"))
    (counted,) = count_all(build_case(Circumstances(), (work,), Choice(ChoiceKind.NOTHING)), UC)

    assert counted.high == 0
    assert counted.notional == Decimal("75.00")
    assert counted.reasons == {Reason.NOTIONAL}


def test_taking_less_leaves_the_difference_in_question_unless_consulted():
    less = Choice(ChoiceKind.SMALLER_FEE, fee=Decimal("20.00"))
    work = replace(CONSULTED, capacity=Capacity.NONE)

    assert count_all(build_case(Circumstances(), (work,), less), UC)[0].notional == Decimal("30.00")
    assert count_all(build_case(Circumstances(), (CONSULTED,), less), UC)[0].notional == 0


def test_a_carer_who_says_no_has_nothing_counted_whatever_the_work_is():
    work = replace(CONSULTED, activity=Activity.TEACHING, capacity=None)
    (counted,) = count_all(build_case(Circumstances(), (work,), Choice(ChoiceKind.NOTHING)), CA)

    assert counted.high == counted.notional == 0


def test_a_volunteer_with_expenses_only_has_nothing_counted():
    helping = replace(CONSULTED, fee=Decimal(0), activity=Activity.VOLUNTEERING, capacity=Capacity.NONE)

    for scheme in (UC, PC, ESA):
        counted = count(helping, scheme, offered=helping)
        assert counted.high == 0
        assert counted.reasons == frozenset()


@pytest.mark.parametrize("activity", [None, Activity.EMPLOYMENT, Activity.TEACHING])
def test_work_for_no_pay_at_all_is_asked_about_unless_it_is_consulting_or_volunteering(activity):
    unpaid = replace(CONSULTED, fee=Decimal(0), expenses=(), activity=activity)
    assert Reason.NOTIONAL in count(unpaid, UC, offered=unpaid).reasons
    assert not count(replace(unpaid, activity=Activity.VOLUNTEERING), UC, offered=unpaid).reasons


def test_carer_support_payment_asks_about_expenses_because_no_clause_was_seen():
    assert count(CONSULTED, CSP).reasons == {Reason.CLAUSE_NOT_SEEN}


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_words_its_rule_and_what_an_adviser_needs(reason):
    assert sentence_for(reason).endswith(".")
    assert adviser_needs(reason)
    assert RULES[reason] in real_pack().rules


@pytest.mark.parametrize("scheme", EARNINGS_SCHEMES)
def test_ignored_expenses_are_said_once_with_their_total_and_rule(scheme):
    teller = Teller(scheme, real_pack(), None)

    said = teller.about_counting([count(CONSULTED, scheme), count(CONSULTED, scheme)])

    assert said[0].outcome is Outcome.EXPENSES_IGNORED
    assert said[0].working[0].amount == Decimal("76.00")
    assert said[0].rule.id == f"counting.service_user.{scheme}"


@pytest.mark.parametrize("paid_as", [None, *PaidAs])
@pytest.mark.parametrize("activity", list(Activity))
def test_benefits_that_are_counted_together_count_as_each_does_alone(activity, paid_as):
    payments = (replace(CONSULTED, paid_as=paid_as, activity=activity, offered=True),)
    together = build_case(Circumstances(), payments, Choice(ChoiceKind.FEE))

    for scheme in Scheme:
        alone = build_case(Circumstances(), payments, Choice(ChoiceKind.FEE))
        assert count_all(together, scheme) == (count(alone.payments[0], scheme, offered=alone.offered[0]),)
