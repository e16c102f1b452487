"""What goes out when: quiet hours, ceiling, catch-up, two workers at once (R26, R28, R30)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from involvement.shared.links.issue import build_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify import delivery, kinds
from involvement.shared.notify.delivery import deliver_due, deliver_now, hold_doubtful
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import cancel_messages, queue_messages
from involvement.shared.notify.tasks import deliver_due as doorbell
from participants.models import PartnerProfile
from tests.factories.accounts import InstitutionFactory
from tests.factories.notify import MessageFactory, draft_for
from tests.factories.participants import PartnerFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 5, 4, 11, 0, tzinfo=UTC)


@pytest.fixture
def awake():
    return InstitutionFactory(quiet_from=0, quiet_until=0)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "goes_out"),
    [
        ("2027-05-04 18:59", "2027-05-04 18:59"),  # 19:59 summer time
        ("2027-05-04 19:00", "2027-05-05 07:00"),  # 20:00 summer time
        ("2027-01-12 20:00", "2027-01-13 08:00"),
        ("2027-01-12 02:00", "2027-01-12 08:00"),
        ("2027-03-27 22:30", "2027-03-28 07:00"),  # the night in which the clock skips an hour
        ("2027-03-28 01:30", "2027-03-28 07:00"),
        ("2027-10-30 19:00", "2027-10-31 08:00"),  # the night in which an hour comes twice
        ("2027-10-31 01:30", "2027-10-31 08:00"),
        ("2027-10-31 07:59", "2027-10-31 08:00"),
    ],
)
def test_nothing_goes_out_in_the_quiet_hours_by_the_local_clock(due, goes_out):
    institution = InstitutionFactory()
    queue_messages([draft_for(1, institution_id=institution.pk, due=utc(due))])
    assert Message.objects.get().not_before == utc(goes_out)
    if due != goes_out:
        assert deliver_due(now=utc(due) + timedelta(seconds=1)) == 0
        assert deliver_due(now=utc(goes_out) - timedelta(seconds=1)) == 0
    assert deliver_due(now=utc(goes_out)) == 1


def test_a_worker_that_is_late_does_not_wake_people_either():
    queue_messages([draft_for(1, institution_id=InstitutionFactory().pk, due=utc("2027-01-12 19:59"))])
    assert deliver_due(now=utc("2027-01-12 20:05")) == 0
    assert deliver_due(now=utc("2027-01-13 08:00")) == 1


@pytest.mark.parametrize("kind", ["sign_in_code", "same_day_change"])
def test_codes_and_changes_on_the_day_go_out_at_night(kind):
    due = utc("2027-01-12 23:00")
    queue_messages([draft_for(1, institution_id=InstitutionFactory().pk, due=due, kind=kind)])
    assert deliver_due(now=due) == 1


def test_one_person_gets_no_more_than_the_ceiling_a_day_and_the_rest_in_the_morning(settings):
    settings.MESSAGES_A_DAY = 3
    institution = InstitutionFactory()
    for n in range(5):
        MessageFactory(institution=institution, person_id=7, about=f"claim:{n}", due=NOON)
    MessageFactory(institution=institution, person_id=8, due=NOON)
    MessageFactory(institution=institution, person_id=7, kind="same_day_change", due=NOON)

    assert deliver_due(now=NOON) == 3 + 1 + 1
    assert deliver_due(now=NOON + timedelta(hours=2)) == 0
    assert deliver_due(now=utc("2027-05-05 07:00")) == 2


def test_after_three_days_off_a_person_gets_at_most_one_catch_up(awake):
    for day in range(3):
        MessageFactory(institution=awake, person_id=7, about="invitation:1", due=NOON + timedelta(days=day))
    assert deliver_due(now=NOON + timedelta(days=3)) == 1
    assert dict(Message.objects.values_list("due__day", "state")) == {4: "cancelled", 5: "cancelled", 6: "sent"}


def test_what_is_about_something_that_is_over_is_not_sent(awake):
    person = PersonFactory(institution=awake)
    for end, revoked in ((NOON, None), (NOON + timedelta(days=9), NOON)):
        link = build_link(Purpose.OFFER, about=person, person_id=person.pk, expires_at=end)
        link.revoked_at = revoked
        link.save(force_insert=True)
        MessageFactory(institution=awake, person_id=person.pk, link=link, due=NOON - timedelta(days=1))
    assert deliver_due(now=NOON) == 0
    assert set(Message.objects.values_list("state", "error")) == {("cancelled", "The link in it has ended.")}


@pytest.mark.parametrize(("status", "sent"), [("active", 1), ("resting", 0), ("paused_by_institution", 0), ("left", 0)])
def test_who_is_resting_or_has_left_is_not_asked(awake, status, sent, monkeypatch):
    monkeypatch.setitem(kinds._KINDS, "ask", kinds.Kind("ask", active_only=True))
    partner = PartnerFactory(person__institution=awake, status=PartnerProfile.Status(status))
    MessageFactory(institution=awake, person_id=partner.person_id, kind="ask", due=NOON)
    assert deliver_due(now=NOON) == sent


def test_a_message_goes_to_where_the_person_can_be_reached_now(awake):
    person = PersonFactory(institution=awake, email="new@example.test")
    MessageFactory(institution=awake, person_id=person.pk, address="old@example.test", due=NOON)
    deliver_due(now=NOON)
    assert mail.outbox[0].to == ["new@example.test"]


def test_who_changed_to_letters_gets_no_email(awake):
    person = PersonFactory(institution=awake, channel="letter", postal_address="1 Test Street")
    MessageFactory(institution=awake, person_id=person.pk, due=NOON)
    assert deliver_due(now=NOON) == 0
    assert Message.objects.values_list("channel", "address", "state").get() == ("letter", "1 Test Street", "waiting")


def test_the_schedule_run_100_times_sends_once(awake):
    MessageFactory.create_batch(3, institution=awake, due=NOON)
    assert [deliver_due(now=NOON + timedelta(minutes=n)) for n in range(100)] == [3] + [0] * 99
    assert len(mail.outbox) == 3


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_message_once(awake):
    MessageFactory.create_batch(90, institution=awake)
    now = timezone.now()

    def work():
        try:
            return deliver_due(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = [job.result() for job in [pool.submit(work) for _ in range(4)]]
    assert sum(sent) == 90
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 90
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_message_cancelled_between_claim_and_sending_is_not_sent(awake, monkeypatch):
    MessageFactory(institution=awake, about_topic="session:1", due=NOON)
    real = delivery.claim_lot

    def claim_then_cancel(**given):
        lot = real(**given)
        cancel_messages(about_topic="session:1")
        return lot

    monkeypatch.setattr(delivery, "claim_lot", claim_then_cancel)
    assert deliver_due(now=NOON) == 0
    assert mail.outbox == []


def test_what_was_being_sent_when_its_worker_died_is_held_and_never_sent_again_by_itself(awake):
    message = MessageFactory(institution=awake, due=NOON, state="sending", claimed_at=NOON, attempts=1)
    assert hold_doubtful(now=NOON + timedelta(minutes=5)) == 0
    assert hold_doubtful(now=NOON + timedelta(minutes=16)) == 1
    assert deliver_due(now=NOON + timedelta(days=5)) == 0
    message.refresh_from_db()
    assert message.state == "held"
    assert mail.outbox == []


def test_what_was_claimed_but_not_begun_when_its_worker_died_goes_out_when_the_lease_ends(awake):
    MessageFactory(institution=awake, due=NOON)
    delivery.claim_lot(now=NOON, size=20)
    assert deliver_due(now=NOON + timedelta(minutes=14)) == 0
    assert deliver_due(now=NOON + timedelta(minutes=15)) == 1


def test_a_code_goes_out_at_once_and_its_words_are_wiped_outside_the_demo(settings):
    settings.DEMO = False
    queue_messages([draft_for(0, institution_id=None, kind="sign_in_code", body="123456 is your code")])
    assert deliver_now(Message.objects.values_list("pk", flat=True)) == 1
    assert "123456" in mail.outbox[0].body
    assert Message.objects.get().body == ""


def test_a_code_that_is_too_old_is_dropped():
    queue_messages([draft_for(0, institution_id=None, kind="sign_in_code", due=NOON)])
    assert deliver_due(now=NOON + timedelta(minutes=11)) == 0
    assert Message.objects.get().state == "cancelled"


def test_the_doorbell_empties_the_queue_however_long(awake, monkeypatch):
    MessageFactory.create_batch(250, institution=awake, due=timezone.now() - timedelta(hours=1))
    assert doorbell() == 250
    assert PrivateLink.objects.count() == 0


def test_a_lot_costs_the_same_reading_however_many_people_are_in_it(awake, django_assert_max_num_queries):
    MessageFactory.create_batch(20, institution=awake, due=NOON)
    with django_assert_max_num_queries(8):
        delivery.claim_lot(now=NOON, size=20)
