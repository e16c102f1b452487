from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from involvement.shared.ui.styles import build


class Command(BaseCommand):
    help = "Build the style sheets, fonts and script that pages load. Quick when nothing has changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        built = build(settings.BASE_DIR)
        self.stdout.write("Styles built." if built else "Styles are up to date.")
