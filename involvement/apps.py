from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    name = "involvement"
    label = "involvement"

    def ready(self) -> None:
        from involvement import receivers, rules  # noqa: F401  late: apps must be loaded
        from involvement.domain import message_kinds  # noqa: F401  late: apps must be loaded
