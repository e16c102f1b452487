"""Closing an account for good: the row stays for those who look at who did what; nothing in it names anybody."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Membership, Role, User

OF_A_PARTNER = {Role.PARTICIPANT, Role.SUPPORTER}


def why_not_close(user: User) -> str:
    """Why the account stays open, in a sentence; empty when it is a partner's alone."""
    if user.is_staff or Membership.objects.filter(user=user).exclude(role__in=OF_A_PARTNER).exists():
        return _("Their account stays, because they have other work here as well.")
    return ""


@transaction.atomic
def close_account(user: User) -> None:
    """Nobody can sign in with it any more, and whoever is signed in with it is out at the next page."""
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    UserSession.objects.filter(user=user).delete()
    Membership.objects.filter(user=user).delete()
    user.name, user.email, user.phone, user.phone_verified = _("Closed account"), None, None, False
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    user.save()
    user.__dict__.pop("_memberships", None)
