from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "involvement.dashboards"
    label = "dashboards"
