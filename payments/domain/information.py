"""That a partner had the information about benefits, and what they wish (M1). The result of a check is not kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.links.models import PrivateLink, Purpose
from participants.models import Person
from payments.domain.guard.rules_door import rules_version
from payments.models import BenefitCheck

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

Stage = BenefitCheck.Stage
HOLD = "hold"
"""Beside the decisions: "do not pay me for now"."""


@transaction.atomic
def give_information(person: Person, *, by: Actor, on: date | None = None) -> BenefitCheck:
    """Note that the person read the information, or had it told. Anew when the last time is out of date.

    Twice on the same day is once. A wish for advice stays as the person said it for its year; one to hold the fee
    until they say otherwise.
    """
    on = on or timezone.localdate()
    before = check_of(person)
    note_information(person, on=on)
    check = BenefitCheck.objects.select_related("person").get(person=person)
    if before is None or _facts(before) != _facts(check):
        _record(check, "benefit_check.information_given", by=by)
    return check


def note_information(person: Person, *, on: date | None = None) -> None:
    """The same as a part of another deed, a yes to an offer, which has its own audit line. Two statements."""
    on = on or timezone.localdate()
    version = rules_version(person.institution_id, on)
    told = BenefitCheck(person=person, information_given_on=on, rules_version=version, expires_on=_a_year_after(on))
    fresh = ["information_given_on", "rules_version", "expires_on"]
    BenefitCheck.objects.bulk_create([told], update_conflicts=True, unique_fields=["person"], update_fields=fresh)


def _facts(check: BenefitCheck) -> tuple[date, str, date]:
    return check.information_given_on, check.rules_version, check.expires_on


@transaction.atomic
def say_stage(person: Person, *, stage: str, by: Actor) -> BenefitCheck:
    """The person wants advice, goes without it, or had it. Raises Refused for a step that does not follow."""
    check = _lock(person)
    if check.stage == stage:
        return check
    if stage not in BenefitCheck.Stage.values or stage == Stage.INFORMATION_GIVEN:
        raise Refused(_("Please choose one of the answers."), code="stage")
    if stage == Stage.ADVISED and check.stage != Stage.ADVICE_WANTED:
        check.stage = Stage.ADVICE_WANTED
        check.save(update_fields=["stage"])
    if {check.stage, stage} == {Stage.ADVISED, Stage.WENT_WITHOUT}:
        check.stage = Stage.ADVICE_WANTED
        check.save(update_fields=["stage"])
    check.stage = stage
    check.save(update_fields=["stage"])
    _record(check, "benefit_check.changed", by=by)
    return check


@transaction.atomic
def decide(person: Person, *, decision: str, by: Actor) -> BenefitCheck:
    """What the person would like to do about money, for themselves alone, until they say otherwise.

    `HOLD` keeps an earlier wish and holds the fee; any other ends a hold. A claim that the person has said yes to stays
    as it is. Raises Refused for any other word.
    """
    if decision == HOLD:
        return hold_fee(person, hold=True, by=by)
    if decision not in BenefitCheck.Decision.values:
        raise Refused(_("Please choose one of the answers."), code="decision")
    check = _lock(person)
    released = check.hold_since is not None
    check.decision, check.hold_since = decision, None
    check.save(update_fields=["decision", "hold_since"])
    _record(check, "benefit_check.released" if released else "benefit_check.changed", by=by)
    return check


@transaction.atomic
def decide_after_check(person: Person, *, decision: str, by: Actor) -> BenefitCheck:
    """The same below a check, whose page carries the information: the first time this notes that it was given."""
    if check_of(person) is None:
        give_information(person, by=by)
    return decide(person, decision=decision, by=by)


def decisions() -> list[tuple[str, str]]:
    """What can be wished, in the order of the page."""
    said = [(value, str(words)) for value, words in BenefitCheck.Decision.choices]
    return [*said, (HOLD, _("Wait: do not pay me a fee for now"))]


def decision_of(check: BenefitCheck | None) -> str:
    """The wish that stands, or nothing while none was said."""
    if check is None:
        return ""
    return HOLD if check.hold_since else check.decision


def decision_words(check: BenefitCheck | None) -> str:
    return dict(decisions()).get(decision_of(check), "")


@transaction.atomic
def hold_fee(person: Person, *, hold: bool, by: Actor, on: date | None = None) -> BenefitCheck:
    """ "Do not pay me for now", and its end. It holds fees that are not approved yet, and never costs."""
    check = _lock(person)
    check.hold_since = (check.hold_since or on or timezone.localdate()) if hold else None
    check.save(update_fields=["hold_since"])
    _record(check, "benefit_check.held" if hold else "benefit_check.released", by=by)
    return check


@transaction.atomic
def report_change(person: Person, *, by: Actor, on: date | None = None) -> BenefitCheck:
    """Something changed for the person: what was told no longer counts, so the information is due again."""
    on = on or timezone.localdate()
    check = _lock(person)
    check.expires_on = max(on, check.information_given_on)
    check.save(update_fields=["expires_on"])
    _record(check, "benefit_check.changed", by=by)
    return check


class Wait(StrEnum):
    """Why no fee may be committed now (M1): not asked yet, or the person's wish."""

    NO_INFORMATION = "no_information"
    WISHED = "wished"


def fees_that_wait(person_ids: Iterable[int]) -> dict[int, Wait]:
    """By person, where a fee waits. One query."""
    wanted = set(person_ids)
    found = dict(BenefitCheck.objects.filter(person_id__in=wanted).values_list("person_id", "hold_since"))
    silent = dict.fromkeys(wanted - set(found), Wait.NO_INFORMATION)
    return silent | {pk: Wait.WISHED for pk, since in found.items() if since is not None}


def why_fee_waits(person_ids: Iterable[int]) -> dict[int, str]:
    """The same as a sentence for staff; nothing about why the person wishes it."""
    words = {
        Wait.NO_INFORMATION: _("The fee waits until this person has had the information about benefits."),
        Wait.WISHED: _("The fee waits, because the person asked us not to pay it for now."),
    }
    return {pk: words[wait] for pk, wait in fees_that_wait(person_ids).items()}


def given_on(person_ids: Iterable[int]) -> dict[int, date]:
    """All that staff see of a check: by person, the day the information was given. One query."""
    rows = BenefitCheck.objects.filter(person_id__in=set(person_ids))
    return dict(rows.values_list("person_id", "information_given_on"))


def information_words(person_ids: Iterable[int]) -> dict[int, str]:
    """By person, the sentence of staff pages: the day or "not yet", whatever else the check holds. One query."""
    wanted = set(person_ids)
    days = given_on(wanted)
    given = _("Information about benefits given on %(day)s")
    not_yet = _("Information about benefits not yet given")
    return {pk: given % {"day": date_format(days[pk], "j F Y")} if pk in days else not_yet for pk in wanted}


def person_behind(link: PrivateLink) -> Person | None:
    """The person whom a link to look again was sent about."""
    if link.purpose != Purpose.BENEFITS or link.person_id is None or link.about != f"person:{link.person_id}":
        return None
    return Person.objects.filter(pk=link.person_id).select_related("institution").first()


def check_of(person: Person) -> BenefitCheck | None:
    return BenefitCheck.objects.filter(person=person).first()


def _lock(person: Person) -> BenefitCheck:
    check = BenefitCheck.objects.select_for_update().filter(person=person).first()
    if check is None:
        raise Refused(_("Please read the information about benefits first."), code="not_asked")
    check.person = person
    return check


def _record(check: BenefitCheck, action: str, *, by: Actor) -> None:
    """The deed and nothing about it: neither the wish nor the result."""
    person = check.person
    record(action, about=person, by=by, person_id=person.pk, institution_id=person.institution_id)


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
