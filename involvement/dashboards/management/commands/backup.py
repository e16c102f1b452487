"""`make backup`: everything in one file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from involvement.shared.backups.archive import back_up
from involvement.shared.errors import Refused


class Command(BaseCommand):
    help = "Write database and files into one archive with a manifest. The keys are not in it: keep them elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        target = file or settings.VAR / "backups" / f"{timezone.now():%Y-%m-%d-%H%M%S}.tar.gz"
        try:
            manifest = back_up(target)
        except Refused as problem:
            raise CommandError(str(problem)) from problem
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{target}: {rows} rows of {len(manifest['tables'])} tables and counters, and the files.")
