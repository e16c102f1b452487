"""Every page says who it is for, in the code and again in the matrix (R1). A page that is missing fails the run."""

import inspect

import pytest

from involvement.shared.access.permissions import Permission
from involvement.shared.access.roles import HELD
from involvement.shared.accounts.models import Role
from tests.architecture.pages import ENTRIES, MATRIX, MATRIX_FILE, all_pages, line_to_add

PAGES = all_pages()
ADD = f"\n\nAdd to {MATRIX_FILE.name} (its head says how), after looking whether it is what you want:\n"


def test_every_page_stands_in_the_matrix():
    missing = [line_to_add(page) for page in PAGES if page.name not in ENTRIES]
    assert not missing, ADD + "\n".join(missing)


def test_the_matrix_names_no_page_that_is_gone():
    gone = sorted(set(ENTRIES) - {page.name for page in PAGES})
    assert not gone, f"Take these out of {MATRIX_FILE.name}: {gone}"


def test_every_page_of_ours_says_who_it_is_for():
    silent = [page.name for page in PAGES if not page.policy and _is_ours(page.view)]
    assert not silent, f"Decorate these views with @needs, @signed_in, @by_link or @open_to_all: {silent}"


def test_pages_of_others_are_listed_with_a_reason():
    unsaid = [p.name for p in PAGES if not p.policy and len(p.entry.get("third_party", "")) < 10]
    assert not unsaid, f"Say in {MATRIX_FILE.name} why these pages of other packages are there: {unsaid}"


@pytest.mark.parametrize("door", [p for p in PAGES if p.policy and p.name in ENTRIES], ids=lambda p: p.name)
def test_the_matrix_and_the_view_agree(door):
    assert door.entry["for"] == door.policy, f"The view says {door.policy}, the matrix {door.entry['for']}."
    assert set(door.entry.get("url", {})) == set(door.params), f"Say in `url` how to fill {door.params}."
    if door.permission:
        assert door.policy in MATRIX["roles"], f"Say in [roles] who holds {door.policy}."


def test_the_matrix_and_the_roles_agree():
    """Who holds what is written twice, so that nobody gets a right by a slip of one hand."""
    held = {str(p): sorted(str(role) for role in Role if p in HELD[role]) for p in Permission}
    written = {name: sorted(roles) for name, roles in MATRIX["roles"].items()}
    differing = {name: roles for name, roles in held.items() if written.get(name) != roles}
    assert not differing, "Write into [roles], if meant:\n" + "\n".join(f"{n} = {r}" for n, r in differing.items())
    assert not set(written) - set(held), f"No such permission: {set(written) - set(held)}"


def test_names_are_unique():
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names)) and "?" not in names, sorted(n for n in names if names.count(n) > 1)


def _is_ours(view):
    module = getattr(inspect.unwrap(view), "__module__", "") or ""
    return module.split(".")[0] in {"involvement", "programmes", "participants", "payments", "evaluation"}
