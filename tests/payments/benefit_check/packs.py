"""The reviewed rules as the tests read them, on a day of the tests' own."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from django.apps import apps

from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.rules_file import read_pack

CHECKED = date(2026, 11, 21)


@cache
def real_pack(read_on: date = CHECKED) -> RulesPack:
    return read_pack(real_data(), read_on=read_on)


def real_data():
    """Everything in the folder of rules, put together as `read_pack` wants it."""
    folder = Path(apps.get_app_config("payments").path) / "data" / "benefit_rules"
    rates = [rate for path in sorted(folder.glob("rates*.json")) for rate in json.loads(path.read_text())]
    rules = [rule for path in sorted(folder.glob("rules_*.json")) for rule in json.loads(path.read_text())]
    return {**json.loads((folder / "pack.json").read_text()), "rates": rates, "rules": rules}
