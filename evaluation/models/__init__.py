from evaluation.models.administration import Administration, ContactRequest, FeedbackInvitation
from evaluation.models.instrument import Instrument, InstrumentVersion, Item
from evaluation.models.report_run import ReportRun
from evaluation.models.response import Answer, Response

__all__ = [
    "Administration",
    "Answer",
    "ContactRequest",
    "FeedbackInvitation",
    "Instrument",
    "InstrumentVersion",
    "Item",
    "ReportRun",
    "Response",
]
