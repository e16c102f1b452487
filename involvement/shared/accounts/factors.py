"""Second factors: their secrets are sealed, and staff are asked to have one."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from involvement.shared.accounts.models import User
from involvement.shared.crypto.fields import seal, unseal

BOUND_TO = "mfa.secret"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, bound_to=BOUND_TO)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), bound_to=BOUND_TO)


def has_second_factor(user: User) -> bool:
    """A passkey or an authenticator app; recovery codes alone do not count."""
    from allauth.mfa.models import Authenticator  # late: needs the apps loaded

    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=types).exists())
