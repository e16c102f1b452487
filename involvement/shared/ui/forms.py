"""What every form on a staff page shares: its layout, and how a refusal comes back beside what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms

from involvement.shared.errors import Refused


def helper(*fields: Any, submit: str, name: str = "send", once: bool = False) -> FormHelper:
    """A posted form with these fields (or layout objects) and one button; `once` puts in the key of R22."""
    made = FormHelper()
    key = [HTML("{% load once %}{% once_key %}")] if once else []
    made.layout = Layout(*key, *fields, Submit(name, submit))
    return made


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """Inside it a verb's `Refused` becomes an error of the form, so that nothing typed is lost."""
    try:
        yield
    except Refused as refused:
        field = refused.code if refused.code in form.fields else None
        form.add_error(field, refused.sentence)
