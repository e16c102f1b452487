"""Every purpose has a page, and its address holds the token and nothing else."""

from datetime import timedelta

import pytest
from django.urls import resolve
from django.utils import timezone

from involvement.shared.links.addresses import address_of, path_of
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from tests.factories.accounts import InstitutionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("purpose", "path"),
    [
        (Purpose.OFFER, "/o/{}/"),
        (Purpose.STILL_ON, "/s/{}/"),
        (Purpose.AVAILABILITY, "/a/{}/"),
        (Purpose.CLAIM, "/payments/c/{}/"),
        (Purpose.FEEDBACK, "/evaluation/f/{}/"),
        (Purpose.BENEFITS, "/payments/b/{}/"),
    ],
)
def test_each_purpose_leads_to_the_page_made_for_it(purpose, path, settings):
    settings.SITE_ADDRESS = "https://thread.example.org/"
    link = build_link(purpose, about=InstitutionFactory(), person_id=1, expires_at=timezone.now() + timedelta(days=1))
    assert path_of(link) == path.format(link.token())
    assert address_of(link) == "https://thread.example.org" + path_of(link)
    assert resolve(path_of(link)).func.access_policy == f"link:{purpose}"
