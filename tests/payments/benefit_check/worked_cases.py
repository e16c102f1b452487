"""The cases worked by hand, as they stand in `cases/*.json` (one file a scheme)."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"


def worked_cases() -> list[dict[str, Any]]:
    """Every case of every file, in the order of their files."""
    return [case for path in sorted(FOLDER.glob("*.json")) for case in json.loads(path.read_text())]
