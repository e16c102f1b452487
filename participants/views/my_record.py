"""A person's own record: what they need, how to reach them, what they agree to, who supports them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import needs
from involvement.shared.access.request import SignedInRequest
from participants.domain.access_needs import keep_need, remove_need
from participants.domain.consents import living_consents, set_consents
from participants.domain.supporters import end_support
from participants.forms.record import ConsentForm, NeedForm
from participants.models import AccessNeed, Person, SupporterLink, SupporterRequest


def myself(request: SignedInRequest) -> Person:
    mine = Person.objects.visible_to(request.user).select_related("institution", "user")
    return get_object_or_404(mine, user_id=request.user.pk)


@needs(Permission.ACCESS_NEED_EDIT)
def my_record(request: SignedInRequest) -> HttpResponse:
    person = myself(request)
    form = ConsentForm(request.POST or None, initial={"purposes": list(living_consents(person))})
    if request.method == "POST" and form.is_valid():
        set_consents(person, set(form.cleaned_data["purposes"]), by=request.actor)
        messages.success(request, _("Saved. Thank you."))
        return redirect("participants:my_record")
    bonds = SupporterLink.objects.visible_to(request.user).current().filter(person=person)
    supporters = bonds.select_related("supporter").order_by("pk")
    labels = dict(SupporterLink.Scope.choices)
    shown: dict[str, Any] = {
        "person": person,
        "adjustments": AccessNeed.objects.visible_to(request.user).order_by("category", "adjustment"),
        "form": form,
        "supporters": [(bond, [labels[scope] for scope in bond.scopes if scope in labels]) for bond in supporters],
    }
    shown["asked"] = SupporterRequest.objects.visible_to(request.user).open().filter(person=person).order_by("pk")
    return TemplateResponse(request, "participants/my_record.html", shown)


@needs(Permission.ACCESS_NEED_EDIT)
def my_need(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """Add a need, or change one's own; the reason is opened here only, for the person alone."""
    person = myself(request)
    need = get_object_or_404(AccessNeed.objects.visible_to(request.user), pk=pk) if pk else AccessNeed(person=person)
    names = ["category", "adjustment", "detail", "share_with"]
    form = NeedForm(request.POST or None, initial={name: str(getattr(need, name)) for name in names} if pk else None)
    if request.method == "POST" and form.is_valid():
        for name in names:
            setattr(need, name, form.cleaned_data[name])
        keep_need(need, by=request.actor)
        messages.success(request, _("Saved. Thank you."))
        return redirect("participants:my_record")
    return TemplateResponse(request, "participants/my_need.html", {"form": form, "need": need if pk else None})


@needs(Permission.ACCESS_NEED_EDIT)
@require_POST
def remove_my_need(request: SignedInRequest, pk: UUID) -> HttpResponse:
    need = get_object_or_404(AccessNeed.objects.visible_to(request.user).select_related("person"), pk=pk)
    remove_need(need, by=request.actor)
    messages.success(request, _("Taken off your list."))
    return redirect("participants:my_record")


@needs(Permission.ACCESS_NEED_EDIT)
@require_POST
def end_my_supporter(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = SupporterLink.objects.visible_to(request.user).filter(person__user_id=request.user.pk)
    bond = get_object_or_404(mine.select_related("person"), pk=pk)
    end_support(bond, by=request.actor)
    messages.success(request, _("Ended. They see nothing of yours any more."))
    return redirect("participants:my_record")
