"""How quickly we pay: for staff and partners alike, each for their own institution."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement.shared.access.policies import signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.ui.words import month_words
from payments.domain.pay_speed import Speed, record_of


@signed_in
@require_safe
def how_quickly(request: SignedInRequest) -> HttpResponse:
    """Another institution's figures are not found."""
    places = {str(one.institution_id): one.institution for one in request.user.current_memberships()}
    institution = places.get(request.GET.get("at") or next(iter(places), ""))
    if institution is None:
        raise Http404
    found = record_of(institution, today=timezone.localdate())
    context = {
        "institution": institution,
        "places": list(places.values()),
        "year": _shown(found.year),
        "quarters": [_shown(one) for one in found.quarters],
        "waiting_late": found.waiting_late,
        "promise": institution.pay_promise_days,
    }
    return TemplateResponse(request, "payments/how_quickly.html", context)


def _shown(one: Speed) -> dict[str, Any]:
    month = one.since.month
    end = one.since.replace(month=month + 2) if month % 3 == 1 else one.since
    few = _("hidden, to protect people")
    return {
        "hidden": one.hidden,
        "when": _("%(first)s to %(last)s") % {"first": month_words(one.since), "last": month_words(end)},
        "payments": few if one.payments is None else one.payments,
        "median": few if one.median is None else one.median,
        "ninetieth": few if one.ninetieth is None else one.ninetieth,
        "late": few if one.late is None else one.late,
    }
