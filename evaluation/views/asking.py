"""The coordinator's page on feedback: ask the people who came, and see how long they may answer."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.domain.administrations import mark_told, open_feedback, why_not_open
from evaluation.models import Administration, ContactRequest
from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, needs
from involvement.shared.access.request import SignedInRequest


@needs(Permission.FEEDBACK_OPEN)
def session_feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says when the results may be seen; how many have answered so far is told to nobody."""
    session = get_object_or_404(Session.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.FEEDBACK_OPEN, session)
    if request.method == "POST" and "told" in request.POST:
        wish = get_object_or_404(_wishes(request, session), pk=request.POST["told"])
        mark_told(wish, by=request.actor)
        messages.success(request, _("Noted: %(name)s has been told.") % {"name": wish.person.name})
        return redirect("evaluation:session_feedback", pk=pk)
    if request.method == "POST":
        asked = open_feedback(session, by=request.actor).eligible
        messages.success(
            request, ngettext("We are asking %(n)s person.", "We are asking %(n)s people.", asked) % {"n": asked}
        )
        return redirect("evaluation:session_feedback", pk=pk)
    administration = Administration.objects.visible_to(request.user).filter(session=session).order_by("-wave").first()
    reason = "" if administration else why_not_open(session)
    wishes = list(_wishes(request, session))
    context = {"session": session, "administration": administration, "reason": reason, "wishes": wishes}
    return TemplateResponse(request, "evaluation/session_feedback.html", context)


def _wishes(request: SignedInRequest, session: Session) -> QuerySet[ContactRequest]:
    """Who wants to hear what happens next. Not before answering is over: it would say who has answered."""
    wishes = ContactRequest.objects.visible_to(request.user).filter(administration__session=session)
    return wishes.filter(administration__state=Administration.State.CLOSED).select_related("person").order_by("pk")
