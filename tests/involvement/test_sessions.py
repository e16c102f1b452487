"""Planning sessions and moving them through their states (I2, I8, R18, R30)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.domain.sessions import cancel_session, close_session, confirm_session
from involvement.models import Attendance, Invitation, Offer, Session
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.audit.record import reference
from involvement.shared.errors import Refused
from involvement.shared.links.issue import LinkProblem, issue_link, open_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import Draft, queue_messages
from participants.domain.contact import recipient_for
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.programmes import CohortFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def typed(**change):
    return {
        "kind": "talk",
        "title": "A talk",
        "day": "4/5/2027",
        "starts": "2pm",
        "ends": "4pm",
        "venue": "Room 1",
        "venue_access": "Lift.",
        **change,
    }


def test_a_coordinator_plans_a_session_by_the_clock_on_the_wall(client, coordinator, programme, lecturer):
    client.force_login(coordinator)
    cohort = CohortFactory(programme=programme)

    answer = client.post(reverse("involvement:plan"), typed(cohort=cohort.pk, lead=lecturer.pk))

    session = Session.objects.get()
    assert answer.headers["Location"] == reverse("involvement:particulars", args=[session.pk])
    assert session.starts_at == datetime(2027, 5, 4, 13, tzinfo=UTC)
    assert (session.preparation_minutes, session.debrief_minutes, session.stage) == (60, 15, "curriculum")
    assert (session.programme, session.lead, session.status) == (programme, lecturer, "planned")
    assert AuditEvent.objects.get().action == "session.planned"


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"ends": "1pm"}, "ends", "later than the start"),
        ({"ends": "2pm"}, "ends", "later than the start"),
        ({"day": "4/5/2020"}, "day", "still to come"),
        ({"day": "31/2/2027"}, "day", "real day"),
        ({"day": "28/3/2027", "starts": "01:30", "ends": "5am"}, "starts", "does not happen"),
        ({"day": "31/10/2027", "starts": "01:30", "ends": "5am"}, "starts", "comes twice that night"),
        ({"title": "x" * 300}, "title", "You have used 300"),
        ({"kind": "made_up"}, "kind", "valid choice"),
    ],
)
def test_what_can_not_be_is_refused_beside_the_field_and_the_rest_is_kept(client, coordinator, change, field, sentence):
    client.force_login(coordinator)

    page = client.post(reverse("involvement:plan"), typed(**change, aim="Kept words"))

    assert sentence in page.context["form"].errors[field][0]
    assert b"Kept words" in page.content
    assert not Session.objects.exists()


def test_r30_the_hour_that_comes_twice_is_asked_about_and_then_taken(client, coordinator):
    client.force_login(coordinator)
    night = typed(day="31/10/2027", starts="01:30", ends="5am")

    asked = client.post(reverse("involvement:plan"), night)
    assert b"Before the clocks go back" in asked.content
    client.post(reverse("involvement:plan"), {**night, "clock_change": "after"})

    assert Session.objects.get().starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_names_that_look_like_formulas_or_read_right_to_left_are_kept(client, coordinator):
    client.force_login(coordinator)
    for title in ("=HYPERLINK(1)", "محمد", "👩🏽‍🦽 talk"):
        client.post(reverse("involvement:plan"), typed(title=title))
    assert set(Session.objects.values_list("title", flat=True)) == {"=HYPERLINK(1)", "محمد", "👩🏽‍🦽 talk"}
    file = client.post(reverse("involvement:sessions_export")).content.decode()
    assert "'=HYPERLINK(1)" in file


def test_a_lecturer_plans_their_own_and_no_other(client, lecturer, programme):
    client.force_login(lecturer)
    client.post(reverse("involvement:plan"), typed(lead=user_with(Role.LECTURER, programme.institution).pk))
    assert Session.objects.get().lead == lecturer


def test_choices_of_another_institution_are_no_choices(client, coordinator):
    other = ProgrammeFactory()
    client.force_login(coordinator)
    page = client.post(reverse("involvement:plan"), typed(programme=other.pk))
    assert "programme" in page.context["form"].errors


def test_another_institution_is_not_found_and_a_lecturer_may_not_decide(client, coordinator, lecturer, programme):
    theirs = SessionFactory()
    ours = SessionFactory(programme=programme, lead=lecturer)
    names = ("session", "session_needs", "change", "particulars", "postpone", "cancel", "close", "invite")
    client.force_login(coordinator)
    for name in names:
        assert client.get(reverse(f"involvement:{name}", args=[theirs.pk])).status_code == 404, name
    client.force_login(lecturer)
    assert client.get(reverse("involvement:session", args=[ours.pk])).status_code == 200
    for name in ("postpone", "cancel", "close", "invite"):
        assert client.get(reverse(f"involvement:{name}", args=[ours.pk])).status_code == 403, name
    someone_elses = SessionFactory(programme=programme)
    assert client.get(reverse("involvement:session", args=[someone_elses.pk])).status_code == 404
    client.force_login(user_with(Role.FINANCE, programme.institution))
    assert client.get(reverse("involvement:sessions")).status_code == 403


def test_confirming_says_what_is_missing_and_works_once(programme, coordinator, lecturer):
    session = SessionFactory(programme=programme, lead=None, venue="")
    with pytest.raises(Refused, match=r"who leads.*where it is"):
        confirm_session(session, by=Actor.of(coordinator))
    session.lead, session.online_link = lecturer, "https://meet.example.test/1"
    session.save()

    confirm_session(session, by=Actor.of(coordinator))

    session.refresh_from_db()
    assert session.status == "confirmed"
    stale = Session.objects.get(pk=session.pk)
    stale.status = "planned"
    with pytest.raises(Refused, match="just changed"):
        confirm_session(stale, by=Actor.of(coordinator))


@pytest.mark.parametrize(
    ("coming", "kind", "sentence"), [(1, "selection_panel", "at least two"), (0, "placement_panel", "at least one")]
)
def test_i6_a_panel_is_not_confirmed_with_too_few_partners(coordinator, lecturer, coming, kind, sentence):
    session = SessionFactory(kind=kind, lead=lecturer, venue_access="Lift.")
    offer = OfferFactory(session=session, published=True)
    InvitationFactory.create_batch(coming, offer=offer, accepted=True)
    with pytest.raises(Refused, match=sentence):
        confirm_session(session, by=Actor.of(coordinator))
    InvitationFactory.create_batch(2, offer=offer, accepted=True)
    assert confirm_session(session, by=Actor.of(coordinator)).status == "confirmed"


def test_cancelling_tells_everybody_stops_messages_and_switches_links_off(programme, coordinator):
    yes = InvitationFactory(accepted=True, offer__session__programme=programme)
    session = yes.offer.session
    asked = InvitationFactory(offer=yes.offer)
    link = issue_link(Purpose.OFFER, about=asked, person_id=asked.person_id, expires_at=session.starts_at)
    reminder = Draft(
        kind="reminder",
        about=reference(yes),
        about_topic=reference(session),
        recipient=recipient_for(yes.person),
        institution_id=session.institution_id,
        due=timezone.now() + timedelta(days=1),
        subject="x",
        body="y",
    )
    queue_messages([reminder])
    waiting = Message.objects.get()

    told = cancel_session(session, reason="Nobody is well", by=Actor.of(coordinator))

    session.refresh_from_db()
    waiting.refresh_from_db()
    assert (told, session.status, session.status_reason) == (2, "cancelled", "Nobody is well")
    assert waiting.state == Message.State.CANCELLED
    assert Offer.objects.get().status == "withdrawn"
    with pytest.raises(LinkProblem, match="switched off"):
        open_link(link.token(), Purpose.OFFER)
    messages = {m.person_id: m for m in Message.objects.filter(kind="session_cancelled")}
    assert set(messages) == {yes.person_id, asked.person_id}
    assert "METHOD:CANCEL" in messages[yes.person_id].calendar and not messages[asked.person_id].calendar
    assert all(session.title not in m.subject + m.body and "Nobody is well" not in m.body for m in messages.values())
    assert not Attendance.objects.exists()
    with pytest.raises(Refused, match="over or was cancelled"):
        cancel_session(session, reason="Again", by=Actor.of(coordinator))


def test_i8_cancelled_at_short_notice_keeps_what_was_agreed(client, programme, coordinator):
    soon = timezone.now() + timedelta(days=2)
    yes = InvitationFactory(accepted=True, offer__session__programme=programme, offer__session__starts_at=soon)
    InvitationFactory(offer=yes.offer)
    client.force_login(coordinator)
    address = reverse("involvement:cancel", args=[yes.offer.session_id])

    assert b"can claim the fee as agreed" in client.get(address).content
    client.post(address, {"reason": "Snow"})

    attendance = Attendance.objects.get()
    assert (attendance.person, attendance.status, attendance.planned_minutes) == (
        yes.person,
        "institution_cancelled",
        120,
    )


def test_i2_moving_a_session_asks_everybody_again_who_said_yes(client, programme, coordinator):
    yes = InvitationFactory(accepted=True, offer__session__programme=programme)
    no = InvitationFactory(offer=yes.offer, status="declined", answered_at=timezone.now())
    client.force_login(coordinator)

    client.post(
        reverse("involvement:postpone", args=[yes.offer.session_id]),
        {"day": "11/5/2027", "starts": "2pm", "ends": "4pm", "reason": "Room taken"},
    )

    session = Session.objects.get()
    yes.refresh_from_db()
    no.refresh_from_db()
    assert session.starts_at == datetime(2027, 5, 11, 13, tzinfo=UTC)
    assert session.status == "planned" and "Room taken" in session.status_reason
    assert (yes.offer.version, yes.status, yes.payment_choice) == (2, "sent", "")
    assert no.offer.version == 1 and no.status == "declined"
    assert set(Offer.objects.values_list("version", "status")) == {(1, "superseded"), (2, "published")}
    message = Message.objects.get()
    assert message.kind == "offer_changed" and "11 May 2027" in message.subject


def test_a_session_is_closed_after_it_was_held(programme, coordinator):
    planned, held = SessionFactory(programme=programme), SessionFactory(programme=programme, held=True)
    with pytest.raises(Refused, match="after it was held"):
        close_session(planned, what_changes="x", what_did_not_work="", by=Actor.of(coordinator))
    close_session(held, what_changes="A new seminar", what_did_not_work="", by=Actor.of(coordinator))
    held.refresh_from_db()
    assert (held.status, held.what_changes) == ("closed", "A new seminar")


def test_the_list_filters_sorts_and_keeps_to_ones_own(client, coordinator, programme):
    client.force_login(coordinator)
    talk = SessionFactory(programme=programme, title="Zebra talk")
    SessionFactory(programme=programme, title="A forum", kind="forum")
    past = SessionFactory(programme=programme, title="Long ago", held=True)
    SessionFactory(title="Theirs")
    address = reverse("involvement:sessions")

    def titles(**wanted):
        return [row["title"] for row in client.get(address, wanted).context["page"].rows]

    assert titles(sort="title") == ["A forum", "Zebra talk"]
    assert titles(q="zebra") == ["Zebra talk"]
    assert titles(kind="forum") == ["A forum"]
    assert titles(period="past") == [past.title]
    assert titles(programme=str(programme.pk), status="planned", sort="title") == ["A forum", "Zebra talk"]
    day = timezone.localdate(talk.starts_at).isoformat()
    assert titles(**{"from": day, "to": day, "sort": "title"}) == ["A forum", "Zebra talk"]
    assert titles(sort="lead__password", status="'", programme="x", period="x", **{"from": "soon"}, after="x") != []


def test_paging_by_key_goes_forth_and_back(client, coordinator, programme):
    client.force_login(coordinator)
    start = timezone.now() + timedelta(days=5)
    for number in range(120):
        SessionFactory(programme=programme, title=f"T{number:03}", starts_at=start)
    address = reverse("involvement:sessions")

    first = client.get(address, {"sort": "latest"}).context["page"]
    second = client.get(address + first.next_address).context["page"]
    third = client.get(address + second.next_address).context["page"]
    back = client.get(address + second.previous_address).context["page"]

    seen = [row["pk"] for page in (first, second, third) for row in page.rows]
    assert len(seen) == len(set(seen)) == 120 and not third.next_address
    assert [row["pk"] for row in back.rows] == [row["pk"] for row in first.rows]
    assert not back.previous_address and not first.previous_address


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, coordinator, programme, django_assert_num_queries, count):
    for _each in range(count):
        InvitationFactory(accepted=True, offer__session__programme=programme)
    SessionFactory()
    client.force_login(coordinator)
    with django_assert_num_queries(6):  # session, user, memberships, programmes, count, rows
        page = client.get(reverse("involvement:sessions"))
    assert len(page.context["page"].rows) == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["talk", "forum", "selection_panel", "placement_panel"])
def test_the_session_page_costs_at_most_nine_queries(client, here, django_assert_max_num_queries, count, kind):
    offer = OfferFactory(session__programme__institution=here, session__kind=kind, published=True)
    InvitationFactory.create_batch(count, offer=offer, accepted=True)
    client.force_login(user_with(Role.COORDINATOR, here))
    with django_assert_max_num_queries(9):
        page = client.get(reverse("involvement:session", args=[offer.session_id]))
    assert page.context["counts"] == {"asked": count, "coming": count, "confirmed": 0}
    assert len(Invitation.objects.all()) == count


@pytest.mark.parametrize("name", ["cancel", "postpone"])
def test_r22_a_double_click_on_cancel_or_move_tells_people_once(client, coordinator, here, name):
    yes = InvitationFactory(accepted=True, offer__session__programme__institution=here)
    client.force_login(coordinator)
    address = reverse(f"involvement:{name}", args=[yes.offer.session_id])
    assert b'name="once"' in client.get(address).content
    typed_once = {"reason": "Snow", "day": "11/5/2027", "starts": "2pm", "ends": "4pm", "once": "a-key"}
    for _click in range(2):
        assert client.post(address, typed_once).status_code == 302
    assert Message.objects.count() == 1
