"""Every page there is, what `access_matrix.toml` says of it, and how to call it. Used by the tests beside this file."""

from __future__ import annotations

import importlib
import re
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter
from django.utils import timezone

from involvement.shared.access.permissions import Permission
from involvement.shared.access.roles import HELD
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose

MATRIX_FILE = Path(__file__).parents[1] / "access_matrix.toml"
MATRIX: dict[str, Any] = tomllib.loads(MATRIX_FILE.read_text())
ENTRIES: dict[str, dict[str, Any]] = MATRIX["pages"]
THING = re.compile(r"^(?P<link>link )?(?P<module>\w+)\.(?P<factory>\w+)(\((?P<at>\w+)\))?$")


@dataclass(frozen=True)
class Page:
    name: str
    pattern: Any
    view: Any
    params: tuple[str, ...]

    @property
    def policy(self) -> str:
        return str(getattr(self.view, "access_policy", ""))

    @property
    def entry(self) -> dict[str, Any]:
        return ENTRIES.get(self.name, {})

    @property
    def permission(self) -> Permission | None:
        return Permission(self.policy) if self.policy in set(Permission) else None

    def is_for(self, role: str) -> bool:
        return self.permission is None or self.permission in HELD[role]


def all_pages() -> list[Page]:
    return list(_walk(get_resolver(), (), ()))


def _walk(resolver: URLResolver, spaces: tuple[str, ...], params: tuple[str, ...]) -> Iterator[Page]:
    for part in resolver.url_patterns:
        here = params + tuple(p for p in part.pattern.regex.groupindex if p not in params)
        if isinstance(part, URLPattern):
            yield Page(":".join([*spaces, part.name or "?"]), part.pattern, part.callback, here)
        else:
            yield from _walk(part, (*spaces, part.namespace) if part.namespace else spaces, here)


def line_to_add(page: Page) -> str:
    """What somebody who made a new page puts into the matrix, as far as it can be guessed."""
    policy = page.policy or "third party"
    stranger = {"open": 200, "third party": 200}.get(policy, 404 if policy.startswith("link:") else "sign-in")
    said = f'"{stranger}"' if isinstance(stranger, str) else stranger
    guess = "link package.Factory" if policy.startswith("link:") else "package.Factory(path__to__institution)"
    url = ", url = { " + ", ".join(f'{p} = "{guess}"' for p in page.params) + " }" if page.params else ""
    return f'"{page.name}" = {{ for = "{policy}", stranger = {said}{url} }}'


def address(page: Page, institution: Any, *, missing: bool = False) -> str:
    """The page's address about a thing of that institution, or about one that is not there."""
    said = page.entry.get("url", {})
    return reverse(page.name, kwargs={p: _value(page, p, said[p], institution, missing) for p in page.params})


def _value(page: Page, param: str, said: Any, institution: Any, missing: bool) -> Any:
    match = THING.match(str(said))
    if match is None:
        return said
    if missing:
        return "A" * 27 if match["link"] else _nothing(page, param)
    things = match["module"] == "things"
    module = importlib.import_module("tests.architecture.things" if things else f"tests.factories.{match['module']}")
    thing = getattr(module, match["factory"])(**({match["at"]: institution} if match["at"] else {}))
    return _token(page, thing) if match["link"] else thing.pk


def _nothing(page: Page, param: str) -> Any:
    converter = getattr(page.pattern, "converters", {}).get(param)
    if isinstance(converter, UUIDConverter):
        return uuid.uuid4()
    return 987654321 if isinstance(converter, IntConverter) else "not-there"


def _token(page: Page, thing: Any) -> str:
    purpose = Purpose(page.policy.removeprefix("link:"))
    ends = timezone.now() + timedelta(days=1)
    return issue_link(purpose, about=thing, person_id=getattr(thing, "person_id", None), expires_at=ends).token()


def has_things(page: Page) -> bool:
    """Whether the page shows one thing that belongs to an institution."""
    return any(THING.match(str(v)) and not str(v).startswith("link ") for v in page.entry.get("url", {}).values())
