"""The list for inviting and asking people (I1, I4, I5, A5, R22, R28)."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.domain.candidates import (
    CAN,
    CANNOT,
    IF_NEED_BE,
    NOT_SAID,
    ORDERS,
    candidates,
    only_those,
    parts_of,
    rows_of,
)
from involvement.domain.inviting import invite
from involvement.models import Invitation
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.links.issue import open_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify.models import Message
from participants.models import Availability
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory, PersonFactory

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2027, 5, 4, 13, tzinfo=UTC)


@pytest.fixture
def offer(programme):
    return OfferFactory(
        published=True, session__programme=programme, session__starts_at=TUESDAY, session__title="Secret topic"
    )


def partner(here, **fields):
    return PartnerFactory(person__institution=here, **fields)


def test_a_dated_answer_wins_over_the_usual_week(offer, here, coordinator):
    people = {
        name: partner(here, person__name=name) for name in ("Always", "Not then", "If need be", "Silent", "Only then")
    }
    for name, weekly in (("Always", "yes"), ("Not then", "yes"), ("If need be", "if_need_be"), ("Only then", "no")):
        Availability.objects.create(person=people[name].person, weekday=1, part="afternoon", answer=weekly)
    day = TUESDAY.date()
    Availability.objects.create(person=people["Not then"].person, date=day, part="afternoon", answer="no")
    Availability.objects.create(person=people["Only then"].person, date=day, part="afternoon", answer="yes")
    Availability.objects.create(person=people["Silent"].person, weekday=2, part="afternoon", answer="yes")

    found = candidates(offer.session, coordinator).order_by(*ORDERS["best"])

    assert {(p.person.name, p.can) for p in found} == {
        ("Always", CAN),
        ("Only then", CAN),
        ("If need be", IF_NEED_BE),
        ("Silent", NOT_SAID),
        ("Not then", CANNOT),
    }
    assert [p.person.name for p in found][-1] == "Not then"


@pytest.mark.parametrize(
    ("hour", "hours", "parts"),
    [
        (9, 2, ["morning"]),
        (10, 4, ["morning", "afternoon"]),
        (11, 1, ["morning"]),
        (16, 3, ["afternoon", "evening"]),
        (18, 8, ["evening"]),
    ],
)
def test_a_session_touches_the_parts_of_its_day_in_london(hour, hours, parts):
    starts = datetime(2027, 7, 6, hour - 1, tzinfo=UTC)
    session = SessionFactory.build(
        programme=None, institution=None, starts_at=starts, ends_at=starts + timedelta(hours=hours)
    )
    assert parts_of(session)[1] == parts


def test_somebody_who_cannot_one_part_cannot_the_whole(here, programme, coordinator):
    session = SessionFactory(
        programme=programme, starts_at=TUESDAY - timedelta(hours=3), ends_at=TUESDAY + timedelta(hours=1)
    )
    person = partner(here).person
    Availability.objects.create(person=person, weekday=1, part="morning", answer="yes")
    Availability.objects.create(person=person, weekday=1, part="afternoon", answer="no")
    assert candidates(session, coordinator).get().can == CANNOT


def test_the_list_says_how_often_people_want_to_be_asked_and_who_was_asked_least(here, offer, coordinator):
    often = partner(here, asked_at_most_a_month=1, person__name="Often")
    InvitationFactory(person=often.person, offer__session__programme__institution=here)
    old = partner(here, asked_at_most_a_month=1, person__name="Old")
    InvitationFactory(person=old.person, offer__session__programme__institution=here)
    Invitation.objects.filter(person=old.person).update(sent_at=timezone.now() - timedelta(days=400))

    rows = {row.name: row for row in rows_of(candidates(offer.session, coordinator))}

    assert (rows["Often"].wish_reached, rows["Often"].asked_this_year) == (True, 1)
    assert (rows["Old"].wish_reached, rows["Old"].asked_this_year) == (False, 0)
    within = only_those(candidates(offer.session, coordinator), search="", can="", within_wish=True)
    assert [p.person.name for p in within] == ["Old"]


@pytest.mark.parametrize("status", ["resting", "paused_by_institution", "left", "enquiring", "inducted"])
def test_i4_people_who_are_not_active_are_absent_and_cannot_be_asked(here, offer, coordinator, status):
    someone = partner(here, status=status)
    assert not candidates(offer.session, coordinator).exists()
    with pytest.raises(Refused, match="can't be asked"):
        invite(offer, [someone.person], by=Actor.of(coordinator))


def test_i5_the_page_shows_no_reasons_no_refusals_and_nobody_elses_people(client, here, offer, coordinator):
    here_one = partner(here, person__name="Ana Ours", experience="very private", topics_off_limits="never this")
    InvitationFactory(
        person=here_one.person,
        status="declined",
        answered_at=timezone.now(),
        offer__session__programme__institution=here,
    )
    PartnerFactory(person__name="Theirs")
    client.force_login(coordinator)

    page = client.get(reverse("involvement:invite", args=[offer.session_id])).content.decode()

    assert "Ana Ours" in page and "Theirs" not in page
    for private in ("very private", "never this", "declined", "Said no", "refus"):
        assert private not in page


def test_search_finds_names_without_their_accents(client, here, offer, coordinator):
    partner(here, person__name="Siân Ŵyn")
    partner(here, person__name="Ana")
    client.force_login(coordinator)
    page = client.get(reverse("involvement:invite", args=[offer.session_id]), {"q": "sian w"})
    assert [one.name for one in page.context["rows"]] == ["Siân Ŵyn"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, here, offer, django_assert_num_queries, count):
    PartnerFactory.create_batch(count, person__institution=here)
    PartnerFactory()
    client.force_login(user_with(Role.COORDINATOR, here))
    with django_assert_num_queries(8):  # session, user, memberships, the session, its offer, count, rows, information
        page = client.get(reverse("involvement:invite", args=[offer.session_id]))
    assert len(page.context["rows"]) == count


def test_asking_makes_invitations_links_and_neutral_messages_by_each_ones_channel(offer, here, coordinator):
    ann = partner(here, person__name="Ann").person
    bob = partner(here, person__name="Bob", person__channel="letter", person__postal_address="1 Road").person
    cat = partner(
        here, person__name="Cat", person__email="", person__channel="phone", person__phone="+441632960002"
    ).person

    asked = invite(offer, [ann, bob, cat], by=Actor.of(coordinator))

    assert {one.person for one in asked} == {ann, bob, cat}
    messages = Message.objects.filter(kind="invitation")
    assert dict(messages.values_list("person_id", "channel")) == {ann.pk: "email", bob.pk: "letter", cat.pk: "phone"}
    for message in messages:
        assert "Secret topic" not in message.subject + message.body and "4 May 2027" in message.subject
    link = PrivateLink.objects.get(person_id=ann.pk)
    assert link.expires_at == TUESDAY and open_link(link.token(), Purpose.OFFER).about == f"invitation:{asked[0].pk}"
    assert AuditEvent.objects.filter(action="invitation.sent").count() == 3


def test_asking_again_asks_only_who_was_not_asked(offer, here, coordinator):
    one, two = partner(here).person, partner(here).person
    invite(offer, [one], by=Actor.of(coordinator))
    assert [i.person for i in invite(offer, [one, two], by=Actor.of(coordinator))] == [two]
    assert Message.objects.count() == 2


def test_a5_somebody_under_18_is_asked_through_their_adult_lead(offer, here, coordinator):
    adult = PersonFactory(institution=here, email="adult@example.test", name="Grown Up")
    young = partner(here, person__is_under_18=True, person__adult_lead=adult, person__name="Young One").person
    invite(offer, [young], by=Actor.of(coordinator))
    message = Message.objects.get()
    assert (message.person_id, message.address) == (adult.pk, "adult@example.test")
    assert "This is about Young One" in message.body


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"published": False}, "Publish the offer first"),
        ({"session__status": "cancelled", "session__status_reason": "x"}, "was cancelled"),
        ({"session__started": True}, "has started"),
        ({"closes_on": datetime(2020, 1, 1, tzinfo=UTC).date()}, "last day to answer"),
    ],
)
def test_i1_nobody_is_asked_when_it_cannot_be(programme, here, coordinator, change, sentence):
    offer = OfferFactory(**{"published": True, "session__programme": programme, **change})
    with pytest.raises(Refused, match=sentence):
        invite(offer, [partner(here).person], by=Actor.of(coordinator))
    assert not Invitation.objects.exists()


def test_nobody_of_another_institution_is_asked(offer, coordinator):
    with pytest.raises(Refused, match="can't be asked"):
        invite(offer, [PartnerFactory().person], by=Actor.of(coordinator))


def test_r22_the_look_before_sending_and_a_double_click(client, offer, here, coordinator):
    people = [partner(here).person for _each in range(2)]
    letter = partner(here, person__channel="letter", person__postal_address="1 Road").person
    client.force_login(coordinator)
    ticked = {"person": [p.pk for p in [*people, letter]]}

    look = client.post(reverse("involvement:invite_preview", args=[offer.session_id]), ticked)
    assert "You are about to ask 3 people: 2 by e-mail and 1 by letter." in look.content.decode()
    assert not Invitation.objects.exists()
    sent = {**ticked, "once": str(uuid.uuid4())}
    for _click in range(2):
        answer = client.post(reverse("involvement:invite_send", args=[offer.session_id]), sent)
        assert answer.headers["Location"] == reverse("involvement:session", args=[offer.session_id])

    assert Invitation.objects.count() == Message.objects.count() == 3


def test_ticking_somebody_elses_people_or_nobody_does_nothing(client, offer, coordinator):
    client.force_login(coordinator)
    theirs = PartnerFactory().person
    for ticked in ({}, {"person": [theirs.pk]}, {"person": ["x", "-1", "9" * 30]}):
        assert client.post(reverse("involvement:invite_preview", args=[offer.session_id]), ticked).status_code == 302
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("count", [1, 5])
def test_asking_costs_the_same_however_many(offer, here, coordinator, django_assert_num_queries, count):
    people = [partner(here).person for _each in range(count)]
    by = Actor.of(coordinator)
    with django_assert_num_queries(13):
        invite(offer, people, by=by)
