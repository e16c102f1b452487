"""Partners, as coordinators see them (A2, A5, X4, X5, R4, R32; model section 12)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent, SensitiveReading
from involvement.shared.errors import Refused
from involvement.shared.links.issue import LinkProblem, issue_link, open_link
from involvement.shared.links.models import Purpose
from participants.domain.partners import move_partner
from participants.models import AccessNeed, PartnerProfile, Person
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.participants import PartnerFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return InstitutionFactory()


@pytest.fixture
def coordinator(here):
    return user_with(Role.COORDINATOR, here)


def typed(**change):
    return {
        "name": "Ana",
        "channel": "email",
        "email": "ana@example.test",
        "format": "plain",
        "capacity": "carer",
        **change,
    }


def test_somebody_is_added_without_e_mail_and_phone(client, here, coordinator):
    client.force_login(coordinator)

    client.post(reverse("participants:add_partner"), typed(channel="letter", email="", postal_address="1 Road\nTown"))

    person = Person.objects.get()
    assert (person.institution, person.channel, person.email, person.phone) == (here, "letter", "", "")
    assert person.partner.status == "enquiring" and person.user is None
    assert AuditEvent.objects.get().action == "partner.added"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ""}, "email"),
        ({"channel": "text"}, "phone"),
        ({"channel": "letter"}, "postal_address"),
        ({"phone": "12"}, "phone"),
        ({"email": "nonsense"}, "email"),
        ({"name": "x" * 300}, "name"),
        ({"name": "a\x07b"}, "name"),
        ({"is_under_18": "on"}, "adult_lead"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_the_rest_stays(client, coordinator, change, field):
    client.force_login(coordinator)
    page = client.post(reverse("participants:add_partner"), typed(**change, about_me="Kept words"))
    assert page.context["form"].errors[field]
    assert b"Kept words" in page.content and not Person.objects.exists()


def test_a5_an_adult_lead_is_of_the_same_institution(client, here, coordinator):
    client.force_login(coordinator)
    theirs, ours = PersonFactory(), PersonFactory(institution=here)
    page = client.post(reverse("participants:add_partner"), typed(is_under_18="on", adult_lead=theirs.pk))
    assert "adult_lead" in page.context["form"].errors
    client.post(reverse("participants:add_partner"), typed(is_under_18="on", adult_lead=ours.pk))
    assert Person.objects.get(name="Ana").adult_lead == ours


def test_the_list_searches_without_accents_and_with_small_slips_and_filters(client, here, coordinator):
    for name, status in (("Siân Ŵyn", "active"), ("Nguyễn Ann", "resting"), ("=cmd|x", "left")):
        PartnerFactory(person__institution=here, person__name=name, status=status)
    PartnerFactory(person__name="Sian Elsewhere")
    client.force_login(coordinator)
    address = reverse("participants:partners")

    def names(**wanted):
        return [row["name"] for row in client.get(address, wanted).context["page"].rows]

    assert names(q="sian") == ["Siân Ŵyn"]
    assert names(q="Nguyen") == ["Nguyễn Ann"]
    assert names(status="left") == ["=cmd|x"]
    assert len(names()) == 3


def test_other_institutions_are_not_found_and_lecturers_may_not(client, here, coordinator):
    theirs, ours = PartnerFactory().person, PartnerFactory(person__institution=here).person
    names = ("partner", "partner_contact", "partner_confidence")
    client.force_login(coordinator)
    for name in names:
        assert client.get(reverse(f"participants:{name}", args=[theirs.pk])).status_code == 404
    for role in (Role.LECTURER, Role.FINANCE, Role.ADMINISTRATOR):
        client.force_login(user_with(role, here))
        for name in names:
            assert client.get(reverse(f"participants:{name}", args=[ours.pk])).status_code == 403
        assert client.get(reverse("participants:partners")).status_code == 403


def test_a2_the_page_shows_adjustments_never_why_and_the_look_is_written_down(client, here, coordinator):
    person = PartnerFactory(person__institution=here, experience="very private").person
    AccessNeed.objects.create(person=person, category="environment", adjustment="A quiet room", detail="because")
    client.force_login(coordinator)

    page = client.get(reverse("participants:partner", args=[person.pk])).content.decode()

    assert "A quiet room" in page and "because" not in page and "very private" not in page
    assert SensitiveReading.objects.get().what == "access adjustments"


def test_x4_what_was_told_in_confidence_opens_only_with_a_reason_and_once(client, here, coordinator):
    person = PartnerFactory(person__institution=here, experience="Lived in care", topics_off_limits="My brother").person
    client.force_login(coordinator)
    address = reverse("participants:partner_confidence", args=[person.pk])

    for sealed in (client.get(address), client.post(address, {"why": " "})):
        assert b"Lived in care" not in sealed.content and b"My brother" not in sealed.content
    assert not SensitiveReading.objects.exists()
    opened = client.post(address, {"why": "Planning a talk with them"})

    assert b"Lived in care" in opened.content and b"My brother" in opened.content
    assert "no-store" in opened["Cache-Control"]
    reading = SensitiveReading.objects.get()
    assert (reading.person, reading.reader_user, reading.why, reading.reader_role) == (
        str(person.pk),
        str(coordinator.pk),
        "Planning a talk with them",
        "coordinator",
    )
    assert b"Lived in care" not in client.get(address).content


def test_contact_details_are_changed(client, here, coordinator):
    person = PartnerFactory(person__institution=here).person
    client.force_login(coordinator)
    client.post(
        reverse("participants:partner_contact", args=[person.pk]),
        {"name": "New Name", "channel": "text", "phone": "07700 900123", "format": "easy_read"},
    )
    person.refresh_from_db()
    assert (person.name, person.channel, person.phone, person.format) == (
        "New Name",
        "text",
        "+447700900123",
        "easy_read",
    )


@pytest.mark.parametrize(
    ("before", "to", "goes"),
    [
        ("enquiring", "getting_to_know", True),
        ("getting_to_know", "inducted", True),
        ("inducted", "active", True),
        ("active", "resting", True),
        ("active", "left", True),
        ("resting", "left", True),
        ("resting", "active", False),
        ("enquiring", "active", False),
        ("left", "active", False),
        ("active", "paused_by_institution", False),
        ("active", "nonsense", False),
    ],
)
def test_states_move_along_the_table_only(client, here, coordinator, before, to, goes):
    profile = PartnerFactory(person__institution=here, status=before)
    client.force_login(coordinator)
    answer = client.post(reverse("participants:partner_move", args=[profile.person_id]), {"to": to})
    profile.refresh_from_db()
    assert (answer.status_code, profile.status) == ((302, to) if goes else (409, before))


def test_r18_two_moves_at_once_make_one(here, coordinator):
    profile = PartnerFactory(person__institution=here)
    stale = PartnerProfile.objects.get(pk=profile.pk)
    move_partner(profile, to="left", by=Actor.of(coordinator))
    with pytest.raises(Refused, match="just changed"):
        move_partner(stale, to="resting", by=Actor.of(coordinator))


def test_links_end_for_somebody_who_leaves(here, coordinator):
    profile = PartnerFactory(person__institution=here)
    link = issue_link(
        Purpose.AVAILABILITY,
        about=profile.person,
        person_id=profile.person_id,
        expires_at=timezone.now().replace(year=2099),
    )
    move_partner(profile, to="left", by=Actor.of(coordinator))
    with pytest.raises(LinkProblem):
        open_link(link.token(), Purpose.AVAILABILITY)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, here, coordinator, django_assert_num_queries, count):
    PartnerFactory.create_batch(count, person__institution=here)
    PartnerFactory()
    client.force_login(coordinator)
    with django_assert_num_queries(6):  # session, user, memberships, count, rows, who asked to be erased
        page = client.get(reverse("participants:partners"))
    assert len(page.context["page"].rows) == count
