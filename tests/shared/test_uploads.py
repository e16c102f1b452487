"""What is kept of what people upload (R35)."""

import stat
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.uploads.models import StoredFile
from involvement.shared.uploads.store import serve, store_upload
from tests.factories.accounts import InstitutionFactory

pytestmark = pytest.mark.django_db


def picture(kind="JPEG", size=(2000, 1000), **options):
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **options)
    return made.getvalue()


def with_place_and_comment():
    """A photo that says where it was taken, by which camera, and more."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCam"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 48.0, 0.0), 3: "W", 4: (1.0, 33.0, 0.0)})
    return picture(exif=exif, comment=b"my secret home", icc_profile=b"secret profile")


def pdf(change=None, password=""):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def png_bomb(width=60_000, height=60_000):
    """A few bytes that say they are 3,600 megapixels."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
        + chunk(b"IEND", b"")
    )


def keep(content, name="photo.jpg"):
    return store_upload(
        SimpleUploadedFile(name, content),
        person_id=7,
        institution_id=InstitutionFactory().pk,
        by=Actor.link(7, "Ana"),
    )


def content_of(stored):
    with stored.file.open("rb") as file:
        return file.read()


def launch(writer):
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")}
    )


def scripted(writer):
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_photo_becomes_a_jpeg_of_at_most_1600_pixels(kind):
    stored = keep(picture(kind), f"photo.{kind.lower()}")
    kept = Image.open(BytesIO(content_of(stored)))
    assert (kept.format, kept.size) == ("JPEG", (1600, 800))
    assert (stored.content_type, stored.size) == ("image/jpeg", len(content_of(stored)))
    assert AuditEvent.objects.get(action="file.stored").actor_person == "7"


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "PNG"])
def test_place_camera_comment_and_profile_are_gone_and_the_photo_is_upright(kind):
    original = with_place_and_comment()
    if kind != "JPEG":
        source, made = Image.open(BytesIO(original)), BytesIO()
        extra = PngImagePlugin.PngInfo()
        extra.add_text("Comment", "my secret home")
        source.save(made, kind, exif=source.getexif(), **({"pnginfo": extra} if kind == "PNG" else {}))
        original = made.getvalue()

    kept = content_of(keep(original))

    opened = Image.open(BytesIO(kept))
    assert not opened.getexif()
    assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"ecret" not in kept
    assert b"Exif" not in kept
    if kind != "HEIF":  # its writer turns the pixels itself and notes no direction
        assert opened.height > opened.width


def test_a_see_through_png_gets_a_white_ground():
    made = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(made, "PNG")
    assert Image.open(BytesIO(content_of(keep(made.getvalue())))).getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_is_kept_as_it_is():
    content = pdf()
    stored = keep(content, "receipt.pdf")
    assert content_of(stored) == content
    assert stored.content_type == "application/pdf"
    assert len(PdfReader(BytesIO(content)).pages) == 1


BAD = {
    "empty": (lambda: b"", "is empty"),
    "fifty megabytes": (lambda: b"\xff\xd8\xff" + bytes(50 * 1024 * 1024), "at most 10 MB"),
    "a renamed program": (lambda: b"MZ\x90\x00" + bytes(500), "not a photo or a PDF"),
    "a renamed script": (lambda: b"#!/bin/sh\nrm -rf /", "not a photo or a PDF"),
    "a web page": (lambda: b"<html><script>alert(1)</script>", "not a photo or a PDF"),
    "a drawing with a script": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo or a PDF"),
    "a truncated HEIC": (lambda: picture("HEIF")[:-200], "could not open this photo"),
    "a HEIC cut to its head": (lambda: picture("HEIF")[:40], "could not open this photo"),
    "a truncated JPEG": (lambda: picture()[:800], "could not open this photo"),
    "only the first bytes of a JPEG": (lambda: b"\xff\xd8\xff\xe0MZ" + bytes(300), "could not open this photo"),
    "an image bomb": (png_bomb, "too many pixels"),
    "a bomb just above the limit": (lambda: png_bomb(6400, 6251), "too many pixels"),
    "a locked PDF": (lambda: pdf(password="x"), "locked with a password"),
    "a PDF with a script": (lambda: pdf(scripted), "holds a program"),
    "a PDF that starts a program": (lambda: pdf(launch), "holds a program"),
    "a PDF with a file in it": (lambda: pdf(lambda w: w.add_attachment("x.exe", b"MZ")), "holds a program"),
    "a truncated PDF": (lambda: b"%PDF-1.7\n" + bytes(100), "could not open this PDF"),
}


@pytest.fixture(autouse=True, params=[False, True], ids=["", "with the PDF library loaded"])
def half_pictures(request, monkeypatch):
    """The PDF library makes the picture library accept cut files as soon as somebody loads it."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", request.param)


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_a_clear_sentence_and_nothing_is_kept(what):
    make, sentence = BAD[what]
    with pytest.raises(Refused, match=sentence) as refusal:
        keep(make(), "receipt.jpg")
    assert refusal.value.sentence.endswith(".")
    assert not StoredFile.objects.exists()


def test_the_name_of_the_file_is_never_used():
    stored = keep(picture(), "../../etc/=cmd|' /C calc'!A0 \u202egpj.exe")
    assert stored.file.name.startswith("uploads/")
    assert stored.file.name.endswith(".jpg")
    assert "cmd" not in stored.file.name


def test_it_is_given_back_as_a_download_and_kept_in_no_cache():
    stored = keep(picture(size=(10, 10)))
    response = serve(stored)
    assert response.content == content_of(stored)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith('attachment; filename="receipt-')
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store, private")


@pytest.fixture
def scanner(tmp_path, settings):
    def install(lines):
        script = tmp_path / "scan"
        script.write_text("#!/bin/sh\n" + lines)
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        settings.UPLOAD_SCANNER, settings.UPLOAD_SCANNER_TIMEOUT = f"{script} -", 1

    return install


def test_a_scanner_that_says_yes_lets_the_file_in_and_saw_all_of_it(scanner, tmp_path):
    scanner(f"cat > {tmp_path}/seen; exit 0")
    content = picture()
    keep(content)
    assert (tmp_path / "seen").read_bytes() == content


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [("exit 1", "virus check refused"), ("exit 2", "could not check"), ("sleep 5", "could not check")],
)
def test_a_scanner_that_says_no_fails_or_is_silent_keeps_the_file_out(scanner, answer, sentence):
    scanner(answer)
    with pytest.raises(Refused, match=sentence):
        keep(picture(size=(10, 10)))
    assert not StoredFile.objects.exists()


def test_a_scanner_that_is_not_there_keeps_the_file_out(settings):
    settings.UPLOAD_SCANNER = "/nowhere/scan -"
    with pytest.raises(Refused, match="could not check"):
        keep(picture(size=(10, 10)))
