"""Backup and restore, drilled on the made-up year: every table's count and digest equal, and no overwriting."""

import json
import tarfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from involvement.dashboards.demo.year import load_year
from involvement.shared.backups import programs, tables
from involvement.shared.backups.archive import back_up
from participants.models import PartnerProfile, Person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "receipts").mkdir(parents=True)
    (settings.MEDIA_ROOT / "receipts" / "bus.png").write_bytes(b"a made-up bus ticket")
    return settings.MEDIA_ROOT


def _kept_tables(file: Path) -> dict:
    with tarfile.open(file) as archive:
        return json.loads(archive.extractfile("manifest.json").read())["tables"]


def test_everything_comes_back_as_it_was(media, tmp_path, capsys):
    load_year()
    file = tmp_path / "year.tar.gz"
    before = tables.state()
    call_command("backup", str(file))
    Person.objects.filter(name="Olive Spindle").update(name="Somebody else")
    (media / "receipts" / "bus.png").unlink()
    (media / "later.png").touch()

    call_command("restore", str(file), overwrite=True)

    after = tables.state()
    assert after == before == _kept_tables(file)
    assert after["participants_person"]["rows"] >= 25
    assert (media / "receipts" / "bus.png").read_bytes() == b"a made-up bus ticket"
    assert not (media / "later.png").exists()
    assert PartnerProfile.objects.get(person__name="Olive Spindle").experience.startswith("I had a stroke")
    assert "every table's count and digest is as it was" in capsys.readouterr().out


def test_a_database_with_something_in_it_is_not_overwritten_unless_told(media, tmp_path):
    file = tmp_path / "small.tar.gz"
    back_up(file)
    before = tables.state()

    with pytest.raises(CommandError, match="database is not empty, so nothing was restored"):
        call_command("restore", str(file))

    assert tables.state() == before


def test_a_torn_file_is_refused_before_anything_is_touched(media, tmp_path):
    file = tmp_path / "small.tar.gz"
    back_up(file)
    file.write_bytes(file.read_bytes()[:2000])
    before = tables.state()

    with pytest.raises(CommandError, match="not a whole backup"):
        call_command("restore", str(file), overwrite=True)

    assert tables.state() == before


def test_a_backup_sealed_with_another_key_is_refused_before_anything_is_touched(media, tmp_path, settings):
    file = tmp_path / "small.tar.gz"
    back_up(file)
    settings.FIELD_KEYS = ["other:" + "YW5vdGhlci1rZXktdGhhdC1pcy10aGlydHktdHdvLWI="]
    before = tables.state()

    with pytest.raises(CommandError, match="FIELD_KEYS does not hold the key"):
        call_command("restore", str(file), overwrite=True)

    assert tables.state() == before


def test_no_key_is_in_a_backup_and_nobody_else_may_read_it(media, tmp_path, settings):
    file = tmp_path / "small.tar.gz"
    back_up(file)

    with tarfile.open(file) as archive:
        everything = b"".join(archive.extractfile(m).read() for m in archive.getmembers() if m.isfile())
    assert settings.SECRET_KEY.encode() not in everything
    assert settings.FIELD_KEYS[0].split(":")[1].encode() not in everything
    assert file.stat().st_mode & 0o077 == 0


def test_one_changed_letter_shows_in_the_digest(db):
    load_year()
    before = tables.state()
    Person.objects.filter(name="Pat Bobbin").update(pronouns="x")

    (sentence,) = tables.differences(before, tables.state())

    assert sentence.startswith("participants_person differs")


def test_a_program_older_than_the_server_is_not_taken(monkeypatch):
    monkeypatch.setattr(programs, "_major", lambda path: 9)

    with pytest.raises(programs.Refused, match=r"No pg_dump of version \d+ or newer"):
        programs.fitting("pg_dump")


def test_the_oldest_program_that_fits_is_taken(monkeypatch):
    server = connection.cursor().connection.server_version // 10000
    versions = {Path("/a"): server + 3, Path("/b"): server, Path("/c"): server - 1}
    monkeypatch.setattr(programs, "_candidates", lambda program: list(versions))
    monkeypatch.setattr(programs, "_major", versions.__getitem__)

    assert programs.fitting("pg_dump") == Path("/b")
