"""Sets of questions, in versions. A version that has been asked is never edited; a change is a new version (E8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutcomeLevel(models.IntegerChoices):
    """What a question can tell about, after the modified Kirkpatrick levels."""

    REACTION = 1, _("How people found it")
    LEARNING = 2, _("What people learnt")
    BEHAVIOUR = 3, _("What people do differently")
    RESULTS = 4, _("What changed")


class Instrument(models.Model):
    """Kept for as long as the institution keeps its reports; holds no personal data."""

    key = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class InstrumentVersion(models.Model):
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "number"], name="instrument_version_once")]

    def __str__(self) -> str:
        return f"{self.instrument_id} version {self.number}"


class Item(models.Model):
    """One question in two wordings. Plain and Easy Read share one scale, so that their answers count together."""

    class Scale(models.TextChoices):
        FACE3 = "face3", _("No, a bit, yes")
        TEXT = "text", _("Own words")
        CONTACT = "contact", _("Asks to be told; kept apart from the answers")

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    scale = models.CharField(max_length=10, choices=Scale)
    level = models.PositiveSmallIntegerField(choices=OutcomeLevel)
    plain = models.CharField(max_length=300)
    easy_read = models.CharField(max_length=300, help_text="one idea a line, at most 15 words")
    sensitive = models.BooleanField(default=False, help_text="wellbeing: everybody and nobody are hidden under ten")
    after_payment = models.BooleanField(default=False, help_text="asked once the promised pay date has passed")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="item_once"),
            models.UniqueConstraint(fields=["version", "position"], name="item_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.plain}"
