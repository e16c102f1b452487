"""Naming a supporter, and the page on which that supporter says yes or no."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.shared.access.fresh import fresh
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.links.models import Purpose
from involvement.shared.links.views import LinkRequest, by_link
from involvement.shared.ui.forms import refusals_on
from participants.domain import supporter_requests
from participants.forms.supporters import AskForm, GrantForm, ProposeForm
from participants.models import SupporterLink, SupporterRequest
from participants.views.my_record import myself
from participants.views.partners import partner_of


@needs(Permission.ACCESS_NEED_EDIT)
@fresh
def ask_supporter(request: SignedInRequest) -> HttpResponse:
    person = myself(request)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            supporter_requests.ask_supporter(person, by=request.actor, **form.asked())
            return _asked(request)
    return TemplateResponse(request, "participants/ask_supporter.html", {"form": form, "supporter": ""})


@needs(Permission.ACCESS_NEED_EDIT)
@fresh
def agree_supporter(request: SignedInRequest, pk: int) -> HttpResponse:
    """A coordinator wrote the name down; what it means is the person's alone."""
    asked = _mine(request, pk)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            supporter_requests.agree(asked, by=request.actor, **form.granted())
            return _asked(request)
    return TemplateResponse(request, "participants/ask_supporter.html", {"form": form, "supporter": asked.name})


def _asked(request: SignedInRequest) -> HttpResponse:
    messages.success(request, _("We are asking them. They see nothing until they say yes."))
    return redirect("participants:my_record")


@needs(Permission.ACCESS_NEED_EDIT)
@require_POST
def take_back_supporter(request: SignedInRequest, pk: int) -> HttpResponse:
    supporter_requests.take_back(_mine(request, pk), by=request.actor)
    messages.success(request, _("Taken back. They cannot say yes any more."))
    return redirect("participants:my_record")


@needs(Permission.PARTNER_MANAGE)
def propose_supporter(request: SignedInRequest, pk: int) -> HttpResponse:
    person = partner_of(request, pk, Permission.PARTNER_MANAGE)
    form = ProposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            supporter_requests.propose_supporter(person, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Written down. We are telling them. They decide what their supporter may see."))
            return redirect("participants:partner", pk=pk)
    context = {"form": form, "person": person, "heading": _("Write down a supporter")}
    return TemplateResponse(request, "participants/partner_form.html", context)


@by_link(Purpose.SUPPORT)
def supporter_by_link(request: LinkRequest) -> HttpResponse:
    """Who asks, and what one would see. Nothing else of the person's stands here."""
    asked = supporter_requests.waiting_for(request.link.about)
    if asked is None:
        raise Http404
    labels = dict(SupporterLink.Scope.choices)
    context = {"asked": asked, "scopes": [labels[scope] for scope in asked.scopes if scope in labels], "said": ""}
    if request.method == "POST":
        answer = request.POST.get("answer")
        if answer not in ("yes", "no"):
            raise Http404
        if answer == "yes":
            supporter_requests.accept(asked)
        else:
            supporter_requests.decline(asked)
        context["said"] = answer
    return TemplateResponse(request, "participants/supporter_by_link.html", context)


def _mine(request: SignedInRequest, pk: int) -> SupporterRequest:
    return get_object_or_404(SupporterRequest.objects.visible_to(request.user).open(), pk=pk)
