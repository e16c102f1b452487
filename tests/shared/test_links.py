"""Private links (R15)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.shared.links.issue import LinkProblem, issue_link, open_link, revoke_links, use_up
from involvement.shared.links.models import PrivateLink, Purpose
from tests.factories.involvement import InvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def link():
    invitation = InvitationFactory()
    return issue_link(
        Purpose.OFFER, about=invitation, person_id=invitation.person_id, expires_at=timezone.now() + timedelta(days=1)
    )


def test_a_scanner_may_open_a_link_ten_times_and_nothing_changes(link):
    before = PrivateLink.objects.values().get()
    for _ in range(10):
        open_link(link.token(), Purpose.OFFER)
    assert PrivateLink.objects.values().get() == before


def test_the_token_has_160_bits_and_is_not_in_the_row(link):
    assert len(link.token()) == 27
    assert link.token() not in str(PrivateLink.objects.values().get())


def test_every_single_changed_letter_is_refused(link):
    token = link.token()
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(LinkProblem) as problem:
            open_link(token[:place] + other + token[place + 1 :], Purpose.OFFER)
        assert problem.value.code == "unknown"


def test_a_link_for_another_purpose_is_refused(link):
    with pytest.raises(LinkProblem, match="does not work"):
        open_link(link.token(), Purpose.CLAIM)


def test_a_link_ends_is_revoked_and_is_used_up(link):
    use_up(link)
    with pytest.raises(LinkProblem, match="used already"):
        open_link(link.token(), Purpose.OFFER)
    with pytest.raises(LinkProblem, match="used already"):
        use_up(link)
    PrivateLink.objects.update(used_at=None, expires_at=timezone.now())
    with pytest.raises(LinkProblem, match="ended"):
        open_link(link.token(), Purpose.OFFER)
    assert revoke_links(person_ids=[link.person_id]) == 1
    with pytest.raises(LinkProblem, match="switched off"):
        open_link(link.token(), Purpose.OFFER)
