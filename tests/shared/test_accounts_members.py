"""Letting staff in from the keyboard of the server."""

import pytest
from django.core.management import CommandError, call_command

from involvement.shared.accounts.models import Institution, Membership, User
from involvement.shared.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
CORA = ["--institution", "University of X", "--role", "coordinator", "--name", "Cora", "--email", "Cora@example.test"]


def test_the_first_coordinator_of_a_new_institution(capsys):
    for _again in range(2):
        call_command("add_member", *CORA, "--new-institution")

    assert capsys.readouterr().out.splitlines()[0] == "Cora is Involvement coordinator at University of X."
    membership = Membership.objects.get()
    assert (membership.user.email, membership.role) == ("cora@example.test", "coordinator")
    assert not membership.user.has_usable_password()
    assert AuditEvent.objects.filter(action="member.added").count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ([], "no institution called University of X"),
        (["--role", "participant", "--new-institution"], "The role is one of"),
        (["--email", "not an address", "--new-institution"], "is not an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(change, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("add_member", *CORA, *change)
    assert not User.objects.exists()
    assert not Institution.objects.exists()
