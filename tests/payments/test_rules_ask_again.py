"""New rules end the checks they bear on, once, and for everybody alike; a typo ends none."""

import copy
import json
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify.delivery import deliver_due
from involvement.shared.notify.models import Message
from involvement.shared.notify.wording import plain_words
from payments.domain.approving import approve_claim
from payments.domain.asking_again import first_other_day
from payments.domain.benefit_rules import holding, shipped_data
from payments.domain.information import give_information, hold_fee, say_stage
from payments.domain.rules_loading import change_rule_row, load_rules
from payments.models import BenefitCheck, Claim, KeptCircumstances
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.participants import PartnerFactory, PersonFactory
from tests.factories.payments import SYSTEM, confirmed_claim, coordinator
from tests.payments.guard_walk import CARER, go, step_of, text_of, walk

pytestmark = pytest.mark.django_db
LIMIT, OLD_LIMIT = "ca.earnings_limit@2026-04-06", "ca.earnings_limit@2025-04-07"
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _autumn(monkeypatch):
    noon = datetime(2026, 11, 22, 12, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)


def content(version="2027-02-01", **rows):
    """The shipped rules with other fields in some rows."""
    new = {**copy.deepcopy(shipped_data()), "version": version}
    for row in [*new["rates"], *new["rules"]]:
        name = row["id"] if "id" in row else f"{row['key']}@{row['from']}"
        row.update(rows.get(name.replace(".", "_").replace("@", "_at_").replace("-", "_"), {}))
    return new


def other_limit(**values):
    return content(ca_earnings_limit_at_2026_04_06=values)


def load(new):
    return load_rules(new, reason="Reviewed", by=SYSTEM)


def correct(institution, **values):
    by = Actor.of(user_with(Role.ADMINISTRATOR, institution))
    seen = holding(institution.pk).digest
    return change_rule_row(institution, name=LIMIT, values=values, seen_digest=seen, reason="Read again", by=by)


def informed(*people, days_ago=30):
    for person in people:
        give_information(person, by=SYSTEM, on=TODAY - timedelta(days=days_ago))


def out_of_date() -> set[int]:
    return set(BenefitCheck.objects.filter(expires_on__lte=TODAY).values_list("person_id", flat=True))


def told() -> list[int]:
    return sorted(Message.objects.filter(kind="benefit_rules_changed").values_list("person_id", flat=True))


def test_another_amount_ends_every_check_and_tells_each_person_once():
    people = [PersonFactory() for _n in range(3)]
    never_asked = PersonFactory()
    informed(*people)

    for _time in range(2):
        load(other_limit(amount=210))

    assert out_of_date() == {person.pk for person in people} == set(told())
    assert len(told()) == 3 and never_asked.pk not in told()
    [line] = AuditEvent.objects.filter(action="benefit_rules.loaded")
    assert line.facts["asked_again"] == 3


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Limit of earnings"},
        {"source": "SI 2026/218, reg 8"},
        {"note": "Read twice"},
        {"confidence": "medium"},
    ],
)
def test_a_typo_a_source_a_note_or_a_little_doubt_asks_nobody(values):
    informed(PersonFactory())

    load(other_limit(**values))

    assert (out_of_date(), told()) == (set(), [])


@pytest.mark.parametrize(
    ("new", "day"),
    [
        (other_limit(amount=210), TODAY),
        (other_limit(amount=204.0), None),
        (other_limit(confidence="low"), TODAY),
        (content(ca_earnings_limit_at_2025_04_07={"amount": 190}), None),
        (other_limit(to="2027-01-31"), date(2027, 2, 1)),
        ({**content(), "covers": {"from": "2024-04-06", "to": "2028-04-05"}}, date(2027, 4, 6)),
        ({**content(), "checked_on": "2027-01-01", "checked_by": "Ana"}, None),
    ],
)
def test_the_first_day_that_differs_is_the_day_that_matters(new, day):
    assert first_other_day(shipped_data(), new, today=TODAY) == day


def test_a_rule_that_goes_or_tells_another_office_matters_and_a_yardstick_does_not():
    without, moved, yardstick = content(), content(), content()
    without["rules"] = [row for row in without["rules"] if row["id"] != "age.young_carer"]
    next(row for row in moved["rules"] if "report" in row)["report"]["office"] = "Another office"
    for row in yardstick["rates"]:
        if row["benefit"] in ("nihr_involvement_rates", "mileage"):
            row["amount"] = 1

    assert first_other_day(shipped_data(), without, today=TODAY) == TODAY
    assert first_other_day(shipped_data(), moved, today=TODAY) == TODAY
    assert first_other_day(shipped_data(), yardstick, today=TODAY) is None


def test_a_check_that_runs_out_before_the_new_amount_begins_is_left_alone():
    late, soon = PersonFactory(), PersonFactory()
    informed(late, days_ago=10)
    informed(soon, days_ago=330)

    load(other_limit(to="2027-01-31"))

    assert out_of_date() == {late.pk} == set(told())


def test_an_administrators_correction_asks_their_own_people_alone():
    load(content(version="2026-11-21b"))
    here, there = PersonFactory(), PersonFactory()
    informed(here, there)

    correct(here.institution, amount=205)
    assert out_of_date() == {here.pk} == set(told())

    give_information(here, by=SYSTEM)
    correct(here.institution, source="Read again")
    assert out_of_date() == set() and told() == [here.pk]


def test_shipped_rules_are_compared_with_what_held_at_each_institution():
    """One place had corrected the amount already: what is shipped now says the same, so nothing changes there."""
    load(content(version="2026-11-21b"))
    here, there = PersonFactory(), PersonFactory()
    correct(here.institution, amount=210)
    informed(here, there)

    load(other_limit(amount=210))

    assert out_of_date() == {there.pk} == set(told())


def test_nobody_is_told_twice_before_they_have_looked_again():
    person = PersonFactory()
    informed(person)
    load(other_limit(amount=210))
    load(content(version="2027-03-01", ca_earnings_limit_at_2026_04_06={"amount": 220}))
    assert told() == [person.pk]

    give_information(person, by=SYSTEM)
    assert out_of_date() == set()


def test_what_was_said_about_advice_starts_anew_and_a_wish_to_wait_stays():
    person = PersonFactory()
    informed(person)
    say_stage(person, stage="went_without_by_choice", by=SYSTEM)
    hold_fee(person, hold=True, by=SYSTEM)
    load(other_limit(amount=210))

    anew = give_information(person, by=SYSTEM)

    assert (anew.stage, anew.hold_since is not None) == ("information_given", True)


def test_m1_a_check_that_is_out_of_date_holds_no_fee():
    claim = confirmed_claim()
    load(other_limit(amount=210))
    assert claim.person_id in out_of_date()

    assert approve_claim(claim, by=Actor.of(coordinator(claim.institution))).state == Claim.State.APPROVED


def test_the_message_tells_nobody_what_anybody_gets(mailoutbox):
    carer = PartnerFactory(with_account=True, status="active").person
    other = PartnerFactory(status="active").person
    informed(carer, other)
    load(other_limit(amount=210))
    first, second = Message.objects.order_by("person_id").select_related("link")

    assert first.body == second.body and "Carer" not in first.body and "210" not in first.body
    assert "benefit" not in first.subject.lower()
    deliver_due(now=timezone.now())
    assert len(mailoutbox) == 2 and "/payments/b/" in mailoutbox[0].body


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_however_many_people_there_are(number):
    here = InstitutionFactory()
    load(content(version="2026-11-21b"))
    informed(*PersonFactory.create_batch(number, institution=here))

    with CaptureQueriesContext(connection) as queries:
        load(other_limit(amount=210))

    assert (len(told()), len(queries)) == (number, 14), [one["sql"][:90] for one in queries]


@pytest.fixture
def link():
    person = PersonFactory()
    informed(person)
    load(other_limit(amount=210))
    return Message.objects.get().link


def test_the_link_shows_what_is_true_for_everybody_and_one_press_renews_it(client, link):
    page = reverse("payments:benefits_by_link", args=[link.token()])
    text = text_of(client.get(page))
    assert "The rules have changed since you had the information." in text
    assert "You tell the office yourself." in text and "Testing Advice Centre" in text

    assert client.post(page).status_code == 302

    check = BenefitCheck.objects.get()
    assert (check.information_given_on, check.rules_version) == (TODAY, "2027-02-01")
    again = text_of(client.get(page))
    assert "You had the information on" in again and "I have read this" not in again


def test_behind_the_link_is_a_check_that_keeps_nothing_and_uses_the_new_rules(client, link):
    page = reverse("payments:benefits_check_by_link", args=[link.token()])
    answers = {**CARER, "paid_as": "payroll", "fee": "50", "day": "1/12/2026"}
    over = walk(client, page, {**answers, "ca_pay": "160.01"})
    assert "You could lose it all" in text_of(over) and "£210.00" in text_of(over)

    done = walk(client, page, {**answers, "ca_pay": "160"})

    assert "Testing Advice Centre" in text_of(done) and "Rules checked on" in text_of(done)
    assert "You could lose it all" not in text_of(done)
    assert not KeptCircumstances.objects.exists()
    assert go(client, page, done, do="letter").status_code == 404
    assert go(client, page, done, do="read").status_code == 302
    assert not BenefitCheck.objects.get().has_expired(TODAY)


def test_a_link_opens_for_its_own_person_and_purpose_only(client, link):
    other, end = PersonFactory(), timezone.now() + timedelta(days=1)
    about = other.benefit_check if hasattr(other, "benefit_check") else other
    foreign = issue_link(Purpose.BENEFITS, about=about, person_id=link.person_id, expires_at=end)
    offer = issue_link(Purpose.OFFER, about=other, person_id=other.pk, expires_at=end)

    for token in (foreign.token(), offer.token()):
        for name in ("benefits_by_link", "benefits_check_by_link"):
            assert client.get(reverse(f"payments:{name}", args=[token])).status_code == 404
    PrivateLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    assert client.get(reverse("payments:benefits_by_link", args=[link.token()])).status_code == 410


def test_the_persons_own_page_says_that_the_rules_changed_and_takes_the_reading(client):
    person = PartnerFactory(with_account=True).person
    informed(person)
    load(other_limit(amount=210))
    client.force_login(person.user)
    page = reverse("payments:my_benefits")
    assert "It is out of date. The rules have changed since then." in text_of(client.get(page))

    assert client.post(page, {"do": "read"}).status_code == 302

    assert "out of date" not in text_of(client.get(page))


def test_answers_behind_the_link_are_sealed_and_stored_nowhere(client, link, caplog):
    from tests.payments.test_guard_kept import ANSWERS, CANARY, whole_database

    page = reverse("payments:benefits_check_by_link", args=[link.token()])
    response = client.get(page)
    while step_of(response):
        response = go(client, page, response, **{**ANSWERS, "fee": "80", "day": "1/12/2026"})
    go(client, page, response, do="decide", decision="none")

    stored = whole_database() + json.dumps(dict(client.session)) + caplog.text
    assert "Your benefit" in text_of(response) or "You could lose" in text_of(response)
    assert not [canary for canary in (CANARY, "170.37", "ctr_council") if canary in stored]
    assert plain_words(Message.objects.select_related("link").get()).count("/payments/b/") == 1
