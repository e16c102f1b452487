"""Lists leave as files that no spreadsheet can be made to run (R36)."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.exports.door import Column, as_text, csv_text, export_list
from involvement.shared.exports.sheet import xlsx_bytes
from tests.factories.accounts import InstitutionFactory

BAD = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "|calc",
    "=cmd|' /C calc'!A0",
    "  =1",
    "\u200b=1",
    "＝1",
    "\ufeff=1",
]


@pytest.mark.parametrize("cell", BAD)
def test_r36_a_cell_that_could_run_is_written_as_text(cell):
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ana", "O'Neill", "5 - 3", "", "£12", "👩🏽‍🦽", "محمد"])
def test_other_cells_stay_as_they_are(cell):
    assert as_text(cell) == cell


def test_only_listed_columns_leave():
    text = csv_text([{"name": "=1", "secret": "x"}], [Column("name", "Name")])
    assert list(csv.reader(StringIO(text))) == [["Name"], ["'=1"]]


@pytest.mark.parametrize("cell", [*BAD, "=HYPERLINK(1)", "https://example.test", "12", "👩🏽‍🦽", "محمد", "x" * 300])
def test_r36_a_spreadsheet_holds_text_as_typed_text_and_numbers_as_numbers(cell):
    made = xlsx_bytes(["Name", "How many"], [[cell, 7], [None, "7"]], name="people: [a/b]")

    sheet = load_workbook(BytesIO(made)).active
    typed, number = sheet["A2"], sheet["B2"]
    assert (typed.data_type, typed.hyperlink) == ("s", None)
    assert typed.value.replace("_x000D_", "\r") == cell
    assert (number.data_type, number.value) == ("n", 7)
    assert sheet["B3"].data_type == "s"
    assert (sheet.dimensions, sheet.sheet_state) == ("A1:B3", "visible")


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "suffix"), [("xlsx", "xlsx"), ("", "csv"), ("exe", "csv")])
def test_a_list_leaves_as_the_file_that_was_asked_for_and_is_written_down_either_way(asked, suffix):
    place = InstitutionFactory()
    file = export_list(
        [{"name": "=1"}],
        [Column("name", "Name")],
        name="people",
        reason="why",
        about=place,
        institution_id=place.pk,
        by=Actor.system("test"),
        file=asked,
    )
    assert file["Content-Disposition"].endswith(f'.{suffix}"')
    assert file.content.startswith(b"PK" if suffix == "xlsx" else "\ufeff".encode())
    assert AuditEvent.objects.get().facts["columns"] == ["name"]


@pytest.mark.django_db
def test_the_record_says_who_took_which_columns_and_how_many():
    place = InstitutionFactory()
    file = export_list(
        [{"name": "A"}, {"name": "B"}],
        [Column("name", "Name")],
        name="people\r\nX: y",
        reason="why",
        about=place,
        institution_id=place.pk,
        by=Actor.system("test"),
    )
    line = AuditEvent.objects.get()
    assert line.facts["columns"] == ["name"] and line.facts["rows"] == 2
    assert "\n" not in file["Content-Disposition"] and "attachment" in file["Content-Disposition"]
