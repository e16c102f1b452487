from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    label = "programmes"

    def ready(self) -> None:
        from programmes import rules  # late: apps must be loaded

        _ = rules
