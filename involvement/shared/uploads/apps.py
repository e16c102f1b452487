from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "involvement.shared.uploads"
    label = "uploads"
