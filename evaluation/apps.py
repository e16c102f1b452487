from datetime import timedelta

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from evaluation import receivers, rules  # late: apps must be loaded
        from evaluation.domain import keeping  # late: the same
        from involvement.shared.notify.kinds import Kind, register  # late: the same

        _ = (receivers, rules, keeping)
        register(Kind("feedback_asked", active_only=True, useless_after=timedelta(days=13)))
