"""The offer page: one page, reached by a private link or signed in, and the answer to it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from involvement.dashboards.partner_forms import AnswerForm
from involvement.dashboards.partner_offer_page import offer_page
from involvement.domain.answers import COMING, Answer, answer_invitation, invitation_behind, newest_of, why_not
from involvement.domain.calendar import calendar_for
from involvement.models import Invitation
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.links.models import Purpose
from involvement.shared.links.views import LinkRequest, by_link
from participants.domain.access_needs import shared_adjustments
from payments.domain.guard.on_offer import OnOffer, on_offer, remember
from payments.domain.information import note_information


@by_link(Purpose.OFFER)
@sensitive_post_parameters("sealed")
def offer_by_link(request: LinkRequest) -> HttpResponse:
    return _offer(request, _behind(request), by=request.actor)


@signed_in
@sensitive_post_parameters("sealed")
def my_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    return _offer(request, _mine(request, pk), by=request.actor)


@by_link(Purpose.OFFER)
@require_safe
def calendar_by_link(request: LinkRequest) -> HttpResponse:
    return _calendar(_behind(request))


@signed_in
@require_safe
def my_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    return _calendar(_mine(request, pk))


def _behind(request: LinkRequest) -> Invitation:
    invitation = invitation_behind(request.link)
    if invitation is None:
        raise Http404
    return invitation


def _mine(request: SignedInRequest, pk: int) -> Invitation:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.INVITATION_ANSWER, invitation)
    return invitation


def _offer(request: HttpRequest, asked: Invitation, *, by: Actor) -> HttpResponse:
    invitation = newest_of(asked)
    if invitation is None:
        return TemplateResponse(request, "dashboards/partner/offer_changed.html", {"invitation": asked})
    usual = shared_adjustments(invitation.person_id)
    guard = _guard(request, invitation, by=by)
    looks = request.method != "POST" or "look" in request.POST
    form_first = guard.shown.form_first if guard else set()
    form = AnswerForm(None if looks else request.POST, invitation=invitation, usual=usual, form_first=form_first)
    status = 200
    if not looks and form.is_valid():
        try:
            return _answered(request, invitation, form, guard, by=by)
        except Refused as refused:  # nothing typed is lost: the sentence stands above what was filled in
            form.add_error(None, refused.sentence)
            status = 409
            invitation.refresh_from_db(fields=["status"])
    page = offer_page(invitation, newer=invitation.pk != asked.pk, closed=why_not(invitation, now=timezone.now()))
    shown = {
        "form": form,
        "page": page,
        "invitation": invitation,
        "guard": guard,
        "guard_at": _guard_address(request, invitation, by),
    }
    return TemplateResponse(request, "dashboards/partner/offer.html", shown, status=status)


def _guard(request: HttpRequest, invitation: Invitation, *, by: Actor) -> OnOffer | None:
    """The person's own check, from the page they sent or from what they keep; nothing for supporters and staff.

    An answer without it asks nothing of the database: the page it came from showed none.
    """
    text = request.POST.get("sealed", "")
    if request.method == "POST" and not text:
        return None
    own = by.kind == "user" and invitation.person.user_id == by.user_id
    if not own and by.kind != "link":
        return None
    return on_offer(invitation, text=text, own=own, by_link=by.kind == "link", now=timezone.now())


def _guard_address(request: HttpRequest, invitation: Invitation, by: Actor) -> str:
    if by.kind == "link" and request.resolver_match:
        return reverse("payments:offer_guard_by_link", args=[request.resolver_match.kwargs["token"]])
    own = invitation.person.user_id is not None and invitation.person.user_id == by.user_id
    return reverse("payments:my_offer_guard", args=[invitation.pk]) if own else ""


def _answered(
    request: HttpRequest, invitation: Invitation, form: AnswerForm, guard: OnOffer | None, *, by: Actor
) -> HttpResponse:
    answer = form.cleaned_data["answer"]
    with transaction.atomic():
        answer_invitation(
            invitation,
            answer=answer,
            payment_choice=form.cleaned_data["payment_choice"],
            needs_that_day=form.needs_that_day,
            by=by,
        )
        if answer == Answer.YES:  # the page carries the information, and says what pressing yes confirms
            note_information(invitation.person)
            if guard:
                remember(guard, invitation)
    messages.success(request, _thanks(answer))
    return HttpResponseRedirect(request.path)


def _thanks(answer: str) -> str:
    return {
        "yes": _("Thank you. You said yes."),
        "no": _("Thank you for telling us. You said no, and that is fine."),
        "interested": _("Thank you. The coordinator will get in touch with you."),
    }[answer]


def _calendar(invitation: Invitation) -> HttpResponse:
    if invitation.status not in COMING:
        raise Http404
    response = HttpResponse(calendar_for(invitation, method="PUBLISH"), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response
