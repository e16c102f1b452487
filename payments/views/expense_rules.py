"""Rules for costs: the list, and one kind."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Institution
from involvement.shared.once.sending import once
from payments.domain.expense_rules import rule_words, rules_of, set_rule
from payments.domain.mileage import rates_on
from payments.forms.expenses import ExpenseRuleForm
from payments.models import ClaimLine

Kind = ClaimLine.ExpenseKind


@needs(Permission.RATE_VIEW)
@require_safe
def expense_rules(request: SignedInRequest) -> HttpResponse:
    """Every kind of cost of one's first institution, with what is said about it, and today's mileage rates."""
    institution = institutions_where(request.user, Permission.RATE_VIEW)[0]
    known = rules_of(institution.pk)
    rows = [
        {"kind": kind.value, "name": kind.label, "words": rule_words(known[kind]) if kind in known else ""}
        for kind in Kind
    ]
    context = {
        "institution": institution,
        "rows": rows,
        "mileage": rates_on(timezone.localdate()),
        "may_make": holds(request.user, Permission.RATE_MAKE, institution.pk),
    }
    return TemplateResponse(request, "payments/expense_rules.html", context)


@needs(Permission.RATE_MAKE)
def expense_rule(request: SignedInRequest, kind: str) -> HttpResponse:
    if kind not in Kind.values:
        raise Http404
    institution = institutions_where(request.user, Permission.RATE_MAKE)[0]
    form = ExpenseRuleForm(request.POST or None, rule=rules_of(institution.pk).get(kind))
    if request.method == "POST" and form.is_valid():
        return once(request, "expense_rule.set", lambda: _set(request, institution, kind, form))
    context = {"form": form, "name": Kind(kind).label, "institution": institution}
    return TemplateResponse(request, "payments/expense_rule.html", context)


def _set(request: SignedInRequest, institution: Institution, kind: str, form: ExpenseRuleForm) -> str:
    set_rule(institution, kind=kind, by=request.actor, **form.cleaned_data)
    messages.success(request, _("The rule is saved."))
    return reverse("payments:expense_rules")
