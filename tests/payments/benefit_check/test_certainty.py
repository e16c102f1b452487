"""Rules past their review, not yet in force, or unsure never give a clear answer."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.certainty import only_as_sure_as_its_rules
from payments.domain.benefit_check.facts import Choice, Circumstances, Payment, Scheme
from payments.domain.benefit_check.findings import Finding, Outcome, SchemeResult
from payments.domain.benefit_check.rules_file import read_pack
from tests.payments.benefit_check.packs import CHECKED, real_data, real_pack

DAY = date(2026, 11, 23)
REVIEW = date(2027, 4, 5)


def result_of(outcome, rule="counting.fee", pack=None):
    pack = pack or real_pack()
    finding = Finding(Scheme.PIP, outcome, "Words.", pack.rule(rule), change=Decimal("-5.00"))
    return only_as_sure_as_its_rules(SchemeResult(Scheme.PIP, (finding,), {"change": Decimal(-5)}), pack, [DAY])


@pytest.mark.parametrize("outcome", [Outcome.NO_EFFECT, Outcome.WITHIN_DISREGARD, Outcome.REDUCES])
def test_an_answer_on_a_rule_past_its_review_becomes_advice(outcome):
    result = result_of(outcome, pack=real_pack(REVIEW + timedelta(days=1)))

    assert result.outcomes == {Outcome.GET_ADVICE}
    assert result.figures == {}


def test_a_rule_still_answers_on_its_last_day_of_review():
    assert result_of(Outcome.NO_EFFECT, pack=real_pack(REVIEW)).outcomes == {Outcome.NO_EFFECT}


def test_a_warning_stays_without_its_sum_when_its_rule_is_past_review():
    result = result_of(Outcome.CLIFF_EDGE, pack=real_pack(REVIEW + timedelta(days=1)))

    assert result.outcomes == {Outcome.CLIFF_EDGE, Outcome.GET_ADVICE}
    assert result.findings[0].change is None


def test_a_rule_of_low_confidence_adds_advice_once():
    result = result_of(Outcome.REDUCES, rule="counting.open_question")

    assert [finding.outcome for finding in result.findings] == [Outcome.REDUCES, Outcome.GET_ADVICE]


@pytest.mark.parametrize(("starts", "sure"), [(DAY, True), (DAY + timedelta(days=1), False)])
def test_a_rule_counts_from_its_first_day_only(starts, sure):
    data = real_data()
    rules = [{**r, "from": str(starts)} if r["id"] == "counting.fee" else r for r in data["rules"]]

    result = result_of(Outcome.NO_EFFECT, pack=read_pack({**data, "rules": rules}, read_on=CHECKED))

    assert (Outcome.NO_EFFECT in result.outcomes) is sure
    assert (Outcome.GET_ADVICE in result.outcomes) is not sure


def test_every_scheme_passes_through_the_check_of_its_rules():
    held = Circumstances(held=frozenset({Scheme.PIP}))
    late = real_pack(REVIEW + timedelta(days=1))

    checked = assess(held, (Payment(worked_on=DAY, fee=Decimal(10)),), Choice(), pack=late)

    assert checked.results[0].outcomes == {Outcome.GET_ADVICE}
