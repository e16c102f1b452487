"""The request type that views behind a sign-in take."""

from django.http import HttpRequest

from involvement.shared.accounts.models import User
from involvement.shared.audit.actors import Actor


class SignedInRequest(HttpRequest):
    """A request whose person has signed in; `actor` is who the audit will name."""

    user: User
    actor: Actor
