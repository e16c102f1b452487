from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "involvement.shared.notify"
    label = "notify"

    def ready(self) -> None:
        from involvement.shared.notify import checks, keeping, rules  # noqa: F401  late: apps must be loaded
