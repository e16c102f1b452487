from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "involvement.shared.ui"
    label = "ui"
