import factory
from factory.django import DjangoModelFactory

from involvement.shared.accounts.models import Membership, Role
from participants.models import PartnerProfile, Person
from tests.factories.accounts import InstitutionFactory, UserFactory


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    institution = factory.SubFactory(InstitutionFactory)
    name = factory.Sequence(lambda n: f"Partner {n}")
    email = factory.Sequence(lambda n: f"partner{n}@example.test")


class PartnerFactory(DjangoModelFactory):
    """An active partner; `with_account=True` gives the person a way to sign in."""

    class Meta:
        model = PartnerProfile
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    status = PartnerProfile.Status.ACTIVE

    @factory.post_generation
    def with_account(self, create: bool, extracted: bool, **kwargs: object) -> None:
        if extracted:
            user = UserFactory(name=self.person.name, email=self.person.email)
            Membership.objects.create(user=user, institution=self.person.institution, role=Role.PARTICIPANT)
            self.person.user = user
            self.person.save(update_fields=["user"])
