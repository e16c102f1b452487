"""Benefits that have ended, and what only somebody else can answer."""

from datetime import timedelta
from decimal import Decimal

import pytest

from payments.domain.benefit_check.assess import ASSESSORS, assess
from payments.domain.benefit_check.facts import Choice, ChoiceKind, Circumstances, Scheme, TaxPosition
from payments.domain.benefit_check.findings import Outcome
from payments.domain.benefit_check.legacy import ENDED
from payments.domain.benefit_check.others import SCHEMES
from tests.payments.benefit_check.packs import real_pack
from tests.payments.benefit_check.people import codes, fee, look


def person(scheme, **facts):
    return Circumstances(held=frozenset({scheme}), **facts)


@pytest.mark.parametrize("scheme", list(ENDED))
def test_a_benefit_is_gone_from_its_own_day(scheme):
    ended = real_pack().rates[ENDED[scheme]][0].first_day
    last = ended - timedelta(days=1)
    before = {"get_advice"} if real_pack().covers(last) else {"not_covered", "get_advice"}
    gone = {"not_covered"} if scheme is Scheme.TAX_CREDITS else {"not_covered", "get_advice"}

    assert codes(look(person(scheme), fee("40.00", worked_on=last, paid_on=last))) == before
    assert codes(look(person(scheme), fee("40.00", worked_on=ended, paid_on=ended))) == gone
    assert codes(look(person(scheme), fee("40.00", worked_on=last, paid_on=ended))) == gone


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", [ChoiceKind.FEE, ChoiceKind.NOTHING, ChoiceKind.VOUCHER])
def test_what_others_decide_is_one_question_and_never_an_all_clear(scheme, kind):
    result = look(person(scheme), fee("40.00"), choice=Choice(kind))

    assert codes(result) == {"get_advice"}
    assert result.findings[0].adviser_needs


@pytest.mark.parametrize(
    ("income", "clear"), [("59949.99", True), ("59950.00", False), ("70000.00", False), (None, False)]
)
def test_child_benefit_is_untouched_below_the_charge_and_still_uncertain(income, clear):
    tax = TaxPosition(income_year=None if income is None else Decimal(income))
    result = look(person(Scheme.CHILD_BENEFIT, tax=tax), fee("50.00"))

    assert codes(result) == ({"no_effect", "get_advice"} if clear else {"get_advice"})


def test_somebody_who_would_rather_not_say_is_told_whom_to_ask_and_nothing_else():
    checked = assess(Circumstances(rather_not_say=True), (fee("50.00"),), Choice(), pack=real_pack())

    assert checked.worst is Outcome.GET_ADVICE
    assert len(checked.findings) == 1


@pytest.mark.parametrize("scheme", sorted(set(ASSESSORS) - {Scheme.IMMIGRATION, Scheme.AGE}))
def test_each_answer_names_its_rule_its_source_and_its_day_of_checking(scheme):
    result = look(person(scheme), fee("50.00"))

    for found in result.findings:
        assert found.sentence.endswith((".", "?"))
        assert found.rule.source
        assert found.rule.checked_on == real_pack().checked_on
        assert found.outcome is not Outcome.MUST_REPORT or (found.report and found.report.deadline)
