"""Start pages of students, contacts at partner organisations and external reviewers."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from involvement.dashboards.home.parts import Card, Cards, Hat, links
from involvement.shared.accounts.models import User
from programmes.models import StudentEnrolment


def student(user: User, now: datetime) -> Hat:
    enrolled = StudentEnrolment.objects.filter(user_id=user.pk).select_related("cohort__programme").order_by("pk")
    return Hat(
        heading=_("As a student"),
        cards=[
            Cards(
                _("Your course"),
                [Card(e.cohort.programme.title, [str(e.cohort)]) for e in enrolled],
                _("Your course is not entered yet. Please ask its office."),
            )
        ],
        links=links(
            (_("Give feedback"), "evaluation:my_feedback_list"), (_("Published examples"), "dashboards:library")
        ),
    )


def partner_organisation(user: User, now: datetime) -> Hat:
    return Hat(
        heading=_("As a contact at a partner organisation"),
        links=links((_("Published examples"), "dashboards:library"), (_("How to get help"), "dashboards:help")),
    )


def external_reviewer(user: User, now: datetime) -> Hat:
    return Hat(
        heading=_("As an external reviewer"),
        cards=[
            Cards(
                _("Reports for you"),
                [],
                _("Reports come to you as a PDF with a dated link. Published examples are open to you here."),
            )
        ],
        links=links(
            (_("Published examples"), "dashboards:library"), (_("Development plan"), "dashboards:development_plan")
        ),
    )
