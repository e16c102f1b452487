"""Making, opening and ending private links."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.audit.record import reference
from involvement.shared.errors import Refused
from involvement.shared.links.models import PrivateLink, Purpose, digest_of, new_nonce, token_of
from involvement.shared.prepared import Given, Prepared


class LinkProblem(Refused):
    """The link does not open; `code` is unknown, expired, revoked or used. Whose and about what, where it is known."""

    def __init__(self, sentence: str, *, code: str, person_id: int | None = None, about: str = "") -> None:
        super().__init__(sentence, code=code)
        self.person_id, self.about = person_id, about


class LinkToCome(NamedTuple):
    """A link that is made when its message goes out: `purpose`, whose it will be, and when it ends (UTC)."""

    purpose: Purpose
    person_id: int | None
    expires_at: datetime


def build_link(purpose: Purpose, *, about: models.Model, person_id: int | None, expires_at: datetime) -> PrivateLink:
    """An unsaved link, for verbs that make many and save them with `bulk_create`."""
    return link_as(uuid.uuid4(), LinkToCome(purpose, person_id, expires_at), about=reference(about))


def link_as(pk: uuid.UUID, coming: LinkToCome, *, about: str) -> PrivateLink:
    """An unsaved link with this key, to the thing with this audit reference."""
    nonce = new_nonce()
    digest = digest_of(token_of(coming.purpose, pk, nonce))
    return PrivateLink(
        id=pk,
        purpose=str(coming.purpose),
        about=about,
        person_id=coming.person_id,
        nonce=nonce,
        digest=digest,
        expires_at=coming.expires_at,
    )


def issue_link(purpose: Purpose, *, about: models.Model, person_id: int | None, expires_at: datetime) -> PrivateLink:
    link = build_link(purpose, about=about, person_id=person_id, expires_at=expires_at)
    link.save(force_insert=True)
    return link


def open_link(token: str, purpose: Purpose) -> PrivateLink:
    """The living link behind a token. Changes nothing, however often it is opened (R7). Raises LinkProblem."""
    link: PrivateLink | None = next(iter(_BY_TOKEN.things(digest=digest_of(token), purpose=str(purpose))), None)
    if link is None:
        raise LinkProblem(
            _("This link does not work. It may have been cut in two by your e-mail or phone."), code="unknown"
        )
    if link.revoked_at:
        raise LinkProblem(
            _("This link has been switched off."), code="revoked", person_id=link.person_id, about=link.about
        )
    if link.used_at:
        raise LinkProblem(_("This link has been used already."), code="used", person_id=link.person_id)
    if link.expires_at <= timezone.now():
        raise LinkProblem(_("This link has ended."), code="expired", person_id=link.person_id)
    return link


def use_up(link: PrivateLink) -> None:
    """Mark a single-use link as used. Raises LinkProblem when somebody else was first."""
    changed = PrivateLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=timezone.now())
    if not changed:
        raise LinkProblem(_("This link has been used already."), code="used")


def revoke_links(*, about: models.Model | None = None, person_ids: Iterable[int] | None = None) -> int:
    """Switch off every living link to a thing, or to people (new address, left, blocked). Returns how many."""
    links = PrivateLink.objects.filter(revoked_at=None)
    if about is not None:
        links = links.filter(about=reference(about))
    if person_ids is not None:
        links = links.filter(person_id__in=list(person_ids))
    if about is None and person_ids is None:
        raise ValueError("Say whose or which links.")
    return links.update(revoked_at=timezone.now())


def revoke_all(abouts: Iterable[str]) -> int:
    """Switch off every living link to many things, named by audit reference, in one statement."""
    return PrivateLink.objects.filter(revoked_at=None, about__in=list(abouts)).update(revoked_at=timezone.now())


_BY_TOKEN = Prepared(
    lambda: PrivateLink.objects.filter(
        digest=Given("digest", models.CharField()), purpose=Given("purpose", models.CharField())
    )
)
"""Every page behind a private link begins with it."""
