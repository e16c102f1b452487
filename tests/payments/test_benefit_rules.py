"""The rules of the benefit check as dated data: loading, correcting one row, and which version holds."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections, transaction

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from payments.domain import benefits
from payments.domain.benefit_check.rules_file import UnusableRules
from payments.domain.benefit_rules import current_pack, shipped_data, to_review
from payments.domain.benefits import information_for
from payments.domain.rules_content import check, differences, digest
from payments.domain.rules_loading import change_rule_row, load_rules
from payments.models import BenefitRulesVersion
from tests.factories.accounts import InstitutionFactory
from tests.factories.benefit_rules import LIMIT, administrator, change_row, load_shipped, row_of, shipped
from tests.factories.involvement import OfferFactory
from tests.factories.payments import SYSTEM

pytestmark = pytest.mark.django_db
AUTUMN = date(2026, 11, 22)


def test_the_shipped_rules_are_whole():
    check(shipped_data())


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda c: c["rules"].append(dict(c["rules"][0])), "two rules have this id"),
        (lambda c: c["rates"].append({**row_of(c, LIMIT), "from": "2026-05-01"}), "two rows hold on 2026-05-01"),
        (lambda c: row_of(c, LIMIT).update(source="  "), "source is empty"),
        (lambda c: row_of(c, LIMIT).update(amount="lots"), "not a number"),
        (lambda c: row_of(c, LIMIT).update(amount=-1), "from 0 to"),
        (lambda c: row_of(c, LIMIT).update(amount=float("nan")), "from 0 to"),
        (lambda c: row_of(c, LIMIT).update({"from": "2026-13-01"}), "no day"),
        (lambda c: row_of(c, LIMIT).update({"to": "2026-01-01"}), "last day is before its first"),
        (lambda c: row_of(c, LIMIT).update(confidence="sure"), "high, medium or low"),
        (lambda c: row_of(c, LIMIT).update(key="=cmd|' /C calc'!A0"), "no name for a row"),
        (lambda c: row_of(c, LIMIT).update(more="x"), "nothing else"),
        (lambda c: row_of(c, "pc.earnings").pop("review_by"), "nothing else"),
        (lambda c: row_of(c, "pc.earnings").update(review_by="2020-01-01"), "checked before"),
        (lambda c: row_of(c, "pc.earnings").update(checked_by=""), "checked_by is empty"),
        (lambda c: row_of(c, "pc.report")["report"].pop("deadline"), "nothing else"),
        (lambda c: c.pop("covers"), "nothing else"),
        (lambda c: c.update(covers={"from": "2027-01-01", "to": "2026-01-01"}), "first and the last day"),
    ],
)
def test_rules_that_could_not_be_relied_on_are_refused_with_the_row_named(break_it, words):
    content = shipped()
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
    turned = shipped()
    turned["rates"].reverse()

    assert digest(turned) == digest(shipped())


def test_a_file_of_another_year_is_loaded_by_its_name(tmp_path, capsys):
    load_shipped()
    content = shipped(version="2027-04-01")
    row_of(content, LIMIT).update(amount=210)
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
    version = load_shipped()

    for deed in (lambda: BenefitRulesVersion.objects.update(reason="other"), version.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_without_a_version_the_files_of_the_project_hold():
    assert current_pack(None, AUTUMN).version == shipped_data()["version"]
    assert current_pack(InstitutionFactory().pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 204


def test_an_institutions_own_row_holds_there_and_nowhere_else():
    load_shipped()
    here, there = InstitutionFactory(), InstitutionFactory()

    kept = change_row(here, amount=205)

    assert current_pack(here.pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 205
    assert current_pack(there.pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 204
    assert current_pack(None, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 204
    assert current_pack(here.pk, AUTUMN).version == kept.content["version"] == "2026-11-21+1"
    [line] = AuditEvent.objects.filter(action="benefit_rules.changed")
    assert line.facts == {"version": 1, "row": LIMIT, "asked_again": 0}


def test_newer_shipped_rules_take_the_place_of_older_changes():
    load_shipped()
    here = InstitutionFactory()
    change_row(here, amount=205)

    newer = shipped(version="2027-01-01")
    row_of(newer, "pc.earnings").update(name="Earnings")
    load_rules(newer, reason="Reviewed again", by=SYSTEM)

    assert current_pack(here.pk, AUTUMN).version == "2027-01-01"
    assert current_pack(here.pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 204


def test_changes_follow_one_another():
    load_shipped()
    here = InstitutionFactory()

    change_row(here, amount=205)
    second = change_row(here, "pc.earnings", review_by="2027-01-31")

    assert second.number == 2
    assert second.content["version"] == "2026-11-21+2"
    assert current_pack(here.pk, AUTUMN).amount("ca.earnings_limit", AUTUMN) == 205


def test_a_change_to_rules_that_somebody_else_changed_meanwhile_is_refused():
    version = load_shipped()
    here = InstitutionFactory()
    change_row(here, amount=205)

    with pytest.raises(Refused, match="Somebody else"):
        change_rule_row(
            here,
            name=LIMIT,
            values={"amount": 206},
            seen_digest=version.digest,
            reason="late",
            by=Actor.of(administrator(here)),
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
    load_shipped()
    here = InstitutionFactory()

    with pytest.raises(Refused, match=words):
        change_row(here, **values)

    assert BenefitRulesVersion.objects.count() == 1


def test_a_row_that_is_not_there_cannot_be_changed():
    load_shipped()

    with pytest.raises(LookupError):
        change_row(InstitutionFactory(), "ca.nothing")


def test_one_check_costs_one_query_once_its_rules_are_known(django_assert_num_queries):
    load_shipped()
    here = InstitutionFactory()
    change_row(here, amount=205)
    current_pack(here.pk, AUTUMN)

    with django_assert_num_queries(1):
        current_pack(here.pk, AUTUMN)


def test_rules_are_to_be_looked_at_30_days_before_their_review_and_ever_after():
    content = shipped()
    for row in content["rules"]:
        row["review_by"] = "2027-12-31"
    row_of(content, "pc.earnings").update(review_by="2026-12-22")
    load_rules(content, reason="x", by=SYSTEM)

    assert to_review(current_pack(None, date(2026, 11, 21))) == []
    assert to_review(current_pack(None, date(2026, 11, 22))) == ["pc.earnings"]
    assert to_review(current_pack(None, date(2027, 2, 1))) == ["pc.earnings"]


def test_differences_name_each_field():
    after = shipped()
    row_of(after, LIMIT).update(amount=205, source="New order")

    [change] = differences(shipped(), after)

    assert change.name == LIMIT
    assert ("amount", 204, 205) in change.fields
    assert len(change.fields) == 2


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_the_same_instant_make_one_version():
    def load(_):
        try:
            return str(load_rules(shipped(), reason="x", by=SYSTEM))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(load, range(2)))

    assert said[0] == "0 created, 0 changed"
    assert BenefitRulesVersion.objects.count() == 1


def test_the_offer_page_shows_the_amount_that_holds_at_its_institution():
    load_shipped()
    offer, other = (OfferFactory(session__programme__institution=InstitutionFactory()) for _place in range(2))
    change_row(offer.session.institution, amount=205)

    def words(one):
        benefits = information_for(one, date(2026, 12, 1)).benefits
        return [figure.words for benefit in benefits for figure in benefit.figures]

    assert "£205 a week" in words(offer)
    assert "£205 a week" not in words(other)


def test_each_amount_stands_once_in_the_data():
    assert all("amount" not in row for row in benefits._facts()["figures"])
