"""The shipped benefit rules, loaded or with something different in them, and who may correct a row."""

import copy

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from payments.domain.benefit_rules import holding, shipped_data
from payments.domain.rules_loading import change_rule_row, load_rules
from payments.models import BenefitRulesVersion
from tests.factories.accounts import user_with
from tests.factories.payments import SYSTEM

LIMIT = "ca.earnings_limit@2026-04-06"


def shipped(**changes):
    return {**copy.deepcopy(shipped_data()), **changes}


def row_of(content, name):
    key, _, first = name.partition("@")
    if first:
        return next(row for row in content["rates"] if row["key"] == key and row["from"] == first)
    return next(row for row in content["rules"] if row["id"] == key)


def load_shipped():
    load_rules(shipped(), reason="Reviewed", by=SYSTEM)
    return BenefitRulesVersion.objects.get(institution=None)


def administrator(institution):
    return user_with(Role.ADMINISTRATOR, institution)


def change_row(institution, name=LIMIT, by=None, **values):
    by = by or administrator(institution)
    seen = holding(institution.pk).digest
    return change_rule_row(
        institution, name=name, values=values, seen_digest=seen, reason="Read on GOV.UK", by=Actor.of(by)
    )
