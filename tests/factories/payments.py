"""Claims at each stage, brought there by the verbs themselves: the database lets no claim start anywhere else."""

from itertools import count

from involvement.models import Attendance
from involvement.shared.accounts.models import Institution, Role, User
from involvement.shared.audit.actors import Actor
from involvement.shared.uploads.models import StoredFile
from payments.domain.approving import approve_claim, query_claim
from payments.domain.batches import make_batch, mark_paid, mark_returned
from payments.domain.claims import add_expense, confirm_claim, decline_claim
from payments.domain.information import give_information
from payments.domain.proposing import propose_claims
from payments.models import Claim, PaymentBatch
from tests.factories.accounts import user_with
from tests.factories.involvement import AttendanceFactory, InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory, PersonFactory

_numbers = count(1)
SYSTEM = Actor.system("test")


def attendance(*, choice: str = "fee", person: object = None, **fields: object) -> Attendance:
    """Somebody who said yes to a published offer of a session two days ago, and came."""
    offer = fields.pop("offer", None) or OfferFactory(published=True, session=SessionFactory(held=True))
    if person is None:
        person = PartnerFactory(person__institution=offer.session.institution, with_account=True).person
    if fields.pop("informed", True):
        give_information(person, by=SYSTEM)
    invitation = InvitationFactory(accepted=True, offer=offer, person=person, payment_choice=choice)
    return AttendanceFactory(invitation=invitation, **fields)


def proposed_claim(**fields: object) -> Claim:
    came = attendance(**fields)
    return next(claim for claim in propose_claims(came.session, by=SYSTEM) if claim.attendance_id == came.pk)


def confirmed_claim(**fields: object) -> Claim:
    return confirm_claim(claim := proposed_claim(**fields), by=payee_of(claim))


def with_costs(*, pence: int = 460, receipt: StoredFile | None = None, **fields: object) -> Claim:
    """Confirmed, with a bus fare beside the fee. `informed=False`: its fee waits."""
    claim = proposed_claim(**fields)
    bus = {"expense_kind": "travel_public", "pence": pence, "words": "Bus 7", "receipt": receipt}
    add_expense(claim, by=payee_of(claim), **bus)
    return again(confirm_claim(claim, by=payee_of(claim)))


def approved_claim(*, approver: User | None = None, **fields: object) -> Claim:
    claim = confirmed_claim(**fields)
    return approve_claim(claim, by=Actor.of(approver or coordinator(claim.institution)))


def batched_claim(*, maker: User | None = None, **fields: object) -> Claim:
    claim = approved_claim(**fields)
    run(claim, maker=maker)
    return again(claim)


def paid_claim(**fields: object) -> Claim:
    claim = approved_claim(**fields)
    batch = run(claim)
    mark_paid(batch, paid_on=batch.made_at.date(), by=Actor.of(batch.made_by))
    return again(claim)


def claim_in(state: str) -> Claim:
    """A claim in any state of the graph."""
    if state == Claim.State.QUERIED:
        claim = confirmed_claim()
        return query_claim(claim, reason="Which bus was it?", by=Actor.of(coordinator(claim.institution)))
    if state == Claim.State.DECLINED:
        return decline_claim(claim := proposed_claim(), by=payee_of(claim))
    if state == Claim.State.WITHDRAWN:
        claim = proposed_claim()
        Attendance.objects.filter(pk=claim.attendance_id).update(status="could_not_come")
        propose_claims(claim.session, by=SYSTEM)
        return again(claim)
    if state == Claim.State.RETURNED:
        claim = batched_claim()
        return mark_returned(claim, reason="Account closed", by=Actor.of(finance(claim.institution)))
    makers = {
        "proposed": proposed_claim,
        "confirmed": confirmed_claim,
        "approved": approved_claim,
        "batched": batched_claim,
        "paid": paid_claim,
    }
    return makers[state]()


def run(*claims: Claim, maker: User | None = None) -> PaymentBatch:
    institution = claims[0].institution
    actor = Actor.of(maker or finance(institution))
    return make_batch(institution, claim_ids=[claim.pk for claim in claims], by=actor, settled=_all_codes(claims))


def again(claim: Claim) -> Claim:
    return Claim.objects.with_details().get(pk=claim.pk)


def payee_of(claim: Claim) -> Actor:
    return Actor.of(claim.person.user) if claim.person.user else Actor.link(claim.person_id, "")


def coordinator(institution: Institution) -> User:
    return user_with(Role.COORDINATOR, institution, email=f"coordinator{next(_numbers)}@staff.test")


def finance(institution: Institution) -> User:
    return user_with(Role.FINANCE, institution, email=f"finance{next(_numbers)}@staff.test")


def many_confirmed(institution: Institution, number: int) -> list[Claim]:
    """Claims of several people in one session."""
    session = SessionFactory(held=True, programme__institution=institution)
    offer = OfferFactory(published=True, session=session, places=number)
    for _ in range(number):
        attendance(offer=offer, person=PersonFactory(institution=institution))
    return [confirm_claim(claim, by=payee_of(claim)) for claim in propose_claims(session, by=SYSTEM)]


def _all_codes(claims: tuple[Claim, ...]) -> list[tuple[int, str]]:
    codes = ["no_receipt", "large", "same_person", "under_18"]
    return [(claim.pk, code) for claim in claims for code in codes]
