"""The sign-in question: one box for an e-mail address or a mobile number."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from involvement.shared.accounts.numbers import as_e164


class SignInForm(LoginForm):  # type: ignore[misc]
    """Asks for one address and sends a code to it; allauth finds out which of the two it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"] = forms.CharField(
            label=_("Your e-mail address or mobile number"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username webauthn", "autocapitalize": "none"}),
            error_messages={"required": _("Enter your e-mail address or mobile number.")},
        )

    def clean_login(self) -> str:
        """A number in one spelling, so that messages and limits know it again; the rest as typed, in small letters."""
        typed = str(super().clean_login())
        try:
            return typed.lower() if "@" in typed else as_e164(typed)
        except ValidationError:
            return typed
