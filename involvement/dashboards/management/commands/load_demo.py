"""The made-up university year of the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from involvement.dashboards.demo.year import load_year


class Command(BaseCommand):
    help = "Load a made-up university year. A second run adds nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Made-up people are loaded only where the DEMO setting is on.")
        self.stdout.write(f"{load_year()} created")
