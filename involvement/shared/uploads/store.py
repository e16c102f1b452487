"""Keeping a file somebody gave us, and giving it back (R35)."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.uploads.models import StoredFile
from involvement.shared.uploads.pdfs import check_pdf
from involvement.shared.uploads.pictures import clean_picture
from involvement.shared.uploads.scanner import scan

MOST_BYTES = 10 * 1024 * 1024
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


@transaction.atomic
def store_upload(
    uploaded: UploadedFile[bytes], *, person_id: int | None, institution_id: int, by: Actor, purpose: str = "receipt"
) -> StoredFile:
    """Check the file by what is in it, clean it and keep it. Raises Refused with a sentence for the person."""
    content = _content_of(uploaded)
    kind = _kind_of(content)
    scan(content)
    if kind == "PDF":
        check_pdf(content)
    else:
        content = clean_picture(content, kind)
    stored = StoredFile(
        institution_id=institution_id,
        person_id=person_id,
        purpose=purpose,
        content_type="application/pdf" if kind == "PDF" else "image/jpeg",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=f"{by.kind}:{by.user_id or by.person_id or ''}",
    )
    stored.file.save("", ContentFile(content), save=False)
    stored.save(force_insert=True)
    record("file.stored", about=stored, by=by, person_id=person_id, institution_id=institution_id, size=stored.size)
    return stored


def serve(stored: StoredFile) -> HttpResponse:
    """The file as a download, never shown inside a page of ours and kept in no cache."""
    ending = "pdf" if stored.content_type == "application/pdf" else "jpg"
    name = f"{stored.purpose}-{stored.created_at:%Y-%m-%d}.{ending}"
    with stored.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=stored.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _content_of(uploaded: UploadedFile[bytes]) -> bytes:
    too_big = Refused(_("This file is too big. Please choose one of at most 10 MB, or take a new photo."), code="big")
    if (uploaded.size or 0) > MOST_BYTES:
        raise too_big
    uploaded.seek(0)
    content: bytes = uploaded.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise too_big
    if not content:
        raise Refused(_("This file is empty. Please choose it again, or take a new photo."), code="empty")
    return content


def _kind_of(content: bytes) -> str:
    """What the file is, by its first bytes; its name and what the browser said count for nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"%PDF-"):
        return "PDF"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "HEIF"
    raise Refused(_("This is not a photo or a PDF. Please choose a JPEG, PNG, HEIC or PDF file."), code="type")
