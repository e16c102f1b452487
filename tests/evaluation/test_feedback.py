"""Feedback: asked once, answered once, and never to be traced back (E1, E2, E5, R40, R41)."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation.domain.administrations import close_due_feedback, close_feedback, open_feedback
from evaluation.domain.responses import give_feedback, items_to_ask
from evaluation.models import Administration, Answer, ContactRequest, FeedbackInvitation, Response
from involvement.models import Attendance
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.links.addresses import path_of
from involvement.shared.links.models import PrivateLink
from involvement.shared.notify.models import Message
from participants.models import SupporterLink
from tests.factories.accounts import UserFactory
from tests.factories.evaluation import SYSTEM, answer_all, asked_about, held_session, make_overdue
from tests.factories.involvement import AttendanceFactory, SessionFactory
from tests.factories.participants import PartnerFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return asked_about(held_session())


def address(administration, number=0):
    return path_of(administration.invitations.order_by("pk")[number].link)


def posted(administration, step="3", **more):
    items = items_to_ask(administration)
    return {f"item_{item.pk}": step for item in items if item.scale == "face3"} | {"words": "easy_read", **more}


def test_everyone_who_came_is_asked_once_by_a_link_that_names_nobody(asked):
    assert asked.eligible == asked.invitations.count() == 6
    assert set(PrivateLink.objects.filter(purpose="feedback").values_list("person_id", flat=True)) == {None}
    assert Message.objects.filter(kind="feedback_asked", body__contains="{link}").count() == 6
    with pytest.raises(Refused, match="asked about this session already"):
        open_feedback(asked.session, by=SYSTEM)


def test_people_who_could_not_come_are_not_asked_and_late_joiners_change_nothing(asked):
    """E5."""
    offer = asked.session.offers.get()
    AttendanceFactory(invitation__offer=offer, session=asked.session)
    asked.refresh_from_db()
    assert asked.eligible == 6
    session = held_session(came=2)
    Attendance.objects.filter(session=session).update(status="could_not_come")
    with pytest.raises(Refused, match="mark first who came"):
        asked_about(session)


def test_nobody_is_asked_before_the_session():
    with pytest.raises(Refused, match="has taken place"):
        asked_about(SessionFactory())


def test_a_scanner_may_open_the_link_and_nothing_changes(asked, client):
    page = client.get(address(asked))
    assert page.status_code == 200
    assert "I could say what I wanted." in page.text
    assert not FeedbackInvitation.objects.exclude(answered_on=None)


def test_answers_are_taken_by_link_without_signing_in_and_only_once(asked, client):
    first = client.post(address(asked), posted(asked, helped="on"))
    again = client.post(address(asked), posted(asked))

    assert first.status_code == 302
    assert again.status_code == 410
    response = Response.objects.get()
    assert (response.form, response.helped, response.answers.count()) == ("easy_read", True, 6)


def test_every_question_may_be_skipped(asked, client):
    assert client.post(address(asked), {"words": "easy_read"}).status_code == 302
    assert Response.objects.get().answers.count() == 0


def test_the_other_words_show_what_was_chosen_already(asked, client):
    text = next(item for item in items_to_ask(asked) if item.scale == "text")
    page = client.post(address(asked), posted(asked, switch="plain", **{f"item_{text.pk}": "The room was cold"}))
    assert "The room was cold" in page.text
    assert page.text.count(" checked") == 6
    assert "I was able to say the things I wanted to say." in page.text
    assert not Response.objects.exists()


def test_a_step_that_is_not_there_is_refused_and_what_was_typed_is_kept(asked, client):
    text = next(item for item in items_to_ask(asked) if item.scale == "text")
    page = client.post(address(asked), posted(asked, step="9", **{f"item_{text.pk}": "=cmd|' /C calc'!A0 😀 محمد"}))
    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert "=cmd|&#x27; /C calc&#x27;!A0 😀 محمد" in page.text
    assert not Response.objects.exists()


def test_wishing_to_be_told_is_kept_apart_from_the_answers(asked, client):
    contact = next(item for item in items_to_ask(asked) if item.scale == "contact")
    client.post(address(asked), posted(asked, **{f"item_{contact.pk}": "on"}))
    assert ContactRequest.objects.get().person == asked.invitations.order_by("pk")[0].person
    assert not Answer.objects.filter(item=contact).exists()


def test_after_the_last_day_the_page_is_kind_before_and_after_closing(asked, client):
    where = address(asked)
    make_overdue(asked)
    before = client.get(where)
    assert close_due_feedback(now=timezone.now()) == 1
    after = client.post(where, posted(asked))
    for page in (before, after):
        assert page.status_code == 410
        assert "Thank you for coming back." in page.text
    assert not Response.objects.exists()


def test_signed_in_people_find_their_own_and_a_supporter_with_the_right_may_help(asked, client):
    invitation = asked.invitations.order_by("pk")[0]
    user = UserFactory()
    helper = PersonFactory(institution=asked.session.institution, user=user)
    where = reverse("evaluation:my_feedback", args=[invitation.pk])
    client.force_login(user)
    assert client.get(where).status_code == 404

    today = timezone.localdate()
    SupporterLink.objects.create(
        person=invitation.person, supporter=helper, kind="buddy", scopes=["fill_feedback"], starts_on=today
    )
    assert invitation.person.name in client.get(reverse("evaluation:my_feedback_list")).text
    assert client.post(where, posted(asked)).status_code == 302
    assert "We have your answers already." in client.get(where).text


def test_somebody_elses_page_can_not_be_known(asked, client):
    stranger = PartnerFactory(with_account=True).person
    client.force_login(stranger.user)
    assert client.get(reverse("evaluation:my_feedback", args=[asked.invitations.first().pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, count, django_assert_num_queries):
    person = PartnerFactory(with_account=True).person
    for _ in range(count):
        session = SessionFactory(held=True, programme__institution=person.institution)
        AttendanceFactory(session=session, person=person, invitation=None)
        asked_about(session)
    client.force_login(person.user)
    with django_assert_num_queries(4):  # session, user, memberships for the menu, invitations
        client.get(reverse("evaluation:my_feedback_list"))


@pytest.mark.django_db(transaction=True)
def test_one_answer_costs_nine_queries_in_three_transactions(client):
    administration = asked_about(held_session())
    contact = next(item for item in items_to_ask(administration) if item.scale == "contact")
    where, data = address(administration), posted(administration, **{f"item_{contact.pk}": "on"})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.post(where, data).status_code == 302
    statements = [q["sql"] for q in queries if not re.match(r"BEGIN|COMMIT|SAVEPOINT|RELEASE", q["sql"])]
    assert len(statements) <= 9 + 2, statements  # the wish to be told adds looking and writing
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM evaluation_response")
        answered_in = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT xmin::text FROM evaluation_feedbackinvitation WHERE answered_on IS NOT NULL")
        marked_in = {row[0] for row in cursor.fetchall()}
    assert not answered_in & marked_in


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_leave_one_answer():
    administration = asked_about(held_session(came=1))
    invitation = administration.invitations.select_related("administration").get()

    def click(_):
        try:
            give_feedback(invitation, answers={}, form="plain", helped=False, tell_me=False)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(click, range(4)))
    assert sorted(results) == ["taken", "used", "used", "used"]
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_answers_that_could_not_be_stored_may_be_sent_again(monkeypatch):
    administration = asked_about(held_session(came=1))
    invitation = administration.invitations.select_related("administration").get()
    with pytest.raises(Exception, match="violates foreign key"):
        give_feedback(invitation, answers={999999: 3}, form="plain", helped=False, tell_me=False)
    invitation.refresh_from_db()
    assert invitation.answered_on is None
    assert not Response.objects.exists()
    give_feedback(invitation, answers={}, form="plain", helped=False, tell_me=False)
    assert Response.objects.count() == 1


def test_the_audit_names_opening_and_closing_and_no_answer(asked):
    answer_all(asked, [3, 3])
    close_feedback(asked, by=SYSTEM)
    assert list(
        AuditEvent.objects.filter(action__startswith="feedback").order_by("pk").values_list("action", flat=True)
    ) == [
        "feedback.opened",
        "feedback.closed",
    ]


def test_closing_twice_or_after_everything_changes_nothing_more(asked):
    answer_all(asked, [3, 2])
    assert close_feedback(asked, by=SYSTEM)
    ids = set(Response.objects.values_list("pk", flat=True))
    assert not close_feedback(asked, by=SYSTEM)
    assert set(Response.objects.values_list("pk", flat=True)) == ids


def test_closing_keeps_every_answer_and_only_the_counts_of_wordings(asked):
    answer_all(asked, [3, 2, 1], helped=True)
    before = sorted(Answer.objects.values_list("item_id", "value"))
    close_feedback(asked, by=SYSTEM)
    asked.refresh_from_db()
    assert sorted(Answer.objects.values_list("item_id", "value")) == before
    assert asked.forms_used == {"responses": 3, "easy_read": 3, "helped": 3}
    assert set(Response.objects.values_list("form", "helped")) == {("", None)}
    assert not FeedbackInvitation.objects.exclude(link=None).exists()
    assert not Message.objects.filter(kind="feedback_asked").exclude(link=None).exists()


@pytest.mark.slow
def test_with_the_whole_database_nobody_is_matched_better_than_by_chance():
    """R40. The attacker knows in which order people answered, and tries every order the rows come in."""
    guessers = {"ctid": 0, "id": 0, "xmin": 0, "given back": 0}
    tries, people = 40, 6
    for _ in range(tries):
        session = held_session(came=people)
        administration = asked_about(session)
        steps = [1, 2, 3, 1, 2, 3]
        random.shuffle(steps)
        item = items_to_ask(administration)[0]
        who = list(administration.invitations.select_related("administration").order_by("pk"))
        for invitation, step in zip(who, steps, strict=True):
            give_feedback(invitation, answers={item.pk: step}, form="plain", helped=False, tell_me=False)
        close_feedback(administration, by=SYSTEM)
        for order in guessers:
            guessed = _values_in_order(administration, order)
            guessers[order] += sum(a == b for a, b in zip(guessed, steps, strict=True))
    for order, right in guessers.items():
        assert right / (tries * people) < 0.5, order  # chance is one third; the limit is five deviations away


def _values_in_order(administration, order):
    clause = {"ctid": "ORDER BY r.ctid", "id": "ORDER BY r.id", "xmin": "ORDER BY r.xmin::text", "given back": ""}[
        order
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.value FROM evaluation_response r JOIN evaluation_answer a ON a.response_id = r.id "  # noqa: S608
            f"WHERE r.administration_id = %s {clause}",
            [administration.pk],
        )
        return [row[0] for row in cursor.fetchall()]


def test_no_table_of_answers_has_a_column_for_a_person_an_account_or_a_time():
    for model in (Response, Answer):
        names = {field.name for field in model._meta.concrete_fields}
        assert names <= {"id", "administration", "form", "helped", "response", "item", "value", "text"}
        assert not [f for f in model._meta.concrete_fields if "Date" in type(f).__name__ or "Time" in type(f).__name__]


def test_only_what_is_over_is_closed(asked):
    other = asked_about(held_session(came=2))
    make_overdue(other)
    assert close_due_feedback(now=timezone.now()) == 1
    assert close_due_feedback(now=timezone.now() + timedelta(days=15)) == 1
    assert not Administration.objects.filter(state="open").exists()


def test_an_actor_is_recorded_for_opening():
    asked_about(held_session(came=1))
    assert AuditEvent.objects.get(action="feedback.opened").actor_label == Actor.system("test").label
