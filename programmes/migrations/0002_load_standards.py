"""Every installation starts with the standards that the project carries; more editions are added, none is edited (P2)."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parents[1] / "data" / "standards.json"


def load(apps, schema_editor):
    edition_model = apps.get_model("programmes", "StandardsEdition")
    standard_model = apps.get_model("programmes", "Standard")
    for entry in json.loads(FILE.read_text(encoding="utf-8"))["editions"]:
        days = {name: entry[name] and date.fromisoformat(entry[name]) for name in ("in_force_from", "in_force_to")}
        edition, _ = edition_model.objects.get_or_create(
            regulator=entry["regulator"],
            title=entry["title"],
            defaults={
                "nation": entry["nation"],
                "source": entry["source"],
                "checked_on": date.fromisoformat(entry["checked_on"]),
                **days,
            },
        )
        for line in entry["standards"]:
            rest = {"summary": line["summary"], "verified": line["verified"]}
            standard_model.objects.get_or_create(edition=edition, number=line["number"], defaults=rest)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
