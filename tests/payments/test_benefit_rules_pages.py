"""The pages on which administrators read the benefit rules, correct a row and see what was changed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.once.sending import new_key
from payments.domain.benefit_rules import holding, shipped_data
from payments.domain.rules_loading import load_rules
from payments.models import BenefitRulesVersion
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.benefit_rules import LIMIT, administrator, change_row, load_shipped, row_of, shipped
from tests.factories.payments import SYSTEM

pytestmark = pytest.mark.django_db


def _page(client, user, name="benefit_rules", *args, **query):
    client.force_login(user)
    response = client.get(reverse(f"payments:{name}", args=args), query)
    return response, re.sub(r"\s+", " ", response.content.decode())


def test_administrators_read_every_rule_with_its_days_source_and_review(client):
    load_shipped()
    here = InstitutionFactory()

    response, page = _page(client, administrator(here), of="carers_allowance")

    assert response.status_code == 200
    assert re.search(r"Rules checked on [A-Za-z ]*21 November 2026", page)
    assert "£204.00 / week" in page
    assert "SI 2026/218" in page
    assert "uc.taper" not in page


def test_a_rule_past_its_review_is_marked(client):
    content = shipped()
    yesterday = timezone.localdate() - timedelta(days=1)
    for row in content["rules"]:
        row.update(checked_on="2024-04-06", review_by="2099-01-01")
    row_of(content, "pc.earnings").update(review_by=yesterday.isoformat())
    row_of(content, "hb.earnings").update(review_by=(yesterday + timedelta(days=20)).isoformat())
    load_rules(content, reason="x", by=SYSTEM)

    _, page = _page(client, administrator(InstitutionFactory()))

    assert page.count("Past review") == 1
    assert page.count("govuk-tag--yellow") == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FINANCE, Role.LECTURER, Role.PARTICIPANT, Role.STUDENT])
@pytest.mark.parametrize("view", ["benefit_rules", "benefit_rules_history", "benefit_rule"])
def test_nobody_but_an_administrator_opens_the_rules(client, role, view):
    here = InstitutionFactory()
    args = {"benefit_rules": [], "benefit_rules_history": [here.pk], "benefit_rule": [here.pk, "pc.earnings"]}[view]

    response, _ = _page(client, user_with(role, here), view, *args)

    assert response.status_code in {403, 404}


def test_an_administrator_of_another_institution_finds_nothing(client):
    here, there = InstitutionFactory(), InstitutionFactory()
    load_shipped()
    change_row(there, amount=206)

    for name, args in (("benefit_rules_of", [there.pk]), ("benefit_rule", [there.pk, LIMIT])):
        response, _ = _page(client, administrator(here), name, *args)
        assert response.status_code == 404
    _, page = _page(client, administrator(here), "benefit_rules_history", here.pk)
    assert "206" not in page


def _send(client, institution, name=LIMIT, **changes):
    row = row_of(holding(institution.pk).content, name)
    said = {
        "amount": "204",
        "first_day": "6/4/2026",
        "last_day": "",
        "source": row["source"],
        "confidence": "high",
        "reason": "Read the order of 1 December",
        "seen": holding(institution.pk).digest,
        "once": new_key(),
        **changes,
    }
    return client.post(reverse("payments:benefit_rule", args=[institution.pk, name]), said)


def test_an_administrator_corrects_a_row_and_reads_it_in_the_history(client):
    load_shipped()
    here = InstitutionFactory()
    user = administrator(here)
    client.force_login(user)

    response = _send(client, here, amount="205.50", reason="=cmd|' /C calc'!A0 <b>")

    assert response.status_code == 302
    own = BenefitRulesVersion.objects.get(institution=here)
    assert row_of(own.content, LIMIT)["amount"] == 205.5
    assert own.loaded_by == user
    _, page = _page(client, user, "benefit_rules_history", here.pk)
    assert "calc&#x27;!A0 &lt;b&gt;" in page
    assert "204" in page and "205.5" in page
    assert "Shipped" in page and "Changed here" in page


def test_a_rule_keeps_who_checked_it_and_when(client):
    load_shipped()
    here = InstitutionFactory()
    user = administrator(here)
    client.force_login(user)

    response = _send(
        client, here, "pc.earnings", first_day="6/4/2024", checked_on="1/12/2026", review_by="1/6/2027", amount=""
    )

    assert response.status_code == 302
    row = row_of(BenefitRulesVersion.objects.get(institution=here).content, "pc.earnings")
    assert (row["checked_on"], row["review_by"], row["checked_by"]) == ("2026-12-01", "2027-06-01", user.name)


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"reason": ""}, 200, "There is a problem"),
        ({"amount": "-1"}, 200, "There is a problem"),
        ({"amount": "two"}, 200, "There is a problem"),
        ({"first_day": "5/4/2026"}, 409, "two rows hold"),
        ({"seen": "0" * 64}, 409, "Somebody else has changed"),
        ({}, 409, "Nothing is different"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, changes, status, words):
    load_shipped()
    here = InstitutionFactory()
    client.force_login(administrator(here))

    response = _send(client, here, **{"source": shipped_source(), **changes})

    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert "SI 2026/218" in page
    assert not BenefitRulesVersion.objects.filter(institution=here).exists()


def shipped_source():
    return row_of(shipped_data(), LIMIT)["source"]


def test_sending_a_change_twice_makes_one_version(client):
    load_shipped()
    here = InstitutionFactory()
    client.force_login(administrator(here))
    key, seen = new_key(), holding(here.pk).digest

    first = _send(client, here, amount="205", once=key, seen=seen)
    again = _send(client, here, amount="205", once=key, seen=seen)

    assert first.status_code == again.status_code == 302
    assert BenefitRulesVersion.objects.filter(institution=here).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_costs_the_same_however_long_it_is(client, django_assert_max_num_queries, count):
    load_shipped()
    here = InstitutionFactory()
    user = administrator(here)
    for number in range(count):
        change_row(here, by=user, amount=205 + number)
    client.force_login(user)

    with django_assert_max_num_queries(8):
        client.get(reverse("payments:benefit_rules_history", args=[here.pk]))


def test_the_start_page_of_an_administrator_counts_rules_to_check_again(client):
    content = shipped()
    for row in content["rules"]:
        row.update(checked_on="2024-04-06", review_by="2099-01-01")
    row_of(content, "pc.earnings").update(review_by="2025-01-01")
    load_rules(content, reason="x", by=SYSTEM)
    client.force_login(administrator(InstitutionFactory()))

    page = re.sub(r"\s+", " ", client.get(reverse("dashboards:home")).content.decode())

    assert "benefit rules to check again" in page
