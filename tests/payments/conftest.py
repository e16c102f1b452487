"""A claim that waits for the person's yes, and the person's page of it."""

import pytest

from involvement.shared.once.sending import new_key
from tests.factories.payments import again, proposed_claim
from tests.payments.claim_pages import link_address, my_claim_address


@pytest.fixture
def claim(db):
    return proposed_claim()


@pytest.fixture
def page(client, claim):
    """Sends to the claim's page, signed in, as a browser would: with the key and the version shown."""

    def send(do: str, *, by_link: bool = False, **fields: object):
        address = link_address(claim) if by_link else my_claim_address(claim)
        if not by_link:
            client.force_login(claim.person.user)
        sent = {"do": do, "once": new_key(), "version": again(claim).version, **fields}
        return client.post(address, sent)

    return send
