import factory
from factory.django import DjangoModelFactory

from programmes.models import Cohort, Programme
from tests.factories.accounts import InstitutionFactory


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    institution = factory.SubFactory(InstitutionFactory)
    title = factory.Sequence(lambda n: f"BA Social Work {n}")
    status = Programme.Status.PLANNED


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    academic_year = "2026/27"
    label = "Year 1"
