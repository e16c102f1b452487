"""A coordinator, a lecturer and their institution, for the staff pages of this package."""

import pytest

from involvement.shared.accounts.models import Role
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def here(db):
    return InstitutionFactory()


@pytest.fixture
def programme(here):
    return ProgrammeFactory(institution=here)


@pytest.fixture
def coordinator(here):
    return user_with(Role.COORDINATOR, here)


@pytest.fixture
def lecturer(here):
    return user_with(Role.LECTURER, here)
