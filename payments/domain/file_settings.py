"""How an institution's payment files are made. A change is in the record, and touches no run that was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.record import record
from payments.domain.formats.columns import asks_for_accounts
from payments.domain.formats.registry import FORMATS
from payments.domain.formats.terms import Format
from payments.models import FileSetting

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor


def setting_of(institution_id: int) -> FileSetting:
    """The institution's choice, or an unsaved one: a plain list, and no bank details kept here."""
    return FileSetting.objects.filter(institution_id=institution_id).first() or FileSetting(
        institution_id=institution_id
    )


def format_of(setting: FileSetting) -> Format:
    return FORMATS[setting.file_format]


def needs_accounts(setting: FileSetting) -> bool:
    """Whether every line of the file must carry a bank account."""
    return format_of(setting).for_banks or asks_for_accounts(setting.columns)


@transaction.atomic
def change_file_setting(institution: Institution, *, by: Actor, **choices: Any) -> FileSetting:
    """The record says which choices changed; the history of the row says what they were."""
    setting, _new = FileSetting.objects.select_for_update().get_or_create(institution=institution)
    changed = sorted(name for name, value in choices.items() if getattr(setting, name) != value)
    for name in changed:
        setattr(setting, name, choices[name])
    setting.save(update_fields=changed)
    record("file_setting.changed", about=setting, by=by, institution_id=institution.pk, fields=changed)
    return setting
