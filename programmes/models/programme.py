"""Programmes of study and the year groups on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class StandardsEdition(models.Model):
    """One dated edition of a regulator's standards; closed, never edited, when the next one starts (P2)."""

    regulator = models.CharField(max_length=200)
    nation = models.CharField(max_length=10, choices=Institution.Nation)
    title = models.CharField(max_length=300)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    checked_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regulator", "title"], name="edition_loaded_once")]

    def __str__(self) -> str:
        return self.title


class Standard(models.Model):
    """One numbered standard in our own words; an unconfirmed number is shown as such (P3)."""

    edition = models.ForeignKey(StandardsEdition, on_delete=models.PROTECT, related_name="standards")
    number = models.CharField(max_length=20)
    summary = models.CharField(max_length=500)
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="standard_loaded_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.summary}"


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: User) -> ProgrammeQuerySet:
        return self.filter(institution_id__in=institution_ids(user, Permission.PROGRAMME_VIEW))


class Programme(models.Model):
    """A course that leads to a degree or award."""

    class Level(models.TextChoices):
        BACHELOR = "bachelor", _("Bachelor's degree")
        MASTER = "master", _("Master's degree")
        DIPLOMA = "diploma", _("Postgraduate diploma")
        OTHER = "other", _("Other")

    class Route(models.TextChoices):
        UNDERGRADUATE = "undergraduate", _("Undergraduate")
        POSTGRADUATE = "postgraduate", _("Postgraduate")
        APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
        EMPLOYMENT_BASED = "employment_based", _("Employment based")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        TEACHING_OUT = "teaching_out", _("Teaching out")
        CLOSED = "closed", _("Closed")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="programmes")
    title = models.CharField(max_length=200)
    award = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=10, choices=Level, default=Level.BACHELOR)
    route = models.CharField(max_length=20, choices=Route, default=Route.UNDERGRADUATE)
    editions = models.ManyToManyField(StandardsEdition, blank=True, related_name="programmes")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    status = models.CharField(max_length=14, choices=Status, default=Status.PLANNED)
    is_demo = models.BooleanField(default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "title"], name="programme_named_once")]

    def __str__(self) -> str:
        return self.title


class Cohort(models.Model):
    """One year group of a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    academic_year = models.CharField(max_length=7, help_text="2026/27")
    label = models.CharField(max_length=60)
    size = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "academic_year", "label"], name="cohort_named_once"),
            models.CheckConstraint(name="year_looks_like_a_year", condition=Q(academic_year__regex=r"^\d{4}/\d{2}$")),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.academic_year}"


class StudentEnrolment(models.Model):
    """One student on one cohort, by account; what they are as a partner stays elsewhere (X1)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    status = models.CharField(max_length=12, default="enrolled")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "cohort"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.cohort_id}"


class ImprovementArea(models.Model):
    """One heading of a programme's development plan; the library keeps the published frame it started from."""

    class Progress(models.TextChoices):
        NOT_YET = "not_yet", _("Not yet")
        STARTED = "started", _("Started")
        WORKING = "working", _("Working")
        STRONG = "strong", _("Strong")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="improvement_areas")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    heading = models.CharField(max_length=200)
    text = models.TextField(max_length=5000)
    progress = models.CharField(max_length=20, choices=Progress, blank=True, help_text="set by people, never computed")
    imported_from = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "programme", "position"], name="area_position_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.heading


class ParticipationAim(models.Model):
    """A group an institution wants to reach, in the group's own words; nobody is asked which they belong to (D1)."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="participation_aims")
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=200)
    imported_from = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["institution", "position"], name="aim_position_once")]

    def __str__(self) -> str:
        return self.group
