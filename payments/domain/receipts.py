"""Whether the receipts of approved claims are still those that the approver saw."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q

from payments.models import ApprovedReceipt, Claim, ClaimLine


def with_other_receipts(claims: Sequence[Claim]) -> list[int]:
    """Ids of claims whose line points to another file now, or to a file with other content. One statement."""
    same = ClaimLine.objects.filter(
        pk=OuterRef("line_number"), receipt_id=OuterRef("file_number"), receipt__sha256=OuterRef("sha256")
    )
    seen = ApprovedReceipt.objects.filter(claim__in=[claim.pk for claim in claims], approved_at=F("claim__approved_at"))
    return list(seen.filter(~Q(Exists(same))).values_list("claim_id", flat=True).distinct())
