"""Programmes, cohorts and the standards they follow (P1, P2, P3)."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from programmes.domain.programmes import add_programme, change_programme
from programmes.domain.standards import load_standards
from programmes.models import Cohort, Programme, Standard, StandardsEdition
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.programmes import CohortFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return InstitutionFactory()


@pytest.fixture
def coordinator(here):
    return user_with(Role.COORDINATOR, here)


@pytest.fixture
def editions(db):
    load_standards()
    return StandardsEdition.objects


def facts(**change):
    return {"title": "BA Social Work", "level": "bachelor", "route": "undergraduate", "status": "planned", **change}


def test_p2_standards_load_once_and_keep_what_is_there(editions, capsys):
    edition = editions.get(title__contains="2021")
    StandardsEdition.objects.filter(pk=edition.pk).update(in_force_to=date(2027, 8, 31))

    call_command("load_standards")

    edition.refresh_from_db()
    assert edition.in_force_to == date(2027, 8, 31)
    assert capsys.readouterr().out == "0 editions and 0 standards added.\n"
    assert set(StandardsEdition.objects.values_list("nation", flat=True)) == {"england", "scotland", "wales", "ni"}


def test_p1_a_running_programme_needs_standards_in_force(here, coordinator, editions):
    closed = editions.filter(title__contains="2002")
    with pytest.raises(Refused, match="in force today") as refused:
        add_programme(here, editions=closed, by=Actor.of(coordinator), **facts(status="running"))
    assert refused.value.code == "editions"
    assert not Programme.objects.exists() and not AuditEvent.objects.exists()

    programme = add_programme(
        here, editions=editions.filter(title__contains="2021"), by=Actor.of(coordinator), **facts(status="running")
    )
    assert programme.status == "running"
    with pytest.raises(Refused, match="in force today"):
        change_programme(programme, editions=closed, by=Actor.of(coordinator))


def test_a_coordinator_adds_a_programme_and_its_cohort(client, here, coordinator, editions):
    client.force_login(coordinator)

    added = client.post(reverse("programmes:add"), facts())
    programme = Programme.objects.get()
    assert added.headers["Location"] == reverse("programmes:programme", args=[programme.pk])
    assert programme.institution == here

    client.post(
        reverse("programmes:cohort_add", args=[programme.pk]),
        {"academic_year": "2026/2027", "label": "Year 1", "size": "40", "starts_on": "21/9/2026"},
    )
    cohort = Cohort.objects.get()
    assert (cohort.academic_year, cohort.size, cohort.starts_on) == ("2026/27", 40, date(2026, 9, 21))
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {"programme.added", "cohort.added"}
    assert b"Year 1" in client.get(reverse("programmes:programme", args=[programme.pk])).content


@pytest.mark.parametrize("year", ["2026", "2026/28", "26/27", "=1+1"])
def test_a_year_that_is_no_academic_year_is_asked_again_and_what_was_typed_stays(client, coordinator, here, year):
    programme = ProgrammeFactory(institution=here)
    client.force_login(coordinator)

    page = client.post(reverse("programmes:cohort_add", args=[programme.pk]), {"academic_year": year, "label": "Kept"})

    assert "academic_year" in page.context["form"].errors
    assert b"Kept" in page.content
    assert not Cohort.objects.exists()


def test_the_same_title_or_cohort_twice_gets_a_sentence(client, coordinator, here):
    cohort = CohortFactory(programme__institution=here, programme__title="BA Social Work")
    client.force_login(coordinator)

    again = client.post(reverse("programmes:add"), facts())
    assert again.context["form"].errors["title"] == ["There is already a programme with this title."]
    twice = client.post(
        reverse("programmes:cohort_add", args=[cohort.programme_id]),
        {"academic_year": cohort.academic_year, "label": cohort.label},
    )
    assert "already has a cohort" in twice.context["form"].errors["label"][0]


def test_p3_an_unconfirmed_number_is_shown_as_such(client, coordinator, here, editions):
    programme = ProgrammeFactory(institution=here)
    programme.editions.set(editions.filter(nation="england"))
    client.force_login(coordinator)

    page = client.get(reverse("programmes:programme", args=[programme.pk])).content.decode()

    assert (
        page.count("number not confirmed") == Standard.objects.filter(edition__nation="england", verified=False).count()
    )
    assert "Closed on 31 July 2012" in page


def test_another_institution_is_not_found(client, here):
    theirs = ProgrammeFactory()
    client.force_login(user_with(Role.COORDINATOR, here))
    for name in ("programme", "edit", "cohort_add"):
        assert client.get(reverse(f"programmes:{name}", args=[theirs.pk])).status_code == 404
    assert theirs.title not in client.get(reverse("programmes:programmes")).content.decode()


def test_a_lecturer_looks_on_and_a_finance_officer_does_not(client, here):
    programme = ProgrammeFactory(institution=here)
    client.force_login(user_with(Role.LECTURER, here))
    assert client.get(reverse("programmes:programme", args=[programme.pk])).status_code == 200
    for name, args in (("add", []), ("edit", [programme.pk]), ("cohort_add", [programme.pk])):
        assert client.get(reverse(f"programmes:{name}", args=args)).status_code == 403
    client.force_login(user_with(Role.FINANCE, here))
    assert client.get(reverse("programmes:programmes")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, coordinator, here, django_assert_num_queries, count):
    ProgrammeFactory.create_batch(count, institution=here)
    ProgrammeFactory()
    client.force_login(coordinator)

    with django_assert_num_queries(5):  # session, user, memberships, count, rows
        page = client.get(reverse("programmes:programmes"))
    assert len(page.context["page"].rows) == count
