from django.apps import AppConfig


class SelectionPanelConfig(AppConfig):
    name = "involvement.activities.selection_panel"
    label = "selection_panel"

    def ready(self) -> None:
        from involvement.activities.selection_panel.kind import KIND  # late: apps must be loaded
        from involvement.activities.selection_panel.particulars import PARTICULARS  # late: apps must be loaded
        from involvement.domain.kinds import register  # late: apps must be loaded

        register(KIND, PARTICULARS)
