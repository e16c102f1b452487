"""The check about one's own offer or claim, signed in or by private link; and what one keeps."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from involvement.domain.answers import invitation_behind, newest_of
from involvement.models import Invitation
from involvement.shared.access.policies import open_to_all, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.audit.actors import Actor
from involvement.shared.links.models import Purpose
from involvement.shared.links.views import LinkRequest, by_link
from participants.models import Person
from payments.domain.claims import claim_behind
from payments.domain.guard.kept import kept_of
from payments.domain.guard.subject import WHAT_IF, of_claim, of_invitation, of_what_if
from payments.models import Claim, KeptCircumstances
from payments.views.guard_limit import limited
from payments.views.guard_place import Place
from payments.views.guard_steps import check_page


@signed_in
@sensitive_post_parameters()
def my_offer_guard(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the person alone: staff and supporters find nothing here."""
    mine = Invitation.objects.visible_to(request.user).filter(person__user_id=request.user.pk)
    asked = get_object_or_404(mine.with_details(), pk=pk)
    invitation = newest_of(asked) or asked
    place = _offer(invitation, reverse("dashboards:my_offer", args=[pk]), _own(invitation.person), invitation.person)
    return check_page(request, place, by=request.actor)


@by_link(Purpose.OFFER)
@sensitive_post_parameters()
def offer_guard_by_link(request: LinkRequest) -> HttpResponse:
    asked = invitation_behind(request.link)
    if asked is None:
        raise Http404
    invitation = newest_of(asked) or asked
    back = reverse("dashboards:offer_by_link", args=[request.link.token()])
    return check_page(request, _offer(invitation, back, _shown_by_link(invitation.person)), by=request.actor)


@signed_in
@sensitive_post_parameters()
def my_claim_guard(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Claim.objects.visible_to(request.user).filter(person__user_id=request.user.pk)
    claim = get_object_or_404(mine.with_details(), pk=pk)
    place = _claim(claim, reverse("payments:my_claim", args=[pk]), _own(claim.person), claim.person)
    return check_page(request, place, by=request.actor)


@by_link(Purpose.CLAIM)
@sensitive_post_parameters()
def claim_guard_by_link(request: LinkRequest) -> HttpResponse:
    claim = claim_behind(request.link)
    if claim is None:
        raise Http404
    back = reverse("payments:claim_by_link", args=[request.link.token()])
    return check_page(request, _claim(claim, back, _shown_by_link(claim.person)), by=request.actor)


@open_to_all
@sensitive_post_parameters()
@limited
def what_if(request: HttpRequest) -> HttpResponse:
    """Without an account and without an offer; nothing is stored, whoever asks."""
    home = reverse("dashboards:front")
    title = _("What could a payment do to my benefits?")
    place = Place(WHAT_IF, title, of_what_if, home, _("Back to the first page"), asks_sum=True)
    return check_page(request, place, by=Actor.nobody())


def _own(person: Person) -> KeptCircumstances | None:
    return kept_of(person, on=timezone.localdate())


def _shown_by_link(person: Person) -> KeptCircumstances | None:
    return kept_of(person, on=timezone.localdate(), by_link=True)


def _offer(invitation: Invitation, back: str, kept: KeptCircumstances | None, owner: Person | None = None) -> Place:
    return Place(
        key=f"invitation:{invitation.pk}",
        title=invitation.offer.session.title,
        subject_for=lambda _answers: of_invitation(invitation),
        back=back,
        back_words=_("Back to the offer"),
        person=invitation.person,
        owner=owner,
        kept=kept,
        answer_at=back,
        may_decide=True,
    )


def _claim(claim: Claim, back: str, kept: KeptCircumstances | None, owner: Person | None = None) -> Place:
    return Place(
        key=f"claim:{claim.pk}",
        title=claim.session.title,
        subject_for=lambda _answers: of_claim(claim),
        back=back,
        back_words=_("Back to my money"),
        person=claim.person,
        owner=owner,
        kept=kept,
        may_decide=claim.is_open,
    )
