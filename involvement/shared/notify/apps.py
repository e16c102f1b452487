from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "involvement.shared.notify"
    label = "notify"
