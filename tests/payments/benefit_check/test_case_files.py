"""`check_benefits` answers cases that others write down, by what they say and never by what they are called."""

import json
import os
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from payments.domain.benefit_check.case_files.reading import answer_case, read_cases
from payments.domain.benefit_rules import shipped_pack
from tests.payments.benefit_check.comparing import differences

SMALL = Path(__file__).parent / "small_case_file.json"
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "domain" / "benefit_cases.json"
PUBLISHED = Path(os.environ.get("BENEFIT_CASES") or BESIDE)
FILES = [SMALL, *([PUBLISHED] if PUBLISHED.exists() else [])]


def _printed(*arguments):
    out = StringIO()
    call_command("check_benefits", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_case_of_the_file_agrees_to_the_penny_and_in_kind(path):
    answers = {answer["id"]: answer for answer in json.loads(_printed(path, "--json"))["cases"]}
    wrong = {
        case["id"]: found for case in read_cases(path) if (found := differences(case, answers[case["id"]]["computed"]))
    }
    assert wrong == {}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_what_a_case_expects_and_what_its_id_is_change_nothing(path):
    for case in read_cases(path):
        other = {**case, "id": "another", "expected": {"outcomes": ["not_payable"]}, "source": "", "notes": []}
        assert answer_case(other, shipped_pack)["computed"] == answer_case(case, shipped_pack)["computed"]


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"id": "1", "group": "jsa", "as_at": "2026-11-21", "inputs": {"benefit": "moon_money"}}, "moon_money"),
        ({"id": "2", "group": "mileage", "as_at": "2026-11-21", "inputs": {"miles": "many"}}, "many"),
        ({"id": "3", "group": "mileage", "as_at": "yesterday", "inputs": {"miles": 4}}, "yesterday"),
        ({"id": "4", "group": "unheard of", "kind": "engine", "tax_year": "2026-27", "inputs": {}}, "unheard of"),
        ({"id": "5", "group": "jsa", "as_at": "2026-11-21"}, "inputs"),
        ({"id": "6", "as_at": "2026-11-21", "circumstances": {"shoe_size": 4}, "payments": []}, "shoe_size"),
        ({"id": "7", "as_at": "2026-11-21", "circumstances": {}, "payments": []}, "No payment"),
    ],
)
def test_an_input_that_cannot_be_read_gives_advice_and_a_sentence(tmp_path, case, says):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [case]}))
    (answer,) = json.loads(_printed(path, "--json"))["cases"]
    assert answer["computed"] == {"outcomes": ["get_advice"]}
    assert says in answer["findings"][0]["sentence"]


@pytest.mark.parametrize("content", ["{", '{"cases": 4}', '["one"]', "\x00"])
def test_a_broken_file_ends_with_a_sentence_and_code_2(tmp_path, content):
    path = tmp_path / "cases.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=r"is not a JSON file\.|has no list of cases\.") as ended:
        _printed(path)
    assert ended.value.returncode == 2


def test_a_file_that_is_not_there_ends_with_code_2(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened") as ended:
        _printed(tmp_path / "nowhere.json")
    assert ended.value.returncode == 2


def test_without_json_each_case_is_a_page_to_read():
    page = _printed(SMALL)
    assert "S10  one-off" in page
    assert "weeks affected: 2" in page
    assert "Rule: " in page
    assert "cliff_edge" not in page


def test_no_sum_is_given_for_a_year_without_rates():
    case = {"id": "1", "kind": "engine", "group": "universal_credit", "tax_year": "2028-29", "nation": "England"}
    case["inputs"] = {"claimant_age": 40, "fee": {"amount": 10, "per": "month"}}
    assert answer_case(case, shipped_pack)["computed"] == {"outcomes": ["not_covered", "get_advice"]}


def test_a_case_in_our_own_layout_is_answered_by_scheme():
    case = {
        "id": "own",
        "as_at": "2026-11-21",
        "circumstances": {"held": ["pip"], "nation": "Wales"},
        "payments": [{"worked_on": "2026-11-21", "fee": "20.00"}],
    }
    answer = answer_case(case, lambda _day: shipped_pack(date(2026, 11, 21)))
    assert answer["computed"]["outcomes"] == {"pip": ["no_effect"]}
    assert answer["computed"]["worst"] == "no_effect"
