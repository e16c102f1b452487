"""What a series of focus groups found: themes, suggestions, and what people want."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from involvement.models import Series


class Theme(models.Model):
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["series", "position"], name="theme_position_once")]

    def __str__(self) -> str:
        return self.text[:60]


class Suggestion(models.Model):
    """`activity_type` is the kind of activity that carries the suggestion out, where there is one."""

    class Area(models.TextChoices):
        SELECTION = "selection", _("Selection")
        TEACHING = "teaching", _("Teaching")
        PRACTICE_LEARNING = "practice_learning", _("Practice learning")
        ASSESSMENT = "assessment", _("Assessment")
        CPD = "cpd", _("Later learning")
        OTHER = "other", _("Other")

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="suggestions")
    area = models.CharField(max_length=20, choices=Area)
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000)
    activity_type = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["area", "position"]
        constraints = [models.UniqueConstraint(fields=["series", "area", "position"], name="suggestion_position_once")]

    def __str__(self) -> str:
        return self.text[:60]


class QualityStatement(models.Model):
    """A line of what people want; the heading is the source's own and is kept as a quotation."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="quality_statements")
    heading = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["series", "position"], name="quality_statement_position_once")]

    def __str__(self) -> str:
        return self.text
