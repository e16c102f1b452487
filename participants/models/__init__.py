from participants.models.availability import Answer, Availability, PartOfDay
from participants.models.partner import AccessNeed, Consent, PartnerProfile
from participants.models.person import Person, SupporterLink
from participants.models.supporter_request import SupporterRequest

__all__ = [
    "AccessNeed",
    "Answer",
    "Availability",
    "Consent",
    "PartOfDay",
    "PartnerProfile",
    "Person",
    "SupporterLink",
    "SupporterRequest",
]
