from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "involvement.shared.accounts"
    label = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in  # late, like the next: settings and apps first

        from involvement.shared.accounts import checks, keeping  # noqa: F401  # registers them
        from involvement.shared.accounts.middleware import stamp_session
        from involvement.shared.notify.kinds import Kind, register

        register(Kind("account_notice", urgent=True))
        user_logged_in.connect(stamp_session, dispatch_uid="stamp_session")
