"""Private links go 30 days after they ended."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from involvement.shared.audit.keeping import kept_until
from involvement.shared.links.models import PrivateLink

AFTER_ITS_END = timedelta(days=30)


@kept_until("links.PrivateLink")
def forget_links(today: date) -> int:
    last = today - AFTER_ITS_END
    over = Q(expires_at__date__lt=last) | Q(revoked_at__date__lt=last) | Q(used_at__date__lt=last)
    return PrivateLink.objects.filter(over).delete()[1].get("links.PrivateLink", 0)
