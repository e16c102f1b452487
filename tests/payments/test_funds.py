import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from involvement.domain.offers import new_version, publish_offer, withdraw_offer
from involvement.domain.sessions import cancel_session
from involvement.models import Offer, Session
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from involvement.shared.once.sending import new_key
from involvement.signals import attendance_marked
from payments.domain.approving import approve_claim
from payments.domain.batches import mark_paid, mark_returned
from payments.domain.claims import add_expense, confirm_claim, decline_claim
from payments.domain.fund_alerts import look_after_funds
from payments.domain.fund_reading import sums_of_one
from payments.domain.funds import agree_overspend, change_fund, charge
from payments.domain.information import give_information
from payments.models import Claim, Commitment, Fund, FundAlert, FundCharge, FundPlan, OverspendYes
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import AttendanceFactory, InvitationFactory, OfferFactory
from tests.factories.money import a_fund, funded_draft
from tests.factories.payments import SYSTEM, again, coordinator, finance, payee_of, run

pytestmark = pytest.mark.django_db


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _place():
    return InstitutionFactory(adviser_name="The Advice Shop")


def _sums(fund: Fund) -> tuple[int, int, int]:
    """Spent, held and free."""
    sums = sums_of_one(fund, today=timezone.localdate())
    return sums.spent, sums.held, sums.free


def _published(fund: Fund, **facts) -> Offer:
    return publish_offer(funded_draft(fund, **facts), by=SYSTEM)


def _over(offer: Offer) -> Session:
    """Two days have gone by since the session."""
    start = timezone.now() - timedelta(days=2)
    Session.objects.filter(pk=offer.session_id).update(starts_at=start, ends_at=start + timedelta(hours=2))
    return Session.objects.get(pk=offer.session_id)


def _came(offer: Offer, *, choice: str = "fee", costs: int = 0) -> Claim:
    """One person who was there, with a claim they said yes to."""
    invitation = InvitationFactory(accepted=True, offer=offer, payment_choice=choice)
    give_information(invitation.person, by=SYSTEM)
    session = _over(offer)
    AttendanceFactory(invitation=invitation)
    attendance_marked.send(Session, session=session, by=SYSTEM)
    claim = Claim.objects.get(invitation=invitation)
    if costs:
        add_expense(claim, expense_kind="travel_public", pence=costs, by=SYSTEM)
    return again(claim)


def _pay(claim: Claim) -> Claim:
    claim = confirm_claim(claim, by=payee_of(claim))
    approve_claim(claim, by=Actor.of(coordinator(claim.institution)))
    batch = run(claim)
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))
    return again(claim)


def test_m8_publishing_sets_the_fee_and_costs_of_every_place_aside():
    fund = a_fund(_place())

    offer = _published(fund)  # 3 places of £50 and £10 for costs

    kept = Commitment.objects.get(offer=offer)
    assert (kept.pence, kept.held_pence, kept.spent_pence) == (180_00, 180_00, 0)
    assert _sums(fund) == (0, 180_00, 820_00)


def test_m8_an_offer_the_fund_can_not_pay_is_not_published_and_the_sentence_says_what_to_do():
    fund = a_fund(_place(), pence=179_99)
    offer = funded_draft(fund)

    with pytest.raises(Refused, match=r"needs £180.00, and “Fund \d+” has £179.99 left. Choose another fund"):
        publish_offer(offer, by=SYSTEM)

    offer.refresh_from_db()
    assert offer.status == "draft" and not Commitment.objects.exists()


def test_m8_the_database_refuses_an_overdraft_whatever_code_asks():
    fund = a_fund(_place(), pence=179_99)
    offer = funded_draft(fund)
    facts = {"fund": fund, "offer": offer, "places": 3, "fee_pence": 5000}

    with pytest.raises(IntegrityError, match="fund_is_not_overdrawn"), transaction.atomic():
        Commitment.objects.create(costs_pence=1000, **facts)
    with pytest.raises(IntegrityError, match="fund_is_not_overdrawn"), transaction.atomic():
        Commitment.objects.create(costs_pence=1000, held_pence=0, pence=1, **facts)
    Commitment.objects.create(costs_pence=999, **facts)


def test_m8_an_overspend_needs_the_owners_own_yes_with_a_reason():
    fund = a_fund(_place(), pence=100_00)
    offer = funded_draft(fund)
    other = finance(fund.institution)

    with pytest.raises(Refused, match="Only the owner"):
        agree_overspend(fund, pence=80_00, reason="We must.", by=Actor.of(other))
    with pytest.raises(IntegrityError, match="only_the_owner"), transaction.atomic():
        OverspendYes.objects.create(fund=fund, pence=80_00, reason="We must.", given_by=other)
    with pytest.raises(Refused, match="and why"):
        agree_overspend(fund, pence=80_00, reason=" ", by=Actor.of(fund.owner))
    agree_overspend(fund, pence=80_00, reason="The panel is required.", by=Actor.of(fund.owner))

    publish_offer(offer, by=SYSTEM)
    assert _sums(fund) == (0, 180_00, 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        OverspendYes.objects.update(pence=999_99)


def test_m8_a_ring_fenced_fund_pays_for_involvement_only():
    place = _place()
    fenced, free = a_fund(place), a_fund(place, ring_fenced=False)
    facts = {"kind": "other", "pence": 500, "words": "Room", "spent_on": timezone.localdate()}
    by = Actor.of(finance(place))

    with pytest.raises(Refused, match="for involvement only"):
        charge(fenced, by=by, **facts)
    with pytest.raises(IntegrityError, match="ring_fence"), transaction.atomic():
        FundCharge.objects.create(fund=fenced, by_id=by.user_id, **facts)
    charge(free, by=by, **facts)
    charge(fenced, by=by, session=OfferFactory(session__programme__institution=place).session, **facts)
    assert (_sums(fenced)[0], _sums(free)[0]) == (500, 500)
    with pytest.raises(Refused, match=r"has £995\.00 left"):
        charge(free, by=by, **(facts | {"pence": 995_01}))
    with pytest.raises(DatabaseError), transaction.atomic():
        FundCharge.objects.update(pence=1)


def test_a_cancelled_session_gives_everything_back():
    fund = a_fund(_place())
    offer = _published(fund)

    cancel_session(offer.session, reason="Too few students.", by=SYSTEM)

    assert _sums(fund) == (0, 0, 1_000_00)


def test_i8_a_session_cancelled_late_keeps_what_is_owed():
    fund = a_fund(_place())
    offer = _published(fund)
    Session.objects.filter(pk=offer.session_id).update(
        starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=1, hours=2)
    )
    InvitationFactory(accepted=True, offer=offer)
    offer.session.refresh_from_db()

    cancel_session(offer.session, reason="The lecturer is ill.", by=SYSTEM)

    assert _sums(fund) == (0, 60_00, 940_00)


def test_taking_an_offer_back_gives_everything_back_and_the_terms_stay_written():
    fund = a_fund(_place())
    offer = _published(fund)

    withdraw_offer(offer, reason="Not needed.", by=SYSTEM)

    kept = Commitment.objects.get(offer=offer)
    assert (kept.pence, kept.held_pence) == (180_00, 0) and kept.ended_at
    with pytest.raises(DatabaseError), transaction.atomic():
        Commitment.objects.update(fee_pence=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()


def test_unfilled_places_are_free_again_after_the_session_and_what_is_owed_stays():
    fund = a_fund(_place())
    claim = _came(_published(fund))
    assert _sums(fund) == (0, 60_00, 940_00)  # one of three came; costs may still be claimed

    confirm_claim(claim, by=payee_of(claim))
    assert _sums(fund) == (0, 50_00, 950_00)


def test_paying_spends_what_was_paid_and_nothing_else_stays_held():
    fund = a_fund(_place())

    _pay(_came(_published(fund), costs=3_40))

    assert _sums(fund) == (53_40, 0, 946_60)


def test_declined_and_returned_money_is_counted_as_it_is():
    fund = a_fund(_place())
    claim = _came(_published(fund))
    decline_claim(claim, by=payee_of(claim))
    assert _sums(fund) == (0, 0, 1_000_00)

    paid = _pay(_came(_published(fund)))
    assert _sums(fund) == (50_00, 0, 950_00)
    mark_returned(paid, reason="Account closed", by=Actor.of(finance(paid.institution)))
    assert _sums(fund)[0] == 0


def test_a_session_cancelled_after_payment_does_not_give_spent_money_back():
    fund = a_fund(_place())
    offer = _published(fund)
    _pay(_came(offer))
    Session.objects.filter(pk=offer.session_id).update(
        starts_at=timezone.now() + timedelta(days=9), ends_at=timezone.now() + timedelta(days=9, hours=2)
    )

    cancel_session(Session.objects.get(pk=offer.session_id), reason="A mistake.", by=SYSTEM)

    assert _sums(fund) == (50_00, 0, 950_00)


def test_a_new_version_takes_the_place_of_the_old_one_and_may_use_its_money():
    fund = a_fund(_place(), pence=200_00)
    first = _published(fund)

    second = new_version(first, by=SYSTEM, fee_pence=55_00)

    assert _sums(fund) == (0, 195_00, 5_00)
    with pytest.raises(Refused, match=r"needs £201.00, .* has £200.00 left"):
        new_version(second, by=SYSTEM, fee_pence=57_00)


def test_the_forecast_is_what_people_who_said_yes_chose():
    fund = a_fund(_place())
    offer = _published(fund)  # fee £50, smaller £20, costs £10
    for choice in ["fee", "smaller_fee", "expenses_only", "nothing"]:
        InvitationFactory(accepted=True, offer=offer, payment_choice=choice)
    InvitationFactory(offer=offer)

    assert sums_of_one(fund, today=timezone.localdate()).forecast == 100_00


def test_a_session_that_is_over_lets_go_of_places_without_anybody_marking():
    fund = a_fund(_place())
    offer = _published(fund)
    InvitationFactory(accepted=True, offer=offer, payment_choice="smaller_fee")
    _over(offer)

    look_after_funds(now=timezone.now())
    look_after_funds(now=timezone.now())

    assert _sums(fund) == (0, 30_00, 970_00)  # not marked yet: what was promised stays


def test_alerts_at_50_80_and_100_go_out_once_each_to_the_owner_and_coordinators():
    place = _place()
    told = coordinator(place)
    fund = a_fund(place, pence=180_00 * 2)
    about = f"fund:{fund.pk}"

    _published(fund)
    look_after_funds(now=timezone.now())
    first = Message.objects.filter(about=about)
    assert sorted(first.values_list("kind", "person_id")) == sorted(
        [("fund_at_50", -fund.owner_id), ("fund_at_50", -told.pk)]
    )

    _published(fund)
    look_after_funds(now=timezone.now() + timedelta(days=1))
    assert Message.objects.filter(about=about, kind="fund_at_100").count() == 2
    assert Message.objects.filter(about=about).count() == 4
    assert sorted(FundAlert.objects.values_list("level", flat=True)) == [50, 80, 100]
    assert not Message.objects.filter(about=about, subject__contains=fund.name).exists()


def test_a_fund_never_shrinks_below_what_is_held():
    fund = a_fund(_place())
    _published(fund)

    with pytest.raises(Refused, match=r"At least £180\.00"):
        change_fund(fund, pence=179_99, by=SYSTEM)
    with pytest.raises(IntegrityError, match="fund_covers"), transaction.atomic():
        Fund.objects.filter(pk=fund.pk).update(pence=1)
    change_fund(fund, pence=180_00, by=SYSTEM)


def test_the_coordinator_chooses_the_fund_and_is_asked_to_before_publishing(client):
    fund = a_fund(_place(), name="=cmd|' /C calc'!A0")
    offer = OfferFactory(session__programme__institution=fund.institution)
    client.force_login(coordinator(fund.institution))
    address = reverse("payments:offer_money", args=[offer.pk])

    assert "Say which fund pays" in _text(client.get(reverse("involvement:offer", args=[offer.pk])))
    wrong = client.post(address, {"once": new_key(), "fund": "77777", "costs_pence": "12"})
    assert wrong.status_code == 200 and 'value="12"' in _text(wrong)
    client.post(address, {"once": new_key(), "fund": fund.pk, "costs_pence": "12"})
    assert "Publishing sets £186.00 aside" in _text(client.get(address))
    publish_offer(offer, by=SYSTEM)
    assert "£186.00 was set aside at publication. Now £186.00 is set aside" in _text(client.get(address))


def test_an_offer_may_be_paid_from_somewhere_else(client):
    fund = a_fund(_place())
    offer = OfferFactory(session__programme__institution=fund.institution)
    client.force_login(coordinator(fund.institution))

    client.post(
        reverse("payments:offer_money", args=[offer.pk]), {"once": new_key(), "fund": "none", "costs_pence": "0"}
    )

    publish_offer(offer, by=SYSTEM)
    assert not Commitment.objects.exists()


def test_finance_makes_a_fund_and_changes_it_and_the_owner_says_yes_to_more(client):
    place = _place()
    user, owner = finance(place), coordinator(place)
    client.force_login(user)
    facts = {
        "name": "Widening grant", "source": "grant", "starts_on": "1/8/2026", "ends_on": "31/7/2027",
        "pence": "1,000", "owner": owner.pk, "at": place.pk, "ring_fenced": "on", "programme": "",
    }  # fmt: skip
    backwards = client.post(reverse("payments:new_fund"), {"once": new_key(), **facts, "ends_on": "1/7/2026"})
    assert "The last day must not be before the first." in _text(backwards) and 'value="1,000"' in _text(backwards)
    client.post(reverse("payments:new_fund"), {"once": new_key(), **facts})
    fund = Fund.objects.get()
    address = reverse("payments:fund", args=[fund.pk])
    changed = {"starts_on": "1/8/2026", "ends_on": "31/8/2027", "pence": "1200", "owner": owner.pk}
    client.post(address, {"once": new_key(), "do": "change", **changed})
    more = {"do": "more", "pence": "50", "reason": "A larger room."}
    assert client.post(address, {"once": new_key(), **more}).status_code == 403
    client.force_login(owner)
    client.post(address, {"once": new_key(), **more})
    assert client.post(address, {"once": new_key(), "do": "change", **changed}).status_code == 403

    text = _text(client.get(address))
    assert "£1,200.00" in text and "and £50.00 more that the owner agreed to" in text and "A larger room." in text


def test_another_institution_sees_no_fund_and_can_not_choose_it(client):
    fund = a_fund(_place(), name="Secret grant")
    other = _place()
    offer = OfferFactory(session__programme__institution=other)
    a_fund(other)
    client.force_login(user_with(Role.COORDINATOR, other, email="other@staff.test"))

    assert client.get(reverse("payments:fund", args=[fund.pk])).status_code == 404
    assert "Secret grant" not in _text(client.get(reverse("payments:funds")))
    assert "Secret grant" not in _text(client.post(reverse("payments:funds_export")))
    chosen = {"once": new_key(), "fund": fund.pk, "costs_pence": "0"}
    assert "Secret grant" not in _text(client.post(reverse("payments:offer_money", args=[offer.pk]), chosen))
    assert not Commitment.objects.exists()


def test_the_list_says_in_words_what_its_bars_show_and_leaves_as_a_file(client):
    place = _place()
    fund = a_fund(place, name="=cmd|' /C calc'!A0", pence=360_00)
    _published(fund)
    client.force_login(finance(place))

    text = _text(client.get(reverse("payments:funds")))
    assert "£0.00 spent and £180.00 set aside, of £360.00 (50 %)" in text and "50 % reached" in text
    file = client.post(reverse("payments:funds_export")).content.decode()
    assert "\"'=cmd|' /C calc'!A0\"" in file or "'=cmd|' /C calc'!A0" in file
    assert "£180.00" in file


def test_m8_unspent_money_is_shown_before_the_year_ends(client):
    place = _place()
    today = timezone.localdate()
    fund = a_fund(place, ends_on=today + timedelta(days=9))
    _pay(_came(_published(fund)))
    client.force_login(finance(place))

    text = _text(client.get(reverse("payments:funds_year_end")))

    assert "Together £950.00 is not spent yet" in text and ">10</td>" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_funds_costs_the_same_however_long(client, count, django_assert_num_queries):
    place = _place()
    for _ in range(count):
        _published(a_fund(place, pence=500_00))
    client.force_login(user_with(Role.FINANCE, place, email="same@staff.test"))
    client.get(reverse("payments:funds"))

    with django_assert_num_queries(5):
        client.get(reverse("payments:funds"))


@pytest.mark.parametrize("count", [1, 3])
def test_one_fund_costs_the_same_however_many_offers(client, count, django_assert_num_queries):
    place = _place()
    fund = a_fund(place)
    for _ in range(count):
        _published(fund)
    client.force_login(user_with(Role.FINANCE, place, email="same@staff.test"))
    client.get(reverse("payments:fund", args=[fund.pk]))

    with django_assert_num_queries(10):
        client.get(reverse("payments:fund", args=[fund.pk]))


def test_a_lecturer_who_writes_an_offer_sees_no_fund(client):
    fund = a_fund(_place(), name="Secret grant")
    lecturer = user_with(Role.LECTURER, fund.institution, email="lecturer@staff.test")
    offer = OfferFactory(session__programme__institution=fund.institution, session__lead=lecturer)
    client.force_login(lecturer)
    address = reverse("payments:offer_money", args=[offer.pk])

    assert "Secret grant" not in _text(client.get(address))
    client.post(address, {"once": new_key(), "fund": fund.pk, "costs_pence": "0"})
    assert not FundPlan.objects.exists()
