from payments.models.batch import BatchLine, PaymentBatch
from payments.models.claim import Claim, ClaimLine, ClaimStep
from payments.models.rate import OfferRate, Rate, RatePolicy

__all__ = ["BatchLine", "Claim", "ClaimLine", "ClaimStep", "OfferRate", "PaymentBatch", "Rate", "RatePolicy"]
