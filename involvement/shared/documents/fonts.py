"""The typefaces that documents carry: our own from the built static files, Noto from the system for other scripts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SCHEME = "thread-font:"
_PACKAGE = "atkinson-hyperlegible-next"
_SUBSETS = {"latin": "AHN", "latin-ext": "AHNX"}
_WEIGHTS = ("400", "700")


@dataclass(frozen=True)
class Face:
    """One file of one typeface. Each subset has a family name of its own: two files under one name print wrong
    Welsh and Polish letters, without a warning."""

    family: str
    weight: str
    path: Path

    @property
    def css(self) -> str:
        return (
            f"@font-face {{ font-family: {self.family}; font-weight: {self.weight}; "
            f'src: url("{SCHEME}{self.path.name}") format("woff2"); }}'
        )


def faces() -> list[Face]:
    """Our typeface where the styles have been built; empty where not, and documents then use Noto Sans alone."""
    built = Path(settings.BASE_DIR) / "static" / "build"
    found: list[Face] = []
    for subset, family in _SUBSETS.items():
        for weight in _WEIGHTS:
            matches = sorted(built.rglob(f"{_PACKAGE}-{subset}-{weight}-normal.woff2"))
            found += [Face(family, weight, matches[0])] if matches else []
    return found
