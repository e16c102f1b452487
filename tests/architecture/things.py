"""Things for the walk that no single factory makes: each takes the institution it belongs to, or none."""

from typing import Any

from evaluation.models import FeedbackInvitation
from tests.factories.accounts import InstitutionFactory
from tests.factories.evaluation import asked_about, held_session


def feedback_invitation(institution: Any = None) -> FeedbackInvitation:
    house = institution or InstitutionFactory()
    return asked_about(held_session(1, programme__institution=house)).invitations.get()
