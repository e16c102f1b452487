"""The project's own question sets, read from `evaluation/data/instruments.json` into the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from evaluation.models import Administration, Instrument, InstrumentVersion, Item
from involvement.shared.errors import Refused

DATA = Path(__file__).resolve().parents[1] / "data" / "instruments.json"


@dataclass
class Loaded:
    created: int = 0
    changed: int = 0


@transaction.atomic
def load_instruments(path: Path = DATA) -> Loaded:
    """Bring the database to what the file says. Running it again changes nothing.

    Raises Refused for a change to a version that has been asked: such a change needs the next number (E8).
    """
    loaded = Loaded()
    for entry in json.loads(path.read_text(encoding="utf-8")):
        instrument, new = Instrument.objects.update_or_create(key=entry["key"], defaults={"title": entry["title"]})
        version, _ = InstrumentVersion.objects.get_or_create(instrument=instrument, number=entry["version"])
        loaded.created += new
        for position, words in enumerate(entry["items"], start=1):
            _load_item(version, position, words, loaded)
    return loaded


def current_version(key: str) -> InstrumentVersion:
    """The newest version of an instrument; the project's own are loaded where they are not there yet."""
    newest = InstrumentVersion.objects.filter(instrument__key=key).order_by("-number")
    version = newest.first()
    if version is None:
        load_instruments()
        version = newest.get()
    return version


def _load_item(version: InstrumentVersion, position: int, words: dict[str, Any], loaded: Loaded) -> None:
    wanted = {"sensitive": False, "after_payment": False, **words, "position": position}
    key = wanted.pop("key")
    item = Item.objects.filter(version=version, key=key).first()
    if item is not None and all(getattr(item, name) == value for name, value in wanted.items()):
        return
    if Administration.objects.filter(version=version).exists():
        raise Refused(
            f"{key} has been asked already in version {version.number}. Please give the change a new version."
        )
    if item is None:
        Item.objects.create(version=version, key=key, **wanted)
        loaded.created += 1
    else:
        Item.objects.filter(pk=item.pk).update(**wanted)
        loaded.changed += 1
