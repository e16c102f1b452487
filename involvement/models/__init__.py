from involvement.models.attendance import Attendance
from involvement.models.invitation import Invitation
from involvement.models.offer import Offer
from involvement.models.published import ExampleStatement, FrameworkPillar, OfferFramework, PublishedExample
from involvement.models.quality import Quality
from involvement.models.quote import Quote
from involvement.models.session import Capacity, HeadcountLine, Series, SeriesPlace, Session, Stage

__all__ = [
    "Attendance",
    "Capacity",
    "ExampleStatement",
    "FrameworkPillar",
    "HeadcountLine",
    "Invitation",
    "Offer",
    "OfferFramework",
    "PublishedExample",
    "Quality",
    "Quote",
    "Series",
    "SeriesPlace",
    "Session",
    "Stage",
]
