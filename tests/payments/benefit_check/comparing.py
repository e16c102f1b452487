"""Holds what was computed against what a case expects: money within two pence, codes as sets.

A code may be added to a case by hand only if it is `must_report`, or `get_advice` where the case is not sure itself.
"""

from typing import Any

WITHIN = 0.02
IN_CODES = {
    "not in payment": "no_effect",
    "benefit cap lifted; award rises": "no_effect",
    "no change: benefit cap absorbs it": "no_effect",
    "tax due": "reduces",
    "NI due": "reduces",
    "no tax on the fee": "no_effect",
    "no NI on the fee": "no_effect",
}
NOT_COMPARED = {"risk"}


def differences(case: dict[str, Any], computed: dict[str, Any]) -> list[str]:
    """One line for each thing that differs."""
    expected = case["expected"]
    if case["kind"] == "engine":
        return [line for name, value in expected.items() for line in _of_household(name, value, computed.get(name, {}))]
    return [line for name, value in expected.items() for line in _by_hand(case, name, value, computed.get(name))]


def _of_household(name: str, expected: Any, got: Any) -> list[str]:
    if name == "outcomes":
        codes = {benefit: IN_CODES.get(words, words.split(" ")[0]) for benefit, words in expected.items()}
        return [] if codes == got else [f"outcomes: {codes} expected, {got} computed"]
    return [
        f"{name} {key}: {value} expected, {got.get(key)} computed"
        for key, value in expected.items()
        if not _near(value, got.get(key))
    ]


def _by_hand(case: dict[str, Any], name: str, expected: Any, got: Any) -> list[str]:
    if name in NOT_COMPARED:
        return []
    if name == "outcomes":
        may_be_added = {"must_report"} | ({"get_advice"} if case["confidence"] != "high" else set())
        missing, added = set(expected) - set(got or []), set(got or []) - set(expected) - may_be_added
        return [f"outcomes: {sorted(missing)} missing, {sorted(added)} added"] if missing or added else []
    same = _near(expected, got) if isinstance(expected, (int, float)) and expected is not True else expected == got
    return [] if same else [f"{name}: {expected} expected, {got} computed"]


def _near(expected: Any, got: Any) -> bool:
    if isinstance(expected, bool):
        return expected is got
    return isinstance(got, (int, float)) and abs(got - expected) <= WITHIN + 1e-9
