"""Promises about the source itself: rows through their door, forms that name their fields, markup that is escaped."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ["involvement", "programmes", "participants", "payments", "evaluation"]
FILES = [f for p in PACKAGES for f in sorted((ROOT / p).rglob("*.py")) if "migrations" not in f.parts]
REFERENCE = {"StandardsEdition", "Standard"}
"""Published by regulators and the same for everybody: belongs to no institution."""


def part_of(file: Path) -> str:
    """`views` or `forms`, as the file or the folder it is in says; empty for everything else."""
    relative = file.relative_to(ROOT)
    return next((w for w in ("views", "forms") if w in relative.parts or relative.stem == w), "")


def where(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{node.lineno}"


def test_views_and_forms_reach_rows_through_visible_to_only():
    """R2. A form may filter by something it was given; inside `Prefetch(...)` the parent came through its door."""
    wrong = []
    for file in FILES:
        if not (part := part_of(file)):
            continue
        tree = ast.parse(file.read_text())
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name)):
                continue
            then = parents[node].attr if isinstance(parents[node], ast.Attribute) else ""
            fine = {"visible_to", "none", "filter"} if part == "forms" else {"visible_to", "none"}
            if then not in fine and node.value.id not in REFERENCE and not _in_prefetch(node, parents):
                wrong.append(f"{where(file, node)}: {node.value.id}.objects.{then}")
    assert not wrong, "Write `.objects.visible_to(request.user)`, or move it into the domain:\n" + "\n".join(wrong)


def test_views_look_nothing_up_by_the_bare_model():
    wrong = [
        where(file, node)
        for file in FILES
        if part_of(file)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"get_object_or_404", "get_list_or_404"}
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id[:1].isupper()
    ]
    assert not wrong, f"Give get_object_or_404 a queryset from `.visible_to(`, not the model: {wrong}"


def test_forms_name_their_fields():
    """R5: neither `exclude` nor `"__all__"`."""
    wrong = []
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.ClassDef) and node.name == "Meta"):
                continue
            for line in (n for n in node.body if isinstance(n, ast.Assign)):
                name = getattr(line.targets[0], "id", "")
                everything = isinstance(line.value, ast.Constant) and line.value.value == "__all__"
                if name == "exclude" or (name == "fields" and everything):
                    wrong.append(where(file, line))
    assert not wrong, f"Name the fields: {wrong}"


def test_nothing_is_marked_safe():
    """R32. `format_html` escapes what it is given, as long as its pattern is written in the code."""
    wrong = []
    for file in FILES:
        for node in (n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            fixed = bool(node.args) and isinstance(node.args[0], ast.Constant)
            if name in {"mark_safe", "SafeString", "SafeText"} or (name == "format_html" and not fixed):
                wrong.append(f"{where(file, node)}: {name}")
    assert not wrong, "Let the template escape it:\n" + "\n".join(wrong)


@pytest.mark.slow
def test_packages_import_downwards_only():
    run = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-3000:]


def _in_prefetch(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Prefetch":
            return True
        if isinstance(node, ast.Assign):  # `standards = Prefetch(...)` or a queryset given to one on the next line
            return any(
                isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Prefetch" for n in ast.walk(node.value)
            )
    return False
