from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "involvement.shared.links"
    label = "links"

    def ready(self) -> None:
        from involvement.shared.links import keeping  # noqa: F401  late: apps must be loaded
