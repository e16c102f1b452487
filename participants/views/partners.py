"""Partners of one's institution: the list, adding somebody, and their page for coordinators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, institution_ids, may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.lists import Sort, listed
from participants.domain.contact_details import change_contact
from participants.domain.partners import MOVES, add_partner, adjustments_of, move_partner, read_in_confidence
from participants.domain.sign_in import open_sign_in, why_not_sign_in
from participants.forms.partners import AddForm, ReachForm, WhyForm
from participants.models import PartnerProfile, Person
from participants.signals import said_of

SORTS = {
    "name": Sort(gettext_lazy("Name"), "name"),
    "newest": Sort(gettext_lazy("Newest first"), "created_at", downwards=True),
}
MOVE_WORDS = {
    PartnerProfile.Status.GETTING_TO_KNOW: gettext_lazy("We have talked and are getting to know each other"),
    PartnerProfile.Status.INDUCTED: gettext_lazy("Agreement signed; access, payment and benefits talked about"),
    PartnerProfile.Status.ACTIVE: gettext_lazy("They say: I am ready"),
    PartnerProfile.Status.RESTING: gettext_lazy("They want a rest"),
    PartnerProfile.Status.LEFT: gettext_lazy("They want to leave"),
}


@needs(Permission.PARTNER_VIEW)
def partner_list(request: SignedInRequest) -> HttpResponse:
    search, status = request.GET.get("q", "").strip()[:200], request.GET.get("status", "")
    found = (
        Person.objects.visible_to(request.user)
        .filter(partner__isnull=False, institution_id__in=institution_ids(request.user, Permission.PARTNER_VIEW))
        .select_related("partner")
        .only("name", "channel", "created_at", "partner__status", "partner__capacity", "partner__also_carer")
    )
    wants_erasing = found.filter(erasure_asked_at__isnull=False).only("name", "erasure_asked_at")
    if search:
        found = found.filter(Q(name__unaccent__icontains=search) | Q(name__trigram_word_similar=search))
    if status in PartnerProfile.Status.values:
        found = found.filter(partner__status=status)
    page = listed(found, request.GET, SORTS)
    page.rows = [_row(person) for person in page.rows]
    context = {
        "page": page,
        "search": search,
        "status": status,
        "statuses": PartnerProfile.Status.choices,
        "wants_erasing": wants_erasing.select_related(None).order_by("erasure_asked_at")[:20],
    }
    return TemplateResponse(request, "participants/partners.html", context)


@needs(Permission.PARTNER_MANAGE)
def partner_add(request: SignedInRequest) -> HttpResponse:
    form = AddForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        with refusals_on(form):
            profile = add_partner(facts.pop("at"), by=request.actor, **facts)
            messages.success(request, _("%(name)s is added.") % {"name": profile.person.name})
            return redirect("participants:partner", pk=profile.person_id)
    return TemplateResponse(request, "participants/partner_form.html", {"form": form, "heading": _("Add a partner")})


@needs(Permission.PARTNER_VIEW)
def partner_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a coordinator needs for working together. What was told in confidence is opened apart, with a reason."""
    person = _person(request, pk, Permission.PARTNER_VIEW)
    profile = person.partner
    manages = may(request.user, Permission.PARTNER_MANAGE, person)
    moves = [(to, MOVE_WORDS[to]) for to in MOVES.get(profile.status, [])] if manages else []
    context = {
        "person": person,
        "profile": profile,
        "adjustments": adjustments_of(person, by=request.actor, role=_role(request, person)),
        "manages": manages,
        "said": said_of(Person, [person.pk])[person.pk] if manages else [],
        "moves": moves,
        "no_sign_in": why_not_sign_in(person),
        "is_resting": profile.status == PartnerProfile.Status.RESTING,
    }
    return TemplateResponse(request, "participants/partner.html", context)


@needs(Permission.PARTNER_MANAGE)
def partner_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(request, pk, Permission.PARTNER_MANAGE)
    form = ReachForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change_contact(person, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("participants:partner", pk=pk)
    context = {"form": form, "person": person, "heading": _("How to reach them")}
    return TemplateResponse(request, "participants/partner_form.html", context)


@needs(Permission.PARTNER_MANAGE)
@require_POST
def partner_move(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(request, pk, Permission.PARTNER_MANAGE)
    move_partner(person.partner, to=request.POST.get("to", ""), by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("participants:partner", pk=pk)


@needs(Permission.PARTNER_MANAGE)
@require_POST
def partner_sign_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """An account for somebody who wants one. Nobody needs it to take part."""
    person = _person(request, pk, Permission.PARTNER_MANAGE)
    open_sign_in(person, by=request.actor)
    messages.success(request, _("%(name)s can now sign in. We are telling them.") % {"name": person.name})
    return redirect("participants:partner", pk=pk)


@never_cache
@needs(Permission.PARTNER_MANAGE)
def partner_confidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Experience and topics off limits: shown only in the answer to a reason, and never twice for one."""
    person = _person(request, pk, Permission.PARTNER_MANAGE)
    form = WhyForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "person": person, "confidence": None}
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            context["confidence"] = read_in_confidence(
                person.partner, why=form.cleaned_data["why"], by=request.actor, role=_role(request, person)
            )
    return TemplateResponse(request, "participants/partner_confidence.html", context)


def _person(request: SignedInRequest, pk: int, permission: Permission) -> Person:
    """A partner; 404 for what one may not know. What is sealed is not loaded (R4)."""
    found = Person.objects.visible_to(request.user).filter(partner__isnull=False)
    sealed = ["partner__experience", "partner__topics_off_limits"]
    person = get_object_or_404(found.select_related("partner", "institution", "adult_lead").defer(*sealed), pk=pk)
    allow(request.user, permission, person)
    return person


def _role(request: SignedInRequest, person: Person) -> str:
    return ", ".join(sorted(request.user.roles_at(person.institution_id)))


def _row(person: Person) -> dict[str, Any]:
    profile = person.partner
    return {
        "pk": person.pk,
        "name": person.name,
        "status": profile.get_status_display(),
        "channel": person.get_channel_display(),
        "carer": profile.also_carer or profile.capacity == "carer",
    }
