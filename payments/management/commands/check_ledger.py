"""`manage.py check_ledger`: the balances of all institutions, and whether the books close. Ends with 1 when not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.domain.ledger import prove, totals


class Command(BaseCommand):
    help = "Prove that every posting sums to nought and that every claim is the sum of its entries."

    def handle(self, *args: Any, **options: Any) -> None:
        for institution, account, kind, pence in totals():
            self.stdout.write(f"{institution}: {account}, {kind}: {pence} pence")
        proof = prove()
        self.stdout.write(f"{proof.entries} entries, together {proof.total} pence.")
        if not proof.holds:
            raise CommandError(
                f"The ledger does not balance. Postings: {proof.unbalanced[:20]}. Claims: {proof.differing[:20]}."
            )
        self.stdout.write("The ledger balances.")
