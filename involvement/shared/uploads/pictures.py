"""Photos: measured before they are decoded, turned upright, shrunk, and written anew with nothing hidden in them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from involvement.shared.errors import Refused

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 80
_ONE_AT_A_TIME = Lock()
register_heif_opener()


def clean_picture(content: bytes, kind: str) -> bytes:
    """The picture as a JPEG of at most 1600 pixels, with no place, time, camera or comment. Raises Refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is stricter
            picture = Image.open(BytesIO(content), formats=[kind])
        _refuse_bomb(picture)
        with _whole_pictures_only():
            return _written_anew(picture)
    except Image.DecompressionBombError as problem:
        raise Refused(_too_many_pixels(), code="too_many_pixels") from problem
    except Refused:
        raise
    except Exception as problem:  # readers of broken files raise all kinds; none may reach a person (R34)
        raise Refused(
            _("We could not open this photo. The file may be cut short. Please take the photo again."), code="broken"
        ) from problem


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """The PDF library, once loaded, tells the picture library to make do with half a file. Not here."""
    with _ONE_AT_A_TIME:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _refuse_bomb(picture: Image.Image) -> None:
    """Width and height stand in the first bytes: nothing is unpacked before they are known."""
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(_too_many_pixels(), code="too_many_pixels")


def _too_many_pixels() -> str:
    return _("This photo has too many pixels. Please choose a photo of at most 40 megapixels.")


def _written_anew(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    seen = upright.convert("RGBA")
    clean = Image.new("RGB", seen.size, "white")  # a new picture: comments and profiles stay behind
    clean.paste(seen, mask=seen.getchannel("A"))
    made = BytesIO()
    clean.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
