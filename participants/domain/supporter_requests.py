"""Beginning somebody's support: the person grants the parts, the supporter accepts, both can see it (R16)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Membership, Role, User
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record, reference
from involvement.shared.errors import Refused
from involvement.shared.links.issue import build_link, revoke_links
from involvement.shared.links.models import Purpose
from involvement.shared.notify.kinds import Kind, register
from involvement.shared.notify.outbox import Draft, Recipient, queue_messages
from participants.domain.contact import recipient_for
from participants.models import Person, SupporterLink, SupporterRequest

MOST_OPEN = 3
"""So that nobody makes us write to many strangers."""
OPEN_DAYS = 14
"""How long a supporter has for saying yes."""
Answer = SupporterRequest.Answer

register(
    Kind("supporter_asked", refreshed=False),
    Kind("supporter_proposed", only_newest=False),
    Kind("supporter_answered", only_newest=False),
)


def why_not_propose(person: Person) -> str:
    """Why staff cannot write down a supporter for this person; empty when they can."""
    if not person.user_id:
        return _("Only the person grants what a supporter may see, and for that they need to be able to sign in.")
    return ""


@transaction.atomic
def propose_supporter(person: Person, *, name: str, email: str, kind: str, by: Actor) -> SupporterRequest:
    """Staff write down who it could be. The person is told, and nothing else happens until they agree."""
    if reason := why_not_propose(person):
        raise Refused(reason)
    made = _make(person, name=name, email=email, kind=kind)
    _record("supporter.proposed", made, by)
    body = _(
        "Hello %(name)s,\n\nwe wrote down somebody who could support you. They see nothing yet. Please sign in and "
        "look at your record: you choose what they may see, or take it back."
    )
    queue_messages([_to_the_person(made, "supporter_proposed", body)])
    return made


@transaction.atomic
def ask_supporter(
    person: Person, *, name: str, email: str, kind: str, scopes: list[str], ends_on: date, by: Actor
) -> SupporterRequest:
    """The person's own wish. The supporter gets a private link, and sees nothing until they say yes."""
    made = _make(person, name=name, email=email, kind=kind)
    return agree(made, scopes=scopes, ends_on=ends_on, by=by)


def waiting_for(reference_of_it: str) -> SupporterRequest | None:
    """The request that an open link is about, while it waits for the supporter's answer."""
    waiting = SupporterRequest.objects.open().filter(agreed_at__isnull=False).select_related("person__institution")
    return waiting.filter(pk=reference_of_it.rpartition(":")[2]).first()


@transaction.atomic
def agree(request: SupporterRequest, *, scopes: list[str], ends_on: date, by: Actor) -> SupporterRequest:
    """The person grants these parts until this day. The supporter is asked."""
    locked = _locked(request.pk)
    if locked.agreed_at:
        raise Refused(_("You have said yes to this already. We have asked them."))
    locked.scopes, locked.ends_on, locked.agreed_at = sorted(scopes), ends_on, timezone.now()
    locked.save(update_fields=["scopes", "ends_on", "agreed_at"])
    _record("supporter.granted", locked, by, scopes=locked.scopes)
    queue_messages([_question(locked)])
    return locked


@transaction.atomic
def take_back(request: SupporterRequest, *, by: Actor) -> None:
    _close(_locked(request.pk), Answer.TAKEN_BACK, by)


@transaction.atomic
def decline(request: SupporterRequest) -> None:
    """The supporter's no. It needs no reason."""
    locked = _locked(request.pk)
    _close(locked, Answer.NO, Actor.nobody())
    queue_messages([_news(locked)])


@transaction.atomic
def accept(request: SupporterRequest) -> SupporterLink:
    """The supporter's yes, by the link in their own mailbox, which proves the address. Opens their way to sign in."""
    locked = _locked(request.pk)
    if not locked.agreed_at or not locked.ends_on or locked.ends_on < timezone.localdate():
        raise Refused(_("The person you would support has to say again what you may see. Please ask them."))
    supporter = _supporter(locked)
    if supporter.pk == locked.person_id:
        raise Refused(_("Nobody can be their own supporter."))
    bond, _made = SupporterLink.objects.update_or_create(
        person=locked.person,
        supporter=supporter,
        defaults={
            "kind": locked.kind,
            "scopes": locked.scopes,
            "starts_on": timezone.localdate(),
            "ends_on": locked.ends_on,
        },
    )
    _close(locked, Answer.YES, Actor.link(supporter.pk, supporter.name))
    queue_messages([_news(locked)])
    return bond


def _make(person: Person, *, name: str, email: str, kind: str) -> SupporterRequest:
    own = {person.email.lower(), (person.user.email or "").lower() if person.user else ""}
    if email.lower() in own:
        raise Refused(_("This is your own address. Write the address of the person who supports you."), code="email")
    if SupporterRequest.objects.open().filter(person=person).count() >= MOST_OPEN:
        raise Refused(_("Three people have not answered yet. Wait for them, or take one back."))
    try:
        with transaction.atomic():
            return SupporterRequest.objects.create(person=person, name=name, email=email.lower(), kind=kind)
    except IntegrityError:
        raise Refused(_("This person has been asked already, and has not answered yet."), code="email") from None


def _locked(pk: int) -> SupporterRequest:
    """Still open, and nobody else's to answer meanwhile (R19)."""
    rows = SupporterRequest.objects.select_for_update(of=("self",)).select_related("person__institution")
    locked = rows.get(pk=pk)
    if locked.answer:
        raise Refused(_("This has been answered already. Nothing was changed."))
    return locked


def _close(request: SupporterRequest, answer: str, by: Actor) -> None:
    request.answer, request.answered_at = answer, timezone.now()
    request.save(update_fields=["answer", "answered_at"])
    revoke_links(about=request)
    _record(f"supporter.{answer}", request, by)


def _supporter(request: SupporterRequest) -> Person:
    """Who has this mailbox: somebody with an account, or somebody new to us, who can sign in from now on."""
    institution = request.person.institution
    user = User.objects.filter(email__iexact=request.email).first()
    if user is None:
        user = User.objects.create_user(request.email, name=request.name)
    if not user.is_active:
        raise Refused(_("This address cannot be used. Please phone the coordinator."))
    Membership.objects.get_or_create(user=user, institution=institution, role=Role.SUPPORTER)
    known = Person.objects.filter(user=user).first()
    return known or Person.objects.create(institution=institution, user=user, name=request.name, email=request.email)


def _question(request: SupporterRequest) -> Draft:
    """Names nobody: who asks is behind the link."""
    ends = timezone.now() + timedelta(days=OPEN_DAYS)
    body = _(
        "Hello,\n\nsomebody who takes part in the work of %(institution)s would like you to support them. This page "
        "says who it is and what you would see:\n\n{link}\n\nYou can say no. The link works for 14 days. If you do not "
        "know what this is about, you do not need to do anything."
    )
    to = Recipient(person_id=0, name=request.name, channel="email", address=request.email)
    return Draft(
        kind="supporter_asked",
        about=reference(request),
        recipient=to,
        institution_id=request.person.institution_id,
        due=timezone.now(),
        subject=_("Somebody asks for your support"),
        body=body % {"institution": request.person.institution.name.replace("{", "(")},
        link=build_link(Purpose.SUPPORT, about=request, person_id=None, expires_at=ends),
        about_topic=reference(request),
    )


def _news(request: SupporterRequest) -> Draft:
    body = _("Hello %(name)s,\n\nthe supporter you named has answered. Sign in and look at your record to see it.")
    return _to_the_person(request, "supporter_answered", body)


def _to_the_person(request: SupporterRequest, kind: str, body: str) -> Draft:
    to = recipient_for(request.person)
    return Draft(
        kind=kind,
        about=reference(request),
        recipient=to,
        institution_id=request.person.institution_id,
        due=timezone.now(),
        subject=_("Who supports you"),
        body=(body % {"name": to.name}).replace("{", "("),
    )


def _record(action: str, request: SupporterRequest, by: Actor, **facts: object) -> None:
    person = request.person
    record(action, about=request, by=by, person_id=person.pk, institution_id=person.institution_id, **facts)
