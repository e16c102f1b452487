"""What the pages of the benefit check say after a deed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from payments.domain.information import HOLD


def thanks_for(decision: str) -> str:
    if decision == HOLD:
        return _("We hold your fee. We still pay back your costs. Staff see that you wish it, and no reason.")
    return _("Thank you. Only you see this. You can change it.")
