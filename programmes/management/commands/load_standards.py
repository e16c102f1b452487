from typing import Any

from django.core.management.base import BaseCommand

from programmes.domain.standards import load_standards


class Command(BaseCommand):
    help = "Load the regulators' standards that this project carries. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        editions, standards = load_standards()
        self.stdout.write(f"{editions} editions and {standards} standards added.")
