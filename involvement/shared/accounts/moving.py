"""A new e-mail address for signing in: it counts once the code that was sent to it is typed in (R11, R16).

An address that is somebody else's gets a note instead of a code, and the screen is the same (R10).
"""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import User
from involvement.shared.errors import Refused

KEPT_AS = "new_address"
ACTION = "new_address"
"""Its rate stands with the others in `ACCOUNT_RATE_LIMITS`."""
MOST_AGAIN = 2
"""How often a new code for the same address may be asked for."""
CODE, IN_USE = "account/email/email_confirmation", "account/email/address_in_use"
"""The two messages an address may get."""


class NewAddress(AbstractCodeVerificationProcess):  # type: ignore[misc]
    """The address that waits for its code, kept in this browser's session and nowhere else."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=cast(User, request.user),
        )

    @property
    def email(self) -> str:
        return str(self.state["email"])

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(MOST_AGAIN)

    def persist(self) -> None:
        self.request.session[KEPT_AS] = self.state

    def abort(self) -> None:
        self.request.session.pop(KEPT_AS, None)

    def send(self) -> None:
        """One message with a new code, or one that says the address is in use: the same work either way."""
        adapter = get_adapter()
        self.state |= {"code": adapter.generate_login_code(), "at": time.time()}
        message = IN_USE if is_taken(self.email, by_other_than=cast(User, self.user)) else CODE
        adapter.send_mail(message, self.email, {"code": self.state["code"]})
        self.persist()


def ask_for(request: HttpRequest, email: str) -> None:
    """Send the code and remember what it is for. Raises Refused when somebody asks very often."""
    if not ratelimit.consume(request, action=ACTION, user=request.user):
        raise Refused(_("There were too many tries. Wait an hour, then try again."), code="email")
    NewAddress(request, NewAddress.initial_state(cast(User, request.user), email.lower())).send()


def waiting_for(request: HttpRequest) -> NewAddress | None:
    """The address that waits for its code in this browser, unless its ten minutes are over."""
    state = request.session.get(KEPT_AS)
    if not state or state.get("user_id") != str(request.user.pk):
        return None
    found = NewAddress(request, state)
    return found if found.is_valid() else None


def is_taken(email: str, *, by_other_than: User) -> bool:
    return any(user.pk != by_other_than.pk for user in filter_users_by_email(email))


@transaction.atomic
def move_sign_in(user: User, *, email: str | None) -> None:
    """From now on codes go to this address alone, or with None to the mobile number.

    Every other browser is signed out. Raises Refused when the address is another account's, or nothing is left to
    sign in with.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if email and is_taken(email, by_other_than=locked):
        raise Refused(_("This address cannot be used for signing in. Please write another one."), code="email")
    if not email and not locked.phone_verified:
        raise Refused(
            _("You sign in with this address. Write another one, or first add a mobile number."), code="email"
        )
    EmailAddress.objects.filter(user=locked).delete()
    if email:
        EmailAddress.objects.create(user=locked, email=email.lower(), verified=True, primary=True)
    user.email = locked.email = email.lower() if email else None
    locked.save(update_fields=["email"])


def end_other_sessions(request: HttpRequest) -> None:
    """Sign the account out of every other browser."""
    others = UserSession.objects.filter(user_id=request.user.pk).exclude(session_key=request.session.session_key)
    for session in others:
        session.end()
