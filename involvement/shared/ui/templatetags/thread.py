"""`{% load thread %}`: the words of `ui/words.py`, the navigation, and what the form templates need."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template import Context

from involvement.shared.ui import fields_markup, navigation, words

register = template.Library()

register.filter("pounds", words.pounds)
register.filter("day_words", words.day_words)
register.filter("month_words", words.month_words)
register.filter("time_words", words.time_words)
register.filter("when_words", words.when_words)
register.filter("minutes_words", words.minutes_words)
register.filter("list_words", words.list_words)

register.filter("input_kind", fields_markup.input_kind)
register.filter("choices_of", fields_markup.choices_of)
register.filter("first_id", fields_markup.first_id)
register.filter("described_by", fields_markup.described_by)
register.filter("problems_of", fields_markup.problems_of)
register.filter("errors_of", fields_markup.errors_of)
register.filter("own_classes", fields_markup.own_classes)


@register.simple_tag
def widget(field: BoundField) -> str:
    """The field's input with our classes and descriptions."""
    return fields_markup.render_widget(field)


@register.simple_tag(takes_context=True)
def site_navigation(context: Context) -> list[navigation.Item]:
    """Where this person may go, the current part marked."""
    return navigation.items_for(context.get("request"))


@register.simple_tag(takes_context=True)
def account_navigation(context: Context) -> list[navigation.Item]:
    """The person's account and signing out, or signing in."""
    return navigation.account_items_for(context.get("request"))


@register.simple_tag
def page_address(name: str, *args: Any) -> str:
    """The address of a page that another package may or may not have; empty when it has not."""
    return navigation.address_of(name, *args)


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """This page's query string with some keys changed; an empty value takes the key out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}"
