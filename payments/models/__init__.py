from payments.models.batch import BatchLine, PaymentBatch
from payments.models.claim import Claim, ClaimLine, ClaimStep

__all__ = ["BatchLine", "Claim", "ClaimLine", "ClaimStep", "PaymentBatch"]
