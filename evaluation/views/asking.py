"""The coordinator's page on feedback: ask the people who came, and see how long they may answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

from evaluation.domain.administrations import open_feedback, why_not_open
from evaluation.models import Administration
from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, needs
from involvement.shared.access.request import SignedInRequest


@needs(Permission.FEEDBACK_OPEN)
def session_feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says when the results may be seen; how many have answered so far is told to nobody."""
    session = get_object_or_404(Session.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.FEEDBACK_OPEN, session)
    if request.method == "POST":
        asked = open_feedback(session, by=request.actor).eligible
        messages.success(
            request, ngettext("We are asking %(n)s person.", "We are asking %(n)s people.", asked) % {"n": asked}
        )
        return redirect("evaluation:session_feedback", pk=pk)
    administration = Administration.objects.visible_to(request.user).filter(session=session).order_by("-wave").first()
    reason = "" if administration else why_not_open(session)
    context = {"session": session, "administration": administration, "reason": reason}
    return TemplateResponse(request, "evaluation/session_feedback.html", context)
