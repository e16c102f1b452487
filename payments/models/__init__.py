from payments.models.batch import BatchAccount, BatchLine, PaymentBatch
from payments.models.batch_request import BatchRequest
from payments.models.benefit_check import BenefitCheck
from payments.models.benefit_rules import BenefitRulesVersion
from payments.models.booked import BookedCost
from payments.models.claim import Claim, ClaimLine, ClaimStep
from payments.models.expense import ExpenseRule, Journey
from payments.models.file_setting import FileSetting
from payments.models.fund import Commitment, Fund, FundAlert, FundCharge, FundPlan, OverspendYes
from payments.models.kept_circumstances import KeptCircumstances
from payments.models.ledger import LedgerCode, LedgerEntry, LedgerPosting
from payments.models.payee import Payee
from payments.models.rate import OfferRate, Rate, RatePolicy
from payments.models.receipt import ApprovedReceipt
from payments.models.thanks import Thanks

__all__ = [
    "ApprovedReceipt",
    "BatchAccount",
    "BatchLine",
    "BatchRequest",
    "BenefitCheck",
    "BenefitRulesVersion",
    "BookedCost",
    "Claim",
    "ClaimLine",
    "ClaimStep",
    "Commitment",
    "ExpenseRule",
    "FileSetting",
    "Fund",
    "FundAlert",
    "FundCharge",
    "FundPlan",
    "Journey",
    "KeptCircumstances",
    "LedgerCode",
    "LedgerEntry",
    "LedgerPosting",
    "OfferRate",
    "OverspendYes",
    "Payee",
    "PaymentBatch",
    "Rate",
    "RatePolicy",
    "Thanks",
]
