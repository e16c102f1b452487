"""Where people's money goes: one's own bank details, and what finance notes about everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from involvement.shared.access.fresh import fresh, is_fresh, sign_in_again
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids, may, needs, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Role
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.lists import Sort, listed
from involvement.shared.ui.words import day_words, time_words
from participants.models import Person
from payments.domain.file_settings import setting_of
from payments.domain.formats.terms import Account
from payments.domain.payees import (
    change_account,
    change_reference,
    forget_account,
    mark_checked,
    people_to_pay,
    read_account,
)
from payments.forms.files import AccountForm, ReferenceForm
from payments.models import FileSetting, Payee

SORTS = {
    "name": Sort(gettext_lazy("Name"), "name"),
    "newest": Sort(gettext_lazy("Newest first"), "pk", downwards=True),
}


@signed_in
@fresh
@never_cache
def my_payee(request: SignedInRequest) -> HttpResponse:
    """One's own bank details. Never a supporter's page."""
    person = get_object_or_404(Person.objects.visible_to(request.user).of(request.user).select_related("institution"))
    payee = Payee.objects.visible_to(request.user).filter(person=person).first()
    form = AccountForm(submit=_("Save my bank details"))
    if request.method == "POST" and request.POST.get("do") == "forget":
        return once(request, "payee.forget", lambda: _forget(request, person))
    if request.method == "POST":
        form = AccountForm(request.POST, submit=_("Save my bank details"))
        if form.is_valid():
            with refusals_on(form):
                return once(request, "payee.change", lambda: _change(request, person, form, Payee.Source.PERSON))
    context = {
        "form": form,
        "kept_here": setting_of(person.institution_id).payee_details == FileSetting.Details.SEALED,
        "payee": _shown(payee),
        "phone": person.institution.coordinator_phone,
    }
    return TemplateResponse(request, "payments/my_payee.html", context)


@needs(Permission.PAYEE_MANAGE)
def payees(request: SignedInRequest) -> HttpResponse:
    """Everybody who has a claim, with the finance system's number and the end of the account."""
    search = request.GET.get("q", "").strip()[:200]
    found = people_to_pay(institution_ids(request.user, Permission.PAYEE_MANAGE))
    page = listed(found.filter(name__icontains=search) if search else found, request.GET, SORTS)
    rows = [{"pk": one.pk, "name": one.name} | _shown(getattr(one, "payee", None)) for one in page.rows]
    return TemplateResponse(request, "payments/payees.html", {"page": page, "rows": rows, "search": search})


@needs(Permission.PAYEE_MANAGE)
@never_cache
def payee(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person's: their number, details from a paper form, who checked them, and the whole account once asked for."""
    person = get_object_or_404(people_to_pay(institution_ids(request.user, Permission.PAYEE_MANAGE)), pk=pk)
    kept = getattr(person, "payee", None)
    mine = not may(request.user, Permission.PAYEE_MANAGE, kept or Payee(person=person))
    number, form = ReferenceForm(initial={"reference": kept.reference if kept else ""}), AccountForm()
    whole: Account | None = None
    if request.method == "POST":
        if mine:
            raise PermissionDenied(Permission.PAYEE_MANAGE)
        do = next((name for name in ("number", "account", "checked", "show") if name in request.POST), "")
        if do in ("account", "show") and not is_fresh(request):
            return sign_in_again(request)
        if do == "show" and kept:
            whole = read_account(kept, by=request.actor, why=_("To check your bank details"), role=Role.FINANCE)
        else:
            number = ReferenceForm(request.POST) if do == "number" else number
            form = AccountForm(request.POST) if do == "account" else form
            answer = _do(request, person, do, number=number, form=form)
            if answer is not None:
                return answer
    context = {
        "person": person,
        "mine": mine,
        "payee": _shown(kept),
        "number": number,
        "form": form,
        "whole": whole,
        "kept_here": setting_of(person.institution_id).payee_details == FileSetting.Details.SEALED,
        "typed_by_me": bool(kept and kept.changed_by_id == request.user.pk),
    }
    return TemplateResponse(request, "payments/payee.html", context)


def _do(
    request: SignedInRequest, person: Person, do: str, *, number: ReferenceForm, form: AccountForm
) -> HttpResponse | None:
    """The deed that was sent; nothing when the page must say what was wrong with it."""
    deeds: dict[str, Callable[[], str]] = {
        "number": lambda: _number(request, person, number),
        "account": lambda: _change(request, person, form, Payee.Source.PAPER),
        "checked": lambda: _checked(request, person),
    }
    if do not in deeds:
        raise Http404
    if any(one.is_bound and not one.is_valid() for one in (number, form)):
        return None
    with refusals_on(form if form.is_bound else number):
        return once(request, f"payee.{do}", deeds[do])
    return None


def _change(request: SignedInRequest, person: Person, form: AccountForm, source: str) -> str:
    change_account(person, form.account(), source=source, by=request.actor)
    messages.success(request, _("The bank details are saved. We wait a little before we use them."))
    return request.path


def _forget(request: SignedInRequest, person: Person) -> str:
    forget_account(person, by=request.actor)
    messages.success(request, _("We took your bank details out."))
    return request.path


def _number(request: SignedInRequest, person: Person, form: ReferenceForm) -> str:
    change_reference(person, form.cleaned_data["reference"], by=request.actor)
    messages.success(request, _("The number is saved."))
    return request.path


def _checked(request: SignedInRequest, person: Person) -> str:
    mark_checked(person, by=request.actor)
    messages.success(request, _("Noted that you asked the person."))
    return request.path


def _shown(payee: Payee | None) -> dict[str, Any]:
    """What a page shows of it: never more than the last three figures."""
    if payee is None:
        return {"reference": "", "ending": "", "held": "", "checked": "", "source": ""}
    held = payee.held_until if payee.held_until and payee.held_until > timezone.now() else None
    return {
        "reference": payee.reference,
        "ending": payee.last_three,
        "held": f"{day_words(held)}, {time_words(held)}" if held else "",
        "checked": day_words(payee.checked_at),
        "source": payee.get_source_display(),
    }
