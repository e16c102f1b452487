"""What is particular about a panel that looks at placements."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from involvement.models import Session


class PlacementPanelDetail(models.Model):
    """The panel recommends; the examination board decides. There is no field for a mark, on purpose (L1)."""

    class Purpose(models.TextChoices):
        QUALITY = "quality", _("To look at how good placements are")
        CONCERN = "concern", _("To look at a concern")

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="placement_detail")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.QUALITY)
    portfolios = models.PositiveSmallIntegerField(null=True, blank=True)
    conflict_note = models.TextField(max_length=2000, blank=True)
    recommends_to = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"Placement panel {self.session_id}"
