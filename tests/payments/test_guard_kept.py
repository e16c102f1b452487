"""What a person keeps for the benefit check is sealed, theirs alone, and gone when they say so."""

import json
import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from involvement.models import Invitation, Offer
from involvement.shared.accounts.models import Role
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from participants.models import SupporterLink
from payments.domain.guard.kept import LONGEST, erase, forget_old, keep, kept_of, show_by_link
from payments.domain.information import give_information
from payments.models import KeptCircumstances
from tests.factories.accounts import UserFactory, user_with
from tests.factories.involvement import InvitationFactory, OfferFactory
from tests.factories.participants import PartnerFactory, PersonFactory
from tests.factories.payments import SYSTEM, confirmed_claim, payee_of
from tests.payments.guard_walk import CARER, go, guard_by_link, offer_link, step_of, text_of, walk

pytestmark = pytest.mark.django_db
CANARY = "Zarnicouncil"
ANSWERS = {**CARER, "held": ["carers_allowance", "council_tax_reduction"], "ctr_council": CANARY, "ca_pay": "170.37"}
CANARIES = [CANARY, "170.37", "ctr_council", "carers_allowance"]


@pytest.fixture
def invitation():
    partner = PartnerFactory(with_account=True)
    return InvitationFactory(person=partner.person, offer__session__programme__institution=partner.person.institution)


@pytest.fixture
def kept(invitation):
    give_information(invitation.person, by=SYSTEM)
    return keep(invitation.person, ANSWERS, by=SYSTEM)


def whole_database() -> str:
    """Every row of every table as text, sealed columns as the bytes that stand there."""
    with connection.cursor() as cursor:
        texts = []
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')  # noqa: S608
                texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)


def test_use_once_leaves_nothing_in_the_database_the_session_the_log_or_the_mail(client, invitation, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(invitation.person.user)
    page = reverse("payments:my_offer_guard", args=[invitation.pk])

    done = walk(client, page, ANSWERS)

    assert "You could lose it all" in text_of(done)
    stored = whole_database() + json.dumps(dict(client.session)) + caplog.text
    stored += "".join(message.body for message in mail.outbox)
    assert not [canary for canary in CANARIES if canary in stored]


def test_keep_for_me_stores_it_sealed_and_once(client, invitation):
    client.force_login(invitation.person.user)
    page = reverse("payments:my_offer_guard", args=[invitation.pk])
    for _time in range(2):
        done = walk(client, page, ANSWERS, start=client.post(page, {"do": "again"}))
        assert go(client, page, done, do="keep").status_code == 302

    assert KeptCircumstances.objects.count() == 1
    stored = whole_database()
    assert not [canary for canary in CANARIES if canary in stored]
    assert json.loads(KeptCircumstances.objects.get().answers)["ctr_council"] == CANARY


def test_a_private_link_can_use_once_and_never_keep(client, invitation):
    page = guard_by_link(invitation)
    done = walk(client, page, ANSWERS)

    assert "Keep my answers" not in text_of(done)
    assert go(client, page, done, do="keep").status_code == 404
    assert not KeptCircumstances.objects.exists()


def test_what_is_kept_shows_at_once_to_the_person_signed_in(client, invitation, kept):
    client.force_login(invitation.person.user)

    assert "You could lose it all" in text_of(client.get(reverse("dashboards:my_offer", args=[invitation.pk])))
    assert "It comes from the answers that we keep" in text_of(
        client.get(reverse("payments:my_offer_guard", args=[invitation.pk]))
    )


def test_a_link_shows_what_is_kept_only_where_the_person_turned_that_on(client, invitation, kept):
    offer = reverse("dashboards:offer_by_link", args=[offer_link(invitation)])
    pages = [offer, guard_by_link(invitation)]
    assert not [page for page in pages if "You could lose it all" in text_of(client.get(page))]

    show_by_link(invitation.person, by_link=True, by=SYSTEM)
    assert all("You could lose it all" in text_of(client.get(page)) for page in pages)

    show_by_link(invitation.person, by_link=False, by=SYSTEM)
    assert not [page for page in pages if "You could lose it all" in text_of(client.get(page))]


def test_a_link_of_somebody_else_never_shows_it(client, invitation, kept):
    show_by_link(invitation.person, by_link=True, by=SYSTEM)
    other = InvitationFactory(offer=invitation.offer, person=PersonFactory(institution=invitation.person.institution))
    foreign = issue_link(
        Purpose.OFFER,
        about=invitation,
        person_id=other.person_id,
        expires_at=timezone.now() + timedelta(days=1),
    )

    assert "You could lose it all" not in text_of(client.get(guard_by_link(other)))
    assert client.get(reverse("payments:offer_guard_by_link", args=[foreign.token()])).status_code == 404


def test_a_supporter_sees_the_offer_and_nothing_of_what_is_kept(client, invitation, kept):
    supporter = PartnerFactory(with_account=True, person__institution=invitation.person.institution).person
    SupporterLink.objects.create(
        person=invitation.person,
        supporter=supporter,
        kind="family",
        scopes=["answer_invitations", "see_payments", "see_dates"],
        starts_on=timezone.localdate(),
    )
    client.force_login(supporter.user)

    offer = client.get(reverse("dashboards:my_offer", args=[invitation.pk]))
    assert offer.status_code == 200 and "You could lose it all" not in text_of(offer)
    assert client.get(reverse("payments:my_offer_guard", args=[invitation.pk])).status_code == 404
    assert "Erase my answers" not in text_of(client.get(reverse("payments:my_benefits")))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FINANCE, Role.ADMINISTRATOR, None])
def test_no_staff_page_holds_a_word_of_it_nor_a_superusers(client, kept, role, caplog):
    caplog.set_level(logging.DEBUG)
    person = kept.person
    claim = confirmed_claim(person=person)
    house = claim.institution
    user = user_with(role, house) if role else UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    pages = [
        reverse("dashboards:home"),
        reverse("participants:partners"),
        reverse("participants:partner", args=[person.pk]),
        reverse("payments:information_given", args=[person.pk]),
        reverse("payments:claims"),
        reverse("payments:claims_export"),
        reverse("payments:claim", args=[claim.pk]),
        reverse("payments:my_benefits"),
        reverse("involvement:invite", args=[claim.session_id]),
    ]

    seen = "".join(client.get(page).content.decode(errors="replace") for page in pages) + caplog.text

    assert not [canary for canary in CANARIES if canary in seen]
    assert not KeptCircumstances.objects.visible_to(user).exists()


def test_an_error_report_holds_nothing_of_it(client, invitation, settings, monkeypatch, caplog):
    settings.ADMINS = [("Ana", "ana@example.test")]
    client.force_login(invitation.person.user)
    client.raise_request_exception = False
    page = reverse("payments:my_offer_guard", args=[invitation.pk])
    before = walk_until_last(client, page)

    def breaks(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("payments.views.guard_steps.show", breaks)
    response = go(client, page, before)

    reported = response.content.decode() + "".join(m.body for m in mail.outbox) + caplog.text
    assert response.status_code == 500
    assert not [canary for canary in CANARIES if canary in reported]


def walk_until_last(client, page):
    response = client.get(page)
    while step_of(response) != "others":
        response = go(client, page, response, **ANSWERS)
    return response


def test_one_tap_erases_it_wholly_and_twice_is_once(client, invitation, kept):
    client.force_login(invitation.person.user)
    page = reverse("payments:my_benefits")

    for _time in range(2):
        assert client.post(page, {"do": "erase"}).status_code == 302

    assert not KeptCircumstances.objects.exists()
    assert str(kept.pk) not in whole_database()
    assert "You could lose it all" not in text_of(client.get(reverse("dashboards:my_offer", args=[invitation.pk])))


def test_there_is_no_history_and_no_admin_for_it():
    assert not apps.is_installed("django.contrib.admin")
    assert not [m for m in apps.get_models() if "KeptCircumstances" in m.__name__ and m is not KeptCircumstances]


def test_it_is_forgotten_after_13_months_and_not_shown_from_then_on(kept):
    last_day = kept.kept_on + LONGEST
    assert kept_of(kept.person, on=last_day - timedelta(days=1)) is not None
    assert kept_of(kept.person, on=last_day) is None

    assert forget_old(today=last_day - timedelta(days=1)) == 0
    assert forget_old(today=last_day) == 1


def test_erasing_the_person_takes_it_along(kept):
    person = kept.person
    erase(person, by=SYSTEM)
    keep(person, ANSWERS, by=SYSTEM)

    assert KeptCircumstances._meta.get_field("person").remote_field.on_delete.__name__ == "CASCADE"


def test_the_person_can_say_what_they_want_and_staff_see_the_hold_without_a_reason(client, invitation, kept):
    client.force_login(invitation.person.user)
    page = reverse("payments:my_benefits")

    held = {"do": "decide", "decision": "hold"}
    for sent in ({"do": "stage", "stage": "advice_wanted"}, held, {"do": "changed"}, {"do": "by_link"}):
        assert client.post(page, sent).status_code == 302
    text = text_of(client.get(page))

    assert "Wants advice first" in text
    assert "not to pay you a fee for now. We still pay back your costs." in text
    assert "It is out of date." in text
    assert "Your private links show the result as well." in text
    assert client.post(page, {"do": "anything"}).status_code == 404
    client.post(page, {"do": "decide", "decision": "take"})
    client.post(page, {"do": "not_by_link"})
    assert "not to pay you a fee for now" not in text_of(client.get(page))


def test_a_day_that_makes_it_worse_is_told_to_the_person_alone(client, invitation):
    """The session moves next to a fee from elsewhere: what was under the limit is over it now."""
    start = invitation.offer.session.starts_at
    there = timezone.localdate(start + timedelta(days=21))
    give_information(invitation.person, by=SYSTEM)
    quiet = {**CARER, "ca_pay": "0", "paid_as": "payroll", "others": [[there.isoformat(), "190.00"]]}
    keep(invitation.person, quiet, by=SYSTEM)
    client.force_login(invitation.person.user)
    page = reverse("dashboards:my_offer", args=[invitation.pk])
    shown = client.get(page)
    client.post(page, {"sealed": sealed(shown), "answer": "yes", "payment_choice": "fee", "version": ""})
    assert "This changes what we showed you" not in text_of(client.get(page))

    invitation.offer.session.__class__.objects.update(
        starts_at=start + timedelta(days=21), ends_at=start + timedelta(days=21, hours=2)
    )

    assert "This changes what we showed you" in text_of(client.get(page))


def sealed(response) -> str:
    from tests.payments.guard_walk import sealed_of

    return sealed_of(response)


def test_a_form_that_comes_first_blocks_the_yes_until_it_is_ticked(client, invitation):
    keep(invitation.person, {"held": ["esa_new_style"], "nation": "England", "esa_pw1": "no"}, by=SYSTEM)
    client.force_login(invitation.person.user)
    page = reverse("dashboards:my_offer", args=[invitation.pk])
    shown = client.get(page)
    assert "Send form PW1 before you start." in text_of(shown)
    answer = {"sealed": sealed(shown), "answer": "yes", "payment_choice": "fee", "needs": "A lift", "version": ""}

    refused = client.post(page, answer)
    assert "Tick the box when you have, or understand it." in text_of(refused)
    assert "A lift</textarea>" in refused.content.decode()
    assert Invitation.objects.get().status == "sent"

    assert client.post(page, {**answer, "answer": "no"}).status_code == 302
    assert client.post(page, {**answer, "pw1": "on"}).status_code == 302
    assert Invitation.objects.get().status == "accepted"


def test_when_a_claim_is_confirmed_the_person_sees_it_again(client, kept):
    claim = confirmed_claim(person=kept.person)
    client.force_login(kept.person.user)

    assert "Only you see it." in text_of(client.get(reverse("payments:my_claim", args=[claim.pk])))
    page = reverse("payments:my_claim_guard", args=[claim.pk])
    result = client.get(page)
    assert "The fee: £50.00" in text_of(result)
    assert go(client, page, result, do="read").status_code == 302


def test_the_claim_of_somebody_else_has_no_check_to_look_at(client, kept):
    claim = confirmed_claim()
    client.force_login(kept.person.user)

    assert client.get(reverse("payments:my_claim_guard", args=[claim.pk])).status_code == 404
    assert payee_of(claim).user_id != kept.person.user_id


def test_an_offer_that_was_replaced_is_checked_in_its_newest_version(client, invitation, kept):
    Offer.objects.update(status=Offer.Status.SUPERSEDED)
    newer = OfferFactory(
        published=True, session=invitation.offer.session, version=2, replaces=invitation.offer, fee_pence=7700
    )
    InvitationFactory(person=invitation.person, offer=newer)
    client.force_login(invitation.person.user)

    assert "The fee: £77.00" in text_of(client.get(reverse("payments:my_offer_guard", args=[invitation.pk])))
