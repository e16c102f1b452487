"""What a browser sends to the pages about claims, and the words it shows."""

import io
import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from involvement.shared.once.sending import new_key
from payments.models import Claim


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def claim_address(claim: Claim) -> str:
    return reverse("payments:claim", args=[claim.pk])


def send(client, address: str, **fields: object):
    return client.post(address, {"once": new_key(), **fields})


def my_claim_address(claim: Claim) -> str:
    return reverse("payments:my_claim", args=[claim.pk])


def link_address(claim: Claim, **fields: object) -> str:
    link = issue_link(
        Purpose.CLAIM,
        about=claim,
        person_id=fields.get("person_id", claim.person_id),
        expires_at=timezone.now() + timedelta(days=9),
    )
    return reverse("payments:claim_by_link", args=[link.token()])


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "JPEG")
    return SimpleUploadedFile("bus.jpg", out.getvalue(), content_type="image/jpeg")
