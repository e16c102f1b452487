"""Planning a session, changing it, and moving it through its states."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from involvement.domain import kinds
from involvement.domain.postponing import postpone_session
from involvement.domain.sessions import (
    LIVE,
    cancel_session,
    change_session,
    close_session,
    confirm_session,
    plan_session,
)
from involvement.forms.sessions import ChangeForm, CloseForm, PlanForm, PostponeForm, ReasonForm
from involvement.models import Offer
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.ui.forms import refusals_on
from involvement.views.lookup import session_for
from involvement.views.pressing import pressed
from involvement.views.session_page import short_notice_note


@needs(Permission.SESSION_MANAGE)
def plan(request: SignedInRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            session = plan_session(form.cleaned_data["at"], by=request.actor, **form.facts())
            messages.success(request, _("The session is planned. Next, write the offer."))
            step = "particulars" if kinds.particulars_of(session.kind) else "session"
            return redirect(f"involvement:{step}", pk=session.pk)
    return TemplateResponse(request, "involvement/form.html", {"form": form, "heading": _("Plan a session")})


@needs(Permission.SESSION_MANAGE)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_for(request, pk, Permission.SESSION_MANAGE)
    form = ChangeForm(request.POST or None, user=request.user, session=session)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change_session(session, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("involvement:session", pk=pk)
    context = {"form": form, "session": session, "heading": _("Change this session")}
    return TemplateResponse(request, "involvement/form.html", context)


@needs(Permission.SESSION_MANAGE)
def particulars(request: SignedInRequest, pk: int) -> HttpResponse:
    """What only this kind of session asks."""
    session = session_for(request, pk, Permission.SESSION_MANAGE)
    asked = kinds.particulars_of(session.kind)
    if asked is None:
        raise Http404
    form = asked.form(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            kinds.save_particulars(session, form.cleaned_data, by=request.actor)
            messages.success(request, _("Saved."))
            return redirect("involvement:session", pk=pk)
    return TemplateResponse(
        request, "involvement/form.html", {"form": form, "session": session, "heading": asked.heading}
    )


@require_POST
@needs(Permission.SESSION_DECIDE)
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_for(request, pk, Permission.SESSION_DECIDE)

    def do() -> str:
        confirm_session(session, by=request.actor)
        messages.success(request, _("The session is confirmed."))
        return reverse("involvement:session", args=[pk])

    return pressed(request, "session.confirm", do)


@needs(Permission.SESSION_DECIDE)
def postpone(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_for(request, pk, Permission.SESSION_DECIDE)
    has_offer = Offer.objects.visible_to(request.user).filter(session_id=pk, status__in=LIVE).exists()
    form = PostponeForm(request.POST or None, has_offer=has_offer)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            postpone_session(
                session,
                starts_at=given["starts_at"],
                ends_at=given["ends_at"],
                reason=given["reason"],
                when=given.get("when", ""),
                by=request.actor,
            )
            messages.success(request, _("The session has its new time. Everybody who said yes is asked again."))
            return reverse("involvement:session", args=[pk])

        with refusals_on(form):
            return pressed(request, "session.postpone", do)
    context = {"form": form, "session": session, "heading": _("Move this session to another time")}
    return TemplateResponse(request, "involvement/form.html", context)


@needs(Permission.SESSION_DECIDE)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_for(request, pk, Permission.SESSION_DECIDE)
    hint = _("For your own record. People are told that it is cancelled, not this.")
    form = ReasonForm(request.POST or None, submit=_("Cancel this session"), hint=hint)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            told = cancel_session(session, reason=form.cleaned_data["reason"], by=request.actor)
            words = ngettext(
                "The session is cancelled. %(told)d person is told.",
                "The session is cancelled. %(told)d people are told.",
                told,
            )
            messages.success(request, words % {"told": told})
            return reverse("involvement:session", args=[pk])

        with refusals_on(form):
            return pressed(request, "session.cancel", do)
    context = {
        "form": form,
        "session": session,
        "heading": _("Cancel this session"),
        "note": short_notice_note(session),
        "warning": _("Everybody who was asked is told, and their links stop working. This can't be taken back."),
    }
    return TemplateResponse(request, "involvement/form.html", context)


@needs(Permission.SESSION_DECIDE)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_for(request, pk, Permission.SESSION_DECIDE)
    form = CloseForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            close_session(session, by=request.actor, **form.cleaned_data)
            messages.success(request, _("The session is closed."))
            return redirect("involvement:session", pk=pk)
    context = {"form": form, "session": session, "heading": _("Close this session")}
    return TemplateResponse(request, "involvement/form.html", context)
