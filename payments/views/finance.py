"""Payment runs: what is ready, making a run, its file, and saying that it was paid."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from involvement.shared.access.fresh import is_fresh, sign_in_again
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, holds, institutions_where, may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Institution
from involvement.shared.errors import Refused
from involvement.shared.once.sending import once
from involvement.shared.ui.lists import Sort, listed
from involvement.shared.ui.words import day_words, pounds
from payments.domain.batch_files import carries_accounts, download, proof
from payments.domain.batch_requests import request_batch, under_way_at
from payments.domain.batches import mark_paid, preview
from payments.domain.findings import Finding, Level
from payments.domain.formats.registry import FORMATS
from payments.domain.payment_file import terms_of
from payments.forms.claims import PaidForm
from payments.models import BatchRequest, Claim, PaymentBatch

SORTS = {
    "newest": Sort(gettext_lazy("Newest first"), "pk", downwards=True),
    "oldest": Sort(gettext_lazy("Oldest first"), "pk"),
}
MOST_IN_A_RUN = 1_000


@needs(Permission.BATCH_VIEW)
def batches(request: SignedInRequest) -> HttpResponse:
    search, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    found = PaymentBatch.objects.visible_to(request.user).select_related("made_by", "institution")
    if search:
        found = found.filter(reference__icontains=search)
    if state in ("paid", "open"):
        found = found.filter(paid_on__isnull=state == "open")
    page = listed(found, request.GET, SORTS)
    rows = [
        {
            "pk": batch.pk,
            "reference": batch.reference,
            "made": day_words(batch.made_at),
            "by": batch.made_by.name,
            "lines": batch.line_count,
            "total": pounds(batch.total_pence),
            "paid": day_words(batch.paid_on),
            "downloaded": day_words(batch.downloaded_at),
        }
        for batch in page.rows
    ]
    ready = Claim.objects.visible_to(request.user).ready_to_pay()
    places = [i.pk for i in institutions_where(request.user, Permission.BATCH_MAKE)]
    context = {
        "page": page,
        "rows": rows,
        "search": search,
        "state": state,
        "ready": ready.filter(institution_id__in=places).count(),
        "may_make": bool(places),
        "unfinished": BatchRequest.objects.visible_to(request.user).unfinished().order_by("-pk")[:20],
    }
    return TemplateResponse(request, "payments/batches.html", context)


@needs(Permission.BATCH_MAKE)
def new_batch(request: SignedInRequest) -> HttpResponse:
    """GET lists what is ready with everything found about it; POST asks for a run of what is ticked."""
    institution = _place(request)
    problem, status = "", 200
    ticked: set[str] | None = None
    settled: set[str] = set()
    if request.method == "POST":
        ticked, settled = set(request.POST.getlist("claim")), set(request.POST.getlist("settled"))
        try:
            return once(request, "batch.make", lambda: _ask_for(request, institution, ticked or set(), settled))
        except Refused as refused:
            problem, status = refused.sentence, 409
    ready = Claim.objects.visible_to(request.user).filter(institution=institution).ready_to_pay()
    loaded = ready.with_details().with_lines().order_by("pay_by", "pk")[:MOST_IN_A_RUN]
    found = preview(list(loaded), maker_id=request.user.pk)
    context = {
        "institution": institution,
        "places": institutions_where(request.user, Permission.BATCH_MAKE),
        "rows": [_ready_row(claim, found.findings[claim.pk], ticked, settled) for claim in found.claims],
        "total": pounds(found.total_pence),
        "payable": len(found.payable),
        "problem": problem,
        "under_way": under_way_at(institution),
    }
    return TemplateResponse(request, "payments/new_batch.html", context, status=status)


@needs(Permission.BATCH_VIEW)
def batch_page(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(PaymentBatch.objects.visible_to(request.user).select_related("made_by", "paid_by"), pk=pk)
    allow(request.user, Permission.BATCH_VIEW, batch)
    form, status = PaidForm(), 200
    if request.method == "POST":
        allow(request.user, Permission.BATCH_PAY, batch)
        form = PaidForm(request.POST)
        if form.is_valid():
            try:
                return once(request, "batch.pay", lambda: _pay(request, batch, form))
            except Refused as refused:
                form.add_error("paid_on" if refused.code == "day" else None, refused.sentence)
                status = 409
                batch.refresh_from_db()
    lines = batch.lines.select_related("claim").order_by("position")
    context = {
        "proof": proof(batch),
        "format": FORMATS[batch.file_format],
        "pay_on": day_words(terms_of(batch).pay_on) if batch.file_terms else "",
        "batch": batch,
        "form": form,
        "digest_parts": [batch.sha256[start : start + 8] for start in range(0, 64, 8)],
        "lines": [
            {
                "position": line.position,
                "payee": line.payee,
                "claim": line.claim_id,
                "fee": pounds(line.fee_pence),
                "costs": pounds(line.expense_pence),
                "sum": pounds(line.pence),
                "came_back": line.claim.state == Claim.State.RETURNED,
            }
            for line in lines
        ],
        "may_pay": batch.paid_on is None and may(request.user, Permission.BATCH_PAY, batch),
    }
    return TemplateResponse(request, "payments/batch.html", context, status=status)


@needs(Permission.BATCH_VIEW)
@require_POST
def batch_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file, on a button and not on a link, since taking it is written down (R7)."""
    batch = get_object_or_404(PaymentBatch.objects.visible_to(request.user), pk=pk)
    allow(request.user, Permission.BATCH_PAY, batch)
    if carries_accounts(batch) and not is_fresh(request):
        return sign_in_again(request, back=reverse("payments:batch", args=[batch.pk]))
    made_as = FORMATS[batch.file_format]
    response = HttpResponse(download(batch, by=request.actor), content_type=made_as.media_type)
    name = content_disposition_header(as_attachment=True, filename=f"{batch.reference}.{made_as.suffix}")
    response["Content-Disposition"] = name or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


def _place(request: SignedInRequest) -> Institution:
    """The institution that is asked for, or the only one, or the first."""
    places = institutions_where(request.user, Permission.BATCH_MAKE)
    wanted = request.GET.get("at") or request.POST.get("at")
    found = next((place for place in places if str(place.pk) == wanted), None if wanted else places[0])
    if found is None or not holds(request.user, Permission.BATCH_MAKE, found.pk):
        raise Http404
    return found


def _ask_for(request: SignedInRequest, institution: Institution, ticked: set[str], settled: set[str]) -> str:
    allow(request.user, Permission.BATCH_MAKE, institution)
    ids = [int(n) for n in ticked if n.isascii() and n.isdigit() and len(n) < 18][:MOST_IN_A_RUN]
    pairs = [
        (int(pk), code[:30]) for pk, _c, code in (s.partition(":") for s in settled) if pk.isascii() and pk.isdigit()
    ]
    said = [(pk, code) for pk, code in pairs if pk in set(ids)]
    asked = request_batch(institution, claim_ids=ids, settled=said, by=request.actor)
    return reverse("payments:batch_request", args=[asked.pk])


def _pay(request: SignedInRequest, batch: PaymentBatch, form: PaidForm) -> str:
    mark_paid(batch, paid_on=form.cleaned_data["paid_on"], by=request.actor)
    messages.success(request, _("Marked as paid. Each person is told."))
    return request.path


def _ready_row(claim: Claim, found: list[Finding], ticked: set[str] | None, settled: set[str]) -> dict[str, Any]:
    stops = [f.sentence for f in found if f.level == Level.STOP]
    return {
        "pk": claim.pk,
        "name": claim.person.name,
        "day": day_words(claim.session.starts_at),
        "total": pounds(sum(line.due_pence for line in claim.loaded)),
        "promise": day_words(claim.pay_by),
        "stops": stops,
        "questions": [
            {"value": f"{claim.pk}:{f.code}", "sentence": f.sentence, "ticked": f"{claim.pk}:{f.code}" in settled}
            for f in found
            if f.level == Level.ASK
        ],
        "notes": [f.sentence for f in found if f.level == Level.NOTE],
        "ticked": not stops and (ticked is None or str(claim.pk) in ticked),
    }
