"""Loads the project's own question sets; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from evaluation.domain.instruments import load_instruments


class Command(BaseCommand):
    help = "Load the question sets that the project carries."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_instruments()
        self.stdout.write(f"{loaded.created} created, {loaded.changed} changed")
