"""How somebody is reached, changed by themselves: after a fresh check, and a new e-mail address after its code."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from involvement.shared.access.fresh import is_fresh, sign_in_again
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.moving import NewAddress, ask_for, end_other_sessions, waiting_for
from involvement.shared.ui.forms import refusals_on
from participants.domain.contact_details import FIELDS, change_contact, change_own_email, guards
from participants.forms.record import ContactForm
from participants.models import Person
from participants.views.my_record import myself


@needs(Permission.ACCESS_NEED_EDIT)
def my_contact(request: SignedInRequest) -> HttpResponse:
    """The check comes before the page, so that nobody types for nothing; after five minutes words may still change."""
    if request.method != "POST" and not is_fresh(request):
        return sign_in_again(request)
    person = myself(request)
    form = ContactForm(request.POST or None, initial={name: getattr(person, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        if guards(person, form.cleaned_data) and not is_fresh(request):
            return sign_in_again(request)
        with refusals_on(form):
            return _keep(request, person, dict(form.cleaned_data))
    return TemplateResponse(request, "participants/my_contact.html", {"form": form})


def _keep(request: SignedInRequest, person: Person, details: dict[str, Any]) -> HttpResponse:
    """Everything at once but a new e-mail address, which waits for its code."""
    email = details.pop("email")
    is_new = bool(email) and email.lower() != person.email.lower()
    if is_new:
        ask_for(request, email)
    elif person.email and not email:
        change_own_email(person, email="", by=request.actor)
    change_contact(person, by=request.actor, **details)
    if is_new:
        return redirect("participants:my_email_code")
    messages.success(request, _("Saved. Thank you."))
    return redirect("participants:my_record")


@needs(Permission.ACCESS_NEED_EDIT)
def my_email_code(request: SignedInRequest) -> HttpResponse:
    """The code that went to the new address. Until it is typed in, the old address counts."""
    person, waiting = myself(request), waiting_for(request)
    if waiting is None:
        messages.info(request, _("There is no new e-mail address that waits for a code."))
        return redirect("participants:my_contact")
    if request.POST.get("action") == "resend" and waiting.can_resend:
        waiting.record_resend()
        waiting.send()
        return redirect("participants:my_email_code")
    form = ConfirmLoginCodeForm(request.POST or None, code=waiting.code)
    if request.method == "POST" and (answer := _tried(request, person, waiting, form)):
        return answer
    context = {
        "verify_form": form,
        "email": waiting.email,
        "phone": "",
        "can_resend": waiting.can_resend,
        "person": person,
        "redirect_field": "",
    }
    return TemplateResponse(request, "participants/my_email_code.html", context)


def _tried(
    request: SignedInRequest, person: Person, waiting: NewAddress, form: ConfirmLoginCodeForm
) -> HttpResponse | None:
    """Where to go after this code; nothing when it was wrong and may be tried again."""
    if form.is_valid():
        with refusals_on(form):
            change_own_email(person, email=waiting.email, by=request.actor)
            waiting.abort()
            end_other_sessions(request)
            messages.success(request, _("Your e-mail address is changed. You sign in with the new one from now on."))
            return redirect("participants:my_record")
    elif not waiting.record_invalid_attempt():
        messages.error(request, _("There were too many tries. Your e-mail address was not changed."))
        return redirect("participants:my_contact")
    return None
