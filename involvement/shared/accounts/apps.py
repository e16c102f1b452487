from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "involvement.shared.accounts"
    label = "accounts"

    def ready(self) -> None:
        from involvement.shared.accounts import checks  # noqa: F401  # registers them; late: settings first
