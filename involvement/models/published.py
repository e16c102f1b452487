"""Published examples: what others did and printed, kept word for word and apart from our own data (W4)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from involvement.models.session import Series, Session
from involvement.shared.accounts.models import Institution


class PublishedExampleQuerySet(models.QuerySet["PublishedExample"]):
    def visible_to(self, user: object) -> PublishedExampleQuerySet:
        """Everybody, signed in or not: each source published it already."""
        return self.filter(institution__is_library=True)

    def with_details(self) -> PublishedExampleQuerySet:
        return self.select_related("series", "session", "institution")


class PublishedExample(models.Model):
    """One source. `short_form`: told in our own words; otherwise the texts are the source's, unchanged."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="published_examples")
    key = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    source_title = models.CharField(max_length=300)
    imported_from = models.CharField(max_length=200)
    credited_to = models.CharField(max_length=300, blank=True)
    short_form = models.BooleanField(default=False)
    not_in_source = models.JSONField(default=list)
    source_faults = models.JSONField(default=list)
    pdf = models.FileField(upload_to="library/", blank=True, help_text="made by a task; empty while it is out of date")
    series = models.OneToOneField(Series, on_delete=models.PROTECT, null=True, related_name="published_example")
    session = models.OneToOneField(Session, on_delete=models.PROTECT, null=True, related_name="published_example")

    objects = PublishedExampleQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class ExampleStatement(models.Model):
    """A text of the source that has no room of its own yet. A repair stands beside it, with author and date (W4)."""

    example = models.ForeignKey(PublishedExample, on_delete=models.CASCADE, related_name="statements")
    group = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40, blank=True)
    text = models.TextField(max_length=5000)

    class Meta:
        ordering = ["group", "position"]
        constraints = [models.UniqueConstraint(fields=["example", "group", "position"], name="statement_position_once")]

    def __str__(self) -> str:
        return self.text[:60]


class OfferFramework(models.Model):
    """A published way to describe an offer: how many questions it says it has and which of them it prints."""

    example = models.OneToOneField(PublishedExample, on_delete=models.CASCADE, related_name="framework")
    name_text = models.CharField(max_length=300)
    authors = models.CharField(max_length=300, blank=True)
    stated_count = models.PositiveSmallIntegerField()
    printed_count = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.name_text


class FrameworkPillar(models.Model):
    """One question of a framework; an empty text was announced by the source and not printed."""

    framework = models.ForeignKey(OfferFramework, on_delete=models.CASCADE, related_name="pillars")
    position = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=30, blank=True)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["framework", "position"], name="pillar_position_once")]

    def __str__(self) -> str:
        return self.text or str(_("not in the source"))
