from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "involvement.shared.access"
    label = "access"
