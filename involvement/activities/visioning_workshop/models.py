"""Questions put to a workshop, and what people wrote under each: statements, or needs and offers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from involvement.models import Session


class Question(models.Model):
    """One question of one workshop. `missing`: its answers are not in the source, which is not the same as none."""

    class Collects(models.TextChoices):
        CONTRIBUTIONS = "contributions", _("Statements")
        ISSUES_WITH_VOTES = "issues_with_votes", _("Issues, with votes")
        NEED_OFFER_MATRIX = "need_offer_matrix", _("Needs and offers")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    collects = models.CharField(max_length=20, choices=Collects)
    footnote = models.TextField(max_length=2000, blank=True)
    missing = models.BooleanField(default=False)
    need_heading = models.CharField(max_length=300, blank=True)
    offer_heading = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["session", "position"], name="question_position_once")]

    def __str__(self) -> str:
        return self.text


class Contribution(models.Model):
    """One statement, in printed order; a lost printed number stays empty (W3). A repair stands beside it (W4)."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="contributions")
    position = models.PositiveSmallIntegerField()
    printed_number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=5000)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "position"], name="contribution_position_once")]

    def __str__(self) -> str:
        return self.text[:60]


class Need(models.Model):
    """One need, as printed; `repaired_text` is the same with run-together words parted, by whom and when."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="needs")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000)
    run_together = models.JSONField(default=list)
    repaired_text = models.TextField(max_length=5000, blank=True)
    repaired_by = models.CharField(max_length=200, blank=True)
    repaired_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "position"], name="need_position_once")]

    def __str__(self) -> str:
        return self.text[:60]


class UniversityOffer(models.Model):
    """What the university could do about a need. `uncertain`: the source does not mark which column it stands in."""

    class Pairing(models.TextChoices):
        ROW = "row", _("Same row")
        CONTINUATION = "continuation_line", _("Line that continues the row")
        UNCERTAIN = "uncertain", _("Uncertain")

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="offers")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000)
    pairing = models.CharField(max_length=20, choices=Pairing, default=Pairing.ROW)
    run_together = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["need", "position"], name="university_offer_position_once")]

    def __str__(self) -> str:
        return self.text[:60]
