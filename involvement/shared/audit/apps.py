from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "involvement.shared.audit"
    label = "audit"
