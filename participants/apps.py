from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    label = "participants"

    def ready(self) -> None:
        from involvement.shared.notify import contacts as sender
        from participants import rules  # noqa: F401  late: apps must be loaded
        from participants.domain import keeping  # noqa: F401  late: the same
        from participants.domain.contact import contacts

        sender.answer_with(contacts)
