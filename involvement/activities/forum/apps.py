from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "involvement.activities.forum"
    label = "forum"

    def ready(self) -> None:
        from involvement.activities.forum.kind import KIND  # late: apps must be loaded
        from involvement.activities.forum.particulars import PARTICULARS  # late: apps must be loaded
        from involvement.domain.kinds import register  # late: apps must be loaded

        register(KIND, PARTICULARS)
