"""Giving feedback: by a private link without signing in, or from one's own list. Both are the same page inside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from evaluation.domain.responses import give_feedback, invitation_behind, items_to_ask, why_not_answer
from evaluation.forms import FeedbackForm
from evaluation.models import FeedbackInvitation, Response
from involvement.shared.access.policies import open_to_all, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.links.models import Purpose
from involvement.shared.links.views import LinkRequest, by_link, private


@by_link(Purpose.FEEDBACK)
def feedback_by_link(request: LinkRequest) -> HttpResponse:
    return _feedback(request, invitation_behind(request.link))


@signed_in
def my_feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = FeedbackInvitation.objects.visible_to(request.user).with_details()
    return private(_feedback(request, get_object_or_404(mine, pk=pk)))


@signed_in
def my_feedback_list(request: SignedInRequest) -> HttpResponse:
    """What one has been asked, newest first; only the last fifty are of any use here."""
    asked = FeedbackInvitation.objects.visible_to(request.user).with_details().order_by("-pk")[:50]
    rows = [(one, bool(one.answered_on), not why_not_answer(one.administration)) for one in asked]
    return TemplateResponse(request, "evaluation/my_feedback.html", {"rows": rows})


@open_to_all
def thanks(request: HttpRequest) -> HttpResponse:
    """Names nobody and nothing, so that anyone may open it."""
    return TemplateResponse(request, "evaluation/thanks.html")


def _feedback(request: HttpRequest, invitation: FeedbackInvitation | None) -> HttpResponse:
    """GET shows the form, POST stores or, with `switch`, shows the same in the other words with nothing lost."""
    if invitation is None or why_not_answer(invitation.administration):
        return TemplateResponse(request, "evaluation/feedback_over.html", status=410)
    if invitation.answered_on:
        return TemplateResponse(request, "evaluation/thanks.html", {"before": True})
    switching = "switch" in request.POST
    words = request.POST.get("switch") or request.POST.get("words") or Response.Form.EASY_READ
    form = FeedbackForm(
        request.POST if request.method == "POST" and not switching else None,
        items=items_to_ask(invitation.administration),
        words=words if words in Response.Form.values else Response.Form.EASY_READ,
        initial=request.POST.dict() if switching else None,
    )
    if form.is_valid():
        give_feedback(
            invitation,
            answers=form.answers(),
            form=form.words,
            helped=form.cleaned_data["helped"],
            tell_me=form.wants_to_be_told(),
        )
        return redirect("evaluation:thanks")
    return TemplateResponse(
        request, "evaluation/feedback.html", {"form": form, "invitation": invitation, "forms": Response.Form}
    )
