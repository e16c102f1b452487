"""What an answer of a text service means for the message."""

from __future__ import annotations

import requests
from django.utils.translation import gettext as _
from requests.exceptions import ConnectionError as NoConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError

from involvement.shared.notify.outcomes import Away, Doubtful, Later, Never


def refusal(status: int) -> Exception:
    if status in {401, 403}:
        return Away(_("The text service does not accept our key."))
    if status == 429:
        return Later(_("The text service asked us to slow down."))
    if status >= 500:
        return Later(_("The text service has a fault (%(status)s).") % {"status": status})
    return Never(_("The text service refused this number (%(status)s).") % {"status": status})


def lost(problem: BaseException | None) -> Exception:
    """Whether the request can have reached the service before the connection was lost."""
    if isinstance(problem, requests.ConnectTimeout):
        return Away(_("The text service cannot be reached."))
    if isinstance(problem, NoConnection) and problem.args:
        inner = problem.args[0]
        if isinstance(inner, MaxRetryError) and isinstance(inner.reason, NewConnectionError):
            return Away(_("The text service cannot be reached."))
    return Doubtful(_("The text service stopped answering while it took the message. It may have arrived."))
