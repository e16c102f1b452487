"""The rules of the benefit check as dated data: loading, correcting one row, which version holds, and the pages."""

import copy
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.once.sending import new_key
from payments.domain import benefits
from payments.domain.benefit_check.rules_file import UnusableRules
from payments.domain.benefit_rules import current_pack, holding, shipped_data, to_review
from payments.domain.benefits import information_for
from payments.domain.rules_content import check, differences, digest
from payments.domain.rules_loading import change_rule_row, load_rules
from payments.models import BenefitRulesVersion
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import OfferFactory
from tests.factories.payments import SYSTEM

pytestmark = pytest.mark.django_db
AUTUMN = date(2026, 11, 22)
LIMIT = "ca.earnings_limit@2026-04-06"


def _content(**changes):
    return {**copy.deepcopy(shipped_data()), **changes}


def _row(content, name):
    key, _, first = name.partition("@")
    if first:
        return next(row for row in content["rates"] if row["key"] == key and row["from"] == first)
    return next(row for row in content["rules"] if row["id"] == key)


def _loaded():
    load_rules(_content(), reason="Reviewed", by=SYSTEM)
    return BenefitRulesVersion.objects.get(institution=None)


def _administrator(institution):
    return user_with(Role.ADMINISTRATOR, institution)


def _change(institution, name=LIMIT, by=None, **values):
    by = by or _administrator(institution)
    seen = holding(institution.pk).digest
    return change_rule_row(
        institution, name=name, values=values, seen_digest=seen, reason="Read on GOV.UK", by=Actor.of(by)
    )


def test_the_shipped_rules_are_whole():
    check(shipped_data())


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda c: c["rules"].append(dict(c["rules"][0])), "two rules have this id"),
        (lambda c: c["rates"].append({**_row(c, LIMIT), "from": "2026-05-01"}), "two rows hold on 2026-05-01"),
        (lambda c: _row(c, LIMIT).update(source="  "), "source is empty"),
        (lambda c: _row(c, LIMIT).update(amount="lots"), "not a number"),
        (lambda c: _row(c, LIMIT).update(amount=-1), "from 0 to"),
        (lambda c: _row(c, LIMIT).update(amount=float("nan")), "from 0 to"),
        (lambda c: _row(c, LIMIT).update({"from": "2026-13-01"}), "no day"),
        (lambda c: _row(c, LIMIT).update({"to": "2026-01-01"}), "last day is before its first"),
        (lambda c: _row(c, LIMIT).update(confidence="sure"), "high, medium or low"),
        (lambda c: _row(c, LIMIT).update(key="=cmd|' /C calc'!A0"), "no name for a row"),
        (lambda c: _row(c, LIMIT).update(more="x"), "nothing else"),
        (lambda c: _row(c, "pc.earnings").pop("review_by"), "nothing else"),
        (lambda c: _row(c, "pc.earnings").update(review_by="2020-01-01"), "checked before"),
        (lambda c: _row(c, "pc.earnings").update(checked_by=""), "checked_by is empty"),
        (lambda c: _row(c, "pc.report")["report"].pop("deadline"), "nothing else"),
        (lambda c: c.pop("covers"), "nothing else"),
        (lambda c: c.update(covers={"from": "2027-01-01", "to": "2026-01-01"}), "first and the last day"),
    ],
)
def test_rules_that_could_not_be_relied_on_are_refused_with_the_row_named(break_it, words):
    content = _content()
    break_it(content)

    with pytest.raises(UnusableRules, match=words):
        load_rules(content, reason="x", by=SYSTEM)

    assert not BenefitRulesVersion.objects.exists()


def test_loading_twice_writes_nothing_the_second_time(capsys):
    call_command("load_benefit_rules")
    call_command("load_benefit_rules")

    first, second = capsys.readouterr().out.splitlines()
    rows = len(shipped_data()["rates"]) + len(shipped_data()["rules"])
    assert first == f"{rows} created, 0 changed"
    assert second == "0 created, 0 changed"
    assert BenefitRulesVersion.objects.count() == 1
    assert AuditEvent.objects.filter(action="benefit_rules.loaded").count() == 1


def test_the_order_of_rows_makes_no_other_version():
    turned = _content()
    turned["rates"].reverse()

    assert digest(turned) == digest(_content())


def test_a_file_of_another_year_is_loaded_by_its_name(tmp_path, capsys):
    _loaded()
    content = _content(version="2027-04-01")
    _row(content, LIMIT).update(amount=210)
    content["rules"] = [row for row in content["rules"] if row["id"] != "age.young_carer"]
    head, rows = tmp_path / "pack.json", tmp_path / "rows.json"
    head.write_text(json.dumps({name: content[name] for name in ("version", "checked_on", "checked_by", "covers")}))
    rows.write_text(json.dumps([*content["rates"], *content["rules"]]))

    call_command("load_benefit_rules", str(head), str(rows))

    assert capsys.readouterr().out.strip() == "0 created, 1 changed, 1 removed"
    assert current_pack(None, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 210


@pytest.mark.parametrize("text", ["not json", "[1]", '[{"what": 1}]', '"words"', "{}"])
def test_a_file_that_holds_no_rules_loads_nothing(tmp_path, text):
    path = tmp_path / "bad.json"
    path.write_text(text)

    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_benefit_rules", str(path))


def test_a_version_never_changes_and_never_goes():
    version = _loaded()

    for deed in (lambda: BenefitRulesVersion.objects.update(reason="other"), version.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_without_a_version_the_files_of_the_project_hold():
    assert current_pack(None, AUTUMN).version == shipped_data()["version"]
    assert current_pack(InstitutionFactory().pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 204


def test_an_institutions_own_row_holds_there_and_nowhere_else():
    _loaded()
    here, there = InstitutionFactory(), InstitutionFactory()

    kept = _change(here, amount=205)

    assert current_pack(here.pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 205
    assert current_pack(there.pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 204
    assert current_pack(None, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 204
    assert current_pack(here.pk, AUTUMN).version == kept.content["version"] == "2026-11-21+1"
    [line] = AuditEvent.objects.filter(action="benefit_rules.changed")
    assert line.facts == {"version": 1, "row": LIMIT, "asked_again": 0}


def test_newer_shipped_rules_take_the_place_of_older_changes():
    _loaded()
    here = InstitutionFactory()
    _change(here, amount=205)

    newer = _content(version="2027-01-01")
    _row(newer, "pc.earnings").update(name="Earnings")
    load_rules(newer, reason="Reviewed again", by=SYSTEM)

    assert current_pack(here.pk, AUTUMN).version == "2027-01-01"
    assert current_pack(here.pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 204


def test_changes_follow_one_another():
    _loaded()
    here = InstitutionFactory()

    _change(here, amount=205)
    second = _change(here, "pc.earnings", review_by="2027-01-31")

    assert second.number == 2
    assert second.content["version"] == "2026-11-21+2"
    assert current_pack(here.pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 205


def test_a_change_to_rules_that_somebody_else_changed_meanwhile_is_refused():
    version = _loaded()
    here = InstitutionFactory()
    _change(here, amount=205)

    with pytest.raises(Refused, match="Somebody else"):
        change_rule_row(
            here,
            name=LIMIT,
            values={"amount": 206},
            seen_digest=version.digest,
            reason="late",
            by=Actor.of(_administrator(here)),
        )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Nothing is different"),
        ({"from": "2025-05-01"}, "two rows hold"),
        ({"source": ""}, "source is empty"),
    ],
)
def test_a_change_that_changes_nothing_or_breaks_the_rules_is_refused(values, words):
    _loaded()
    here = InstitutionFactory()

    with pytest.raises(Refused, match=words):
        _change(here, **values)

    assert BenefitRulesVersion.objects.count() == 1


def test_a_row_that_is_not_there_cannot_be_changed():
    _loaded()

    with pytest.raises(LookupError):
        _change(InstitutionFactory(), "ca.nothing")


def test_one_check_costs_one_query_once_its_rules_are_known(django_assert_num_queries):
    _loaded()
    here = InstitutionFactory()
    _change(here, amount=205)
    current_pack(here.pk, AUTUMN)

    with django_assert_num_queries(1):
        current_pack(here.pk, AUTUMN)


def test_rules_are_to_be_looked_at_30_days_before_their_review_and_ever_after():
    content = _content()
    for row in content["rules"]:
        row["review_by"] = "2027-12-31"
    _row(content, "pc.earnings").update(review_by="2026-12-22")
    load_rules(content, reason="x", by=SYSTEM)

    assert to_review(current_pack(None, date(2026, 11, 21))) == []
    assert to_review(current_pack(None, date(2026, 11, 22))) == ["pc.earnings"]
    assert to_review(current_pack(None, date(2027, 2, 1))) == ["pc.earnings"]


def test_differences_name_each_field():
    after = _content()
    _row(after, LIMIT).update(amount=205, source="New order")

    [change] = differences(_content(), after)

    assert change.name == LIMIT
    assert ("amount", 204, 205) in change.fields
    assert len(change.fields) == 2


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_the_same_instant_make_one_version():
    def load(_):
        try:
            return str(load_rules(_content(), reason="x", by=SYSTEM))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(load, range(2)))

    assert said[0] == "0 created, 0 changed"
    assert BenefitRulesVersion.objects.count() == 1


# pages


def _page(client, user, name="benefit_rules", *args, **query):
    client.force_login(user)
    response = client.get(reverse(f"payments:{name}", args=args), query)
    return response, re.sub(r"\s+", " ", response.content.decode())


def test_administrators_read_every_rule_with_its_days_source_and_review(client):
    _loaded()
    here = InstitutionFactory()

    response, page = _page(client, _administrator(here), of="carers_allowance")

    assert response.status_code == 200
    assert re.search(r"Rules checked on [A-Za-z ]*21 November 2026", page)
    assert "£204.00 / week" in page
    assert "SI 2026/218" in page
    assert "uc.taper" not in page


def test_a_rule_past_its_review_is_marked(client):
    content = _content()
    yesterday = timezone.localdate() - timedelta(days=1)
    for row in content["rules"]:
        row.update(checked_on="2024-04-06", review_by="2099-01-01")
    _row(content, "pc.earnings").update(review_by=yesterday.isoformat())
    _row(content, "hb.earnings").update(review_by=(yesterday + timedelta(days=20)).isoformat())
    load_rules(content, reason="x", by=SYSTEM)

    _, page = _page(client, _administrator(InstitutionFactory()))

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
    _loaded()
    _change(there, amount=206)

    for name, args in (("benefit_rules_of", [there.pk]), ("benefit_rule", [there.pk, LIMIT])):
        response, _ = _page(client, _administrator(here), name, *args)
        assert response.status_code == 404
    _, page = _page(client, _administrator(here), "benefit_rules_history", here.pk)
    assert "206" not in page


def _send(client, institution, name=LIMIT, **changes):
    row = _row(holding(institution.pk).content, name)
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
    _loaded()
    here = InstitutionFactory()
    user = _administrator(here)
    client.force_login(user)

    response = _send(client, here, amount="205.50", reason="=cmd|' /C calc'!A0 <b>")

    assert response.status_code == 302
    own = BenefitRulesVersion.objects.get(institution=here)
    assert _row(own.content, LIMIT)["amount"] == 205.5
    assert own.loaded_by == user
    _, page = _page(client, user, "benefit_rules_history", here.pk)
    assert "calc&#x27;!A0 &lt;b&gt;" in page
    assert "204" in page and "205.5" in page
    assert "Shipped" in page and "Changed here" in page


def test_a_rule_keeps_who_checked_it_and_when(client):
    _loaded()
    here = InstitutionFactory()
    user = _administrator(here)
    client.force_login(user)

    response = _send(
        client, here, "pc.earnings", first_day="6/4/2024", checked_on="1/12/2026", review_by="1/6/2027", amount=""
    )

    assert response.status_code == 302
    row = _row(BenefitRulesVersion.objects.get(institution=here).content, "pc.earnings")
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
    _loaded()
    here = InstitutionFactory()
    client.force_login(_administrator(here))

    response = _send(client, here, **{"source": shipped_source(), **changes})

    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert "SI 2026/218" in page
    assert not BenefitRulesVersion.objects.filter(institution=here).exists()


def shipped_source():
    return _row(shipped_data(), LIMIT)["source"]


def test_sending_a_change_twice_makes_one_version(client):
    _loaded()
    here = InstitutionFactory()
    client.force_login(_administrator(here))
    key, seen = new_key(), holding(here.pk).digest

    first = _send(client, here, amount="205", once=key, seen=seen)
    again = _send(client, here, amount="205", once=key, seen=seen)

    assert first.status_code == again.status_code == 302
    assert BenefitRulesVersion.objects.filter(institution=here).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_costs_the_same_however_long_it_is(client, django_assert_max_num_queries, count):
    _loaded()
    here = InstitutionFactory()
    user = _administrator(here)
    for number in range(count):
        _change(here, by=user, amount=205 + number)
    client.force_login(user)

    with django_assert_max_num_queries(8):
        client.get(reverse("payments:benefit_rules_history", args=[here.pk]))


def test_the_start_page_of_an_administrator_counts_rules_to_check_again(client):
    content = _content()
    for row in content["rules"]:
        row.update(checked_on="2024-04-06", review_by="2099-01-01")
    _row(content, "pc.earnings").update(review_by="2025-01-01")
    load_rules(content, reason="x", by=SYSTEM)
    client.force_login(_administrator(InstitutionFactory()))

    page = re.sub(r"\s+", " ", client.get(reverse("dashboards:home")).content.decode())

    assert "benefit rules to check again" in page


def test_the_offer_page_shows_the_amount_that_holds_at_its_institution():
    _loaded()
    offer, other = (OfferFactory(session__programme__institution=InstitutionFactory()) for _place in range(2))
    _change(offer.session.institution, amount=205)

    def words(one):
        benefits = information_for(one, date(2026, 12, 1)).benefits
        return [figure.words for benefit in benefits for figure in benefit.figures]

    assert "£205 a week" in words(offer)
    assert "£205 a week" not in words(other)


def test_each_amount_stands_once_in_the_data():
    assert all("amount" not in row for row in benefits._facts()["figures"])
