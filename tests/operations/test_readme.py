"""README.md keeps up with the project: every setting, every command, every file it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def _settings_read() -> set[str]:
    found = set()
    for path in [*(ROOT / "involvement/config/settings").glob("[!t]*.py"), ROOT / "involvement/config/gunicorn.py"]:
        found |= set(re.findall(r"(?:env\.\w+|environ\.get)\(\s*\"([A-Z_]+)\"", path.read_text()))
    return found


def _table() -> set[str]:
    rows = README.split("## Configuration")[1].split("\n## ")[0].splitlines()
    return {name for row in rows if row.startswith("|") for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}


def test_the_table_names_every_setting_and_no_other():
    assert _table() == _settings_read()


def test_what_production_needs_is_bold():
    from involvement.config.settings.completeness import missing

    bold = set(re.findall(r"\*\*`([A-Z_]+)`\*\*", README))
    assert bold == {sentence.split()[0] for sentence in missing({})}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:`| {4})(?:[A-Z]+=\S+ )?make ([a-z-]+)", README))))
def test_every_command_it_names_is_there(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", ["docker-compose.yml", ".env.example", "requirements/system.txt", "docs/adr",
                                  "tests/operations/site.py"])  # fmt: skip
def test_every_file_it_names_is_there(path):
    assert path in README and (ROOT / path).exists()


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/adr").glob("0*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
