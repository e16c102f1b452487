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
from payments.domain.benefits import general_words
from payments.domain.guard.kept import erase, kept_of, show_by_link
from payments.domain.guard.must_say import adviser_of
from payments.domain.guard.rules_door import pack_for
from payments.domain.information import check_of, decide, decision_of, give_information, report_change, say_stage
from payments.forms.guard import DecisionForm
from payments.models import BenefitCheck
from payments.views.guard_words import thanks_for


@signed_in
def my_benefits(request: SignedInRequest) -> HttpResponse:
    """What is kept is named here and not shown: somebody may look over a shoulder."""
    mine = Person.objects.visible_to(request.user).select_related("institution")
    person = get_object_or_404(mine, user_id=request.user.pk)
    form = _do(request, person) if request.method == "POST" else None
    if request.method == "POST" and form is None:
        return redirect("payments:my_benefits")
    today = timezone.localdate()
    check = check_of(person)
    pack = pack_for(person.institution_id, today)
    context = {
        "kept": kept_of(person, on=today),
        "check": check,
        "is_current": check.is_current(today) if check else False,
        "has_expired": check.has_expired(today) if check else False,
        "rules_changed": check is not None and check.rules_version != pack.version,
        "words": general_words(pack.checked_on, today),
        "stages": [(value, words) for value, words in BenefitCheck.Stage.choices if value != "information_given"],
        "adviser": adviser_of(person.institution),
        "form": form or DecisionForm(initial={"decision": decision_of(check)}),
    }
    response = TemplateResponse(request, "payments/my_benefits.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def _do(request: SignedInRequest, person: Person) -> DecisionForm | None:
    """The deed that was sent, or the form that says what was wrong with it."""
    by, stage = request.actor, request.POST.get("stage", "")
    if request.POST.get("do") == "decide":
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return form
        decide(person, decision=form.cleaned_data["decision"], by=by)
        messages.success(request, thanks_for(form.cleaned_data["decision"]))
        return None
    deeds: dict[str, tuple[Callable[[], object], str]] = {
        "erase": (lambda: erase(person, by=by), _("Erased. We keep nothing of it.")),
        "by_link": (lambda: show_by_link(person, by_link=True, by=by), _("Your private links show it now.")),
        "not_by_link": (lambda: show_by_link(person, by_link=False, by=by), _("Your private links do not show it.")),
        "stage": (lambda: say_stage(person, stage=stage, by=by), _("Thank you. Only you see this.")),
        "read": (lambda: give_information(person, by=by), _("Thank you. We note the day, and nothing else.")),
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
    return None
