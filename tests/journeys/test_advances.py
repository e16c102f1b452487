"""Money before a session, as the partner sees it on a phone and the coordinator at a desk."""

import pytest
from django.urls import reverse

from involvement.shared.audit.actors import Actor
from payments.domain.settling import tell_spent
from tests.factories.advances import asked_in_advance, claim_after, paid_in_advance
from tests.factories.payments import coordinator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _page(name: str, *keys: int) -> str:
    return reverse(f"payments:{name}", args=keys)


def test_everybody_can_use_the_pages_about_money_before_the_day(phone, desktop, sign_in, axe, no_sideways_scroll, shot):
    asked, paid = asked_in_advance(), paid_in_advance()
    claim = claim_after(paid)
    tell_spent(paid, pence=30_00, by=Actor.of(paid.person.user))
    mine = [
        (asked.person.user, [_page("new_advance", asked.invitation_id), _page("my_advance", asked.pk)]),
        (paid.person.user, [_page("my_claims"), _page("my_advance", paid.pk), _page("my_claim", claim.pk)]),
    ]
    staff = [
        (
            coordinator(one.institution),
            [_page("advances"), _page("advance", one.pk), _page("advance_for", one.session_id)],
        )
        for one in (asked, paid)
    ]
    for page, walks in ((phone, mine), (desktop, staff)):
        for user, addresses in walks:
            sign_in(page, user)
            for address in addresses:
                answer = page.goto(address, timeout=60_000)
                assert answer.status == 200, address
                axe(page)
                no_sideways_scroll(page)
                shot(page, f"advances{address.replace('/', '-')}{user.pk}")
