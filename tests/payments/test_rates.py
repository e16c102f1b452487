import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from involvement.domain.offers import draft_offer, new_version, publish_offer, save_offer, why_not_publish
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.once.sending import new_key
from involvement.signals import offer_published
from payments.domain.fees import policy_on, proposal_for, rounded_share
from payments.domain.proposing import propose_claims
from payments.domain.rates import add_rate, new_policy, publish_policy, save_policy
from payments.models import OfferRate, Rate, RatePolicy
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import AttendanceFactory, InvitationFactory, OfferFactory, SessionFactory
from tests.factories.money import draft_policy, policy
from tests.factories.participants import PartnerFactory
from tests.factories.payments import SYSTEM, coordinator, finance

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 1)


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _session(**fields):
    return SessionFactory(programme__institution=InstitutionFactory(adviser_name="The Advice Shop"), **fields)


def _ready(offer, **facts):
    """A draft with every question answered."""
    whole = OfferFactory.build(session=offer.session)
    said = {name: getattr(whole, name) for name in ["ask", "task", "role_type", "local_sixth", "benefit_impact"]}
    return save_offer(offer, by=SYSTEM, **{**said, **facts})


@pytest.mark.parametrize(
    ("pence", "minutes", "fee"),
    [(1000, 20, 333), (1000, 40, 667), (1001, 30, 501), (1, 30, 1), (1, 29, 0), (2500, 195, 8125), (999, 60, 999)],
)
def test_m7_thirds_are_rounded_to_the_penny_and_a_half_goes_up(pence, minutes, fee):
    assert rounded_share(pence, minutes) == fee


def test_m5_the_fee_is_hours_times_the_rate_with_getting_ready_and_the_talk_afterwards():
    session = _session()  # 2 hours, 1 hour to prepare, 15 minutes afterwards
    policy(session.institution, starts_on=LONG_AGO, hour=2500)

    found = proposal_for(session)

    assert (found.pence, found.minutes) == (8125, 195)
    assert found.working == "3 hours 15 minutes at £25.00 an hour, with getting ready and the talk afterwards."


def test_a_rate_that_covers_getting_ready_pays_the_session_alone_and_the_least_is_kept():
    session = _session()
    made = draft_policy(session.institution, starts_on=LONG_AGO)
    add_rate(made, unit="hour", pence=1000, includes_preparation=True, minimum_pence=3000, by=SYSTEM)
    publish_policy(made, by=Actor.of(made.made_by))

    found = proposal_for(session)

    assert (found.pence, found.minutes) == (3000, 120)
    assert "The least we pay is £30.00." in found.working


@pytest.mark.parametrize(("hours", "fee"), [(4, 7000), (5, 12000)])
def test_half_a_day_ends_where_the_policy_says(hours, fee):
    session = _session()
    session.ends_at = session.starts_at + timedelta(hours=hours)
    policy(session.institution, starts_on=LONG_AGO, hour=2500, half_day=7000, full_day=12000)

    assert proposal_for(session).pence == fee


def test_a_kinds_own_rate_comes_first():
    session = _session()
    made = draft_policy(session.institution, starts_on=LONG_AGO, hour=2500)
    add_rate(made, unit="session", pence=9900, kind="talk", includes_preparation=True, by=SYSTEM)
    publish_policy(made, by=Actor.of(made.made_by))
    other = _session(programme=session.programme, kind="forum")

    assert proposal_for(session).pence == 9900
    assert proposal_for(other).pence == 8125


def test_the_rate_of_the_sessions_day_counts_not_of_today():
    session = _session()
    day = timezone.localdate(session.starts_at)
    policy(session.institution, starts_on=LONG_AGO, hour=2000)
    policy(session.institution, starts_on=day, hour=3000)

    assert policy_on(session.institution_id, day - timedelta(days=1)).version == 1
    assert proposal_for(session).pence == 9750


def test_no_two_versions_hold_on_one_day_and_the_page_says_so_in_a_sentence(client):
    place = InstitutionFactory()
    first = draft_policy(place, starts_on=date(2026, 1, 1), hour=2500)
    save_policy(first, ends_on=date(2027, 7, 31), by=SYSTEM)
    publish_policy(first, by=Actor.of(first.made_by))
    client.force_login(finance(place))

    answer = client.post(reverse("payments:new_rates"), {"once": new_key(), "at": place.pk, "starts_on": "31/7/2027"})

    assert "Version 1 holds until Saturday 31 July 2027. No two versions hold on one day." in _text(answer)
    assert 'value="31/7/2027"' in _text(answer)
    assert RatePolicy.objects.count() == 1
    new_policy(place, starts_on=date(2027, 8, 1), by=Actor.of(finance(place)))


def test_the_database_refuses_versions_that_overlap():
    place = InstitutionFactory()
    held = policy(place, starts_on=date(2026, 1, 1), hour=2500)
    same = {"institution": place, "made_by": held.made_by, "published_by": held.made_by, "agreed_with": "us"}
    dates = {"published_at": timezone.now(), "agreed_on": date(2026, 1, 1)}

    with pytest.raises(IntegrityError, match="policies_do_not_overlap"), transaction.atomic():
        RatePolicy.objects.create(version=2, starts_on=date(2030, 1, 1), **same, **dates)
    with pytest.raises(IntegrityError, match="policies_do_not_overlap"), transaction.atomic():
        RatePolicy.objects.create(version=2, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1), **same, **dates)
    RatePolicy.objects.create(version=2, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), **same, **dates)


def test_a_new_version_is_a_copy_and_ends_the_one_before():
    place = InstitutionFactory()
    first = policy(place, starts_on=date(2026, 4, 1), hour=2500, half_day=7000)

    second = policy(place, starts_on=date(2027, 4, 1), hour=2750)

    first.refresh_from_db()
    assert first.ends_on == date(2027, 3, 31)
    assert sorted(second.rates.values_list("unit", "pence")) == [("half_day", 7000), ("hour", 2750)]


def test_a_published_version_and_its_rates_never_change():
    made = policy(InstitutionFactory(), hour=2500)
    rate = made.rates.get()

    for change in [
        lambda: Rate.objects.filter(pk=rate.pk).update(pence=1),
        rate.delete,
        lambda: Rate.objects.create(policy=made, unit="session", pence=1, includes_preparation=True),
        lambda: RatePolicy.objects.filter(pk=made.pk).update(note="cheaper"),
        lambda: RatePolicy.objects.filter(pk=made.pk).update(published_at=None, published_by=None),
        made.delete,
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(Refused, match="does not change"):
        add_rate(made, unit="session", pence=5, by=SYSTEM)


def test_publishing_asks_with_whom_it_was_agreed():
    place = InstitutionFactory()
    draft = new_policy(place, starts_on=date(2026, 4, 1), by=Actor.of(finance(place)))
    add_rate(draft, unit="hour", pence=2500, by=SYSTEM)

    with pytest.raises(Refused, match="with whom you agreed"):
        publish_policy(draft, by=Actor.of(draft.made_by))


def test_m5_a_draft_offer_proposes_the_fee_of_its_rate():
    session = _session()
    policy(session.institution, starts_on=LONG_AGO, hour=2500)

    offer = draft_offer(session, by=SYSTEM)

    assert offer.fee_pence == 8125
    offer.refresh_from_db()
    assert offer.fee_pence == 8125


def test_m5_a_fee_below_the_rate_needs_a_reason_and_a_higher_one_does_not():
    session = _session()
    policy(session.institution, starts_on=LONG_AGO, hour=2500)
    offer = _ready(draft_offer(session, by=SYSTEM), fee_pence=8124)

    assert why_not_publish(offer) == [
        "The fee is less than your rate gives, which is £81.25. Write why, or change the fee."
    ]
    with pytest.raises(Refused, match="less than your rate"):
        publish_offer(offer, by=SYSTEM)
    assert why_not_publish(save_offer(offer, fee_pence=9000, by=SYSTEM)) == []
    assert why_not_publish(save_offer(offer, fee_pence=8124, fee_reason="A shorter talk.", by=SYSTEM)) == []


def test_m5_i3_a_later_rate_never_changes_an_old_line():
    session = _session(started=True)
    policy(session.institution, starts_on=LONG_AGO, hour=2500)
    offer = OfferFactory(session=session, fee_pence=8125)
    offer_published.send(type(offer), offer=offer, by=SYSTEM)
    type(offer).objects.filter(pk=offer.pk).update(status="published", published_at=timezone.now())
    offer.refresh_from_db()
    came = AttendanceFactory(invitation=InvitationFactory(accepted=True, offer=offer))
    policy(session.institution, starts_on=date(2020, 6, 1), hour=100)

    claim = propose_claims(came.session, by=SYSTEM)[0]

    assert claim.fee_pence == 8125
    assert [line.pence for line in claim.lines.all()] == [8125]
    basis = OfferRate.objects.get(offer=offer)
    assert (basis.pence, basis.minutes, basis.rate.policy.version) == (8125, 195, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        OfferRate.objects.filter(pk=basis.pk).update(pence=1)


def test_i3_a_new_version_of_an_offer_with_the_same_fee_keeps_where_it_came_from():
    session = _session()
    policy(session.institution, starts_on=LONG_AGO, hour=2500)
    first = publish_offer(_ready(draft_offer(session, by=SYSTEM)), by=SYSTEM)
    policy(session.institution, starts_on=date(2020, 6, 1), hour=9000)

    second = new_version(first, by=SYSTEM, who_else="Two lecturers.")

    assert second.fee_pence == 8125
    assert OfferRate.objects.get(offer=second).rate_id == OfferRate.objects.get(offer=first).rate_id


def test_finance_makes_a_version_and_the_coordinator_only_reads(client):
    place = InstitutionFactory()
    client.force_login(user := finance(place))
    client.post(reverse("payments:new_rates"), {"once": new_key(), "at": place.pk, "starts_on": "1/4/2026"})
    draft = RatePolicy.objects.get()
    address = reverse("payments:rate_policy", args=[draft.pk])

    client.post(address, {"once": new_key(), "do": "add", "unit": "hour", "pence": "25", "preparation_minutes": "30"})
    client.post(
        address,
        {
            "once": new_key(), "do": "head", "starts_on": "1/4/2026", "agreed_on": "1/3/2026",
            "agreed_with": "=cmd|' /C calc'!A0", "half_day_minutes": "240",
        },
    )  # fmt: skip
    client.post(address, {"once": new_key(), "do": "publish"})

    draft.refresh_from_db()
    assert (draft.published_by_id, draft.rates.get().pence) == (user.pk, 2500)
    assert list(AuditEvent.objects.filter(action="rates.published").values_list("actor_user", flat=True)) == [
        str(user.pk)
    ]
    client.force_login(coordinator(place))
    text = _text(client.get(address))
    assert "£25.00" in text and "Add a rate" not in text and "=cmd|&#x27; /C calc&#x27;!A0" in text
    assert client.post(address, {"once": new_key(), "do": "publish"}).status_code == 403
    assert client.post(reverse("payments:new_rates"), {"at": place.pk, "starts_on": "1/4/2028"}).status_code == 403


def test_another_institution_sees_nothing_of_the_rates(client):
    made = policy(InstitutionFactory(), hour=2599)
    client.force_login(finance(InstitutionFactory()))

    assert client.get(reverse("payments:rate_policy", args=[made.pk])).status_code == 404
    assert "Version 1" not in _text(client.get(reverse("payments:rates")))
    assert "£25.99" not in _text(client.get(reverse("payments:what_we_pay")))


def test_a_partner_reads_what_we_pay_in_plain_words_and_no_draft(client):
    partner = PartnerFactory(with_account=True)
    place = partner.person.institution
    policy(place, starts_on=LONG_AGO, hour=2500)
    draft_policy(place, starts_on=date(2099, 1, 1), hour=9999)
    client.force_login(partner.person.user)

    text = _text(client.get(reverse("payments:what_we_pay")))

    assert "£25.00" in text and "We agreed this with the partners&#x27; group" in text
    assert "£99.99" not in text
    assert client.get(reverse("payments:rates")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_versions_costs_the_same_however_long(client, count, django_assert_max_num_queries):
    place = InstitutionFactory()
    for number in range(count):
        policy(place, starts_on=date(2026 + number, 4, 1), hour=2500)
    client.force_login(user_with(Role.FINANCE, place, email="same@staff.test"))
    client.get(reverse("payments:rates"))

    with django_assert_max_num_queries(5):
        assert f"Version {count}" in _text(client.get(reverse("payments:rates")))


def test_the_offers_money_page_shows_the_rate_and_after_publishing_what_it_was(client):
    session = _session()
    made = policy(session.institution, starts_on=LONG_AGO, hour=2500)
    offer = _ready(draft_offer(session, by=SYSTEM))
    client.force_login(coordinator(session.institution))
    address = reverse("payments:offer_money", args=[offer.pk])

    assert "3 hours 15 minutes at £25.00 an hour" in _text(client.get(address))
    publish_offer(offer, by=SYSTEM)
    policy(session.institution, starts_on=date(2020, 6, 1), hour=9000)
    text = _text(client.get(address))
    assert f"Rates, version {made.version}" in text and "£81.25 for 3 hours 15 minutes" in text
