"""The hook for a virus scanner: a command that reads the file from its input, like `clamdscan --no-summary -`."""

from __future__ import annotations

import shlex
import subprocess

from django.conf import settings
from django.utils.translation import gettext as _

from involvement.shared.errors import Refused


def scan(content: bytes) -> None:
    """Raises Refused when the scanner says no, fails or is silent. Nothing where no scanner is set up."""
    if not settings.UPLOAD_SCANNER:
        return
    command = shlex.split(settings.UPLOAD_SCANNER)
    try:
        answer = subprocess.run(
            command, input=content, capture_output=True, timeout=settings.UPLOAD_SCANNER_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Refused(_unchecked(), code="not_scanned") from problem
    if answer.returncode == 1:
        raise Refused(_("Our virus check refused this file. Please send a photo of the receipt."), code="infected")
    if answer.returncode != 0:
        raise Refused(_unchecked(), code="not_scanned")


def _unchecked() -> str:
    return _("We could not check this file for viruses just now. Please try again in a few minutes.")
