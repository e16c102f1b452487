from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "involvement.shared.accounts"
    label = "accounts"
