"""Behind the link of a message: the rules have changed, so look again, and say that you have read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from involvement.shared.links.models import Purpose
from involvement.shared.links.views import LinkRequest, by_link
from participants.models import Person
from payments.domain.benefits import general_words
from payments.domain.guard.must_say import adviser_of
from payments.domain.guard.rules_door import pack_for
from payments.domain.guard.subject import of_what_if
from payments.domain.information import check_of, give_information, person_behind
from payments.views.guard_place import Place
from payments.views.guard_steps import check_page


@by_link(Purpose.BENEFITS)
def benefits_by_link(request: LinkRequest) -> HttpResponse:
    """What is true for everybody, the way to one's own check, and "I have read this". Shows no wish and no answer."""
    person = _behind(request)
    if request.method == "POST":
        give_information(person, by=request.actor)
        messages.success(request, _("Thank you. We note the day, and nothing else."))
        return redirect(request.path)
    today = timezone.localdate()
    check = check_of(person)
    context = {
        "check": check,
        "has_expired": check is None or check.has_expired(today),
        "words": general_words(pack_for(person.institution_id, today).checked_on, today),
        "adviser": adviser_of(person.institution),
        "check_at": reverse("payments:benefits_check_by_link", args=[request.link.token()]),
    }
    return TemplateResponse(request, "payments/look_again.html", context)


@by_link(Purpose.BENEFITS)
@sensitive_post_parameters()
def benefits_check_by_link(request: LinkRequest) -> HttpResponse:
    """The check about a sum that the person wonders about, with the rules of their own university."""
    person = _behind(request)
    place = Place(
        key=f"person:{person.pk}",
        title=_("What could a payment do to my benefits?"),
        subject_for=lambda answers: of_what_if(answers, at=person.institution),
        back=reverse("payments:benefits_by_link", args=[request.link.token()]),
        back_words=_("Back to what has changed"),
        person=person,
        asks_sum=True,
        may_decide=True,
    )
    return check_page(request, place, by=request.actor)


def _behind(request: LinkRequest) -> Person:
    person = person_behind(request.link)
    if person is None:
        raise Http404
    return person
