"""What a person keeps for the check, and what they wish: seen, changed and erased by themselves alone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.access.policies import signed_in
from involvement.shared.access.request import SignedInRequest
from participants.models import Person
from payments.domain.guard.kept import erase, kept_of, show_by_link
from payments.domain.guard.must_say import adviser_of
from payments.domain.information import check_of, hold_fee, report_change, say_stage
from payments.models import BenefitCheck


@signed_in
def my_benefits(request: SignedInRequest) -> HttpResponse:
    """What is kept is named here and not shown: somebody may look over a shoulder."""
    mine = Person.objects.visible_to(request.user).select_related("institution")
    person = get_object_or_404(mine, user_id=request.user.pk)
    if request.method == "POST":
        _do(request, person)
        return redirect("payments:my_benefits")
    today = timezone.localdate()
    check = check_of(person)
    context = {
        "kept": kept_of(person, on=today),
        "check": check,
        "is_current": check.is_current(today) if check else False,
        "has_expired": check.has_expired(today) if check else False,
        "stages": [(value, words) for value, words in BenefitCheck.Stage.choices if value != "information_given"],
        "adviser": adviser_of(person.institution),
    }
    response = TemplateResponse(request, "payments/my_benefits.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def _do(request: SignedInRequest, person: Person) -> None:
    by, stage = request.actor, request.POST.get("stage", "")
    deeds: dict[str, tuple[Callable[[], object], str]] = {
        "erase": (lambda: erase(person, by=by), _("Erased. We keep nothing of it.")),
        "by_link": (lambda: show_by_link(person, by_link=True, by=by), _("Your private links show it now.")),
        "not_by_link": (lambda: show_by_link(person, by_link=False, by=by), _("Your private links do not show it.")),
        "stage": (lambda: say_stage(person, stage=stage, by=by), _("Thank you. Only you see this.")),
        "hold": (
            lambda: hold_fee(person, hold=True, by=by),
            _("We hold your fee. We still pay back your costs. Staff see that you wish it, and no reason."),
        ),
        "release": (lambda: hold_fee(person, hold=False, by=by), _("Thank you. Your fee can be paid again.")),
        "changed": (
            lambda: report_change(person, by=by),
            _("Thank you. We show you the information again at your next offer."),
        ),
    }
    do = request.POST.get("do", "")
    if do not in deeds:
        raise Http404
    deed, thanks = deeds[do]
    deed()
    messages.success(request, thanks)
