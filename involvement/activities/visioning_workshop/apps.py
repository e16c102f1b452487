from django.apps import AppConfig


class VisioningWorkshopConfig(AppConfig):
    name = "involvement.activities.visioning_workshop"
    label = "visioning_workshop"
