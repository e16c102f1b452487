"""`manage.py add_member --institution NAME --role coordinator --name NAME --email ADDRESS`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from involvement.shared.accounts.members import add_member
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused


class Command(BaseCommand):
    help = "Let a member of staff in: coordinator, lecturer, finance, administrator, panel_chair, practice_educator."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("institution", "role", "name", "email"):
            parser.add_argument(f"--{name}", required=True)
        parser.add_argument("--new-institution", action="store_true", help="make the institution if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {name: options[name] for name in ("institution", "role", "name", "email", "new_institution")}
        try:
            membership = add_member(**wanted, by=Actor.system("add_member"))
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"{membership.user} is {membership.get_role_display()} at {membership.institution}.")
