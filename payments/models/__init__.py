from payments.models.batch import BatchLine, PaymentBatch
from payments.models.claim import Claim, ClaimLine, ClaimStep
from payments.models.ledger import LedgerCode, LedgerEntry, LedgerPosting
from payments.models.rate import OfferRate, Rate, RatePolicy

__all__ = [
    "BatchLine",
    "Claim",
    "ClaimLine",
    "ClaimStep",
    "LedgerCode",
    "LedgerEntry",
    "LedgerPosting",
    "OfferRate",
    "PaymentBatch",
    "Rate",
    "RatePolicy",
]
