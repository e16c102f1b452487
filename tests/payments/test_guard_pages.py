"""The benefit check as people meet it: asked little, shown everything, kept nothing."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.models import Session
from involvement.shared.accounts.models import Role
from payments.domain.benefit_check.findings import Outcome
from payments.domain.benefit_rules import shipped_pack
from payments.domain.guard.questions import BY_KEY
from payments.domain.guard.words import badge_of
from payments.models import BenefitCheck, KeptCircumstances
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory
from tests.payments.guard_walk import CARER, ON_UC, go, guard_by_link, sealed_of, step_of, text_of, walk

pytestmark = pytest.mark.django_db
WHAT_IF = "/what-if/"
MUST_SAY = [
    "This is information, not advice. Only the office that pays your benefit can decide.",
    "Rules checked on",
    "applied to a payment on",
    "A fee counts as earnings whatever we call it: fee, honorarium, thank-you.",
    "Your expenses are listed apart.",
    "You can say no to payment, or take less, at any point.",
    "Carer’s Allowance, when the fee is sent to a charity.",
    "Universal Credit, when you are not there as somebody who uses services or as a carer.",
    "Before you accept, you can talk to a benefits adviser: Testing Advice Centre.",
    "A voucher is not a way round these rules. Guidance disagrees; ask first.",
    "We keep nothing of your answers.",
]


@pytest.fixture
def invitation():
    return InvitationFactory()


@pytest.fixture
def page(invitation):
    return guard_by_link(invitation)


def test_only_the_questions_of_the_chosen_benefits_are_asked(client, page):
    first = client.get(page)
    assert "Which of these do you get?" in text_of(first)
    assert all(words in text_of(first) for words in ("None of these", "I would rather not say"))

    about = go(client, page, first, held=["carers_allowance"])
    assert "Where do you live?" in text_of(about)
    weekly = go(client, page, about, nation="Wales")

    assert "On which day does your benefit week start?" in text_of(weekly)
    assert "Universal Credit month" not in text_of(weekly)
    assert step_of(go(client, page, weekly, do="skip")) == "others"


def test_every_question_offers_i_do_not_know_and_may_be_left_out(client, page):
    everything = walk_pages(client, page, {"held": ["universal_credit", "carers_allowance", "esa_new_style", "pip"]})

    for html in everything[1:-1]:
        asked = html.count('<div class="govuk-form-group thread-guard-question')
        assert asked == html.count("I don’t know</label>") + html.count("Leave it empty if you don’t know."), html
        assert "I don’t know any of these. Go on" in html


def walk_pages(client, page, answers):
    """The text of each question page, with nothing answered but the first."""
    response, seen = client.get(page), []
    while step_of(response):
        seen.append(response.content.decode())
        response = go(client, page, response, **answers)
    return seen


def test_someone_on_carers_allowance_sees_the_edge_for_each_choice_and_all_that_must_be_said(client, page):
    text = text_of(walk(client, page, CARER))

    assert "You could lose the whole £86.45 for 1 week, not only part of it." in text
    assert "You must tell the Carer's Allowance Unit yourself" in text
    assert "We do not tell them for you." in text
    for words in MUST_SAY:
        assert words in text
    for choice in ("The fee: £50.00", "The smaller fee: £20.00", "Only my costs", "Nothing"):
        assert choice in text
    assert "£220.00" in text and "The limit for a week" in text
    assert not re.search(r"\bsafe\b", text, re.IGNORECASE)


def test_the_choice_of_nothing_never_shows_a_loss(client, page):
    text = text_of(walk(client, page, CARER))

    nothing = text[text.rindex("> Nothing<") if "> Nothing<" in text else text.index(">Nothing<") :]
    assert "You could lose" not in nothing.split("thread-guard-total")[0]


def test_someone_who_would_rather_not_say_is_told_that_this_is_fine(client, page):
    text = text_of(go(client, page, client.get(page), held=["rather_not_say"]))

    assert "That is fine. You do not have to tell us." in text
    assert "general facts" in text


def test_none_of_these_and_a_benefit_together_are_asked_about_with_the_ticks_kept(client, page):
    response = go(client, page, client.get(page), held=["none", "pip"])

    assert "Take one out." in text_of(response)
    assert response.content.decode().count(" checked") == 2


def test_nothing_ticked_says_what_to_do(client, page):
    assert "Tick one, or tick “I would rather not say”." in text_of(go(client, page, client.get(page)))


def test_what_is_wrong_stands_beside_the_question_with_what_was_typed(client, page):
    response = go(client, page, client.get(page), held=["universal_credit"])
    response = go(client, page, response)
    wrong = go(client, page, response, uc_day="40", uc_pay="=cmd|' /C calc'!A0", uc_award="12,5")

    text = text_of(wrong)
    assert step_of(wrong) == "universal_credit"
    assert "Write the amount in figures, like 12.50." in text
    assert "=cmd|' /C calc'!A0" in text
    assert 'value="40"' in text


def test_going_back_keeps_what_was_said(client, page):
    response = go(client, page, client.get(page), held=["carers_allowance"])
    response = go(client, page, response, nation="Wales")
    back = go(client, page, response, do="back")

    assert re.search(r'value="Wales"[^>]*checked', back.content.decode())
    first = go(client, page, back, do="back")
    assert re.search(r'value="carers_allowance"[^>]*checked', first.content.decode())


def test_a_benefit_taken_out_takes_its_answers_with_it(client, page):
    done = walk(client, page, CARER)
    again = go(client, page, done, do="again")
    text = text_of(walk(client, page, {"held": ["pip"], "nation": "Wales"}, start=again))

    assert "Carer’s Allowance</h4>" not in text
    assert "This benefit does not look at what you earn." in text


def test_sealed_answers_open_for_their_own_offer_only(client, page):
    other = guard_by_link(InvitationFactory())
    mine = walk(client, page, CARER)

    moved = go(client, other, mine, do="again")

    assert "We threw away your answers" in text_of(moved)
    assert "checked" not in moved.content.decode()


def test_sealed_answers_end_after_an_hour(client, page, monkeypatch):
    done = walk(client, page, CARER)
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("payments.views.guard_steps.timezone.now", lambda: later)

    assert "We threw away your answers" in text_of(go(client, page, done, do="again"))


@pytest.mark.parametrize("broken", ["x", "AAAA", "'; drop table", "\x00", "a" * 30_000])
def test_sealed_text_that_was_changed_starts_anew(client, page, broken):
    response = client.post(page, {"sealed": broken, "step": "held", "do": "next", "held": ["pip"]})

    assert response.status_code == 200 and "We threw away your answers" in text_of(response)


@pytest.mark.parametrize(
    "data", [{"do": "fly"}, {"step": "nowhere", "do": "next"}, {"do": "keep"}, {"do": "letter"}, {}]
)
def test_what_nobody_offered_is_not_there(client, page, data):
    assert client.post(page, data).status_code == 404


def test_fees_agreed_for_the_same_week_are_added_up_and_one_elsewhere_too(client, invitation, page):
    day = invitation.offer.session.starts_at
    near = -1 if timezone.localdate(day).weekday() == 6 else 1
    for days, fee in ((near, 3000), (300, 9900)):
        session = SessionFactory(
            programme__institution=invitation.offer.session.institution, starts_at=day + timedelta(days=days)
        )
        offer = OfferFactory(published=True, session=session, fee_pence=fee, smaller_fee_pence=None)
        InvitationFactory(offer=offer, person=invitation.person, accepted=True)
    elsewhere = {"fee_1": "40", "day_1": timezone.localdate(day).strftime("%d/%m/%Y")}

    text = text_of(walk(client, page, {**CARER, **elsewhere}))

    assert "This fee: £50.00. Other fees we know of: £70.00. All together: £120.00." in text
    assert "£99.00" not in text.split("The month when")[0]


def test_a_cancelled_session_and_a_fee_turned_down_are_not_added(client, invitation, page):
    session = SessionFactory(
        programme__institution=invitation.offer.session.institution,
        starts_at=invitation.offer.session.starts_at,
        status=Session.Status.CANCELLED,
        status_reason="Nobody well",
    )
    InvitationFactory(offer=OfferFactory(published=True, session=session), person=invitation.person, accepted=True)

    assert "Other fees we know of" not in text_of(walk(client, page, CARER))


def test_a_sum_elsewhere_without_its_day_is_asked_about(client, page):
    response = go(client, page, client.get(page), held=["pip"])
    while step_of(response) != "others":
        response = go(client, page, response)

    assert "Write the day, or take out the sum." in text_of(go(client, page, response, fee_1="40"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_result_costs_the_same_queries_whatever_was_agreed(client, invitation, page, number):
    for _n in range(number):
        session = SessionFactory(programme__institution=invitation.offer.session.institution)
        InvitationFactory(offer=OfferFactory(published=True, session=session), person=invitation.person, accepted=True)
    done = walk(client, page, CARER)
    again = go(client, page, done, do="again")
    steps = again
    while step_of(steps) != "others":
        steps = go(client, page, steps, **CARER)

    with CaptureQueriesContext(connection) as queries:
        go(client, page, steps)

    assert len(queries) == 6, [q["sql"] for q in queries]


def test_the_open_page_needs_no_account_and_no_offer_and_writes_no_row(client):
    response = client.get(WHAT_IF)
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    answers = {**ON_UC, "fee": "80", "day": "1/12/2026", "work": "teaching"}

    text = text_of(walk(client, WHAT_IF, answers))

    assert "A payment of £80.00" in text and "A voucher for £80.00" in text
    assert "Citizens Advice, or the welfare rights service of your council" in text
    assert "sessionid" not in client.cookies
    assert not BenefitCheck.objects.exists() and not KeptCircumstances.objects.exists()


def test_a_year_that_is_not_loaded_gives_no_sum(client):
    text = text_of(walk(client, WHAT_IF, {**CARER, "fee": "80", "day": "1/12/2029"}))

    assert "No rules are loaded for this date" in text
    assert "You get £" not in text


def test_the_open_page_says_what_is_missing(client):
    response = go(client, WHAT_IF, client.get(WHAT_IF), fee="-3", day="31/2/2027")

    assert "The amount can't be less than nothing." in text_of(response)
    assert "Write a real day, like 4/5/2027" in text_of(response)


def test_the_open_page_stops_machines(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"what_if": "2/m/ip"}

    codes = [
        client.post(WHAT_IF, {"do": "next", "step": "work"}, REMOTE_ADDR="192.0.2.77").status_code for _n in range(3)
    ]

    assert codes == [200, 200, 429]


@pytest.mark.parametrize("address", ["/", "/help/", "/library/"])
def test_the_open_page_is_linked_from(client, address):
    assert f'href="{WHAT_IF}"' in client.get(address).content.decode()


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.FINANCE, Role.ADMINISTRATOR, Role.SUPPORTER, Role.PARTICIPANT, Role.LECTURER]
)
def test_another_persons_check_does_not_exist_whoever_asks(client, role):
    partner = PartnerFactory(with_account=True)
    invitation = InvitationFactory(
        person=partner.person,
        offer__session__programme__institution=partner.person.institution,
    )
    client.force_login(user_with(role, partner.person.institution))

    page = reverse("payments:my_offer_guard", args=[invitation.pk])
    assert client.get(page).status_code == 404
    assert client.post(page, {"do": "next", "step": "held", "held": ["pip"]}).status_code == 404


def test_every_code_has_a_word_a_picture_and_a_colour():
    shown = [badge_of(outcome) for outcome in Outcome]

    assert len({badge.words for badge in shown}) == len(Outcome)
    assert all(badge.icon and badge.colour for badge in shown)
    assert not [badge for badge in shown if "safe" in badge.words.lower()]


def test_sealed_answers_tell_nothing_to_whoever_reads_the_page_source(client, page):
    sealed = sealed_of(walk(client, page, CARER))

    assert sealed and "carers" not in sealed and "170" not in sealed[:20]


def test_the_question_about_savings_names_the_limit_that_the_rules_hold():
    limit = shipped_pack(date(2026, 11, 23)).rate("uc.capital.lower", date(2026, 11, 23)).amount
    assert BY_KEY["uc_savings"].words == f"Do you have more than £{limit:,.0f} saved?"
