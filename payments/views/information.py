"""What staff see of a benefit check: the day on which the information was given. Nothing else, whatever their role."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.once.sending import once
from participants.models import Person
from payments.domain.information import give_information, given_on


@needs(Permission.PARTNER_MANAGE)
def information_given(request: SignedInRequest, pk: int) -> HttpResponse:
    """See the day, and note that one gave the information oneself, in a talk or on paper."""
    at_work = institution_ids(request.user, Permission.PARTNER_MANAGE)
    people = Person.objects.visible_to(request.user).filter(institution_id__in=at_work)
    person = get_object_or_404(people.select_related("institution"), pk=pk)
    if request.method == "POST":
        return once(request, "benefits.information_given", lambda: _note(request, person))
    context = {"person": person, "given_on": given_on([person.pk]).get(person.pk)}
    return TemplateResponse(request, "payments/information_given.html", context)


def _note(request: SignedInRequest, person: Person) -> str:
    give_information(person, by=request.actor)
    messages.success(request, _("Noted. We keep the date and nothing else."))
    return redirect("payments:information_given", pk=person.pk).url
