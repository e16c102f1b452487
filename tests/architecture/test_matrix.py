"""Role by page by institution: who gets in, and that other people's things look like things that are not there."""

import re

import pytest

from involvement.shared.accounts.models import Role
from tests.architecture.pages import ENTRIES, address, all_pages, has_things
from tests.factories.accounts import InstitutionFactory, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OURS = [p for p in all_pages() if p.name in ENTRIES and p.policy]
BEHIND_A_ROLE = [p for p in OURS if not p.policy.startswith("link:") and p.policy != "open"]
LISTS = [p for p in BEHIND_A_ROLE if not has_things(p)]
THINGS = [p for p in BEHIND_A_ROLE if has_things(p)]
METHODS = ["get", "head", "post"]
CHANGING = re.compile(rb'(csrfmiddlewaretoken|once)" value="[^"]*"|say this number: <strong>[^<]*')


def body(answer, where):
    """What was shown, without what differs each time and without the address that was asked for."""
    return CHANGING.sub(b"", answer.content.replace(where.encode(), b""))


@pytest.mark.parametrize("door", [p for p in all_pages() if p.name in ENTRIES], ids=lambda p: p.name)
def test_what_a_stranger_gets(client, door):
    expected = door.entry["stranger"]
    where = address(door, InstitutionFactory(), missing=True)

    answers = [getattr(client, method)(where) for method in METHODS]

    if expected == "sign-in":
        assert {a.status_code for a in answers} == {302}
        assert all(a["Location"].startswith("/account/login/") for a in answers)
    else:
        assert answers[0].status_code == expected, f"A stranger got {answers[0].status_code}."


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("door", LISTS, ids=lambda p: p.name)
def test_a_page_without_a_thing_is_for_its_roles_only(client, door, role):
    house = InstitutionFactory()
    client.force_login(user_with(role, house))

    for method in METHODS:
        answer = getattr(client, method)(address(door, house))
        assert answer.status_code < 500
        if door.is_for(role):
            assert answer.status_code != 403
        else:
            assert answer.status_code == 403


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("door", THINGS, ids=lambda p: p.name)
def test_a_thing_of_another_institution_looks_like_a_missing_one(client, door, role):
    """R3: same status, same body, for every method; nothing but 404, 403 (not this role) or 405 (not this method)."""
    house = InstitutionFactory()
    client.force_login(user_with(role, house))
    theirs, nothing = address(door, InstitutionFactory()), address(door, house, missing=True)

    for method in METHODS:
        answer, empty = getattr(client, method)(theirs), getattr(client, method)(nothing)
        assert (answer.status_code, body(answer, theirs)) == (empty.status_code, body(empty, nothing))
        assert answer.status_code in ({404, 405} if door.is_for(role) else {403, 405})


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("door", THINGS, ids=lambda p: p.name)
def test_a_thing_of_the_own_institution_opens_for_its_roles_only(client, door, role):
    house = InstitutionFactory()
    client.force_login(user_with(role, house))
    where = address(door, house)

    for method in METHODS:
        answer = getattr(client, method)(where)
        assert answer.status_code < 500
        if not door.is_for(role):
            assert answer.status_code in {403, 405}
        elif role == door.entry.get("opens") and method == "get":
            assert answer.status_code == 200
