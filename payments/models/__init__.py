from payments.models.batch import BatchAccount, BatchLine, PaymentBatch
from payments.models.claim import Claim, ClaimLine, ClaimStep
from payments.models.file_setting import FileSetting
from payments.models.ledger import LedgerCode, LedgerEntry, LedgerPosting
from payments.models.payee import Payee
from payments.models.rate import OfferRate, Rate, RatePolicy

__all__ = [
    "BatchAccount",
    "BatchLine",
    "Claim",
    "ClaimLine",
    "ClaimStep",
    "FileSetting",
    "LedgerCode",
    "LedgerEntry",
    "LedgerPosting",
    "OfferRate",
    "Payee",
    "PaymentBatch",
    "Rate",
    "RatePolicy",
]
