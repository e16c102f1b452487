"""Organisations that may be paid on somebody's behalf, and each person's own agreement to it (M9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from involvement.models import Invitation
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from payments.models.payee import SAYS_WHEN, SOMEBODY_ELSE_CHECKS, SealedAccount

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class OrganisationPayeeQuerySet(models.QuerySet["OrganisationPayee"]):
    def visible_to(self, user: User) -> OrganisationPayeeQuerySet:
        return self.filter(institution_id__in=institution_ids(user, Permission.PAYEE_MANAGE))


class OrganisationPayee(SealedAccount):
    """A group or charity as finance knows it. Kept while anything was paid to it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="organisation_payees")
    name = models.CharField(max_length=140)

    objects = OrganisationPayeeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="organisation_payee_once"),
            models.CheckConstraint(name="an_organisation_says_when_it_changed", condition=SAYS_WHEN),
            models.CheckConstraint(name="somebody_else_checks_an_organisation", condition=SOMEBODY_ELSE_CHECKS),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationAgreement(models.Model):
    """The person's own yes for one offer: all money for it goes to the organisation. Taken back, it stays written."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="organisation_agreements")
    organisation = models.ForeignKey(OrganisationPayee, on_delete=models.PROTECT, related_name="agreements")
    agreed_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(revoked_at=None), name="one_living_agreement_an_invitation"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="agreement_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="agreement_is_only_taken_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.revoked_at IS NOT NULL OR (OLD.invitation_id, OLD.organisation_id, OLD.agreed_at,"
                    " OLD.agreed_by_id) IS DISTINCT FROM (NEW.invitation_id, NEW.organisation_id, NEW.agreed_at,"
                    " NEW.agreed_by_id)"
                ),
            ),
            pgtrigger.Trigger(
                name="only_the_person_agrees",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""IF NOT EXISTS (
                    SELECT 1 FROM involvement_invitation i JOIN participants_person p ON p.id = i.person_id
                    JOIN payments_organisationpayee o ON o.id = NEW.organisation_id
                        AND o.institution_id = p.institution_id
                    WHERE i.id = NEW.invitation_id AND p.user_id = NEW.agreed_by_id) THEN
                    RAISE EXCEPTION 'only_the_person_agrees' USING ERRCODE = 'check_violation'; END IF;
                    RETURN NEW;""",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.invitation_id} to {self.organisation_id}"
