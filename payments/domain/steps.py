"""Moving a claim along its graph: one conditional update, one stage with its date, one posting, one audit line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from payments.domain.ledger import post
from payments.models import Claim, ClaimStep

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

CHANGED = "changed"
"""Code of the refusal when another person or window was quicker; the page then shows the claim anew."""


def lock(claim: Claim, *, version: int | None = None) -> Claim:
    """The claim as it is now, held until the transaction ends. Raises Refused when it is not the version seen."""
    locked = Claim.objects.select_for_update(of=("self",)).with_details().get(pk=claim.pk)
    if version is not None and locked.version != version:
        raise Refused(_("This claim was changed in the meantime. Please look at it again."), code=CHANGED)
    return locked


def must_be(claim: Claim, *states: str, otherwise: str) -> None:
    if claim.state not in states:
        raise Refused(otherwise, code="state")


def move(claim: Claim, to: str, *, by: Actor, sentence: str, action: str, **fields: Any) -> None:
    """Raises Refused when the claim is no longer in the state and version that `claim` shows (R18)."""
    same = Claim.objects.filter(pk=claim.pk, state=claim.state, version=claim.version)
    if same.update(state=to, version=F("version") + 1, **fields) != 1:
        raise Refused(_("This claim was changed in the meantime. Please look at it again."), code=CHANGED)
    before, claim.state, claim.version = claim.state, to, claim.version + 1
    for name, value in fields.items():
        setattr(claim, name, value)
    step(claim, by=by, sentence=sentence).save()
    post([claim], what=action, by=by, before=before)
    record(
        action,
        about=claim,
        by=by,
        person_id=claim.person_id,
        institution_id=claim.institution_id,
        before=before,
        after=to,
    )


def step(claim: Claim, *, by: Actor, sentence: str) -> ClaimStep:
    """An unsaved stage, for verbs that write many at once."""
    return ClaimStep(
        claim=claim,
        state=claim.state,
        at=timezone.now(),
        actor_kind=by.kind,
        actor_user_id=by.user_id,
        actor_person_id=by.person_id,
        actor_label=by.label[:200],
        sentence=sentence,
    )


def step_all(claims: Sequence[Claim], *, by: Actor, sentence: str) -> None:
    """The same stage for many claims, which are in one state: one statement."""
    alike = step(claims[0], by=by, sentence=sentence)
    columns = ["state", "at", "actor_kind", "actor_user_id", "actor_person_id", "actor_label", "sentence"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO payments_claimstep ({', '.join(columns)}, claim_id)"
            " SELECT %s, %s, %s, %s::bigint, %s::bigint, %s, %s, unnest(%s::bigint[])",
            [*(getattr(alike, column) for column in columns), [claim.pk for claim in claims]],
        )
