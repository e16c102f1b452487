from django.apps import AppConfig


class PlacementPanelConfig(AppConfig):
    name = "involvement.activities.placement_panel"
    label = "placement_panel"

    def ready(self) -> None:
        from involvement.activities.placement_panel.kind import KIND  # late: apps must be loaded
        from involvement.activities.placement_panel.particulars import PARTICULARS  # late: apps must be loaded
        from involvement.domain.kinds import register  # late: apps must be loaded

        register(KIND, PARTICULARS)
