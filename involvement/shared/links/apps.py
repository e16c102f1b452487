from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "involvement.shared.links"
    label = "links"
