"""Is it still all right for tomorrow? Three buttons, by link or signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.answers import COMING, invitation_behind, newest_of
from involvement.domain.still_on import answer_still_on, why_not_still_on
from involvement.models import Invitation
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.links.models import Purpose
from involvement.shared.links.views import LinkRequest, by_link


@by_link(Purpose.STILL_ON)
def still_on_by_link(request: LinkRequest) -> HttpResponse:
    invitation = invitation_behind(request.link)
    if invitation is None:
        raise Http404
    return _still_on(request, invitation, by=request.actor)


@signed_in
def my_still_on(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.INVITATION_ANSWER, invitation)
    return _still_on(request, invitation, by=request.actor)


def _still_on(request: HttpRequest, asked: Invitation, *, by: Actor) -> HttpResponse:
    invitation, sentence, status = newest_of(asked) or asked, "", 200
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer in Invitation.StillOn.values:
        try:
            answer_still_on(invitation, answer=answer, by=by)
        except Refused as refused:
            sentence, status = refused.sentence, 409
        else:
            messages.success(request, _thanks(answer))
            return HttpResponseRedirect(request.path)
    closed = why_not_still_on(invitation, now=timezone.now())
    shown = {
        "invitation": invitation,
        "session": invitation.offer.session,
        "closed": sentence or closed,
        "open": not closed,
        "coming": invitation.status in COMING,
        "answer": invitation.still_on,
        "phone": invitation.offer.session.institution.coordinator_phone,
    }
    return TemplateResponse(request, "dashboards/partner/still_on.html", shown, status=status)


def _thanks(answer: str) -> str:
    return {
        "yes": _("Thank you. We look forward to seeing you."),
        "no": _("Thank you for telling us. That is fine. You are not expected any more."),
        "call_me": _("Thank you. The coordinator will call you."),
    }[answer]
