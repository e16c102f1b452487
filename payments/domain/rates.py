"""Making a version of what is paid, writing its rates, publishing it (M5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.ui.words import day_words
from payments.models import Rate, RatePolicy

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor


@transaction.atomic
def new_policy(institution: Institution, *, starts_on: date, by: Actor) -> RatePolicy:
    """A draft from that day on, with the rates of the version before it. One draft at a time. Raises Refused."""
    if by.user_id is None:
        raise Refused(_("Sign in to make a version of the rates."))
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    versions = RatePolicy.objects.filter(institution=institution)
    if versions.filter(published_at=None).exists():
        raise Refused(_("There is a draft already. Go on with that one."), code="draft")
    if reason := why_not_from(institution.pk, starts_on):
        raise Refused(reason, code="starts_on")
    last = versions.published().order_by("-starts_on").first()
    number = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    policy = RatePolicy.objects.create(
        institution=institution,
        version=number,
        starts_on=starts_on,
        made_by_id=by.user_id,
        half_day_minutes=last.half_day_minutes if last else 240,
        pays_higher=last.pays_higher if last else False,
    )
    if last is not None:
        copied = list(last.rates.all())
        for rate in copied:
            rate.pk, rate.policy, rate._state.adding = None, policy, True
        Rate.objects.bulk_create(copied)
    record("rates.drafted", about=policy, by=by, institution_id=institution.pk, version=number)
    return policy


def why_not_from(institution_id: int, starts_on: date) -> str:
    """A sentence when a new version can not start that day, or nothing."""
    last = RatePolicy.objects.published().filter(institution_id=institution_id).order_by("-starts_on").first()
    if last is None:
        return ""
    if last.ends_on and starts_on <= last.ends_on:
        words = _("Version %(n)d holds until %(day)s. No two versions hold on one day. Choose a later day.")
        return words % {"n": last.version, "day": day_words(last.ends_on)}
    if starts_on <= last.starts_on:
        words = _("Version %(n)d holds from %(day)s. A new version starts on a later day.")
        return words % {"n": last.version, "day": day_words(last.starts_on)}
    return ""


@transaction.atomic
def save_policy(policy: RatePolicy, *, by: Actor, **facts: Any) -> RatePolicy:
    """What stands at the head of a draft: days, agreement, note. Raises Refused."""
    draft = _draft(policy)
    starts_on, ends_on = facts.get("starts_on", draft.starts_on), facts.get("ends_on", draft.ends_on)
    if ends_on and ends_on < starts_on:
        raise Refused(_("The last day must not be before the first."), code="ends_on")
    if reason := why_not_from(draft.institution_id, starts_on):
        raise Refused(reason, code="starts_on")
    RatePolicy.objects.filter(pk=draft.pk).update(**facts)
    record("rates.written", about=draft, by=by, institution_id=draft.institution_id, fields=sorted(facts))
    policy.refresh_from_db()
    return policy


@transaction.atomic
def add_rate(policy: RatePolicy, *, by: Actor, **facts: Any) -> Rate:
    """One more line; a second line for the same kind and unit is refused."""
    draft = _draft(policy)
    if draft.rates.filter(kind=facts.get("kind", ""), unit=facts["unit"]).exists():
        raise Refused(_("There is a line for this already. Take it out first, then add the new one."), code="unit")
    rate = Rate.objects.create(policy=draft, **facts)
    record("rates.line_added", about=draft, by=by, institution_id=draft.institution_id, pence=rate.pence)
    return rate


@transaction.atomic
def remove_rate(policy: RatePolicy, *, rate_id: int, by: Actor) -> None:
    """Take a line out of a draft. Taking it out twice is taking it out."""
    draft = _draft(policy)
    gone, _rows = draft.rates.filter(pk=rate_id).delete()
    if gone:
        record("rates.line_removed", about=draft, by=by, institution_id=draft.institution_id, line=rate_id)


def why_not_publish_policy(policy: RatePolicy) -> list[str]:
    """What is in the way, a sentence each; the page and the verb ask the same."""
    reasons = []
    if not policy.rates.exists():
        reasons.append(_("Add at least one rate."))
    if policy.agreed_on is None or not policy.agreed_with:
        reasons.append(_("Write with whom you agreed this, and on which day."))
    elif policy.agreed_on > timezone.localdate():
        reasons.append(_("The day you agreed it can not be a day to come."))
    if overlap := why_not_from(policy.institution_id, policy.starts_on):
        reasons.append(overlap)
    return reasons


@transaction.atomic
def publish_policy(policy: RatePolicy, *, by: Actor) -> RatePolicy:
    """Freeze it. The version before it, if it had no end, ends the day before. Offers already published stay (I3)."""
    Institution.objects.select_for_update(no_key=True).get(pk=policy.institution_id)
    draft = _draft(policy)
    if reasons := why_not_publish_policy(draft):
        raise Refused(" ".join(reasons), code="incomplete")
    open_end = RatePolicy.objects.published().filter(institution_id=draft.institution_id, ends_on=None)
    open_end.update(ends_on=draft.starts_on - timedelta(days=1))
    _freeze(draft, by=by)
    record("rates.published", about=draft, by=by, institution_id=draft.institution_id, version=draft.version)
    policy.refresh_from_db()
    return policy


def _freeze(draft: RatePolicy, *, by: Actor) -> None:
    try:
        with transaction.atomic():
            RatePolicy.objects.filter(pk=draft.pk, published_at=None).update(
                published_at=timezone.now(), published_by_id=by.user_id
            )
    except IntegrityError as problem:
        words = _("Another version holds on some of these days. No two versions hold on one day.")
        raise Refused(words, code="starts_on") from problem


def _draft(policy: RatePolicy) -> RatePolicy:
    draft = RatePolicy.objects.select_for_update(no_key=True).get(pk=policy.pk)
    if draft.published_at is not None:
        raise Refused(_("This version is published and does not change. Make a new version from a later day."))
    return draft
