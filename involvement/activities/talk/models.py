"""What is particular about a talk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from involvement.models import Session


class TalkDetail(models.Model):
    """The outline is agreed with the partner; recording is off unless the partner says yes each time (T3)."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="talk_detail")
    outline = models.TextField(_("what the talk covers"), max_length=3000, blank=True)
    students_told = models.TextField(_("what students are told before"), max_length=2000, blank=True)
    may_be_recorded = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Talk {self.session_id}"
