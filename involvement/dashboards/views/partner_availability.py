"""When somebody can take part: by tapping, saved at each tap where the browser can, else by one button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.dashboards.oneself import own_person, person_behind, profile_of
from involvement.dashboards.partner_days import cells_in, further_days, usual_week, weeks_ahead
from involvement.dashboards.partner_forms import AskingForm, FurtherDayForm
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.audit.actors import Actor
from involvement.shared.links.models import Purpose
from involvement.shared.links.views import LinkRequest, by_link
from participants.domain.asking import come_back, set_asking, take_a_rest
from participants.domain.availability import said_by, save_availability
from participants.models import PartnerProfile, Person


@needs(Permission.AVAILABILITY_EDIT)
def my_availability(request: SignedInRequest) -> HttpResponse:
    return _availability(request, own_person(request), by=request.actor)


@by_link(Purpose.AVAILABILITY)
def availability_by_link(request: LinkRequest) -> HttpResponse:
    return _availability(request, person_behind(request.link), by=request.actor)


def _availability(request: HttpRequest, person: Person, *, by: Actor) -> HttpResponse:
    if request.method == "POST" and request.POST.get("form", "days") == "days":
        return _save_days(request, person, by=by)
    profile, today, pressed = profile_of(person), timezone.localdate(), request.POST.get("form")
    asking = AskingForm(request.POST if pressed == "asking" else None, profile=profile) if profile else None
    further = FurtherDayForm(request.POST if pressed == "further" else None, today=today)
    saved = _save_rest(request, person, profile, asking, further, by=by) if pressed else ""
    if saved:
        messages.success(request, saved)
        return HttpResponseRedirect(request.path)
    said = said_by(person, today=today)
    return TemplateResponse(
        request,
        "dashboards/partner/availability.html",
        {
            "week": usual_week(said),
            "weeks": weeks_ahead(said, today=today),
            "further_days": further_days(said, today=today),
            "asking": asking,
            "further": further,
            "forms": [form for form in (asking, further) if form and form.is_bound],
            "resting": profile is not None and profile.status == PartnerProfile.Status.RESTING,
            "active": profile is not None and profile.status == PartnerProfile.Status.ACTIVE,
        },
    )


def _save_days(request: HttpRequest, person: Person, *, by: Actor) -> HttpResponse:
    cells = cells_in(request.POST.dict(), today=timezone.localdate())
    save_availability(person, cells, by=by)
    if request.headers.get("X-Saved-By-Tap"):
        return HttpResponse(status=204)
    messages.success(request, _("Saved. Thank you."))
    return HttpResponseRedirect(request.path)


def _save_rest(
    request: HttpRequest,
    person: Person,
    profile: PartnerProfile | None,
    asking: AskingForm | None,
    further: FurtherDayForm,
    *,
    by: Actor,
) -> str:
    """What was saved, in words; empty when the form has to be shown again."""
    if further.is_bound and further.is_valid():
        save_availability(person, further.cells(), by=by)
        return _("Saved. Thank you.")
    if profile is None or asking is None:
        return ""
    if asking.is_bound and asking.is_valid():
        wishes = asking.cleaned_data
        set_asking(profile, most_a_month=wishes["most_a_month"], notice_days=wishes["notice_days"], by=by)
        return _("Saved. Thank you.")
    if request.POST.get("form") == "rest":
        take_a_rest(profile, by=by)
        return _("You are having a rest. We will not ask you or remind you until you say you are back.")
    if request.POST.get("form") == "back":
        come_back(profile, by=by)
        return _("Welcome back. We may ask you again.")
    return ""
