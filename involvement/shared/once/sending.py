"""Doing a form's deed once.

The page shows `{% once_key %}` inside the form. The view then ends with:

    return once(request, "claim.confirm", lambda: _confirm(request, claim, form))

where the function does the deed and returns the address to go on to. A double click, a reload or a retried request
with the same key and the same content gets the first answer again and does nothing; other content is refused.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from involvement.shared.errors import Refused
from involvement.shared.once.models import IdempotencyKey

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

KEEP = timedelta(days=30)
FIELD = "once"
_NOT_CONTENT = {FIELD, "csrfmiddlewaretoken"}


def new_key() -> str:
    return str(uuid.uuid4())


def once(request: Any, purpose: str, do: Callable[[], str]) -> HttpResponseRedirect:
    """Runs `do` and the key's row in one transaction. A second sender waits for the first and gets its answer.

    Raises Refused when the key is missing, or was used for something else. When `do` raises, the key stays unused.
    """
    row = IdempotencyKey(
        key=request.POST.get(FIELD, "")[:36], purpose=purpose, who=_who(request.actor), content=content_of(request)
    )
    if not row.key:
        raise Refused(_("Please open the page again and send it from there."), code="no_key")
    with transaction.atomic():
        if not _first(row):
            return HttpResponseRedirect(_answer_of(row))
        row.answer = do()
        row.save(update_fields=["answer"])
    return HttpResponseRedirect(row.answer)


def content_of(request: Any) -> str:
    """A digest of the fields and files that were sent, without the key itself.

    Keyed with `SECRET_KEY`: a bank account could be guessed from a plain digest of it.
    """
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_CONTENT}
    files = {name: [_file_digest(f) for f in uploads] for name, uploads in request.FILES.lists()}
    whole = json.dumps([request.path, fields, files], sort_keys=True)
    return salted_hmac("once.content", whole, algorithm="sha256").hexdigest()


def forget_old_keys(*, now: datetime) -> int:
    """Delete keys of more than 30 days. Returns how many."""
    return IdempotencyKey.objects.filter(at__lt=now - KEEP).delete()[0]


def _first(row: IdempotencyKey) -> bool:
    """Whether nobody has sent this key before; waits for a sender who is still at it."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _answer_of(row: IdempotencyKey) -> str:
    first = IdempotencyKey.objects.get(key=row.key, purpose=row.purpose, who=row.who)
    if first.content != row.content:
        raise Refused(
            _("You have sent this page before, with something else in it. Please open it again and look."),
            code="other_content",
        )
    return first.answer


def _who(actor: Actor) -> str:
    return f"{actor.kind}:{actor.user_id or actor.person_id or ''}"


def _file_digest(upload: Any) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
