from datetime import date
from decimal import Decimal

import pytest

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.facts import (
    Choice,
    ChoiceKind,
    Circumstances,
    Expense,
    Immigration,
    PaidAs,
    Scheme,
)
from payments.domain.benefit_check.findings import Outcome
from tests.payments.benefit_check.making import codes, pack, payment, result

BUS = Expense("travel", Decimal("4.20"), flat=False)


def _looked_at(status, *payments, choice=ChoiceKind.FEE, **told):
    return result(Scheme.IMMIGRATION, Circumstances(immigration=status, **told), *payments, choice=choice)


def test_nothing_is_said_about_permission_that_nobody_told():
    found = assess(Circumstances(held=frozenset({Scheme.PIP})), (payment(),), Choice(), pack=pack())

    assert [one.scheme for one in found.results] == [Scheme.PIP]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Immigration.SETTLED, "no_effect"),
        (Immigration.ASYLUM_NO_PERMISSION, "not_payable"),
        (Immigration.ASYLUM_LISTED_JOBS, "get_advice"),
        (Immigration.VISITOR, "not_payable"),
        (Immigration.SKILLED_WORKER, "get_advice"),
        (Immigration.MAY_NOT_BE_PAID, "not_payable"),
        (Immigration.NOT_STATED, "get_advice"),
    ],
)
def test_each_permission_has_its_answer_about_a_fee(status, code):
    assert codes(_looked_at(status)) == [code]


@pytest.mark.parametrize("paid_as", [PaidAs.VOUCHER, PaidAs.CASH_VOUCHER, PaidAs.GOODS])
def test_a_voucher_or_gift_is_pay_to_somebody_who_seeks_asylum(paid_as):
    assert codes(_looked_at(Immigration.ASYLUM_NO_PERMISSION, payment(10, paid_as=paid_as))) == ["not_payable"]


def test_real_costs_can_be_paid_back_to_somebody_who_may_not_be_paid():
    found = _looked_at(Immigration.ASYLUM_NO_PERMISSION, payment(expenses=(BUS,)), choice=ChoiceKind.EXPENSES_ONLY)

    assert codes(found) == ["expenses_ignored"]


@pytest.mark.parametrize(
    ("flat", "status", "code"),
    [
        (True, Immigration.ASYLUM_NO_PERMISSION, "not_payable"),
        (True, Immigration.MAY_NOT_BE_PAID, "not_payable"),
        (True, Immigration.SKILLED_WORKER, "get_advice"),
        (None, Immigration.ASYLUM_NO_PERMISSION, "get_advice"),
    ],
)
def test_a_set_sum_is_pay_and_an_unclear_one_is_asked_about(flat, status, code):
    cost = Expense("allowance", Decimal(10), flat=flat)

    found = _looked_at(status, payment(0, expenses=(cost,)))

    assert codes(found) == [code]


def test_a_visitor_asks_about_costs_and_about_unpaid_work():
    assert codes(_looked_at(Immigration.VISITOR, payment(0, expenses=(BUS,)))) == ["get_advice"]
    assert codes(_looked_at(Immigration.VISITOR, choice=ChoiceKind.NOTHING)) == ["get_advice"]


def test_money_passed_on_is_asked_about():
    assert codes(_looked_at(Immigration.MAY_NOT_BE_PAID, choice=ChoiceKind.CHARITY)) == ["get_advice"]


def test_a_student_may_never_send_an_invoice():
    found = _looked_at(
        Immigration.STUDENT_20H, payment(paid_as=PaidAs.SELF_EMPLOYED_INVOICE), hours_this_week=Decimal(2)
    )

    assert codes(found) == ["not_payable"]


@pytest.mark.parametrize(
    ("status", "other", "code"),
    [
        (Immigration.STUDENT_20H, "17.99", "within_disregard"),
        (Immigration.STUDENT_20H, "18", "within_disregard"),
        (Immigration.STUDENT_20H, "18.01", "not_payable"),
        (Immigration.STUDENT_10H, "8", "within_disregard"),
        (Immigration.STUDENT_10H, "8.01", "not_payable"),
    ],
)
def test_a_students_hours_are_counted_up_to_the_limit_and_no_further(status, other, code):
    assert codes(_looked_at(status, payment(hours=Decimal(2)), hours_this_week=Decimal(other))) == [code]


def test_hours_of_monday_to_sunday_are_added_and_the_next_monday_is_not():
    sunday, monday = date(2026, 11, 29), date(2026, 11, 30)
    first = payment(hours=Decimal(8), worked_on=date(2026, 11, 23))
    none = Decimal(0)

    same = _looked_at(Immigration.STUDENT_10H, first, payment(hours=Decimal(3), worked_on=sunday), hours_this_week=none)
    next_ = _looked_at(
        Immigration.STUDENT_10H, first, payment(hours=Decimal(3), worked_on=monday), hours_this_week=none
    )

    assert codes(same) == ["not_payable"]
    assert codes(next_) == ["within_disregard"]


@pytest.mark.parametrize("changes", [{"hours": None}, {"paid_as": None}])
def test_a_student_whose_hours_or_way_of_pay_are_not_known_asks_first(changes):
    assert codes(_looked_at(Immigration.STUDENT_20H, payment(**changes), hours_this_week=Decimal(1))) == ["get_advice"]
    assert codes(_looked_at(Immigration.STUDENT_20H, payment())) == ["get_advice"]


def test_not_payable_wins_over_everything_else():
    circumstances = Circumstances(immigration=Immigration.MAY_NOT_BE_PAID, held=frozenset({Scheme.PIP}))

    found = assess(circumstances, (payment(),), Choice(), pack=pack())

    assert found.results[0].scheme == Scheme.IMMIGRATION
    assert found.worst == Outcome.NOT_PAYABLE


def test_somebody_who_may_not_be_paid_still_hears_it_when_no_amounts_are_loaded():
    found = _looked_at(Immigration.MAY_NOT_BE_PAID, payment(worked_on=date(2027, 6, 1)))

    assert codes(found) == ["not_payable"]


def test_every_answer_is_kind_and_none_says_safe():
    for status in Immigration:
        for finding in _looked_at(status, payment(expenses=(BUS,)), hours_this_week=Decimal(1)).findings:
            assert "safe" not in finding.sentence.lower()
            assert finding.rule.source
