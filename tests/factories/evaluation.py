from datetime import timedelta

from django.utils import timezone

from evaluation.domain.administrations import close_feedback, open_feedback
from evaluation.domain.responses import give_feedback, items_to_ask
from evaluation.models import Administration, Response
from involvement.models import Capacity, Session
from involvement.shared.audit.actors import Actor
from tests.factories.involvement import AttendanceFactory, SessionFactory

SYSTEM = Actor.system("test")


def held_session(came: int = 6, **fields: object) -> Session:
    """A session two days ago to which this many people came, the first half as carers."""
    session = SessionFactory(held=True, **fields)
    for number in range(came):
        capacity = Capacity.CARER if number < came // 2 else Capacity.SERVICE_USER
        AttendanceFactory(
            invitation__offer=session.offers.first() or _offer(session), session=session, capacity=capacity
        )
    return session


def _offer(session: Session):
    from tests.factories.involvement import OfferFactory

    return OfferFactory(session=session, published=True, places=50)


def asked_about(session: Session) -> Administration:
    return open_feedback(session, by=SYSTEM)


def answer_all(administration: Administration, steps: list[int], **fields: object) -> None:
    """One person after the other gives the same step to every question with faces; nought skips them all."""
    items = [item for item in items_to_ask(administration) if item.scale == "face3"]
    invitations = administration.invitations.select_related("administration__session").order_by("pk")
    for invitation, step in zip(invitations, steps, strict=False):
        answers = {item.pk: step for item in items} if step else {}
        give_feedback(invitation, answers=answers, **{"form": "easy_read", "helped": False, "tell_me": False, **fields})


def closed_feedback(session: Session, steps: list[int]) -> Administration:
    """Asked, answered by these people with these steps, and closed as if the last day were over."""
    administration = asked_about(session)
    answer_all(administration, steps)
    close_feedback(administration, by=SYSTEM)
    administration.refresh_from_db()
    return administration


def make_overdue(administration: Administration) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Administration.objects.filter(pk=administration.pk).update(
        opens_on=yesterday - timedelta(days=14), closes_on=yesterday
    )


__all__ = ["Response", "answer_all", "asked_about", "closed_feedback", "held_session", "make_overdue"]
