"""`{% load involvement %}`: what pages of lower packages show of sessions and offers."""

from __future__ import annotations

from django import template

from involvement.domain.answers import why_it_is_off
from involvement.shared.links.issue import LinkProblem

register = template.Library()


@register.simple_tag
def what_became_of(problem: LinkProblem) -> str:
    """That the session was cancelled or put off, or the offer taken back; empty when the link ended otherwise."""
    return why_it_is_off(problem.about) if problem.code == "revoked" else ""
