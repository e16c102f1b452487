"""One dated occasion of any kind of activity, and the series it may be part of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from programmes.models import Cohort, Programme

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class Capacity(models.TextChoices):
    """In which capacity somebody came to this session; exactly one is the main one."""

    SERVICE_USER = "service_user", _("Person who uses or used services")
    CARER = "carer", _("Carer")
    STUDENT = "student", _("Student")
    PRACTITIONER = "practitioner", _("Practitioner")
    LECTURER = "lecturer", _("Lecturer")
    OTHER = "other", _("Other")


class Stage(models.TextChoices):
    """Where on the common thread a session stands."""

    SELECTION = "selection", _("Selection")
    CURRICULUM = "curriculum", _("Curriculum")
    READINESS = "readiness", _("Readiness for practice")
    FIRST_PLACEMENT = "first_placement", _("First placement")
    LAST_PLACEMENT = "last_placement", _("Last placement")
    ASSESSMENT_AWARD = "assessment_award", _("Assessment and award")
    ASYE = "asye", _("First year in practice")
    CPD = "cpd", _("Later learning")


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> SessionQuerySet:
        """Sessions one leads, and all of institutions where one may see sessions beyond one's own.

        Lecturers see the sessions they run; coordinators and administrators every session of their institution.
        """
        everywhere = institution_ids(user, Permission.REPORT_VIEW)
        return self.filter(Q(institution_id__in=everywhere) | Q(lead_id=user.pk) | Q(co_lead_id=user.pk))

    def with_details(self) -> SessionQuerySet:
        return self.select_related("institution", "programme", "cohort", "lead")


class Session(models.Model):
    """Times are UTC, half-open. An imported session has status `imported` and no lifecycle."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CONFIRMED = "confirmed", _("Confirmed")
        UNDER_WAY = "under_way", _("Under way")
        HELD = "held", _("Held")
        DEBRIEFED = "debriefed", _("Debriefed")
        CLOSED = "closed", _("Closed")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")
        IMPORTED = "imported", _("Imported")

    class DatePrecision(models.TextChoices):
        DAY = "day"
        MONTH = "month"
        YEAR = "year"
        DAY_MONTH_NO_YEAR = "day_month_no_year"
        UNKNOWN = "unknown"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="sessions")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    series = models.ForeignKey("Series", on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    number_in_series = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=30, help_text="key of the kinds registry")
    title = models.CharField(max_length=200)
    aim = models.TextField(_("what it is for"), max_length=2000, blank=True)
    stage = models.CharField(max_length=20, choices=Stage, blank=True)
    depth = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 6, a spread and never a score")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    preparation_minutes = models.PositiveSmallIntegerField(default=0)
    debrief_minutes = models.PositiveSmallIntegerField(default=0)
    venue = models.CharField(max_length=300, blank=True)
    venue_access = models.TextField(_("getting in and around"), max_length=2000, blank=True)
    online_link = models.URLField(blank=True)
    student_group = models.CharField(max_length=200, blank=True)
    topic_warning = models.CharField(max_length=300, blank=True)
    quiet_room = models.BooleanField(default=False)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions_led"
    )
    co_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions_co_led"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    status_reason = models.CharField(max_length=500, blank=True)
    what_changes = models.TextField(_("what changes because of this"), max_length=5000, blank=True)
    what_did_not_work = models.TextField(_("what did not work"), max_length=5000, blank=True)
    imported_from = models.CharField(max_length=200, blank=True)
    already_public = models.BooleanField(default=False)
    date_text = models.CharField(max_length=100, blank=True)
    date_precision = models.CharField(max_length=20, choices=DatePrecision, default=DatePrecision.DAY)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["institution", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="only_imports_lack_a_time",
                condition=Q(status="imported") | Q(starts_at__isnull=False, ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cancelling_has_a_reason",
                condition=~Q(status__in=["cancelled", "postponed"]) | ~Q(status_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def planned_minutes(self) -> int:
        """Minutes from start to end, in UTC, so that a clock change does not lengthen or shorten the day."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60) if self.starts_at and self.ends_at else 0

    @property
    def has_started(self) -> bool:
        return self.starts_at is not None and self.starts_at <= timezone.now()


class Series(models.Model):
    """Several sessions with one aim; also the home of imported series of which only totals are known."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="series")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    host = models.CharField(max_length=300, blank=True)
    commissioned_by = models.CharField(max_length=300, blank=True)
    purpose = models.TextField(max_length=5000, blank=True)
    aim = models.TextField(max_length=5000, blank=True)
    focus_group = models.CharField(max_length=500, blank=True)
    weeks_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    group_count = models.PositiveIntegerField(null=True, blank=True)
    participants_total = models.PositiveIntegerField(null=True, blank=True)
    outcomes = models.JSONField(default=list)
    links = models.JSONField(default=list)
    is_pilot = models.BooleanField(default=False)
    status = models.CharField(max_length=12, default="idea")
    imported_from = models.CharField(max_length=200, blank=True)
    already_public = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title


class SeriesPlace(models.Model):
    """How many people of one capacity took or may take part; None is "not in the source", never nought."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()
    capacity = models.CharField(max_length=20)
    words = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["series", "position"], name="series_place_position_once")]

    def __str__(self) -> str:
        return f"{self.words or self.capacity}: {self.count}"


class HeadcountLine(models.Model):
    """Numbers without names, for old or anonymous occasions; never added to attendances (I9)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="headcount")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, blank=True, related_name="headcount")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    capacity = models.CharField(max_length=20)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="headcount_of_one_thing",
                condition=Q(session=None, series__isnull=False) | Q(session__isnull=False, series=None),
            ),
            models.UniqueConstraint(
                fields=["session", "series", "position"], name="headcount_position_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.count}"
