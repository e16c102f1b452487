import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.once.sending import new_key
from payments.domain.settling import open_pence
from payments.models import Advance, Claim
from tests.factories.accounts import InstitutionFactory
from tests.factories.advances import asked_in_advance, claim_after, coming_offer, fresh, paid_in_advance
from tests.factories.involvement import InvitationFactory
from tests.factories.participants import PartnerFactory
from tests.factories.payments import coordinator, finance

pytestmark = pytest.mark.django_db


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _send(client, name: str, pk: int, **said):
    return client.post(reverse(f"payments:{name}", args=[pk]), {"once": new_key(), **said}, follow=True)


def test_a_partner_asks_and_reads_the_answer_and_says_what_was_spent(client):
    offer = coming_offer()
    person = PartnerFactory(person__institution=offer.session.institution, with_account=True).person
    invitation = InvitationFactory(accepted=True, offer=offer, person=person)
    client.force_login(person.user)
    assert reverse("payments:new_advance", args=[invitation.pk]) in _text(client.get(reverse("payments:my_claims")))

    day = f"{timezone.localdate() + timedelta(days=7):%d/%m/%Y}"
    said = {"kind": "travel_public", "words": "=cmd|' /C calc'!A0", "pence": "38.50", "needed_by": day}
    wrong = _send(client, "new_advance", invitation.pk, **(said | {"needed_by": "soon"}))
    assert "Write a real day" in _text(wrong) and 'value="soon"' in _text(wrong) and 'value="38.50"' in _text(wrong)
    asked = _send(client, "new_advance", invitation.pk, **said)

    advance = Advance.objects.get()
    assert (advance.pence, advance.state, advance.asked_user_id) == (38_50, "asked", person.user_id)
    assert "Waiting for an answer" in _text(asked) and "£38.50" in _text(asked)
    client.force_login(coordinator(advance.institution))
    assert "Agreed" in _text(_send(client, "advance", advance.pk, do="agree"))
    assert Claim.objects.get().state == "approved"
    client.force_login(person.user)
    stopped = _send(client, "my_advance", advance.pk, do="stop")
    assert "do not pay it before the day" in _text(stopped) and Claim.objects.get().state == "withdrawn"


def test_the_claim_page_tells_what_was_paid_and_asks_whether_a_cost_is_another(client):
    advance = paid_in_advance()
    claim = claim_after(advance)
    client.force_login(advance.person.user)
    _send(client, "my_advance", advance.pk, do="spent", spent="30")
    assert open_pence(fresh(advance)) == 8_50

    cost = {"do": "add", "expense_kind": "travel_public", "pence": "20", "words": "Taxi bus"}
    asked = _text(_send(client, "my_claim", claim.pk, **cost))
    assert "Is this another cost?" in asked and 'value="Taxi bus"' in asked
    page = _text(_send(client, "my_claim", claim.pk, **cost, another="on"))

    assert "You have £8.50 of this already" in page and "We paid you £38.50 before the day" in page
    client.force_login(coordinator(claim.institution))
    staff = _text(client.get(reverse("payments:claim", args=[claim.pk])))
    assert "£8.50 paid before the day" in staff and "The person says that this is another." in staff


def test_the_fee_is_taken_from_only_by_the_persons_button(client):
    advance = paid_in_advance()
    claim = claim_after(advance)
    client.force_login(coordinator(advance.institution))
    _send(client, "advance", advance.pk, do="spent", spent="30")
    assert (
        client.post(reverse("payments:advance", args=[advance.pk]), {"once": new_key(), "do": "fee"}).status_code == 404
    )
    client.force_login(advance.person.user)
    assert "take £8.50 off my fee" in _text(client.get(reverse("payments:my_advance", args=[advance.pk])))

    _send(client, "my_advance", advance.pk, do="fee")

    assert claim.lines.get().taken_pence == 8_50


def test_staff_ask_for_somebody_by_phone_and_another_agrees(client):
    advance = asked_in_advance()
    staff = coordinator(advance.institution)
    client.force_login(staff)
    said = {"invitation": advance.invitation_id, "kind": "travel_public", "words": "Bus", "pence": "3",
            "needed_by": f"{timezone.localdate():%d/%m/%Y}"}  # fmt: skip
    _send(client, "advance_for", advance.session_id, **said)
    made = Advance.objects.get(words="Bus")

    refused = _send(client, "advance", made.pk, do="agree")

    assert refused.status_code == 409 and "Somebody else must approve" in _text(refused)
    other = InvitationFactory(accepted=True)
    wrong = _send(client, "advance_for", advance.session_id, **(said | {"invitation": other.pk}))
    assert "Select a valid choice" in _text(wrong) or "Choose" in _text(wrong)
    assert Advance.objects.count() == 2


def test_what_is_asked_back_is_decided_with_a_reason_that_the_person_reads(client):
    advance = paid_in_advance()
    staff = coordinator(advance.institution)
    client.force_login(staff)
    _send(client, "advance", advance.pk, do="spent", spent="0")
    wrong = _text(_send(client, "advance", advance.pk, do="decide", ask_back="10", why=""))
    assert "Write why. The person reads it." in wrong and 'value="10"' in wrong
    _send(client, "advance", advance.pk, do="decide", ask_back="10", why="The train gave you the ticket back.")
    _send(client, "advance", advance.pk, do="given_back", given_back="4")

    assert (open_pence(fresh(advance)), fresh(advance).decided_by_id) == (6_00, staff.pk)
    client.force_login(advance.person.user)
    mine = _text(client.get(reverse("payments:my_advance", args=[advance.pk])))
    assert "The train gave you the ticket back." in mine and "We ask you to give back £6.00" in mine


def test_another_institution_another_person_and_finance_do_not_see_it(client):
    advance = asked_in_advance()
    for who, name, status in [
        (coordinator(InstitutionFactory()), "advance", 404),
        (coordinator(InstitutionFactory()), "advance_for", 404),
        (finance(advance.institution), "advance", 403),
        (asked_in_advance().person.user, "my_advance", 404),
        (coordinator(advance.institution), "my_advance", 404),
    ]:
        client.force_login(who)
        pk = advance.session_id if name == "advance_for" else advance.pk
        assert client.get(reverse(f"payments:{name}", args=[pk])).status_code == status, name
    client.force_login(asked_in_advance().person.user)
    assert client.get(reverse("payments:new_advance", args=[advance.invitation_id])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_however_many_there_are(client, count, django_assert_num_queries):
    offer = coming_offer(places=9)
    by = coordinator(offer.session.institution)
    for _ in range(count):
        asked_in_advance(offer=offer, by=by)
    client.force_login(by)
    address = reverse("payments:advances")
    client.get(address)

    with django_assert_num_queries(5):
        client.get(address)
