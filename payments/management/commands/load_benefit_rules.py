"""`manage.py load_benefit_rules [FILE …]`"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from involvement.shared.audit.actors import Actor
from payments.domain.benefit_check.rules_file import UnusableRules
from payments.domain.benefit_rules import read_files, shipped_data
from payments.domain.rules_loading import load_rules


class Command(BaseCommand):
    help = "Load the dated rules of the benefit check: reviewed FILEs, or without FILE those that the project carries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--reason", default="Reviewed rules loaded", help="kept with the version")

    def handle(self, *args: Any, files: list[Path], reason: str, **options: Any) -> None:
        try:
            content = read_files(files) if files else shipped_data()
            tally = load_rules(content, reason=reason, by=Actor.system("load_benefit_rules"))
        except (UnusableRules, OSError, json.JSONDecodeError) as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from problem
        self.stdout.write(str(tally))
