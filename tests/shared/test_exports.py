"""Lists leave as files that no spreadsheet can be made to run (R36)."""

import csv
from io import StringIO

import pytest

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.exports.door import Column, as_text, csv_text, export_csv
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


@pytest.mark.django_db
def test_the_record_says_who_took_which_columns_and_how_many():
    place = InstitutionFactory()
    file = export_csv(
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
