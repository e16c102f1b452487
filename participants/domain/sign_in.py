"""Giving a partner a way to sign in: an account of their own, without a password, told to them at once."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Membership, Role, User
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record, reference
from involvement.shared.errors import Refused
from involvement.shared.notify.kinds import Kind, register
from involvement.shared.notify.outbox import Draft, queue_messages
from participants.domain.contact import recipient_for
from participants.models import Person

register(Kind("sign_in_opened"))


def why_not_sign_in(person: Person) -> str:
    """Why nobody can open an account for this person now; empty when one can."""
    if person.user_id:
        return _("They can sign in already.")
    if not person.email and not person.phone:
        return _("They need an e-mail address or a mobile number first. They can take part without signing in.")
    return ""


@transaction.atomic
def open_sign_in(person: Person, *, by: Actor) -> User:
    """Make the person's account and tell them. Codes go to the e-mail address, or else to the mobile number.

    Raises Refused when there is one already, when there is no address, or when the address is another account's.
    """
    locked = (
        Person.objects.select_for_update(of=("self",)).select_related("institution", "adult_lead").get(pk=person.pk)
    )
    if reason := why_not_sign_in(locked):
        raise Refused(reason)
    email, phone = locked.email.lower(), "" if locked.email else locked.phone
    taken = User.objects.filter(email__iexact=email) if email else User.objects.filter(phone=phone)
    if taken.exists():
        raise Refused(_("This address cannot be used for signing in. Please ask them for another one."))
    user = User.objects.create_user(email or None, name=locked.name, phone=phone or None, phone_verified=bool(phone))
    Membership.objects.create(user=user, institution=locked.institution, role=Role.PARTICIPANT)
    locked.user = user
    locked.save(update_fields=["user"])
    record("person.can_sign_in", about=locked, by=by, person_id=locked.pk, institution_id=locked.institution_id)
    queue_messages([_news(locked, email or phone)])
    return user


def _news(person: Person, address: str) -> Draft:
    to = recipient_for(person)
    body = _(
        "Hello %(name)s,\n\nyou can now sign in at %(site)s with %(address)s. You need no password: we send you a "
        "code each time.\n\nYou do not have to. You can answer us in every other way as before."
    )
    return Draft(
        kind="sign_in_opened",
        about=reference(person),
        recipient=to,
        institution_id=person.institution_id,
        due=timezone.now(),
        subject=_("You can now sign in"),
        body=(body % {"name": to.name, "site": settings.SITE_ADDRESS, "address": address}).replace("{", "("),
    )
