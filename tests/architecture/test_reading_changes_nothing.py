"""GET and HEAD change no row but the session's and the record of what was read (R7)."""

import re

import pytest
from django.db import connection

from involvement.shared.accounts.models import Role
from tests.architecture.pages import ENTRIES, address, all_pages
from tests.factories.accounts import InstitutionFactory, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WRITE = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"(\w+)\"", re.IGNORECASE)
MAY_CHANGE = {"django_session", "usersessions_usersession", "audit_sensitivereading", "audit_auditevent"}
PAGES = [p for p in all_pages() if p.name in ENTRIES]


class Watch:
    def __init__(self):
        self.written = []

    def __call__(self, execute, sql, params, many, context):
        if (found := WRITE.match(sql)) and found[1] not in MAY_CHANGE:
            self.written.append(found[1])
        return execute(sql, params, many, context)


@pytest.mark.parametrize("role", [None, Role.COORDINATOR, Role.PARTICIPANT, Role.FINANCE])
@pytest.mark.parametrize("door", PAGES, ids=lambda p: p.name)
def test_opening_a_page_writes_nothing(client, door, role):
    house = InstitutionFactory()
    where = address(door, house)
    if role:
        client.force_login(user_with(role, house))
    watch = Watch()

    with connection.execute_wrapper(watch):
        client.get(where)
        client.head(where)

    assert watch.written == []
