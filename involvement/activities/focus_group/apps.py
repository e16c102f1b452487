from django.apps import AppConfig


class FocusGroupConfig(AppConfig):
    name = "involvement.activities.focus_group"
    label = "focus_group"
