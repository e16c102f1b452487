"""Keeping a new version of the rules: a reviewed file for everybody, or one row that an institution corrects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from payments.domain.asking_again import ask_again
from payments.domain.benefit_check.rules_file import UnusableRules
from payments.domain.benefit_rules import holding, shipped_data
from payments.domain.rules_content import check, differences, digest, row_name
from payments.models import BenefitRulesVersion

if TYPE_CHECKING:
    from involvement.shared.accounts.models import Institution

_ONE_AT_A_TIME = 7_305_001  # one number for the database's lock on loading rules


@dataclass(frozen=True)
class LoadTally:
    """Rows new, changed and taken out. All nought: the same rules were there already and nothing was written."""

    created: int = 0
    changed: int = 0
    removed: int = 0

    def __str__(self) -> str:
        taken = f", {self.removed} removed" if self.removed else ""
        return f"{self.created} created, {self.changed} changed{taken}"


@transaction.atomic
def load_rules(content: Mapping[str, Any], *, reason: str, by: Actor) -> LoadTally:
    """Keep reviewed rules for every institution. Raises UnusableRules. Again with the same rules it does nothing."""
    check(content)
    _lock()
    last = BenefitRulesVersion.objects.filter(institution=None).order_by("-number").first()
    if last and last.digest == digest(content):
        return LoadTally()
    own = list(BenefitRulesVersion.objects.holding_over(last))
    found = differences(last.content if last else None, content)
    number = last.number + 1 if last else 1
    kept = BenefitRulesVersion.objects.create(
        number=number, content=content, digest=digest(content), reason=reason, loaded_by_id=by.user_id
    )
    tally = LoadTally(
        created=sum(1 for one in found if one.before is None),
        changed=sum(1 for one in found if one.before is not None and one.after is not None),
        removed=sum(1 for one in found if one.after is None),
    )
    now = timezone.now()
    places = {one.institution_id: one.content for one in own if one.institution_id is not None}
    asked = ask_again(last.content if last else shipped_data(), content, at=None, besides=places, now=now)
    asked += sum(ask_again(held, content, at=[place], now=now) for place, held in places.items())
    record("benefit_rules.loaded", about=kept, by=by, version=number, rows=len(found), asked_again=asked)
    return tally


@transaction.atomic
def change_rule_row(
    institution: Institution, *, name: str, values: Mapping[str, Any], seen_digest: str, reason: str, by: Actor
) -> BenefitRulesVersion:
    """A version of the institution's own in which one row has other values.

    Refuses when the rules have changed since the person saw them, when nothing is different, and when the result
    could not be relied on. Raises LookupError for a row that is not there.
    """
    _lock()
    now = holding(institution.pk)
    if now is None:
        raise Refused(_("No rules are loaded yet. Ask the people who run this service to load them."))
    if now.digest != seen_digest:
        raise Refused(_("Somebody else has changed the rules since you opened this page. Look at them again."))
    content = _with(now.content, name, values)
    if digest(content) == now.digest:
        raise Refused(_("Nothing is different, so there is nothing to keep."))
    last = BenefitRulesVersion.objects.filter(institution=institution).order_by("-number").first()
    number = last.number + 1 if last else 1
    content["version"] = f"{content['version'].partition('+')[0]}+{number}"
    try:
        check(content)
    except UnusableRules as problem:
        raise Refused(_("These rules could not be used: %(problem)s") % {"problem": problem}) from problem
    kept = BenefitRulesVersion.objects.create(
        institution=institution,
        number=number,
        based_on_id=now.based_on_id or now.pk,
        content=content,
        digest=digest(content),
        reason=reason,
        loaded_by_id=by.user_id,
    )
    asked = ask_again(now.content, content, at=[institution.pk], now=timezone.now())
    facts: dict[str, Any] = {"version": kept.number, "row": name, "asked_again": asked}
    record("benefit_rules.changed", about=kept, by=by, institution_id=institution.pk, **facts)
    return kept


def _with(content: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    new: dict[str, Any] = {**content}
    for kind in ("rates", "rules"):
        if any(row_name(row) == name for row in content[kind]):
            new[kind] = [{**row, **values} if row_name(row) == name else row for row in content[kind]]
            return new
    raise LookupError(name)


def _lock() -> None:
    """Until the end of the transaction nobody else makes a version, so each follows from the last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
