"""The human being behind an account or a private link."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from involvement.shared.access.request import SignedInRequest
from involvement.shared.links.models import PrivateLink
from participants.models import PartnerProfile, Person


def own_person(request: SignedInRequest) -> Person:
    """The signed-in account's own person; an account that is nobody's gets the plain 404."""
    return get_object_or_404(Person.objects.of(request.user).select_related("institution"))


def person_behind(link: PrivateLink) -> Person:
    """The person whom the link was sent to, where the link is about that person."""
    if link.person_id is None or link.about != f"person:{link.person_id}":
        raise Http404
    return get_object_or_404(Person.objects.select_related("institution"), pk=link.person_id)


def profile_of(person: Person) -> PartnerProfile | None:
    """Loads the person with it, so that verbs need not ask again."""
    profile = PartnerProfile.objects.filter(person=person).first()
    if profile is not None:
        profile.person = person
    return profile
