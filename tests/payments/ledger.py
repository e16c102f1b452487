"""What the ledger says about a claim, for tests."""

from django.db.models import Sum

from payments.models import Claim


def stands(claim: Claim) -> dict[tuple[str, str], int]:
    """What the entries of a claim come to, without the accounts at nought."""
    sums = claim.entries.values_list("account", "kind").annotate(sum=Sum("pence"))
    return {(account, kind): pence for account, kind, pence in sums if pence}
