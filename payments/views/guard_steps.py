"""The pages of the check, one after the other. Answers travel sealed in the page; the server keeps none of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.audit.actors import Actor
from participants.models import Person
from payments.domain.guard.answers import RATHER_NOT_SAY, Answers, held_in, says_nothing
from payments.domain.guard.kept import answers_of, keep
from payments.domain.guard.questions import questions_of
from payments.domain.guard.sealing import FIELD, opened, sealed
from payments.domain.guard.showing import show
from payments.domain.information import check_of, decide_after_check, decision_of, give_information
from payments.forms.guard import DecisionForm, HeldForm, OthersForm, SectionForm, WorkForm, initial_from
from payments.views.guard_documents import document
from payments.views.guard_place import Place, section_named
from payments.views.guard_words import thanks_for

TOO_OLD = "too_old"


def check_page(request: HttpRequest, place: Place, *, by: Actor) -> HttpResponse:
    """GET starts, or shows what is kept; POST goes on, back, keeps, or prints."""
    response = _page(request, place, by)
    response["Cache-Control"] = "no-store, private"
    return response


def _page(request: HttpRequest, place: Place, by: Actor) -> HttpResponse:
    if request.method != "POST":
        if place.kept is not None and not place.asks_sum:
            return _result(request, place, answers_of(place.kept), kept=True)
        return _ask(request, place, place.steps({})[0], {})
    text, do, step = (request.POST.get(name, "") for name in (FIELD, "do", "step"))
    answers = opened(text, subject=place.key, now=timezone.now())
    if answers is None and text:
        return _ask(request, place, place.steps({})[0], {}, problem=TOO_OLD)
    answers = answers or {}
    if do in ("next", "skip"):
        return _go_on(request, place, answers, step, skip=do == "skip")
    if do in ("back", "again"):
        steps = place.steps(answers)
        at = steps.index(step) - 1 if do == "back" and step in steps else 0
        return _ask(request, place, steps[max(at, 0)], answers)
    return _deed(request, place, answers, do, by)


def _go_on(request: HttpRequest, place: Place, answers: Answers, step: str, *, skip: bool) -> HttpResponse:
    if step not in place.steps(answers):
        raise Http404
    form = _form(step, answers, request)
    if skip and step != "work":
        answers = {**answers, **_left_out(step, form)}
    elif form.is_valid():
        answers = {**answers, **form.answers()}
    else:
        return _ask(request, place, step, answers, form=form)
    steps = place.steps(answers)
    after = steps[steps.index(step) + 1 :]
    return _ask(request, place, after[0], answers) if after else _result(request, place, answers)


def _left_out(step: str, form: Any) -> Answers:
    if step == "held":
        return {"held": [RATHER_NOT_SAY]}
    return {"others": []} if step == "others" else dict.fromkeys(form.fields, "")


def _form(step: str, answers: Answers, request: HttpRequest | None = None) -> Any:
    data = request.POST if request else None
    initial = initial_from(answers)
    match step:
        case "work":
            return WorkForm(data, initial=initial)
        case "held":
            return HeldForm(data, initial=initial)
        case "others":
            return OthersForm(data, others=answers.get("others"))
    section = section_named(step, answers)
    if section is None:
        raise Http404
    return SectionForm(data, questions=questions_of(section, held_in(answers)), initial=initial)


def _ask(
    request: HttpRequest,
    place: Place,
    step: str,
    answers: Answers,
    *,
    form: forms.Form | None = None,
    problem: str = "",
) -> HttpResponse:
    steps = place.steps(answers)
    section = section_named(step, answers)
    titles = {
        "work": _("What would you be paid?"),
        "held": _("Your benefits"),
        "others": _("Are you paid for this kind of thing somewhere else?"),
    }
    context = {
        "place": place,
        "step": step,
        "title": section.title if section else titles[step],
        "form": form or _form(step, answers),
        "sealed": sealed(answers, subject=place.key, now=timezone.now()) if answers else "",
        "first": steps.index(step) == 0,
        "number": steps.index(step) + 1,
        "of": len(steps) if len(steps) > 2 else 0,
        "too_old": problem == TOO_OLD,
    }
    return TemplateResponse(request, "payments/guard_ask.html", context)


def _result(
    request: HttpRequest, place: Place, answers: Answers, *, kept: bool = False, form: DecisionForm | None = None
) -> HttpResponse:
    """Behind a private link the form is empty, whatever was said before: others may hold the phone."""
    subject = place.subject_for(answers)
    if subject is None:
        return _ask(request, place, "work", answers)
    context: dict[str, Any] = {
        "place": place,
        "shown": None if says_nothing(answers) else show(subject, answers, today=timezone.localdate(), kept=kept),
        "sealed": sealed(answers, subject=place.key, now=timezone.now()),
        "kept": kept,
        "subject": subject,
    }
    if place.may_decide:
        said = decision_of(check_of(place.owner)) if place.owner else ""
        context["form"] = form or DecisionForm(initial={"decision": said})
    return TemplateResponse(request, "payments/guard_result.html", context)


def _deed(request: HttpRequest, place: Place, answers: Answers, do: str, by: Actor) -> HttpResponse:
    if do == "read" and place.person is not None:
        give_information(place.person, by=by)
        messages.success(request, _("Thank you. We note the day, and nothing else."))
        return HttpResponseRedirect(place.back)
    if do == "decide" and place.may_decide and place.person is not None:
        return _decide(request, place, place.person, answers, by)
    if do == "keep" and place.owner is not None and answers and not says_nothing(answers):
        keep(place.owner, answers, by=by)
        return HttpResponseRedirect(request.path)
    if do == "adviser" or (do == "letter" and not place.asks_sum):
        subject = place.subject_for(answers)
        if subject is not None and not says_nothing(answers):
            return document(do, subject, answers, kept=place.kept is not None)
    raise Http404


def _decide(request: HttpRequest, place: Place, person: Person, answers: Answers, by: Actor) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _result(request, place, answers, kept=place.kept is not None, form=form)
    decide_after_check(person, decision=form.cleaned_data["decision"], by=by)
    messages.success(request, thanks_for(form.cleaned_data["decision"]))
    return HttpResponseRedirect(place.back)
