"""Sets of selection questions and who wrote them."""

from __future__ import annotations

from django.db import models

from involvement.shared.accounts.models import Institution


class QuestionSet(models.Model):
    """`questions_known` False: the source names the set and its authors and does not print the questions."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="question_sets")
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=2000, blank=True)
    author_groups = models.JSONField(default=list)
    questions_known = models.BooleanField(default=True)
    imported_from = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "title"], name="question_set_named_once")]

    def __str__(self) -> str:
        return self.title
