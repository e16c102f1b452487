"""The statistics that reports print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.domain.statistics import (
    may_not_speak_for_all,
    median_of_counts,
    percentage,
    share_words,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(12, 20, 0.387, 0.781), (84, 120, 0.613, 0.775), (9, 9, 0.701, 1.0), (0, 7, 0.0, 0.354)],
)
def test_wilson_interval_agrees_with_the_printed_checks(hits, of, low, high):
    assert [round(bound, 3) for bound in wilson_interval(hits, of)] == [low, high]


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_stays_between_nought_and_one(case):
    hits, of = case
    low, high = wilson_interval(hits, of)
    assert 0 <= low <= hits / of + 1e-9
    assert hits / of - 1e-9 <= high <= 1


@pytest.mark.parametrize(("hits", "of"), [(1, 0), (3, 2), (-1, 4)])
def test_a_share_of_nobody_is_refused(hits, of):
    with pytest.raises(ValueError, match="is not a share"):
        wilson_interval(hits, of)


def test_a_share_stands_with_its_n_and_without_a_percentage_of_fewer_than_ten():
    assert share_words(12, 20) == "12 of 20 (60 %)"
    assert share_words(3, 9) == "3 of 9"
    assert percentage(1, 200) == 1
    assert percentage(2, 3) == 67


def test_the_median_is_the_middle_answer():
    assert median_of_counts([0, 0, 3, 2, 0]) == 3
    assert median_of_counts([1, 1]) == 1.5
    assert median_of_counts([0, 0, 0]) is None


def test_below_half_answers_may_not_speak_for_all():
    assert may_not_speak_for_all(9, 20)
    assert not may_not_speak_for_all(10, 20)
