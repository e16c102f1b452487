"""The person's offers and dates, and those of people they support."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from involvement.models import Invitation, Offer, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.ui.words import when_words
from participants.models import SupporterLink

PER_PAGE = 20
Status = Invitation.Status


@needs(Permission.INVITATION_ANSWER)
def my_offers(request: SignedInRequest) -> HttpResponse:
    """What waits for an answer first, then what is coming, then what was; superseded versions stay out."""
    supported = dict(
        SupporterLink.objects.visible_to(request.user)
        .current()
        .filter(supporter__user_id=request.user.pk)
        .values_list("person_id", "scopes")
    )
    now = timezone.now()
    waiting = When(
        status=Status.SENT, offer__session__starts_at__gt=now, offer__status=Offer.Status.PUBLISHED, then=Value(0)
    )
    ahead = When(offer__session__starts_at__gt=now, then=Value(1))
    invitations = (
        Invitation.objects.visible_to(request.user)
        .exclude(offer__status=Offer.Status.SUPERSEDED)
        .select_related("person", "offer__session")
        .annotate(group=Case(waiting, ahead, default=Value(2), output_field=IntegerField()))
        .order_by("group", "offer__session__starts_at", "pk")
    )
    theirs = invitations.filter(person__user_id=request.user.pk) | invitations.filter(person_id__in=list(supported))
    page = Paginator(theirs, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(one, request.user.pk, supported) for one in page]
    return TemplateResponse(request, "dashboards/partner/offers.html", {"rows": rows, "page": page})


def _row(invitation: Invitation, user_id: int, supported: dict[int, list[str]]) -> dict[str, object]:
    """One line of the list, in words; a link only where the person may answer."""
    session, mine = invitation.offer.session, invitation.person.user_id == user_id
    may_answer = mine or SupporterLink.Scope.ANSWER_INVITATIONS in supported.get(invitation.person_id, [])
    off = session.status in {Session.Status.CANCELLED, Session.Status.POSTPONED}
    waiting = invitation.group == 0 and not off  # type: ignore[attr-defined]
    return {
        "pk": invitation.pk,
        "title": session.title,
        "name": "" if mine else invitation.person.name,
        "when": when_words(session),
        "status": session.get_status_display() if off else invitation.get_status_display(),
        "may_answer": may_answer,
        "waiting": waiting,
    }
