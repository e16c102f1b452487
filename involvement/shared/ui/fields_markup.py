"""How one form field becomes GOV.UK markup: classes, ids of hint and error, choices. Widgets are never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Problem = tuple[str, str]
"""The id of the input to go to (empty where there is none) and the sentence."""


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox; `attrs` are ready to be written into the tag."""

    id: str
    label: str
    hint: str
    attrs: SafeString


def input_kind(field: BoundField) -> str:
    """Which template part renders the field: hidden, radios, checkboxes, checkbox, or input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"


def hint_id(field: BoundField) -> str:
    return f"{field.auto_id}_helptext"


def error_id(field: BoundField) -> str:
    return f"{field.auto_id}_error"


def errors_of(field: BoundField) -> list[str]:
    """What is wrong, as sentences that say what to do. Django's bare "required" becomes one with the question."""
    bare = str(forms.Field.default_error_messages["required"])
    return [
        _nothing_given(field) if error.code == "required" and sentence == bare else sentence
        for error in field.errors.as_data()
        for sentence in error.messages
    ]


def _nothing_given(field: BoundField) -> str:
    if isinstance(field.field, forms.BooleanField):
        return _("Tick the box: %(question)s") % {"question": field.label}
    chosen = isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField)
    words = _("Choose an answer: %(question)s") if chosen else _("Give an answer: %(question)s")
    return words % {"question": field.label}


def described_by(field: BoundField) -> str:
    """Hint first, then error, as they stand on the page."""
    ids = [hint_id(field)] if field.help_text else []
    return " ".join(ids + ([error_id(field)] if field.errors else []))


def first_id(field: BoundField) -> str:
    """Where a link in the error summary goes: the input, or the first of a group."""
    grouped = isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget)
    return f"{field.auto_id}_0" if grouped else field.auto_id


def render_widget(field: BoundField) -> SafeString:
    widget = field.field.widget
    attrs: dict[str, Any] = {"class": _classes(field)}
    if not field.use_fieldset and described_by(field):
        attrs["aria-describedby"] = described_by(field)
    if field.errors:
        attrs["aria-invalid"] = "true"
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        attrs["rows"] = "5"
    return field.as_widget(attrs=attrs)


def choices_of(field: BoundField) -> list[Choice]:
    """The radios or checkboxes of a field. A widget may carry `hints`, a dict of value and sentence."""
    return list(_choices(field, input_kind(field)))


def problems_of(form: forms.BaseForm | BaseFormSet[Any] | Iterable[Any] | None) -> list[Problem]:
    """Everything wrong in a form, a formset or several of them, in the order of the page."""
    if form is None or form == "":
        return []
    if isinstance(form, BaseFormSet):
        own = [("", str(e)) for e in form.non_form_errors()] if form.is_bound else []
        return own + [p for one in form.forms for p in problems_of(one)]
    if not isinstance(form, forms.BaseForm):
        return [p for one in form for p in problems_of(one)]
    found = [("", str(e)) for e in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else first_id(field)
        found += [(target, sentence) for sentence in errors_of(field)]
    return found


def own_classes(classes: str) -> str:
    """Of the classes that crispy collects for a button, those of our own pack."""
    return " ".join(c for c in classes.split() if c.startswith(("govuk-", "thread-")))


def _classes(field: BoundField) -> str:
    widget = field.field.widget
    base = "govuk-input"
    if isinstance(widget, forms.CheckboxInput):
        return "govuk-checkboxes__input"
    if isinstance(widget, forms.Textarea):
        base = "govuk-textarea"
    elif isinstance(widget, forms.Select):
        base = "govuk-select"
    elif isinstance(widget, forms.FileInput):
        base = "govuk-file-upload"
    names = [base, f"{base}--error"] if field.errors else [base]
    return " ".join([*names, str(widget.attrs.get("class", ""))]).strip()


def _choices(field: BoundField, kind: str) -> Iterator[Choice]:
    hints = getattr(field.field.widget, "hints", {})
    for number, sub in enumerate(field.subwidgets):
        option = sub.data
        ident = f"{field.auto_id}_{number}"
        hint = hints.get(str(option["value"]), "")
        attrs: dict[str, Any] = {
            **{k: v for k, v in option["attrs"].items() if k not in ("class", "aria-describedby", "required")},
            "class": f"govuk-{kind}__input",
            "id": ident,
            "name": option["name"],
            "type": option["type"],
            "value": option["value"] if option["value"] is not None else "",
        }
        if hint:
            attrs["aria-describedby"] = f"{ident}_hint"
        yield Choice(ident, str(option["label"]), str(hint), flatatt(attrs))
