"""`{% once_key %}`: the hidden key of a form that must work once."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from involvement.shared.once.sending import FIELD, new_key

register = template.Library()


@register.simple_tag
def once_key() -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())
