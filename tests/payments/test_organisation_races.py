"""Two at once about where money goes, and about money before the day, on real PostgreSQL."""

import pytest

from involvement.shared.audit.actors import Actor
from payments.domain.advances import agree_in_advance
from payments.domain.ledger import prove
from payments.domain.organisations import add_organisation, agree_to_pay, agreement_of, take_back_agreement
from payments.models import BatchLine, Claim, OrganisationAgreement
from tests.factories.advances import asked_in_advance
from tests.factories.payments import SYSTEM, approved_claim, coordinator, finance, payee_of, run
from tests.payments.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", range(3))
def test_m9_a_run_and_a_change_of_mind_at_once_say_the_same(turn):
    claim = approved_claim()
    group = add_organisation(claim.institution, name="The carers' group", reference="7", by=SYSTEM)
    agree_to_pay(claim.invitation, organisation=group, by=payee_of(claim))
    maker = finance(claim.institution)

    at_once(lambda: run(claim, maker=maker), lambda: take_back_agreement(claim.invitation, by=payee_of(claim)))

    line, agreement = BatchLine.objects.get(), agreement_of(claim.invitation_id)
    assert line.organisation_id == (agreement.organisation_id if agreement else None)


def test_m9_agreeing_to_two_organisations_at_once_is_one_agreement():
    claim = approved_claim()
    groups = [add_organisation(claim.institution, name=n, reference="", by=SYSTEM) for n in ("One", "Two")]
    by = payee_of(claim)

    at_once(*(lambda g=g: agree_to_pay(claim.invitation, organisation=g, by=by) for g in groups))

    assert OrganisationAgreement.objects.filter(revoked_at=None).count() == 1


def test_two_coordinators_who_agree_at_once_make_one_claim():
    advance = asked_in_advance()
    staff = [Actor.of(coordinator(advance.institution)) for _ in range(2)]

    at_once(*(lambda by=by: agree_in_advance(advance, by=by) for by in staff))

    assert Claim.objects.filter(advance=advance).count() == 1 and prove().holds
