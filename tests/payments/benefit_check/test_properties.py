"""What holds for everybody: no missing fact is an all-clear, more pay never counts for less, order means nothing."""

import random
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.carer_support_payment import CARER_SUPPORT_PAYMENT
from payments.domain.benefit_check.carers import weeks_of
from payments.domain.benefit_check.carers_allowance import CARERS_ALLOWANCE
from payments.domain.benefit_check.case import build_case
from payments.domain.benefit_check.counting import count, count_all
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    CarerBenefit,
    Choice,
    ChoiceKind,
    Circumstances,
    Covers,
    Expense,
    Immigration,
    Nation,
    PaidAs,
    Payment,
    Scheme,
)
from payments.domain.benefit_check.findings import Outcome
from payments.domain.benefit_rules import shipped_pack
from tests.payments.benefit_check.told import NOUGHT, PEOPLE, Told

pytestmark = pytest.mark.slow

PACK = shipped_pack(date(2026, 11, 21))
ALL_CLEAR = {Outcome.NO_EFFECT, Outcome.WITHIN_DISREGARD}
PENNY = Decimal("0.01")
STEADY = settings(
    derandomize=True, deadline=None, database=None, max_examples=60, suppress_health_check=list(HealthCheck)
)
SECTIONS = {told.section for told in PEOPLE}
NAMES = [told.scheme.value for told in PEOPLE]


def _codes(person, *payments, scheme, choice=Choice()):  # noqa: B008
    results = assess(person, payments, choice, pack=PACK).results
    return next(result for result in results if result.scheme is scheme).outcomes


def _without(made, name):
    return replace(made, **{name: None})


def _optional(made):
    """The facts of a dataclass that somebody may leave out and that this one has."""
    names = [one.name for one in fields(made) if one.default is None]
    return [name for name in names if getattr(made, name) is not None]


@pytest.mark.parametrize("told", PEOPLE, ids=NAMES)
def test_with_every_fact_told_a_small_fee_is_left_out(told: Told):
    assert _codes(told.person, told.fee, scheme=told.scheme) & ALL_CLEAR


@pytest.mark.parametrize("told", PEOPLE, ids=NAMES)
def test_a_fact_that_matters_and_is_missing_never_gives_an_all_clear(told: Told):
    section = getattr(told.person, told.section)
    for name in told.matter:
        person = replace(told.person, **{told.section: _without(section, name)})
        assert not _codes(person, told.fee, scheme=told.scheme) & ALL_CLEAR, name
    for name in told.of_the_person:
        assert not _codes(_without(told.person, name), told.fee, scheme=told.scheme) & ALL_CLEAR, name
    for name in told.of_the_fee:
        assert not _codes(told.person, _without(told.fee, name), scheme=told.scheme) & ALL_CLEAR, name


@pytest.mark.parametrize("told", PEOPLE, ids=NAMES)
def test_taking_any_fact_away_never_turns_a_loss_into_an_all_clear(told: Told):
    section, dear = getattr(told.person, told.section), told.dearly_paid
    assert not _codes(told.person, dear, scheme=told.scheme) & ALL_CLEAR
    for name in _optional(section):
        person = replace(told.person, **{told.section: _without(section, name)})
        assert not _codes(person, dear, scheme=told.scheme) & ALL_CLEAR, name
    for name in ("nation", "age", "over_pension_age"):
        assert not _codes(_without(told.person, name), dear, scheme=told.scheme) & ALL_CLEAR, name
    for name in _optional(dear):
        assert not _codes(told.person, _without(dear, name), scheme=told.scheme) & ALL_CLEAR, name


def test_nothing_told_at_all_is_never_an_all_clear():
    untold = Payment(worked_on=date(2026, 11, 10), fee=Decimal("1.00"))
    about_money = {told.scheme for told in PEOPLE}
    for scheme in about_money:
        assert not _codes(Circumstances(held=frozenset({scheme})), untold, scheme=scheme) & ALL_CLEAR, scheme


pounds = st.integers(min_value=0, max_value=60_000).map(lambda pence: Decimal(pence) / 100)
perhaps = st.none() | st.booleans()
days = st.dates(min_value=date(2024, 3, 1), max_value=date(2027, 5, 31))


@st.composite
def expense(draw):
    kinds = ("travel", "home_to_work_travel", "meal", "replacement_care", "materials", "phone")
    return Expense(draw(st.sampled_from(kinds)), draw(pounds), draw(perhaps), draw(perhaps), draw(perhaps))


@st.composite
def payment(draw, *, offered=True):
    worked = draw(days)
    fee = draw(pounds)
    return Payment(
        worked_on=worked,
        fee=fee,
        paid_on=draw(st.none() | st.integers(0, 60).map(lambda later: worked + timedelta(days=later))),
        net_fee=draw(st.none() | st.just(fee * 4 / 5)),
        covers=draw(st.none() | st.sampled_from(Covers)),
        covers_days=draw(st.none() | st.integers(1, 200)),
        regular=draw(perhaps),
        paid_as=draw(st.none() | st.sampled_from(PaidAs)),
        expenses=tuple(draw(st.lists(expense(), max_size=2))),
        activity=draw(st.none() | st.sampled_from(Activity)),
        capacity=draw(st.none() | st.sampled_from(Capacity)),
        hours=draw(st.none() | st.integers(0, 40).map(Decimal)),
        offered=offered,
    )


def _section(made):
    """Each fact as it is in the example, another sum, another answer, or not told."""

    @st.composite
    def facts(draw):
        values = {}
        for one in fields(made):
            value = getattr(made, one.name)
            if isinstance(value, bool):
                values[one.name] = draw(perhaps)
            elif isinstance(value, Decimal):
                values[one.name] = draw(st.none() | pounds)
            elif isinstance(value, int):
                values[one.name] = draw(st.none() | st.just(value))
        return replace(made, **values)

    return facts()


@st.composite
def circumstances(draw):
    examples = {told.section: getattr(told.person, told.section) for told in PEOPLE}
    return Circumstances(
        nation=draw(st.none() | st.sampled_from(Nation)),
        age=draw(st.none() | st.integers(12, 95)),
        over_pension_age=draw(perhaps),
        held=draw(st.frozensets(st.sampled_from(Scheme), max_size=6)),
        rather_not_say=draw(st.booleans()),
        immigration=draw(st.none() | st.sampled_from(Immigration)),
        hours_this_week=draw(st.none() | st.integers(0, 30).map(Decimal)),
        activity_shows_change=draw(perhaps),
        **{name: draw(_section(made)) for name, made in examples.items()},
    )


choices = st.sampled_from([kind for kind in ChoiceKind if kind is not ChoiceKind.SMALLER_FEE]).map(Choice) | pounds.map(
    lambda fee: Choice(ChoiceKind.SMALLER_FEE, fee=fee)
)


@STEADY
@given(
    circumstances(), st.lists(payment(), min_size=1, max_size=2), st.lists(payment(offered=False), max_size=2), choices
)
def test_no_facts_make_an_assessment_fail(person, offered, others, choice):
    assessment = assess(person, (*offered, *others), choice, pack=PACK)
    asked = person.held - {Scheme.IMMIGRATION, Scheme.AGE}
    assert asked <= {result.scheme for result in assessment.results}
    assert all(result.findings for result in assessment.results if result.scheme in asked)
    assert all(finding.sentence for finding in assessment.findings)


@STEADY
@given(circumstances(), payment(), st.data())
def test_no_fact_taken_away_from_anybody_makes_an_all_clear(person, offered, data):
    """Whoever it is: what was no all-clear with a fact is none without it."""
    sections = [one.name for one in fields(person) if one.name in SECTIONS and _optional(getattr(person, one.name))]
    poorer, fee = person, offered
    if sections and data.draw(st.booleans()):
        section = data.draw(st.sampled_from(sections))
        made = getattr(person, section)
        poorer = replace(person, **{section: _without(made, data.draw(st.sampled_from(_optional(made))))})
    else:
        fee = _without(offered, data.draw(st.sampled_from(_optional(offered) or ["hours"])))
    before, after = (
        {one.scheme: one.outcomes & ALL_CLEAR for one in assess(who, (what,), Choice(), pack=PACK).results}
        for who, what in ((person, offered), (poorer, fee))
    )
    assert {scheme for scheme, clear in after.items() if clear} <= {scheme for scheme, clear in before.items() if clear}


@STEADY
@given(circumstances(), st.lists(payment(), min_size=1, max_size=2), st.lists(payment(offered=False), max_size=2))
def test_the_order_of_payments_means_nothing(person, offered, others):
    forwards = assess(person, (*offered, *others), Choice(), pack=PACK)
    backwards = assess(person, tuple(reversed((*offered, *others))), Choice(), pack=PACK)
    said = [
        {(one.scheme, one.outcome, one.change, one.change_range) for one in way.findings}
        for way in (forwards, backwards)
    ]
    assert said[0] == said[1]


@STEADY
@given(circumstances(), st.lists(payment(), min_size=1, max_size=2), st.lists(payment(offered=False), max_size=2))
def test_saying_no_to_everything_never_changes_an_award(person, offered, others):
    nothing = assess(person, (*offered, *others), Choice(ChoiceKind.NOTHING), pack=PACK)
    changed = {Outcome.REDUCES, Outcome.AWARD_ENDS, Outcome.CLIFF_EDGE, Outcome.NOT_PAYABLE}
    assert [one for one in nothing.findings if one.outcome in changed] == []
    assert [one for one in nothing.findings if one.change] == []


def _limit(scheme, worked):
    prefix = "csp" if scheme is Scheme.CARER_SUPPORT_PAYMENT else "ca"
    return PACK.amount(f"{prefix}.earnings_limit", worked)


@STEADY
@given(
    st.sampled_from((Scheme.CARERS_ALLOWANCE, Scheme.CARER_SUPPORT_PAYMENT)),
    st.sampled_from((date(2024, 11, 12), date(2025, 11, 11), date(2026, 11, 10))),
    st.integers(1, 15_000),
)
def test_below_the_limit_never_a_cliff_and_one_penny_above_always(scheme, worked, pence):
    fee = Decimal(pence) / 100
    other = _limit(scheme, worked) - fee
    nation = Nation.SCOTLAND if scheme is Scheme.CARER_SUPPORT_PAYMENT else Nation.WALES
    offered = replace(PEOPLE[1].fee, worked_on=worked, paid_on=worked, fee=fee, net_fee=None)
    for extra, over in ((-PENNY, False), (NOUGHT, False), (PENNY, True)):
        carer = CarerBenefit(net_week=other + extra, week_starts=0)
        person = Circumstances(nation=nation, held=frozenset({scheme}), carer=carer)
        assert (Outcome.CLIFF_EDGE in _codes(person, offered, scheme=scheme)) is over


PARTS = 5
"""Of the random weeks, so that they run side by side: each has 20,000 of the 100,000."""


@pytest.mark.parametrize("part", range(PARTS))
def test_in_100_000_random_weeks_more_pay_never_counts_for_less_the_limit_is_sharp_a_no_is_nothing_and_order_is_none(
    part,
):
    """Two weeks each time, the second with more pay; the first also with its payments turned round."""
    chance = random.Random(part)
    for _pair in range(100_000 // PARTS // 2):
        which = chance.choice((CARERS_ALLOWANCE, CARER_SUPPORT_PAYMENT))
        person, offered, others = _random_week(chance, which)
        more = replace(offered, fee=offered.fee + Decimal(chance.randint(1, 20_000)) / 100)
        less_pay, more_pay = (_look(person, (one, *others), which) for one in (offered, more))
        assert less_pay.counted <= more_pay.counted
        for week in (less_pay, more_pay):
            assert (week.lost_high > 0) is (week.counted > _limit(which.scheme, offered.worked_on))
        if others:
            assert _look(person, (*others, offered), which) == less_pay
        declined = build_case(person, (more, *others), Choice(ChoiceKind.NOTHING))
        assert not any(one.low or one.high for one in count_all(declined, which.scheme) if one.payment.offered)


@pytest.mark.parametrize("part", range(PARTS))
def test_100_000_random_payments_count_no_less_when_the_fee_is_higher_whatever_they_are(part):
    """Any activity, role and way of being paid, with an expense, for any benefit that counts pay."""
    chance = random.Random(part)
    schemes = sorted({told.scheme for told in PEOPLE})
    for _pair in range(100_000 // PARTS):
        costs = (
            Expense(chance.choice(("travel", "home_to_work_travel", "meal")), Decimal(chance.randint(0, 3_000)) / 100),
        )
        less = Payment(
            worked_on=date(2026, 11, 10),
            fee=Decimal(chance.randint(0, 30_000)) / 100,
            paid_as=chance.choice((None, *PaidAs)),
            activity=chance.choice((None, *Activity)),
            capacity=chance.choice((None, *Capacity)),
            expenses=costs,
        )
        more = replace(less, fee=less.fee + Decimal(chance.randint(1, 20_000)) / 100)
        scheme = chance.choice(schemes)
        low, high = count(less, scheme), count(more, scheme)
        assert low.low <= high.low and low.high <= high.high
        assert low.low <= low.high and high.low <= high.high


def _look(person, payments, which):
    case = build_case(person, payments, Choice())
    (week,) = weeks_of(case, count_all(case, which.scheme), PACK, which).weeks
    return week


def _random_week(chance, which):
    worked = date(2024, 11, 4) + timedelta(days=chance.randrange(20) + 365 * chance.randrange(3))
    carer = CarerBenefit(
        net_week=Decimal(chance.randint(0, 25_000)) / 100,
        pension_week=Decimal(chance.choice((0, 0, 1_000, 1_999))) / 100,
        care_costs_week=Decimal(chance.choice((0, 0, 5_000, 12_345))) / 100,
        care_by_close_relative=chance.random() < 0.3,
        allowable_expenses_week=Decimal(chance.choice((0, 0, 750))) / 100,
        week_starts=chance.randrange(7),
    )
    offered = replace(PEOPLE[1].fee, worked_on=worked, fee=Decimal(chance.randint(1, 30_000)) / 100, net_fee=None)
    near = worked + timedelta(days=chance.randint(-7, 7))
    others = tuple(
        replace(offered, worked_on=near, fee=Decimal(chance.randint(0, 9_000)) / 100, offered=False)
        for _one in range(chance.randrange(2))
    )
    return Circumstances(held=frozenset({which.scheme}), carer=carer), offered, others
