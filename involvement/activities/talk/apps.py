from django.apps import AppConfig


class TalkConfig(AppConfig):
    name = "involvement.activities.talk"
    label = "talk"

    def ready(self) -> None:
        from involvement.activities.talk.kind import KIND  # late: apps must be loaded
        from involvement.activities.talk.particulars import PARTICULARS  # late: apps must be loaded
        from involvement.domain.kinds import register  # late: apps must be loaded

        register(KIND, PARTICULARS)
