from datetime import timedelta

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from evaluation import rules  # late: apps must be loaded
        from involvement.shared.notify.kinds import Kind, register  # late: the same

        _ = rules
        register(Kind("feedback_asked", active_only=True, useless_after=timedelta(days=13)))
