"""Every stored field has a decision: how long it is kept, and whether people get it with their own data (R46)."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

FILE = Path(__file__).with_name("retention.toml")
DECIDED = tomllib.loads(FILE.read_text())
ABOUT_NOBODY = set(DECIDED["about_nobody"]["models"])
MODELS = {
    m._meta.label: m
    for m in apps.get_models(include_auto_created=True)
    if m._meta.managed
    and not m._meta.proxy
    and not hasattr(m, "pgh_tracked_model")  # a history follows what it is the history of
}


def said_of(label):
    entry = DECIDED["models"].get(label, {})
    return entry.get("export", []), entry.get("hold_back", [])


def fields_of(model):
    keys = {"id"} if model._meta.pk.name == "id" else set()
    return {field.name for field in model._meta.concrete_fields} - keys


@pytest.mark.slow
def test_every_field_has_a_decision():
    undecided = {}
    for label, model in MODELS.items():
        if label in ABOUT_NOBODY:
            continue
        exported, held_back = said_of(label)
        if held_back == ["*"] and not exported:
            continue
        missing = sorted(fields_of(model) - set(exported) - set(held_back))
        if missing or label not in DECIDED["models"]:
            undecided[label] = missing
    lines = [
        f'["models"."{label}"]\nkeep = "?"\nexport = []\nhold_back = {fields}' for label, fields in undecided.items()
    ]
    assert not undecided, (
        f"Nobody decided about these. Add to {FILE.name} (its head says how), or the model to [about_nobody]:\n\n"
        + "\n\n".join(lines)
    )


@pytest.mark.slow
def test_no_decision_is_about_something_that_is_gone():
    gone = sorted((set(DECIDED["models"]) | ABOUT_NOBODY) - set(MODELS))
    for label in set(DECIDED["models"]) & set(MODELS):
        exported, held_back = said_of(label)
        gone += [
            f"{label}.{name}"
            for name in [*exported, *held_back]
            if name != "*" and name not in fields_of(MODELS[label])
        ]
    assert not gone, f"Take these out of {FILE.name}: {gone}"


def test_no_field_is_decided_twice():
    twice = [label for label in DECIDED["models"] for e, h in [said_of(label)] if set(e) & set(h)]
    assert not twice and not set(DECIDED["models"]) & ABOUT_NOBODY, twice


def test_every_model_says_how_long_it_is_kept():
    silent = [label for label, entry in DECIDED["models"].items() if len(entry.get("keep", "")) < 4]
    assert not silent, f"Say `keep` for {silent}"


def test_sealed_fields_are_given_to_the_person_they_are_about():
    """What is special category is the person's own: it is in their export unless a reason stands in the table."""
    for label in ["participants.PartnerProfile", "participants.AccessNeed", "payments.KeptCircumstances"]:
        sealed = {f.name for f in MODELS[label]._meta.concrete_fields if type(f).__name__ == "SealedTextField"}
        assert sealed <= set(said_of(label)[0])
