"""Static files for the demonstration, made again only when something they are made from changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_once(stamp: Path) -> str:
    """Gather and compress static files unless nothing changed since last time."""
    found = _digest(_static_files())
    if stamp.exists() and stamp.read_text() == found and Path(settings.STATIC_ROOT).exists():
        return "unchanged"
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(found)
    return "collected"


def _static_files() -> Iterator[Path]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


def _digest(paths: Iterator[Path]) -> str:
    """Names, sizes and times, not contents: this runs at every start."""
    words = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        facts = path.stat()
        words.update(f"{path}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return words.hexdigest()
