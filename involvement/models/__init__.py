from involvement.models.attendance import Attendance
from involvement.models.invitation import Invitation
from involvement.models.offer import Offer
from involvement.models.session import Capacity, HeadcountLine, Series, SeriesPlace, Session, Stage

__all__ = [
    "Attendance",
    "Capacity",
    "HeadcountLine",
    "Invitation",
    "Offer",
    "Series",
    "SeriesPlace",
    "Session",
    "Stage",
]
