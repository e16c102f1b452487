import pytest

from payments.domain.benefit_check.age import assess_age
from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.case import build_case
from payments.domain.benefit_check.facts import Choice, ChoiceKind, Circumstances, Scheme
from tests.payments.benefit_check.making import codes, pack, payment, result


@pytest.mark.parametrize("age", [None, 18, 40, 80])
def test_nothing_is_said_about_an_age_that_is_not_told_or_grown_up(age):
    found = assess(Circumstances(age=age, held=frozenset({Scheme.PIP})), (payment(),), Choice(), pack=pack())

    assert [one.scheme for one in found.results] == [Scheme.PIP]


@pytest.mark.parametrize(
    ("age", "rules"),
    [
        (12, ["age.under_18", "age.school", "age.school"]),
        (13, ["age.under_18", "age.school"]),
        (16, ["age.under_18", "age.school"]),
        (17, ["age.under_18"]),
    ],
)
@pytest.mark.parametrize("choice", [ChoiceKind.FEE, ChoiceKind.NOTHING])
def test_somebody_under_18_always_asks_first_with_or_without_pay(age, rules, choice):
    found = result(Scheme.AGE, Circumstances(age=age), choice=choice)

    assert codes(found) == ["get_advice"]
    assert [finding.rule.id for finding in found.findings] == rules


@pytest.mark.parametrize(("age", "says"), [(15, True), (16, False)])
def test_a_young_carer_hears_that_the_carers_benefit_starts_at_16(age, says):
    young = Circumstances(age=age, held=frozenset({Scheme.CARERS_ALLOWANCE}))

    found = assess_age(build_case(young, (payment(),), Choice()), pack())

    assert ("age.young_carer" in [finding.rule.id for finding in found.findings]) is says
