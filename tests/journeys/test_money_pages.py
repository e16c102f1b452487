"""The pages about money that no other walk opens, with the made-up year in them: axe, and the narrowest screen."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from involvement.dashboards.demo.year import load_year
from involvement.shared.accounts.models import Institution, Role, User
from payments.models import Fund, RatePolicy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FINANCE = [
    "batches",
    "ledger",
    "funds",
    "new_fund",
    "funds_year_end",
    "rates",
    "expense_rules",
    "payees",
    "file_settings",
]
COORDINATOR = ["claims", "funds", "rates", "thanks_list", "how_quickly"]
PARTNER = ["my_claims", "my_statements", "my_payee", "my_benefits", "what_we_pay", "how_quickly"]


def _staff(role: str) -> User:
    return User.objects.filter(memberships__role=role).order_by("pk")[0]


def test_staff_and_partners_can_use_every_page_about_money(desktop, sign_in, axe, no_sideways_scroll, shot):
    call_command("load_benefit_rules", verbosity=0)
    load_year()
    fund, policy, rules = (
        Fund.objects.earliest("pk"),
        RatePolicy.objects.earliest("pk"),
        Institution.objects.earliest("pk"),
    )
    walks = [
        (_staff(Role.FINANCE), [*map(_page, FINANCE), _page("fund", fund.pk), _page("rate_policy", policy.pk)]),
        (_staff(Role.ADMINISTRATOR), [_page("benefit_rules"), _page("benefit_rules_history", rules.pk)]),
        (_staff(Role.COORDINATOR), list(map(_page, COORDINATOR))),
        (User.objects.get(person__name="Pat Bobbin"), list(map(_page, PARTNER))),
    ]
    for user, addresses in walks:
        sign_in(desktop, user)
        for address in addresses:
            answer = desktop.goto(address, timeout=60_000)
            assert answer.status == 200, f"{address} for {user}"
            axe(desktop)
            no_sideways_scroll(desktop)
            shot(desktop, f"pages{address.replace('/', '-')}{user.pk}")


def _page(name: str, *keys: int) -> str:
    return reverse(f"payments:{name}", args=keys)
