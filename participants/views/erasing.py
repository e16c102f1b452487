"""Asking for one's own record to be erased, and a coordinator carrying it out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.errors import Refused
from involvement.shared.once.sending import once
from participants.domain.erasing import ask_for_erasure, erase_person, hindrances, take_back_erasure
from participants.forms.erasing import EraseForm
from participants.models import Person


@needs(Permission.ACCESS_NEED_EDIT)
def my_erasure(request: SignedInRequest) -> HttpResponse:
    """What would go and what would stay; asking for it, and changing one's mind."""
    person = get_object_or_404(Person.objects.visible_to(request.user).of(request.user).select_related("institution"))
    if request.method == "POST":
        if request.POST.get("do") == "take_back":
            take_back_erasure(person, by=request.actor)
            messages.success(request, _("All right. We keep your record."))
        else:
            ask_for_erasure(person, by=request.actor)
            messages.success(request, _("Thank you. We will talk with you before we do it."))
        return redirect("participants:my_erasure")
    context = {"person": person, "in_the_way": [one.sentence for one in hindrances(person)]}
    return TemplateResponse(request, "participants/my_erasure.html", context)


@needs(Permission.PARTNER_MANAGE)
def partner_erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last look before a record goes: what is in the way, what goes, what stays."""
    partners = Person.objects.visible_to(request.user).filter(partner__isnull=False).select_related("institution")
    person = get_object_or_404(partners, pk=pk)
    allow(request.user, Permission.PARTNER_MANAGE, person)
    found = hindrances(person)
    form = EraseForm(request.POST or None, owed=any(one.given_up for one in found))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, "person.erase", lambda: _erase(request, person, form))
        except Refused as refused:
            form.add_error(None, refused.sentence)
            status = 409
    context = {
        "person": person,
        "form": form,
        "stops": [one.sentence for one in found if not one.given_up],
        "owed": [one.sentence for one in found if one.given_up],
    }
    return TemplateResponse(request, "participants/partner_erase.html", context, status=status)


def _erase(request: SignedInRequest, person: Person, form: EraseForm) -> str:
    erase_person(person, gives_up=bool(form.cleaned_data.get("gives_up")), by=request.actor)
    messages.success(request, _("The record is erased. What payments need for their years stays under a number."))
    return reverse("participants:partners")
