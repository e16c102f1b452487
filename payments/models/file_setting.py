"""How one institution wants its payment files, and where it keeps people's bank details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class FileSettingQuerySet(models.QuerySet["FileSetting"]):
    def visible_to(self, user: User) -> FileSettingQuerySet:
        return self.filter(institution_id__in=institution_ids(user, Permission.FILE_SETTING_EDIT))


@pghistory.track()
class FileSetting(models.Model):
    """One an institution; a run keeps a copy of what it was made with. `columns`: pairs of heading and field."""

    class Details(models.TextChoices):
        OUTSIDE = "outside", _("Only in our finance system. Here we keep the person's number in it.")
        SEALED = "sealed", _("Here, sealed. Files for the bank need this.")

    institution = models.OneToOneField(Institution, on_delete=models.PROTECT, related_name="file_setting")
    file_format = models.CharField(max_length=10, default="csv")
    columns = models.JSONField(default=list)
    payee_details = models.CharField(max_length=7, choices=Details, default=Details.OUTSIDE)
    hold_hours = models.PositiveSmallIntegerField(
        default=48, validators=[MaxValueValidator(720)], help_text="after bank details change, nothing is paid so long"
    )
    pay_after_working_days = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(20)])
    originator_name = models.CharField(max_length=70, blank=True)
    originator_sort_code = models.CharField(max_length=6, blank=True)
    originator_account = models.CharField(max_length=8, blank=True)
    service_user_number = models.CharField(max_length=6, blank=True)

    objects = FileSettingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bank_files_need_sealed_details",
                condition=~Q(file_format__in=["bacs18", "pain001"]) | Q(payee_details="sealed"),
            ),
            models.CheckConstraint(
                name="originator_is_figures",
                condition=Q(originator_sort_code__regex=r"^([0-9]{6})?$", originator_account__regex=r"^([0-9]{8})?$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_format} of {self.institution_id}"
