"""Somebody's bank details, which must turn up nowhere but in the sealed columns and the bank's file."""

from datetime import timedelta

from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.once.sending import new_key
from payments.domain.file_settings import change_file_setting
from payments.domain.formats.terms import Account
from payments.domain.payees import change_account, mark_checked
from payments.models import Claim
from tests.factories.payments import approved_claim, finance, payee_of

SORT_CODE, NUMBER, NAME = "914273", "83640951", "Canary Named-Account"
ACCOUNT = Account(SORT_CODE, NUMBER, NAME)
CANARIES = [SORT_CODE, NUMBER, NAME, NAME.upper()]


def bank(institution: object, **choices: object) -> None:
    said = {
        "payee_details": "sealed", "file_format": "bacs18", "hold_hours": 48, "originator_name": "University",
        "originator_sort_code": "010203", "originator_account": "12345678", "service_user_number": "654321",
    }  # fmt: skip
    change_file_setting(institution, by=Actor.system("test"), **(said | choices))


def ready(*, checked: bool = True, **choices: object) -> Claim:
    """An approved claim of somebody whose account was typed three days ago."""
    claim = approved_claim()
    bank(claim.institution, **choices)
    change_account(claim.person, ACCOUNT, source="person", by=payee_of(claim), now=timezone.now() - timedelta(days=3))
    if checked:
        mark_checked(claim.person, by=Actor.of(finance(claim.institution)))
    return claim


def typed(**changes: str) -> dict[str, str]:
    said = {"account_name": NAME, "sort_code": "91-42-73", "number": "8364 0951", "account": "1", "once": new_key()}
    return said | changes
