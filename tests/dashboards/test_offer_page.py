"""The offer page: by private link without a password, and signed in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.models import Invitation, Offer, Session
from involvement.shared.accounts.models import Role
from involvement.shared.audit.models import AuditEvent
from involvement.shared.links.issue import issue_link, revoke_links
from involvement.shared.links.models import PrivateLink, Purpose
from participants.models import AccessNeed, SupporterLink
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory
from tests.factories.participants import PartnerFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    return InvitationFactory()


def address_of(invitation, **fields):
    fields.setdefault("expires_at", timezone.now() + timedelta(days=5))
    link = issue_link(Purpose.OFFER, about=invitation, person_id=invitation.person_id, **fields)
    return reverse("dashboards:offer_by_link", args=[link.token()])


def rows():
    """Everything that reading a page might change."""
    return [list(model.objects.order_by("pk").values()) for model in (Invitation, PrivateLink, AuditEvent, Offer)]


def test_reading_by_link_shows_the_six_questions_in_order_and_changes_nothing_r7(client, invitation):
    page, before = address_of(invitation), None
    before = rows()

    for _scan in range(10):
        response = client.get(page)

    assert rows() == before
    offer, html = invitation.offer, response.content.decode()
    told = [offer.ask, offer.when, offer.task, "The fee is £50.00", offer.benefit_impact, offer.local_sixth]
    places = [html.index(text) for text in told]
    assert places == sorted(places)
    assert f"This is {offer.session.institution.name}’s own question." in html
    assert offer.who_else in html
    assert html.index('id="benefits-heading"') < html.index('id="your-answer"')
    assert response["Referrer-Policy"] == "no-referrer"


def test_yes_by_link_takes_no_password_and_few_queries(client, invitation):
    AccessNeed.objects.create(person=invitation.person, category="environment", adjustment="A quiet room to wait in")
    need = AccessNeed.objects.get()
    page = address_of(invitation)
    form = {"answer": "yes", "payment_choice": "fee", "usual": [str(need.pk)], "needs": "A lift", "version": ""}

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.post(page, form)

    assert response.status_code == 302
    asked = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= 12, asked
    invitation.refresh_from_db()
    assert (invitation.status, invitation.payment_choice) == ("accepted", "fee")
    assert invitation.needs_that_day == "A quiet room to wait in\nA lift"
    html = client.get(page).content.decode()
    assert "You said yes" in html
    assert "A lift</textarea>" in html


def test_the_reason_for_an_adjustment_and_what_only_the_coordinator_knows_stay_out(client, invitation):
    shared, private = (
        AccessNeed(person=invitation.person, category="other", adjustment="Breaks"),
        AccessNeed(person=invitation.person, category="other", adjustment="Sit by the door", share_with="coordinator"),
    )
    shared.detail = "panic"
    shared.save()
    private.save()

    html = client.get(address_of(invitation)).content.decode()

    assert "Breaks" in html
    assert "panic" not in html
    assert "Sit by the door" not in html


def test_yes_without_a_choice_keeps_what_was_typed_and_says_what_is_missing(client, invitation):
    response = client.post(address_of(invitation), {"answer": "yes", "needs": "Large print, please"})

    html = response.content.decode()
    assert "Please choose what you would like to be paid" in html
    assert "Large print, please</textarea>" in html
    assert Invitation.objects.get().status == "sent"


@pytest.mark.parametrize("answer", ["no", "interested"])
def test_no_and_interested_need_no_choice(client, invitation, answer):
    assert client.post(address_of(invitation), {"answer": answer}).status_code == 302

    assert Invitation.objects.get().status == {"no": "declined", "interested": "interested_ask_me"}[answer]


def test_answering_when_places_have_gone_says_so_and_loses_nothing(client, invitation):
    page = address_of(invitation)
    Offer.objects.update(status=Offer.Status.FILLED)

    response = client.post(page, {"answer": "yes", "payment_choice": "fee", "needs": "A lift"})

    assert response.status_code == 409
    html = response.content.decode()
    assert "All places have been taken" in html
    assert "A lift</textarea>" in html


def test_a_cancelled_session_shows_one_sentence_and_no_form(client, invitation):
    page = address_of(invitation)
    Session.objects.update(status=Session.Status.CANCELLED, status_reason="Nobody well")

    html = client.get(page).content.decode()

    assert "This session has been cancelled" in html
    assert 'name="answer"' not in html


def test_an_old_link_leads_to_the_new_version_and_an_answer_lands_there_i2(client, invitation):
    page = address_of(invitation)
    Offer.objects.update(status=Offer.Status.SUPERSEDED)
    assert "This offer has changed" in client.get(page).content.decode()
    offer = OfferFactory(published=True, session=invitation.offer.session, version=2, replaces=invitation.offer)
    new = InvitationFactory(person=invitation.person, offer=offer)

    assert "This is the new version" in client.get(page).content.decode()
    stale = {"answer": "no", "version": invitation.offer_id}
    assert "changed while you were reading" in client.post(page, stale).content.decode()
    client.post(page, {"answer": "no", "version": offer.pk})

    new.refresh_from_db()
    invitation.refresh_from_db()
    assert (new.status, invitation.status) == ("declined", "sent")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("end", ["expired", "revoked", "used", "mangled"])
def test_a_link_that_does_not_open_says_what_to_do_and_whom_to_phone(client, invitation, end, method):
    page = address_of(invitation)
    if end == "revoked":
        revoke_links(about=invitation)
    elif end == "mangled":
        page = page[:-4] + "/"
    else:
        PrivateLink.objects.update(
            **{"expired": {"expires_at": timezone.now()}, "used": {"used_at": timezone.now()}}[end]
        )

    response = getattr(client, method)(page, {"answer": "no"})

    assert response.status_code == (404 if end == "mangled" else 410)
    assert "What you can do" in response.content.decode()
    assert invitation.offer.session.institution.coordinator_phone in response.content.decode()
    assert Invitation.objects.get().status == "sent"


def test_a_link_to_one_thing_opens_nothing_else(client, invitation):
    other = InvitationFactory()
    link = issue_link(
        Purpose.OFFER, about=other, person_id=invitation.person_id, expires_at=timezone.now() + timedelta(days=1)
    )

    assert client.get(reverse("dashboards:offer_by_link", args=[link.token()])).status_code == 404


def test_signed_in_the_same_page_is_only_for_the_person_x5(client):
    partner, other = PartnerFactory(with_account=True), PartnerFactory(with_account=True)
    invitation = InvitationFactory(person=partner.person)
    page = reverse("dashboards:my_offer", args=[invitation.pk])

    client.force_login(other.person.user)
    assert client.get(page).status_code == 404
    client.force_login(user_with(Role.COORDINATOR, invitation.offer.session.institution))
    assert client.get(page).status_code == 403
    client.force_login(partner.person.user)
    assert client.post(page, {"answer": "no"}).status_code == 302

    invitation.refresh_from_db()
    assert (invitation.status, invitation.answered_by) == ("declined", f"user:{partner.person.user_id}")


@pytest.mark.parametrize(
    ("scopes", "ended", "expected"),
    [(["answer_invitations"], False, 302), (["see_dates"], False, 403), (["answer_invitations"], True, 404)],
)
def test_a_supporter_answers_only_with_that_scope_and_until_it_ends_i7_r16(client, invitation, scopes, ended, expected):
    institution = invitation.offer.session.institution
    user = user_with(Role.SUPPORTER, institution)
    today = timezone.localdate()
    SupporterLink.objects.create(
        person=invitation.person,
        supporter=PersonFactory(user=user, institution=institution),
        kind="advocate",
        scopes=scopes,
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1) if ended else None,
    )
    client.force_login(user)

    response = client.post(reverse("dashboards:my_offer", args=[invitation.pk]), {"answer": "interested"})

    assert response.status_code == expected
    invitation.refresh_from_db()
    assert invitation.answered_by == (f"user:{user.pk}" if expected == 302 else "")


def test_the_calendar_file_is_there_once_somebody_said_yes(client, invitation):
    page = address_of(invitation)
    assert client.get(f"{page}calendar.ics").status_code == 404
    client.post(page, {"answer": "yes", "payment_choice": "nothing"})

    response = client.get(f"{page}calendar.ics")

    assert response["Content-Type"].startswith("text/calendar")
    assert b"METHOD:PUBLISH" in response.content


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "<script>alert(1)</script>", "ليلى 🌻", "x" * 1501])
def test_what_people_type_is_kept_as_text_or_refused_with_a_sentence(client, invitation, text):
    response = client.post(address_of(invitation), {"answer": "no", "needs": text})

    if len(text) > 1500:
        assert "at most 1500" in response.content.decode()
    else:
        assert Invitation.objects.get().needs_that_day == text
    assert "<script>alert(1)" not in client.get(address_of(invitation)).content.decode()
