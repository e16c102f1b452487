"""What somebody was paid, year by year: for the person, and supporters who may see their payments. For nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from involvement.shared.access.policies import signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.documents.pdf import render_pdf
from involvement.shared.exports.door import Column, export_list
from involvement.shared.ui.words import day_words, pounds
from participants.models import Person
from payments.domain.formats.columns import in_pounds
from payments.domain.statements import (
    Declined,
    Paid,
    Statement,
    days_of,
    statement_of,
    whose_money_is_seen_by,
    years_with_money,
)
from payments.models import Thanks

COLUMNS = [
    Column("kind", "What"),
    Column("day", "Day paid"),
    Column("session", "Session"),
    Column("session_day", "Day of the session"),
    Column("fee", "Fee"),
    Column("costs", "Costs"),
    Column("total", "Together"),
    Column("reference", "Reference"),
    Column("to", "Paid to, for you"),
    Column("worth", "Worth, not money"),
]
MOST_PEOPLE = 50


@signed_in
@require_safe
def my_statements(request: SignedInRequest) -> HttpResponse:
    """The tax years of the person, and of everybody who lets them see their payments."""
    today = timezone.localdate()
    shown = list(_people(request).order_by("name", "pk")[:MOST_PEOPLE])
    years = years_with_money(shown, today=today)
    people = [
        {
            "pk": one.pk,
            "whose": "" if one.user_id == request.user.pk else one.name,
            "years": [(year, _label(year)) for year in years[one.pk]],
        }
        for one in shown
    ]
    return TemplateResponse(request, "payments/my_statements.html", {"people": people})


@signed_in
@require_safe
def my_statement(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    person = _person(request, pk, year)
    return TemplateResponse(
        request, "payments/my_statement.html", _context(request, person, statement_of(person, year))
    )


@signed_in
@require_safe
def my_statement_pdf(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """One page to print or show to an adviser."""
    person = _person(request, pk, year)
    context = _context(request, person, statement_of(person, year)) | {"today": day_words(timezone.localdate())}
    response = HttpResponse(render_pdf("pdf/statement.html", context), content_type="application/pdf")
    name = f"{slugify(_('statement'))}-{year}-{year + 1}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response


@signed_in
@require_POST
def my_statement_csv(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """The same as a list; the record says who took it."""
    person = _person(request, pk, year)
    found = statement_of(person, year)
    rows = [_as_cells(_("Paid"), one) for one in found.paid]
    rows += [_as_cells(_("The bank sent it back"), one) for one in found.came_back]
    rows += [_declined_cells(one) for one in found.declined]
    rows += [_thanks_cells(one) for one in found.thanks]
    return export_list(
        rows, COLUMNS, name=f"{_('statement')} {_label(year)}", reason="a person's own statement", about=person,
        institution_id=person.institution_id, by=request.actor, file=request.POST.get("file", ""),
    )  # fmt: skip


def _people(request: SignedInRequest) -> QuerySet[Person]:
    return whose_money_is_seen_by(request.user, Person.objects.visible_to(request.user))


def _person(request: SignedInRequest, pk: int, year: int) -> Person:
    person = get_object_or_404(_people(request).select_related("institution"), pk=pk)
    if not 2000 <= year <= timezone.localdate().year:
        raise Http404
    return person


def _context(request: SignedInRequest, person: Person, found: Statement) -> dict[str, Any]:
    first, last = days_of(found.year)
    return {
        "person": person,
        "whose": "" if person.user_id == request.user.pk else person.name,
        "institution": person.institution,
        "year": found.year,
        "label": _label(found.year),
        "first": day_words(first),
        "last": day_words(last),
        "paid": [_row(one) for one in found.paid],
        "came_back": [_row(one) for one in found.came_back],
        "declined": [
            {"session": one.session, "day": day_words(one.session_day), "sum": pounds(one.pence), "before": one.before}
            for one in found.declined
        ],
        "thanks": [
            {
                "day": day_words(one.given_on),
                "kind": one.get_kind_display(),
                "words": one.words,
                "worth": pounds(one.pence),
            }
            for one in found.thanks
        ],
        "fees": pounds(found.fee_pence),
        "costs": pounds(found.cost_pence),
        "total": pounds(found.pence),
        "to_organisations": pounds(found.organisation_pence) if found.organisation_pence else "",
        "declined_total": pounds(found.declined_pence),
    }


def _row(one: Paid) -> dict[str, str]:
    return {
        "day": day_words(one.day),
        "session": one.session,
        "session_day": day_words(one.session_day),
        "fee": pounds(one.fee_pence),
        "costs": pounds(one.cost_pence),
        "total": pounds(one.pence),
        "to": one.to,
    }


def _as_cells(kind: str, one: Paid) -> dict[str, Any]:
    return {
        "kind": kind,
        "day": one.day.isoformat(),
        "session": one.session,
        "session_day": _iso(one),
        "fee": in_pounds(one.fee_pence),
        "costs": in_pounds(one.cost_pence),
        "total": in_pounds(one.pence),
        "reference": one.reference,
        "to": one.to,
        "worth": "",
    }


def _declined_cells(one: Declined) -> dict[str, Any]:
    empty = {"day": "", "fee": "", "costs": "", "reference": "", "to": "", "worth": ""}
    kind = _("You chose not to take it")
    return empty | {"kind": kind, "session": one.session, "session_day": _iso(one), "total": in_pounds(one.pence)}


def _thanks_cells(one: Thanks) -> dict[str, Any]:
    """Its worth stands in a column of its own, so that no sum of money takes it in."""
    empty = {"session_day": "", "fee": "", "costs": "", "total": "", "reference": "", "to": ""}
    kind = _("Thanks that are not money: %(kind)s") % {"kind": one.get_kind_display()}
    day = one.given_on.isoformat() if one.given_on else ""
    return empty | {"kind": kind, "day": day, "session": one.words, "worth": in_pounds(one.pence) if one.pence else ""}


def _iso(one: Paid | Declined) -> str:
    return timezone.localdate(one.session_day).isoformat() if one.session_day else ""


def _label(year: int) -> str:
    """ "2026 to 2027" """
    return _("%(first)d to %(last)d") % {"first": year, "last": year + 1}
