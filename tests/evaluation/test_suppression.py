"""Small numbers: what is shown never tells how many one to four people are (E4, R42)."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.domain.suppression import (
    NOT_SHOWN,
    Counts,
    Hidden,
    averages_shown,
    count_or_hidden,
    percentage_may_be_shown,
    suppress,
)

SMALL = st.integers(0, 12)
TABLES = st.tuples(st.integers(1, 2), st.integers(2, 3)).flatmap(
    lambda size: st.lists(st.lists(SMALL, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


def words(cells):
    return ["hidden" if isinstance(cell, Hidden) else cell for cell in cells]


def test_the_first_printed_check_hides_the_next_smallest_too():
    shown = suppress([Counts("a", ((12, 3, 9),))])["a"]
    assert words(shown.rows[0]) == [12, "hidden", "hidden"]
    assert words(shown.row_totals) == [24]


def test_the_second_printed_check_hides_a_square():
    shown = suppress([Counts("a", ((7, 2, 11), (6, 8, 5)), column_totals=True)])["a"]
    assert [words(row) for row in shown.rows] == [["hidden", "hidden", 11], ["hidden", "hidden", 5]]
    assert words(shown.row_totals) == [20, 19]
    assert words(shown.column_totals) == [13, 10, 16]
    assert shown.grand_total == 39


def test_head_counts_in_the_seed_are_hidden_but_their_total_and_printed_as_they_are_under_rule_nine():
    counts = ((4, 2, 3, 1, 2),)
    assert words(suppress([Counts("a", counts)])["a"].rows[0]) == ["hidden"] * 5
    assert words(suppress([Counts("a", counts)])["a"].row_totals) == [12]
    assert suppress([Counts("a", counts, exempt=True)])["a"].rows == counts


def test_a_hidden_cell_has_no_number_in_it():
    assert vars(count_or_hidden(3)) == {"words": "fewer than 5"}
    assert count_or_hidden(0) == 0
    assert count_or_hidden(5) == 5
    assert suppress([Counts("a", ((3, 9),))])["a"].rows[0] == (NOT_SHOWN, NOT_SHOWN)
    assert suppress([Counts("a", ((3, 9),), row_totals=False)])["a"].rows[0][0] == Hidden("fewer than 5")


def test_everybody_or_nobody_on_a_sensitive_question_is_hidden_under_ten():
    """Rule 6: that all nine felt bad afterwards would tell of each of them."""
    assert words(suppress([Counts("a", ((0, 0, 9),), sensitive_rows=frozenset({0}))])["a"].rows[0]) == ["hidden"] * 3
    assert suppress([Counts("a", ((0, 0, 10),), sensitive_rows=frozenset({0}))])["a"].rows[0] == (0, 0, 10)
    assert suppress([Counts("a", ((0, 0, 9),))])["a"].rows[0] == (0, 0, 9)


def test_a_total_that_is_printed_elsewhere_is_counted_as_known():
    """1, 1 and 6 of 8: hiding only the ones would leave their sum, two, and so both of them."""
    shown = suppress([Counts("a", ((1, 1, 6),), fixed_totals=True)])["a"]
    assert words(shown.rows[0]) == ["hidden"] * 3
    assert shown.row_totals == (8,)


def test_a_row_that_hiding_cannot_save_hides_its_noughts_as_well():
    shown = suppress([Counts("a", ((1, 1, 1, 2, 0),), fixed_totals=True)])["a"]
    assert words(shown.rows[0]) == ["hidden"] * 5


def test_an_institution_may_ask_for_a_larger_smallest_number():
    assert words(suppress([Counts("a", ((7, 30),), row_totals=False)], minimum=10)["a"].rows[0]) == ["hidden", 30]


def test_percentages_need_ten_people_and_nothing_hidden():
    assert percentage_may_be_shown(3, 10)
    assert not percentage_may_be_shown(3, 9)
    assert not percentage_may_be_shown(NOT_SHOWN, 20)
    assert not percentage_may_be_shown(6, NOT_SHOWN)


@settings(max_examples=150, deadline=None)
@given(TABLES, st.booleans(), st.booleans())
def test_every_small_hidden_number_could_have_three_values(rows, row_totals, column_totals):
    """R42 (a), by trying every number there is, apart from how the code searches."""
    table = Counts("a", tuple(map(tuple, rows)), row_totals=row_totals, column_totals=column_totals)
    shown = suppress([table])["a"]
    possible = brute_force(table, shown)
    for (r, c), values in possible.items():
        if 1 <= rows[r][c] < 5:
            assert len(values) >= 3, (shown, values)


@settings(max_examples=150, deadline=None)
@given(TABLES, st.booleans(), st.booleans())
def test_no_small_number_is_shown_and_no_shown_number_is_wrong(rows, row_totals, column_totals):
    table = Counts("a", tuple(map(tuple, rows)), row_totals=row_totals, column_totals=column_totals)
    shown = suppress([table])["a"]
    everything = [*itertools.chain(*shown.rows), *shown.row_totals, *shown.column_totals]
    assert not [cell for cell in everything if isinstance(cell, int) and 1 <= cell < 5]
    for r, c in itertools.product(range(len(rows)), range(len(rows[0]))):
        assert isinstance(shown.rows[r][c], Hidden) or shown.rows[r][c] == rows[r][c]


def test_two_tables_are_hidden_each_for_itself_and_given_back_by_key():
    shown = suppress([Counts("a", ((6, 7),)), Counts("b", ((1, 9),))])
    assert shown["a"].rows == ((6, 7),)
    assert words(shown["b"].rows[0]) == ["hidden", "hidden"]


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        (7, {"carers": 7}, {"": False, "carers": False}),
        (20, {"carers": 12, "students": 8}, {"": True, "carers": True, "students": True}),
        (15, {"carers": 10, "students": 5}, {"": True, "carers": False, "students": False}),
        (20, {"a": 8, "b": 8, "c": 4}, {"": True, "a": False, "b": True, "c": False}),
        (40, {"a": 16, "b": 16, "c": 8}, {"": True, "a": True, "b": True, "c": True}),
    ],
)
def test_an_average_is_never_left_over_by_subtraction(whole, parts, expected):
    """R42 (b)."""
    assert averages_shown(whole, parts) == expected


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 20), min_size=1))
def test_what_averages_leave_is_nobody_or_eight_people(parts):
    shown = averages_shown(sum(parts.values()), parts)
    visible = [key for key in parts if shown[key]]
    for size in range(len(visible) + 1):
        for some in itertools.combinations(visible, size):
            left = sum(parts.values()) - sum(parts[key] for key in some)
            assert not shown[""] or left == 0 or left >= 8


def brute_force(table: Counts, shown) -> dict[tuple[int, int], set[int]]:
    """Every value each hidden cell takes in some table that agrees with all that is shown; at most 12 are collected."""
    height, width = len(table.rows), table.width
    hidden = [(r, c) for r in range(height) for c in range(width) if isinstance(shown.rows[r][c], Hidden)]
    candidates = []
    for r in range(height):
        total = shown.row_totals[r] if shown.row_totals else None
        known = sum(cell for cell in shown.rows[r] if isinstance(cell, int))
        open_cells = [c for c in range(width) if (r, c) in hidden]
        most = total - known if isinstance(total, int) else 14
        candidates.append(
            [
                dict(zip(open_cells, values, strict=True))
                for values in itertools.product(range(1, most + 1), repeat=len(open_cells))
                if not isinstance(total, int) or sum(values) == most
            ]
        )
    found: dict[tuple[int, int], set[int]] = {place: set() for place in hidden}
    known_columns = [
        shown.column_totals[c] if shown.column_totals and isinstance(shown.column_totals[c], int) else None
        for c in range(width)
    ]
    grand = shown.grand_total if isinstance(shown.grand_total, int) else None
    for choice in itertools.product(*candidates):
        filled = [[choice[r].get(c, shown.rows[r][c]) for c in range(width)] for r in range(height)]
        columns = [sum(row[c] for row in filled) for c in range(width)]
        if all(k is None or k == s for k, s in zip(known_columns, columns, strict=True)) and (
            grand is None or grand == sum(columns)
        ):
            for r, c in hidden:
                found[r, c].add(filled[r][c])
            if all(len(values) >= 3 for values in found.values()):
                break
    return found
