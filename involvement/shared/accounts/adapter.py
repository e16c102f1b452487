"""How allauth does things here: nobody signs up alone, and every message is a row of the outbox first.

A request for a code does the same work whether the address belongs to somebody or not: one outbox row (R10).
"""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context as current
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import User
from involvement.shared.accounts.numbers import MobileField, as_e164
from involvement.shared.notify.outbox import Draft, Recipient, queue_messages

CODES = {
    "account/email/login_code",
    "account/email/email_confirmation",
    "account/email/address_in_use",
    "account/email/unknown_account",
}
"""Messages that are of use for ten minutes; everything else is a notice about the account."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("That is not the code we sent. Check the newest message and try again."),
        "invalid_login": gettext_lazy(
            "Enter an e-mail address, like name@example.org, or a mobile number, like 07700 900123."
        ),
        "too_many_login_attempts": gettext_lazy("There were too many tries. Wait 10 minutes, then ask for a new code."),
        "rate_limited": gettext_lazy("There were too many tries. Wait a little, then try again."),
        "same_as_current": gettext_lazy("This is the number that you use now."),
        "phone_taken": gettext_lazy("This number cannot be used."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff and partners are invited; nobody makes an account alone."""
        return False

    def get_login_stages(self) -> list[str]:
        """The code itself proves the address or number, so only the code and the second factor are asked for."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None, **kwargs: Any) -> HttpResponse | None:
        """A code that went to an address which the account has left since then opens nothing (R15)."""
        if email and user not in filter_users_by_email(email):
            clear_login(request)
            messages.error(request, _("That code does not work any more. Please ask for a new one."))
            return redirect(settings.LOGIN_URL)
        return super().pre_login(request, user, email=email, **kwargs)  # type: ignore[no-any-return]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        words = {"email": email, **context}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
        body = render_to_string(f"{template_prefix}_message.txt", words, current.request).strip()
        kind = "sign_in_code" if template_prefix in CODES else "account_notice"
        queue_messages([_draft(kind, "email", email.lower(), subject, body)])

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        body = _("%(code)s is your code for Common Thread. It works for 10 minutes. We never ask you for it.")
        queue_messages([_draft("sign_in_code", "text", phone, "", body % {"code": code})])

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        body = _("Somebody asked Common Thread for a code for this number. We do not know it. Try your e-mail address.")
        queue_messages([_draft("sign_in_code", "text", phone, "", body)])

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        return MobileField(**kwargs)

    def clean_phone(self, phone: str) -> str:
        return as_e164(phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Only a number that was proved is kept, so that nobody can sit on somebody else's number."""
        if verified:
            self.set_phone_verified(user, phone)

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Keep a number that was just proved, and tell the e-mail address about it (R16)."""
        if user.phone == phone and user.phone_verified:
            return
        User.objects.filter(phone=phone, phone_verified=False).exclude(pk=user.pk).update(phone=None)
        user.phone, user.phone_verified = phone, True
        user.save(update_fields=["phone", "phone_verified"])
        if user.email:
            self.send_mail("account/email/phone_changed", user.email, {"user": user})

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone, phone_verified=True, is_active=True).first()


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-on through the institution: only for accounts that exist, matched by an address both sides verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def _draft(kind: str, channel: str, address: str, subject: str, body: str) -> Draft:
    """The same row for people we know and people we do not; `about` is a digest, so a log of it names nobody."""
    about = "address:" + hashlib.sha256(address.encode()).hexdigest()[:32]
    recipient = Recipient(person_id=0, name="", channel=channel, address=address, language=get_language() or "en-gb")
    return Draft(kind, about, recipient, institution_id=None, due=timezone.now(), subject=subject, body=body)
