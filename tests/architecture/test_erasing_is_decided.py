"""Whatever names a person has a decision about what becomes of it when that person is erased (A9)."""

import tomllib
from pathlib import Path

from django.apps import apps

from participants.models import Person

ERASED = tomllib.loads(Path(__file__).with_name("retention.toml").read_text())["erased"]
COLUMNS = {"person", "person_id", "actor_person", "about_person"}
MODELS = {
    m._meta.label: m
    for m in apps.get_models(include_auto_created=True)
    if m._meta.managed and not hasattr(m, "pgh_tracked_model")
}


def names_a_person(model) -> bool:
    return model is Person or any(
        field.name in COLUMNS or field.related_model is Person for field in model._meta.concrete_fields
    )


def fields_of(model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if not field.primary_key}


def test_every_model_that_names_a_person_says_what_becomes_of_it():
    undecided = sorted(label for label, model in MODELS.items() if names_a_person(model) and label not in ERASED)
    assert not undecided, (
        f"Decide in [erased] of retention.toml, and erase it in a receiver of person_erased: {undecided}"
    )


def test_every_field_that_outlives_a_person_was_looked_at():
    for label, said in ERASED.items():
        if said == "deleted":
            assert names_a_person(MODELS[label])
            continue
        empties, stays = set(said["empties"]), set(said["stays"])
        assert empties | stays == fields_of(MODELS[label]), f"{label}: decide of each field, once"
        assert not empties & stays and len(said["why"]) > 4, label
