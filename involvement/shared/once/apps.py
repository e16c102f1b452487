from django.apps import AppConfig


class OnceConfig(AppConfig):
    name = "involvement.shared.once"
    label = "once"
