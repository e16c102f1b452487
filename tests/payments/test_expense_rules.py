import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.once.sending import new_key
from involvement.shared.ui.words import pounds
from payments.domain.approving import approve_claim
from payments.domain.claims import add_expense, confirm_claim, remove_expense
from payments.domain.expense_rules import set_rule
from payments.domain.mileage import add_journey, price, rate_on, tax_year_start
from payments.models import Journey
from tests.factories.accounts import InstitutionFactory
from tests.factories.payments import SYSTEM, again, confirmed_claim, coordinator, finance, payee_of, proposed_claim

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3] / "shared" / "domain" / "benefit_rates.json"


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _price(vehicle="car", tenths=100, passengers=0, day=date(2026, 11, 2), before=0):
    return price(vehicle=vehicle, tenths=tenths, passengers=passengers, day=day, tenths_before=before)


@pytest.mark.parametrize(
    ("facts", "pence"),
    [
        ({"day": date(2026, 4, 5)}, 450),
        ({"day": date(2026, 4, 6)}, 550),
        ({"vehicle": "motorcycle"}, 240),
        ({"vehicle": "bicycle"}, 200),
        ({"passengers": 2}, 650),
        ({"tenths": 1, "day": date(2026, 4, 5)}, 5),  # 4.5p: half a penny counts as a whole one
        ({"tenths": 1, "vehicle": "motorcycle"}, 2),  # 2.4p
        ({"before": 100_000}, 250),
        ({"before": 99_950}, 5 * 55 + 5 * 25),
        ({"before": 100_000, "day": date(2026, 4, 5)}, 250),
    ],
)
def test_miles_are_priced_by_the_day_of_the_journey(facts, pence):
    assert _price(**facts) == pence


def test_no_rate_is_made_up_for_a_day_nobody_gave_one_for():
    with pytest.raises(Refused, match="We do not know the rate"):
        _price(day=date(2011, 4, 5))


@pytest.mark.parametrize(
    ("day", "start"),
    [(date(2026, 4, 5), date(2025, 4, 6)), (date(2026, 4, 6), date(2026, 4, 6)), (date(2027, 1, 1), date(2026, 4, 6))],
)
def test_the_tax_year_starts_on_6_april(day, start):
    assert tax_year_start(day) == start


def test_every_rate_names_its_source_and_agrees_with_the_published_list():
    today = date(2026, 11, 2)
    for key in ["car", "car_more", "motorcycle", "bicycle", "passenger"]:
        assert len(rate_on(key, today).source) > 10
    if not SHARED.exists():
        return
    names = {"car": "car.first_10000", "car_more": "car.over_10000"}
    published = [row for row in _rows(json.loads(SHARED.read_text())) if row.get("benefit") == "mileage"]
    for key in ["car", "car_more", "motorcycle", "bicycle", "passenger"]:
        mine = [row for row in published if row["key"] == f"mileage.{names.get(key, key)}" and row["to"] is None]
        assert [round(row["amount"] * 100) for row in mine] == [rate_on(key, today).pence]


def _rows(data):
    return data if isinstance(data, list) else next(v for v in data.values() if isinstance(v, list) and len(v) > 50)


def test_a_person_types_miles_and_the_claim_says_what_they_come_to(client):
    claim = proposed_claim()
    client.force_login(claim.person.user)
    address = reverse("payments:my_claim", args=[claim.pk])
    miles = {"do": "miles", "vehicle": "car", "miles": "12.5", "passengers": "1"}

    wrong = client.post(address, {"once": new_key(), **miles, "miles": "twelve"})
    assert "Write the miles in figures" in _text(wrong) and 'value="twelve"' in _text(wrong)
    client.post(address, {"once": new_key(), **miles})

    line = claim.lines.get(kind="expense")
    day = timezone.localdate(claim.session.starts_at)
    assert (line.expense_kind, line.pence) == ("mileage", _price(tenths=125, passengers=1, day=day))
    assert "12.5 miles, Car or van" in _text(client.get(address))
    assert "No receipt needed" not in _text(client.get(address)) and "Do you have the receipt" not in _text(
        client.get(address)
    )


def test_after_10000_miles_in_a_tax_year_the_lower_rate_counts_and_a_line_taken_out_does_not():
    first, second = proposed_claim(), proposed_claim()
    day = timezone.localdate(first.session.starts_at)
    full, less = rate_on("car", day).pence, rate_on("car_more", day).pence

    driven = add_journey(again(first), vehicle="car", tenths=99_990, passengers=0, by=SYSTEM)
    assert add_journey(again(first), vehicle="car", tenths=20, passengers=0, by=SYSTEM).pence == full + less
    assert add_journey(again(second), vehicle="car", tenths=20, passengers=0, by=SYSTEM).pence == 2 * full
    remove_expense(again(first), line_id=driven.pk, by=SYSTEM)
    assert add_journey(again(first), vehicle="car", tenths=20, passengers=0, by=SYSTEM).pence == 2 * full
    assert Journey.objects.filter(line__claim=first).count() == 2


def test_a_journey_before_the_change_keeps_the_old_rate():
    claim = proposed_claim()
    start = timezone.make_aware(timezone.datetime(2026, 3, 3, 14))
    Session.objects.filter(pk=claim.session_id).update(starts_at=start, ends_at=start + timedelta(hours=2))

    assert add_journey(again(claim), vehicle="car", tenths=100, passengers=0, by=SYSTEM).pence == 450


def test_a_cost_over_the_limit_is_kept_and_marked_and_never_cut(client):
    claim = proposed_claim()
    set_rule(claim.institution, kind="taxi", limit_pence=20_00, receipt_above_pence=10_00, by=SYSTEM)
    add_expense(claim, expense_kind="taxi", pence=34_50, by=payee_of(claim))
    client.force_login(claim.person.user)

    mine = _text(client.get(reverse("payments:my_claim", args=[claim.pk])))
    client.force_login(coordinator(claim.institution))
    theirs = _text(client.get(reverse("payments:claim", args=[claim.pk])))

    assert claim.lines.get(kind="expense").pence == 34_50
    assert "This is more than our usual £20.00. We keep it as it is." in mine
    assert "Do you have the receipt? A photo helps." in mine
    assert "£14.50 over your limit of £20.00." in theirs and "No receipt." in theirs


@pytest.mark.parametrize(("pence", "asked"), [(1000, False), (1001, True)])
def test_a_receipt_is_asked_for_above_the_sum_only(client, pence, asked):
    claim = proposed_claim()
    set_rule(claim.institution, kind="food", limit_pence=None, receipt_above_pence=10_00, by=SYSTEM)
    add_expense(claim, expense_kind="food", pence=pence, by=payee_of(claim))
    client.force_login(claim.person.user)

    assert ("Do you have the receipt?" in _text(client.get(reverse("payments:my_claim", args=[claim.pk])))) is asked


def test_finance_sets_a_rule_and_partners_read_it(client):
    claim = confirmed_claim()
    client.force_login(finance(claim.institution))
    facts = {"limit_pence": "20", "receipt_above_pence": "", "in_advance": "on", "booked_by_us": "on"}

    client.post(reverse("payments:expense_rule", args=["taxi"]), {"once": new_key(), **facts})

    said = (
        "Up to £20.00; for more, talk to us. No receipt needed. We can pay it before the day. We can book it for you."
    )
    assert said in _text(client.get(reverse("payments:expense_rules")))
    client.force_login(claim.person.user)
    assert said in _text(client.get(reverse("payments:what_we_pay")))
    client.force_login(finance(InstitutionFactory()))
    assert said not in _text(client.get(reverse("payments:expense_rules")))
    assert client.get(reverse("payments:expense_rule", args=["yacht"])).status_code == 404


@pytest.mark.parametrize(
    ("rule", "pence", "asked"),
    [
        ({"receipt_above_pence": 20_00}, 20_00, False),
        ({"receipt_above_pence": 20_00}, 20_01, True),
        ({"receipt_above_pence": 5_00}, 5_01, True),
        ({"receipt_above_pence": None}, 300_00, False),
        (None, 9_99, False),
        (None, 10_00, True),
    ],
)
def test_the_person_the_coordinator_and_finance_are_asked_for_a_receipt_by_the_same_rule(client, rule, pence, asked):
    claim = proposed_claim()
    elsewhere = {"limit_pence": None, "receipt_above_pence": 1}
    set_rule(InstitutionFactory(), kind="taxi", by=SYSTEM, **elsewhere)
    if rule is not None:
        set_rule(claim.institution, kind="taxi", limit_pence=None, by=SYSTEM, **rule)
    add_expense(claim, expense_kind="taxi", pence=pence, by=payee_of(claim))
    client.force_login(claim.person.user)
    mine = _text(client.get(reverse("payments:my_claim", args=[claim.pk])))
    confirm_claim(claim, by=payee_of(claim))
    approver = coordinator(claim.institution)
    client.force_login(approver)
    theirs = _text(client.get(reverse("payments:claim", args=[claim.pk])))
    approve_claim(claim, by=Actor.of(approver))
    client.force_login(finance(claim.institution))
    run = _text(client.get(reverse("payments:new_batch")))

    said = ["Do you have the receipt?" in mine, "No receipt." in theirs, f"No receipt: Taxi {pounds(pence)}." in run]
    assert said == [asked] * 3
