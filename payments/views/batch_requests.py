"""A payment run that was asked for: how far it is, why it failed, and trying again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, may, needs
from involvement.shared.access.request import SignedInRequest
from payments.domain.batch_requests import STEPS, try_again
from payments.models import BatchRequest


@needs(Permission.BATCH_VIEW)
def batch_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """While it is being made: how far it is. When it failed: why. When it is ready: the run itself."""
    asked = _asked(request, pk)
    if asked.state == BatchRequest.State.READY:
        return redirect("payments:batch", pk=asked.batch_id)
    may_make = may(request.user, Permission.BATCH_MAKE, asked.institution)
    context = {"asked": asked, "steps": STEPS, "claims": len(asked.claim_ids), "may_make": may_make}
    return TemplateResponse(request, "payments/batch_request.html", context)


@require_POST
@needs(Permission.BATCH_MAKE)
def batch_again(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    allow(request.user, Permission.BATCH_MAKE, asked.institution)
    try_again(asked, by=request.actor)
    return redirect("payments:batch_request", pk=pk)


def _asked(request: SignedInRequest, pk: int) -> BatchRequest:
    found = BatchRequest.objects.visible_to(request.user).select_related("institution", "requested_by")
    return get_object_or_404(found, pk=pk)
