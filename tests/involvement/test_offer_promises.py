"""What the database itself promises about offers (I1, I2, I3)."""

import pytest
from django.db import Error, IntegrityError, transaction

from involvement.models import Offer
from tests.factories.involvement import InvitationFactory, OfferFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("missing", ["ask", "when", "task", "role_type", "benefit_impact", "local_sixth"])
def test_i1_an_offer_lacking_a_w_cannot_be_published_even_past_the_code(missing):
    with pytest.raises(IntegrityError, match="published_offer_has_its_ws"):
        OfferFactory(published=True, **{missing: ""})


@pytest.mark.parametrize("change", [{"fee_pence": 1}, {"task": "Something else"}, {"places": 9}])
def test_i2_i3_a_published_offer_is_frozen_even_past_the_code(change):
    offer = OfferFactory(published=True)

    with pytest.raises(Error, match="published_terms_are_frozen"), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**change)

    offer.refresh_from_db()
    assert offer.fee_pence == 5000


def test_closing_a_published_offer_is_still_possible():
    offer = OfferFactory(published=True)

    Offer.objects.filter(pk=offer.pk).update(status=Offer.Status.CLOSED)

    assert Offer.objects.get().status == "closed"


def test_one_person_is_asked_once_per_offer():
    invitation = InvitationFactory()

    with pytest.raises(IntegrityError, match="asked_once_per_offer"):
        InvitationFactory(offer=invitation.offer, person=invitation.person)
