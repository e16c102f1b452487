"""The list of partners for inviting, the look before sending, the sending; and who gets a place."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from involvement.domain.candidates import ORDERS, candidates, only_those, rows_of
from involvement.domain.inviting import MOST_AT_ONCE, by_channel, invite, why_not_invite
from involvement.domain.places import confirm_place, put_on_waiting_list
from involvement.domain.sessions import LIVE
from involvement.models import Invitation, Offer
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.errors import Refused
from involvement.shared.once.sending import once
from involvement.shared.ui.words import list_words, when_words
from involvement.views.lookup import session_for
from involvement.views.pressing import pressed
from participants.models import Person

PAGE = 50
SORTS = [
    ("best", gettext_lazy("Can come, asked least")),
    ("least", gettext_lazy("Asked least")),
    ("name", gettext_lazy("Name")),
]
CAN = [("", gettext_lazy("Everybody")), ("maybe", gettext_lazy("Has not said no")), ("yes", gettext_lazy("Said yes"))]


@needs(Permission.INVITATION_SEND)
def invite_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is available, who said how often, who has been asked least; nobody's reasons (I5)."""
    session = session_for(request, pk, Permission.INVITATION_SEND)
    offer = _live_offer(request, pk)
    sort = request.GET.get("sort", "")
    sort = sort if sort in ORDERS else "best"
    wanted: dict[str, Any] = {
        "q": request.GET.get("q", "").strip()[:200],
        "can": request.GET.get("can", "") if request.GET.get("can", "") in dict(CAN) else "",
        "within": bool(request.GET.get("within")),
    }
    found = only_those(
        candidates(session, request.user), search=wanted["q"], can=wanted["can"], within_wish=wanted["within"]
    )
    page = Paginator(found.order_by(*ORDERS[sort]), PAGE).get_page(request.GET.get("page"))
    context = {
        "session": session,
        "when": when_words(session),
        "offer": offer,
        "reasons": why_not_invite(offer) if offer else [_("Write and publish the offer first.")],
        "page": page,
        "rows": rows_of(page.object_list),
        "wanted": wanted,
        "sort": sort,
        "sorts": SORTS,
        "cans": CAN,
    }
    return TemplateResponse(request, "involvement/invite.html", context)


@require_POST
@needs(Permission.INVITATION_SEND)
def invite_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is about to be sent, to whom and how. Nothing has happened yet."""
    session = session_for(request, pk, Permission.INVITATION_SEND)
    people = _ticked(request, request.POST)
    if not people:
        messages.error(request, _("Tick at least one person."))
        return redirect("involvement:invite", pk=pk)
    context = {
        "session": session,
        "when": when_words(session),
        "people": people,
        "sentence": _channels_sentence(by_channel(people)),
    }
    return TemplateResponse(request, "involvement/invite_preview.html", context)


@require_POST
@needs(Permission.INVITATION_SEND)
def invite_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask them, once, however often the button is pressed."""
    session = session_for(request, pk, Permission.INVITATION_SEND)

    def send() -> str:
        offer = _live_offer(request, pk)
        if offer is None:
            raise Refused(_("The offer is not open any more."))
        asked = invite(offer, _ticked(request, request.POST), by=request.actor)
        words = ngettext("%(count)d person is asked.", "%(count)d people are asked.", len(asked))
        messages.success(request, words % {"count": len(asked)})
        return reverse("involvement:session", args=[session.pk])

    return once(request, "offer.invite", send)


@require_POST
@needs(Permission.INVITATION_SEND)
def place_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)

    def do() -> str:
        confirm_place(invitation, by=request.actor)
        messages.success(request, _("%(name)s has a place.") % {"name": invitation.person.name})
        return reverse("involvement:session", args=[invitation.offer.session_id])

    return pressed(request, "place.confirm", do)


@require_POST
@needs(Permission.INVITATION_SEND)
def place_wait(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)

    def do() -> str:
        put_on_waiting_list(invitation, by=request.actor)
        messages.success(request, _("%(name)s is on the waiting list.") % {"name": invitation.person.name})
        return reverse("involvement:session", args=[invitation.offer.session_id])

    return pressed(request, "place.wait", do)


def _invitation(request: SignedInRequest, pk: int) -> Invitation:
    found = Invitation.objects.visible_to(request.user).with_details().select_related("person__adult_lead")
    invitation = get_object_or_404(found, pk=pk)
    allow(request.user, Permission.INVITATION_SEND, invitation.offer.session)
    return invitation


def _live_offer(request: SignedInRequest, session_id: int) -> Offer | None:
    offers = Offer.objects.visible_to(request.user).with_details().filter(session_id=session_id)
    return offers.filter(status__in=LIVE).first() or offers.order_by("-version").first()


def _ticked(request: SignedInRequest, sent: QueryDict) -> list[Person]:
    """The people whose boxes were ticked, as far as this person may know of them."""
    ids = {text for text in sent.getlist("person")[: MOST_AT_ONCE + 1] if text.isdecimal() and len(text) < 18}
    people = Person.objects.visible_to(request.user).select_related("adult_lead")
    return list(people.filter(pk__in=ids).order_by("name"))


def _channels_sentence(counts: Counter[str]) -> str:
    """ "You are about to ask 5 people by e-mail, 1 by letter and 1 by phone." """
    total = sum(counts.values())
    ways: list[tuple[str, Any]] = [
        ("email", _("%(count)d by e-mail")),
        ("text", _("%(count)d by text message")),
        ("letter", _("%(count)d by letter")),
        ("phone", _("%(count)d by phone")),
    ]
    parts = [words % {"count": counts[way]} for way, words in ways if counts[way]]
    start = ngettext("You are about to ask %(total)d person", "You are about to ask %(total)d people", total)
    return f"{start % {'total': total}}: {list_words(parts)}."
