"""Fetching what a page is about: only what this person may know exists, then whether they may do this to it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from involvement.models import Offer, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow
from involvement.shared.access.request import SignedInRequest


def session_for(request: SignedInRequest, pk: int, permission: Permission) -> Session:
    """404 for what one may not know, 403 for what one may not do."""
    session = get_object_or_404(
        Session.objects.visible_to(request.user).with_details().select_related("co_lead"), pk=pk
    )
    allow(request.user, permission, session)
    return session


def offer_for(request: SignedInRequest, pk: int, permission: Permission) -> Offer:
    """An offer, by what one may do to its session."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, permission, offer.session)
    return offer
