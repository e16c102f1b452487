import factory
from factory.django import DjangoModelFactory

from involvement.shared.accounts.models import Institution, Membership, Role, User


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Institution

    name = factory.Sequence(lambda n: f"University of Testing {n}")
    adviser_name = "Testing Advice Centre"
    adviser_contact = "01632 960000"
    coordinator_phone = "01632 960001"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.test")


def user_with(role: Role, institution: Institution, **fields: object) -> User:
    """An account that holds one role at one institution."""
    user = UserFactory(**fields)
    Membership.objects.create(user=user, institution=institution, role=role)
    return user
