"""Offers: six questions, publishing, new versions, taking back (I1, I2, I3, M2; acceptance point 17)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.domain.offers import (
    draft_offer,
    missing_ws,
    new_version,
    publish_offer,
    standard_benefit_words,
    withdraw_offer,
)
from involvement.models import Invitation, Offer
from involvement.shared.accounts.models import Institution, Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory

pytestmark = pytest.mark.django_db
PLAIN = {
    "ask": "did we ask you to do",
    "when": "want it done",
    "task": "the task",
    "role_type": "paid or volunteer",
    "benefit_impact": "benefits",
    "local_sixth": "take part from home",
}


def answers(**change):
    return {
        "ask": "Talk with students.",
        "when": "Two hours.",
        "task": "Say what you choose.",
        "role_type": "paid",
        "fee_pence": "62.50",
        "smaller_fee_pence": "£20",
        "expenses": "Bus.",
        "pay_within_days": "30",
        "benefit_impact": "A fee counts as earnings.",
        "local_sixth": "Here.",
        "who_else": "",
        "places": "3",
        "closes_on": "",
        **change,
    }


@pytest.mark.parametrize("missing", list(PLAIN))
def test_i1_an_offer_missing_a_w_is_not_published_and_the_sentence_names_it(missing, coordinator):
    offer = OfferFactory(**{missing: ""})

    with pytest.raises(Refused, match=PLAIN[missing]):
        publish_offer(offer, by=Actor.of(coordinator))

    offer.refresh_from_db()
    assert offer.status == "draft" and len(missing_ws(offer)) == 1


def test_a_paid_offer_without_its_fee_is_not_complete():
    assert missing_ws(OfferFactory(fee_pence=None, smaller_fee_pence=None)) == ["How much is the fee?"]
    assert missing_ws(OfferFactory(role_type="volunteer", fee_pence=None, smaller_fee_pence=None)) == []


def test_publishing_asks_for_the_adviser_and_says_where_to_set_it(client, coordinator, programme, here):
    offer = OfferFactory(session__programme=programme)
    Institution.objects.filter(pk=here.pk).update(adviser_name="")
    client.force_login(coordinator)

    refused = client.post(reverse("involvement:offer_publish", args=[offer.pk]))
    assert refused.status_code == 409 and b"settings of your institution" in refused.content
    page = client.get(reverse("involvement:offer", args=[offer.pk])).content.decode()
    assert reverse("involvement:settings_of", args=[here.pk]) in page and "Publish this offer" not in page

    settings = reverse("involvement:settings_of", args=[here.pk])
    form = client.get(settings).context["form"]
    client.post(settings, {**form.initial, "adviser_name": "Advice Shop"})
    client.post(reverse("involvement:offer_publish", args=[offer.pk]))
    offer.refresh_from_db()
    assert offer.status == "published" and offer.published_by == coordinator


def test_an_offer_is_written_saved_unfinished_and_published(client, coordinator, programme):
    session = SessionFactory(programme=programme)
    client.force_login(coordinator)

    started = client.post(reverse("involvement:offer_start", args=[session.pk]))
    offer = Offer.objects.get()
    assert started.headers["Location"] == reverse("involvement:offer_write", args=[offer.pk])
    assert "Preparation: 1 hour" in offer.when and "Testing Advice Centre" in offer.benefit_impact
    client.post(reverse("involvement:offer_write", args=[offer.pk]), answers(task="", role_type=""))
    page = client.get(reverse("involvement:offer", args=[offer.pk])).content.decode()
    assert "Still to answer: What is the task?" in page and "Our own sixth question" in page
    client.post(reverse("involvement:offer_write", args=[offer.pk]), answers())
    client.post(reverse("involvement:offer_publish", args=[offer.pk]))

    offer.refresh_from_db()
    assert (offer.status, offer.fee_pence, offer.smaller_fee_pence, offer.places) == ("published", 6250, 2000, 3)
    assert list(AuditEvent.objects.values_list("action", flat=True)) == [
        "offer.drafted",
        "offer.written",
        "offer.written",
        "offer.published",
    ]


@pytest.mark.parametrize("money", ["£12,50", "12.345", "-1", "10^12", "1000000000000"])
def test_money_that_is_not_clear_gets_a_sentence_and_nothing_typed_is_lost(client, coordinator, programme, money):
    offer = OfferFactory(session__programme=programme)
    client.force_login(coordinator)

    page = client.post(reverse("involvement:offer_write", args=[offer.pk]), answers(fee_pence=money, task="Kept words"))

    assert page.context["form"].errors["fee_pence"]
    assert money in page.content.decode() and "Kept words" in page.content.decode()
    offer.refresh_from_db()
    assert offer.fee_pence == 5000


def test_the_smaller_fee_is_smaller(client, coordinator, programme):
    offer = OfferFactory(session__programme=programme)
    client.force_login(coordinator)
    page = client.post(reverse("involvement:offer_write", args=[offer.pk]), answers(smaller_fee_pence="62.50"))
    assert "less than the fee" in page.context["form"].errors["smaller_fee_pence"][0]


def test_m2_the_standard_words_say_kind_time_and_adviser_and_never_safe(here):
    words = standard_benefit_words(here, 14)
    assert "payment for your time" in words and "14 days" in words and "Testing Advice Centre" in words
    assert "safe" not in words.lower()


def test_publishing_twice_publishes_once_and_only_one_offer_lives(coordinator):
    offer = OfferFactory()
    stale = Offer.objects.get(pk=offer.pk)
    publish_offer(offer, by=Actor.of(coordinator))
    with pytest.raises(Refused, match="published already"):
        publish_offer(stale, by=Actor.of(coordinator))
    with pytest.raises(Refused, match="already has a published offer"):
        draft_offer(offer.session, by=Actor.of(coordinator))


def test_i6_a_selection_panel_needs_two_places(coordinator):
    offer = OfferFactory(session__kind="selection_panel", places=1)
    with pytest.raises(Refused, match="at least two partners"):
        publish_offer(offer, by=Actor.of(coordinator))


@pytest.mark.parametrize(
    ("change", "asked_again"),
    [
        ({"fee_pence": 6000}, True),
        ({"task": "Another task"}, True),
        ({"role_type": "either"}, True),
        ({"when": "Three hours"}, True),
        ({"who_else": "A judge"}, False),
        ({"places": 9}, False),
    ],
)
def test_i2_a_change_is_a_new_version_and_asks_again_only_where_it_must(coordinator, change, asked_again):
    yes = InvitationFactory(accepted=True)
    old = yes.offer

    new = new_version(old, by=Actor.of(coordinator), **change)

    old.refresh_from_db()
    yes.refresh_from_db()
    assert (old.status, new.status, new.version, new.replaces_id) == ("superseded", "published", 2, old.pk)
    assert yes.offer_id == new.pk
    assert yes.status == ("sent" if asked_again else "accepted")
    assert bool(yes.payment_choice) != asked_again
    message = Message.objects.get(kind="offer_changed")
    assert ("answer again" in message.body) == asked_again and "{link}" in message.body


def test_i3_the_old_version_keeps_its_terms_and_a_lower_fee_asks_again(coordinator):
    yes = InvitationFactory(accepted=True)
    new_version(yes.offer, by=Actor.of(coordinator), fee_pence=4000)
    assert dict(Offer.objects.values_list("version", "fee_pence")) == {1: 5000, 2: 4000}


def test_a_new_version_that_changes_nothing_or_drops_a_confirmed_place_is_refused(coordinator):
    offer = OfferFactory(published=True)
    for _each in range(2):
        InvitationFactory(offer=offer, accepted=True, status="confirmed")
    with pytest.raises(Refused, match="Nothing is different"):
        new_version(offer, by=Actor.of(coordinator), fee_pence=5000)
    with pytest.raises(Refused, match="2 places are confirmed"):
        new_version(offer, by=Actor.of(coordinator), places=1)
    with pytest.raises(Refused, match="Still to answer"):
        new_version(offer, by=Actor.of(coordinator), task=" ")
    offer.refresh_from_db()
    assert offer.status == "published"


def test_the_page_for_changing_a_published_offer_says_who_is_asked_again(client, coordinator, programme):
    yes = InvitationFactory(accepted=True, offer__session__programme=programme)
    client.force_login(coordinator)
    address = reverse("involvement:offer_change", args=[yes.offer_id])
    assert b"1 person said yes" in client.get(address).content
    client.post(address, answers(fee_pence="70"))
    assert Offer.objects.get(version=2).fee_pence == 7000


def test_taking_an_offer_back_needs_a_reason_and_tells_everybody(coordinator):
    yes = InvitationFactory(accepted=True)
    with pytest.raises(Refused, match="Say why"):
        withdraw_offer(yes.offer, reason=" ", by=Actor.of(coordinator))

    assert withdraw_offer(yes.offer, reason="Course closed", by=Actor.of(coordinator)) == 1

    yes.offer.refresh_from_db()
    assert (yes.offer.status, yes.offer.status_reason) == ("withdrawn", "Course closed")
    message = Message.objects.get()
    assert message.kind == "offer_withdrawn" and "Course closed" not in message.body
    with pytest.raises(Refused, match="not open any more"):
        withdraw_offer(yes.offer, reason="Again", by=Actor.of(coordinator))


def test_nothing_changes_after_the_session_started(coordinator):
    offer = OfferFactory(published=True, session__started=True)
    with pytest.raises(Refused, match="has started"):
        new_version(offer, by=Actor.of(coordinator), fee_pence=1)


def test_a_lecturer_writes_and_a_coordinator_publishes(client, lecturer, programme, here):
    offer = OfferFactory(session__programme=programme, session__lead=lecturer)
    client.force_login(lecturer)
    assert client.get(reverse("involvement:offer_write", args=[offer.pk])).status_code == 200
    assert client.post(reverse("involvement:offer_publish", args=[offer.pk])).status_code == 403
    client.force_login(user_with(Role.ADMINISTRATOR, here))
    assert client.get(reverse("involvement:offer", args=[offer.pk])).status_code == 403
    client.force_login(user_with(Role.COORDINATOR, OfferFactory().session.institution))
    assert client.get(reverse("involvement:offer", args=[offer.pk])).status_code == 404


def test_settings_are_ones_own_institutions_only(client, coordinator, lecturer):
    elsewhere = SessionFactory().institution
    client.force_login(coordinator)
    assert client.get(reverse("involvement:settings")).status_code == 200
    assert client.get(reverse("involvement:settings_of", args=[elsewhere.pk])).status_code == 404
    client.force_login(lecturer)
    assert client.get(reverse("involvement:settings")).status_code == 403


def test_declined_people_are_left_alone_by_a_new_version(coordinator):
    no = InvitationFactory(status="declined", answered_at=timezone.now())
    new_version(no.offer, by=Actor.of(coordinator), fee_pence=9000)
    no.refresh_from_db()
    assert no.offer.version == 1 and not Message.objects.exists() and Invitation.objects.count() == 1
