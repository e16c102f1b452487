"""`make restore FILE=…`: everything back from one file, compared with its manifest."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from involvement.shared.backups.archive import restore
from involvement.shared.errors import Refused


class Command(BaseCommand):
    help = "Restore an archive that `backup` wrote. Refuses to replace anything unless told. Stop the site first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="replace the database and files that are there")

    def handle(self, *args: Any, file: Path, overwrite: bool, **options: Any) -> None:
        try:
            manifest = restore(file, overwrite=overwrite)
        except Refused as problem:
            raise CommandError(str(problem)) from problem
        made = manifest["made_at"][:16].replace("T", " ")
        self.stdout.write(f"Restored as of {made} UTC: every table's count and digest is as it was.")
