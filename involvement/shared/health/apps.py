from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "involvement.shared.health"
    label = "health"
