"""Reading a file of published examples and loading it: word for word, or the short form the project carries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from involvement.dashboards.library.cases import LOADERS
from involvement.dashboards.library.loading import Tally
from involvement.models import PublishedExample
from involvement.shared.accounts.models import Institution
from involvement.shared.errors import Refused

SHORT_FORM = Path(__file__).parent / "data" / "short_form.json"
LIBRARY_NAME = "Library of published examples"


def read_examples(path: Path) -> dict[str, Any]:
    """The file's content. Raises Refused when it cannot be read as examples; nothing has been changed then."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise Refused(f"The file {path} cannot be opened: {problem.strerror}.") from problem
    except (UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise Refused(f"The file {path} is not JSON in UTF-8: {problem}.") from problem
    if not isinstance(content, dict) or content.get("schema_version") != 1 or "cases" not in content:
        raise Refused("This is not a file of published examples: schema_version 1 and cases are needed.")
    unknown = set(content["cases"]) - set(LOADERS)
    if unknown:
        raise Refused(f"Examples nobody knows how to load: {', '.join(sorted(unknown))}.")
    return content


@transaction.atomic
def load_examples(content: dict[str, Any]) -> Tally:
    """All or nothing. The short form never replaces an example that is there word for word.

    Raises Refused when an example lacks a fact that its page needs.
    """
    tally = Tally()
    library, made = Institution.objects.get_or_create(
        name=LIBRARY_NAME, defaults={"is_library": True, "kind": Institution.Kind.OTHER}
    )
    tally.created += made
    short_form = bool(content.get("short_form", False))
    titles = {source["file"]: source["title"] for source in content["sources"]}
    order = list(LOADERS)
    for key, case in content["cases"].items():
        fuller = PublishedExample.objects.filter(key=key, short_form=False).exists()
        if short_form and fuller:
            tally.skipped.append(key)
            continue
        done = (tally.created, tally.changed, tally.removed)
        try:
            example = tally.put(
                PublishedExample,
                {"key": key},
                institution=library,
                position=order.index(key) + 1,
                kind=case["activity_type"] or "",
                title=case["title"],
                subtitle=case.get("subtitle") or case.get("section") or case.get("project_title") or "",
                source_title=titles[case["source"]],
                imported_from=case["source"],
                credited_to=case.get("credited_to", ""),
                short_form=short_form,
                not_in_source=case["not_in_source"],
                source_faults=case.get("source_faults", []),
            )
            LOADERS[key](tally, example, case)
            if done != (tally.created, tally.changed, tally.removed):
                PublishedExample.objects.filter(pk=example.pk).update(pdf="")
        except KeyError as lacking:
            raise Refused(f"The example {key} lacks {lacking}. Nothing was loaded.") from lacking
    return tally
