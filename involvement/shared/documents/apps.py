from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "involvement.shared.documents"
    label = "documents"
