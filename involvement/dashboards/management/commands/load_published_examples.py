"""`manage.py load_published_examples [FILE]`"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from involvement.dashboards.library.load import SHORT_FORM, load_examples, read_examples
from involvement.shared.errors import Refused


class Command(BaseCommand):
    help = "Load published examples: FILE word for word, or without FILE the short form that the project carries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=SHORT_FORM)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tally = load_examples(read_examples(options["file"]))
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(str(tally))
        if tally.skipped:
            self.stdout.write(f"Left as they are, word for word: {', '.join(tally.skipped)}")
