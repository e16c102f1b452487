from django.apps import AppConfig


class SelectionDayConfig(AppConfig):
    name = "involvement.activities.selection_day"
    label = "selection_day"
