"""A run's database is a copy of one that was migrated, and a change of the tables is never missed."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import databases

DECIDES = [
    "payments/migrations/0001_claims.py",
    "payments/models/claim.py",
    "payments/models/promises.py",
    "involvement/activities/talk/models.py",
    "involvement/shared/crypto/fields.py",
    "programmes/data/standards.json",
    "involvement/config/settings/base.py",
    "requirements/dev.lock",
]


@pytest.fixture
def code(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "ROOT", tmp_path)
    for path in [*DECIDES, "payments/views/claims.py", "payments/domain/claims.py"]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("as it was")
    return tmp_path


@pytest.mark.parametrize("path", DECIDES)
def test_whatever_decides_the_tables_asks_for_new_ones_when_it_changes(code, path):
    before = databases._digest()

    (code / path).write_text("as it is")

    assert databases._digest() != before


def test_a_new_migration_asks_for_new_tables(code):
    before = databases._digest()

    (code / "payments/migrations/0002_more.py").write_text("")

    assert databases._digest() != before


@pytest.mark.parametrize("path", ["payments/views/claims.py", "payments/domain/claims.py"])
def test_pages_and_verbs_leave_the_tables_as_they_are(code, path):
    before = databases._digest()

    (code / path).write_text("as it is")

    assert databases._digest() == before


@pytest.mark.django_db
def test_nothing_is_left_to_migrate():
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
