"""The made-up university year: alive on any day, plainly made up, and loaded once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from evaluation.models import Administration
from involvement.dashboards.demo import cast
from involvement.dashboards.demo.year import load_year
from involvement.models import Attendance, Offer, Session
from involvement.shared.accounts.models import Institution, Membership, Role
from participants.models import PartnerProfile, Person
from payments.models import Claim, Fund, PaymentBatch, RatePolicy

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """Loaded once for all tests of this file, and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_year()
        transaction.set_rollback(True)


def test_a_second_run_adds_nothing(year, capsys):
    call_command("load_demo")

    assert year > 100
    assert capsys.readouterr().out == "0 created\n"


def test_everything_in_it_is_marked_as_made_up(year):
    institution = Institution.objects.get(is_demo=True)

    assert "made up" in institution.name
    assert not Person.objects.filter(is_demo=False).exists()
    assert not Session.objects.filter(is_demo=False).exists()


def test_no_address_or_number_in_it_could_be_anybodys(year):
    for person in Person.objects.all():
        assert not person.email or person.email.endswith(".test")
        assert not person.phone or person.phone.startswith(("+447700900", "+441632960"))


def test_everybody_whom_the_front_page_offers_can_sign_in(year):
    roles = set(Membership.objects.filter(institution__is_demo=True).values_list("role", flat=True))
    named = {"Pat Bobbin", "Sam Thimble", "Olive Spindle", "Jo Selvedge", "Morgan Tape"}

    assert roles == {
        Role.COORDINATOR,
        Role.LECTURER,
        Role.FINANCE,
        Role.ADMINISTRATOR,
        Role.EXTERNAL_REVIEWER,
        Role.PARTICIPANT,
        Role.SUPPORTER,
        Role.STUDENT,
    }
    assert named <= set(Membership.objects.values_list("user__name", flat=True))


def test_there_are_partners_enough_to_choose_from_when_inviting(year):
    assert PartnerProfile.objects.filter(status=PartnerProfile.Status.ACTIVE).count() >= 25
    assert Person.objects.filter(availability__isnull=False).distinct().count() >= 25


def test_somebody_can_be_reached_only_by_letter_and_somebody_only_by_text(year):
    olive, sam = Person.objects.get(name="Olive Spindle"), Person.objects.get(name="Sam Thimble")

    assert (olive.email, olive.channel) == ("", Person.Channel.LETTER)
    assert (sam.email, sam.channel) == ("", Person.Channel.TEXT)


def test_the_year_is_alive_today(year):
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert Session.objects.filter(starts_at__date=tomorrow, offers__invitations__status="accepted").exists()
    assert Session.objects.filter(starts_at__lt=timezone.now(), status=Session.Status.HELD).count() == 4
    assert Attendance.objects.filter(status=Attendance.Status.ATTENDED).count() >= 20
    assert Offer.objects.filter(status=Offer.Status.PUBLISHED, session__starts_at__gt=timezone.now()).count() == 2
    assert Offer.objects.get(status=Offer.Status.DRAFT).local_sixth == ""


def test_sealed_words_open_again(year):
    assert PartnerProfile.objects.get(person__name="Pat Bobbin").experience == cast.PARTNERS[0].experience


def test_it_is_refused_where_the_demo_setting_is_off(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="only where the DEMO setting is on"):
        call_command("load_demo")


def test_there_is_a_claim_in_each_stage(year):
    states = set(Claim.objects.values_list("state", flat=True))

    assert {"proposed", "queried", "confirmed", "approved", "batched", "paid"} <= states
    assert PaymentBatch.objects.count() == 3


def test_one_feedback_window_is_closed_with_answers_enough_to_show(year):
    closed = Administration.objects.get(state=Administration.State.CLOSED)

    assert closed.responses.count() >= 8
    assert closed.closes_on < timezone.localdate()
    assert Administration.objects.get(state=Administration.State.OPEN).responses.count() == 2


def test_its_rates_and_funds_are_made_up_and_show_each_state_of_money(year):
    policy = RatePolicy.objects.get(institution__is_demo=True)
    sums = {fund.name: fund for fund in Fund.objects.with_sums()}

    assert "made up" in policy.agreed_with and policy.published_at
    assert len(sums) == 2 and all("made up" in name for name in sums)
    assert any(fund.spent for fund in sums.values()) and all(fund.held for fund in sums.values())
    assert all(fund.held + fund.spent <= fund.pence for fund in sums.values())


def test_one_partner_keeps_made_up_answers_so_that_their_offers_show_the_benefit_check(year):
    from payments.domain.guard.kept import answers_of
    from payments.models import KeptCircumstances

    kept = KeptCircumstances.objects.select_related("person").get()

    assert kept.person.is_demo and kept.person.user_id
    assert "carers_allowance" in answers_of(kept)["held"]
    assert not kept.by_link
