"""One file that holds everything: the database's dump, the uploaded files, and a manifest to check both against.

The keys are not in it: `SECRET_KEY` and `FIELD_KEYS` are kept elsewhere, or whoever finds a backup could open it. A
sealed word in the manifest tells at restoring whether the keys at hand are the right ones.
"""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from involvement.shared.backups import programs, tables
from involvement.shared.crypto.fields import seal, unseal
from involvement.shared.errors import Refused

WORD = "common-thread-backup"
NOT_EMPTY = "The {what} not empty, so nothing was restored. Say --overwrite to replace what is there."


def back_up(target: Path) -> dict[str, Any]:
    """Write `target`. Dump and manifest see the same moment, whatever happens meanwhile. Answers the manifest."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name, transaction.atomic():
        folder = Path(name)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        dump = folder / "database.dump"
        programs.run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
        manifest = {
            "made_at": timezone.now().isoformat(),
            "sealed": seal(WORD, bound_to=WORD).hex(),
            "tables": tables.state(),
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
        _pack(folder, target)
    return manifest


def restore(source: Path, *, overwrite: bool) -> dict[str, Any]:
    """Bring everything back and compare it with the manifest. Raises Refused, before touching anything where it can."""
    media = Path(settings.MEDIA_ROOT)
    if tables.names() and not overwrite:
        raise Refused(NOT_EMPTY.format(what="database is"))
    if media.exists() and any(media.iterdir()) and not overwrite:
        raise Refused(NOT_EMPTY.format(what=f"folder {media} is"))
    with tempfile.TemporaryDirectory(dir=source.parent) as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        _check_keys(manifest)
        _empty_database()
        programs.run(
            "pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--single-transaction", "--exit-on-error",
            f"--dbname={connection.settings_dict['NAME']}", str(folder / "database.dump"),
        )  # fmt: skip
        _bring_back_files(folder / "media", media)
    if differing := tables.differences(manifest["tables"], tables.state()):
        raise Refused("Restored, but not as it was:\n" + "\n".join(differing))
    return manifest


def _pack(folder: Path, target: Path) -> None:
    """Written beside and moved at the end, so that a file of the right name is a whole one."""
    unfinished = target.with_suffix(target.suffix + ".part")
    with tarfile.open(unfinished, "w:gz", compresslevel=3) as archive:
        archive.add(folder / "manifest.json", "manifest.json")
        archive.add(folder / "database.dump", "database.dump")
        if Path(settings.MEDIA_ROOT).exists():
            archive.add(settings.MEDIA_ROOT, "media")
    unfinished.chmod(0o600)
    unfinished.rename(target)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    except (OSError, EOFError, tarfile.TarError, ValueError) as problem:
        raise Refused(f"{source} is not a whole backup of this project.") from problem
    return found


def _check_keys(manifest: dict[str, Any]) -> None:
    try:
        unseal(bytes.fromhex(manifest["sealed"]), bound_to=WORD)
    except (InvalidTag, KeyError) as problem:
        raise Refused(
            "FIELD_KEYS does not hold the key that this backup's sealed words were written with."
        ) from problem


def _empty_database() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _bring_back_files(kept: Path, media: Path) -> None:
    """The contents change place, not the folder itself: it may be a volume."""
    media.mkdir(parents=True, exist_ok=True)
    for old in media.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    for new in kept.iterdir() if kept.exists() else ():
        shutil.move(str(new), media / new.name)
