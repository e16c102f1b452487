"""What is particular about a panel that helps choose students."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from involvement.models import Session


class SelectionPanelDetail(models.Model):
    """Conflicts of interest are asked before candidates' names show; a lone partner needs their own wish (I6, X2)."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="selection_detail")
    intake = models.CharField(_("intake"), max_length=60, blank=True)
    criteria_agreed = models.BooleanField(default=False)
    conflict_note = models.TextField(_("how members say that they know a candidate"), max_length=2000, blank=True)
    partner_prefers_alone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Selection panel {self.session_id}"
