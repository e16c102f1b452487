"""The main job on the running site: real processes, real queue, letters from a real mail server, forms filled in."""

from __future__ import annotations

import datetime
import json
import re

import psycopg2

from tests.operations.site import HOST, Site, Visitor, until

PEOPLE = """
import json
from involvement.shared.accounts.models import Institution, Membership, Role, User
from participants.models import PartnerProfile, Person
place = Institution.objects.create(
    name="University of the Walk", adviser_name="Advice Centre", adviser_contact="01632 960000",
    quiet_from=0, quiet_until=0)
staff = {}
for role in ("coordinator", "lecturer", "finance", "administrator"):
    user = User.objects.create_user(f"{role}@threadneedle.test", name=f"The {role}")
    Membership.objects.create(user=user, institution=place, role=role)
    staff[role] = user.pk
people = [Person.objects.create(institution=place, name=f"Partner {n}", email=f"p{n}@threadneedle.test")
    for n in range(1, 6)]
for person in people:
    PartnerProfile.objects.create(person=person, status="active")
print(json.dumps({"staff": staff, "people": [person.pk for person in people]}))
"""
CLOSE = """
from django.utils import timezone
from evaluation.domain.administrations import close_due_feedback
print(close_due_feedback(now=timezone.now()))
"""


class Walk:
    """One university on the site. Each step returns nothing and fails in words."""

    def __init__(self, site: Site) -> None:
        self.site = site
        told = json.loads(site.manage("shell", "-v0", "-c", PEOPLE).splitlines()[-1])
        self.staff, self.people = told["staff"], told["people"]

    def sql(self, statement: str, *values: object) -> list[tuple]:
        with psycopg2.connect(self.site.env["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def letters(self, who: str, wanted: str) -> list[str]:
        """What the words `wanted` match in letters to somebody, the newest last."""
        to = [m for m in list(self.site.mail.taken) if f"{who}@" in str(m["To"])]
        found = [re.search(wanted, m.get_body(("plain",)).get_content()) for m in to]
        return [match[1] for match in found if match]

    def letter(self, who: str, wanted: str) -> str:
        until(lambda: self.letters(who, wanted), f"a letter to {who} with {wanted}", patience=90)
        return self.letters(who, wanted)[-1]

    def sign_in(self, role: str) -> Visitor:
        visitor = self.site.visitor()
        visitor.post("/account/login/", login=f"{role}@threadneedle.test")
        status, _page = visitor.post("/account/login/code/confirm/", code=self.letter(role, r"\b(\d{6})\b"))
        assert status == 200
        return visitor

    def offer(self, coordinator: Visitor) -> int:
        coordinator.fill("/programmes/add/", "title", title="BA Social Work")
        day = (datetime.date.today() + datetime.timedelta(days=20)).isoformat()  # noqa: DTZ011  a day far enough away
        facts = {"kind": "talk", "title": "Being listened to", "day": day, "starts": "2pm", "ends": "4pm"}
        coordinator.fill("/involvement/sessions/plan/", "title", lead=self.staff["lecturer"], **facts)
        [(session,)] = self.sql("SELECT id FROM involvement_session WHERE title = 'Being listened to'")
        coordinator.fill(f"/involvement/sessions/{session}/", to=f"/sessions/{session}/offer/")
        [(offer,)] = self.sql("SELECT id FROM involvement_offer WHERE session_id = %s", session)
        words = {"ask": "Talk with us.", "when": "Two hours.", "task": "Talk, and answer.", "local_sixth": "Here."}
        coordinator.fill(
            f"/involvement/offers/{offer}/write/", "ask", role_type="paid", fee_pence="60", places="5", **words
        )
        coordinator.fill(f"/involvement/offers/{offer}/", to="/publish/")
        assert self.sql("SELECT status FROM involvement_offer WHERE id = %s", offer) == [("published",)]
        return int(session)

    def invite(self, coordinator: Visitor, session: int) -> None:
        page = f"/involvement/sessions/{session}/invite/"
        _status, look = coordinator.fill(page, to="/invite/preview/", person=self.people)
        coordinator.fill(page, page=look, to="/invite/send/")
        assert self.sql("SELECT count(*) FROM involvement_invitation") == [(5,)]

    def answer(self, number: int) -> None:
        link = self.letter(f"p{number}", rf"https://{HOST}(/o/\S+/)")
        status, page = self.site.visitor().fill(link, "needs", payment_choice="fee", answer="yes")
        assert status == 200 and "You said yes" in page

    def attend(self, lecturer: Visitor, session: int) -> None:
        self.sql(
            "UPDATE involvement_session SET starts_at = now() - interval '3 hours',"
            " ends_at = now() - interval '1 hour' WHERE id = %s",
            session,
        )
        came = {f"p{person}-status": "attended" for person in self.people}
        lecturer.fill(f"/sessions/{session}/attendance/", f"p{self.people[0]}-seen", **came)
        assert self.sql("SELECT count(*) FROM payments_claim") == [(5,)]

    def pay(self, coordinator: Visitor, finance: Visitor) -> None:
        link = self.letter("p1", rf"https://{HOST}(/payments/c/\S+/)")
        self.site.visitor().fill(link, "confirm", do="confirm")
        [(claim,)] = self.sql("SELECT id FROM payments_claim WHERE person_id = %s", self.people[0])
        coordinator.fill(f"/payments/claims/{claim}/", "approve", do="approve")
        shown = finance.get("/payments/batches/new/")[1]
        ticks = {name: re.findall(rf'name="{name}"[^>]*? value="([^"]+)"', shown) for name in ("claim", "settled")}
        finance.fill("/payments/batches/new/", **{name: values for name, values in ticks.items() if values})
        made = "SELECT batch_id FROM payments_batchrequest WHERE state = 'ready'"
        until(lambda: self.sql(made), "the worker makes the payment run", patience=120)
        [(batch,)] = self.sql(made)
        _status, file = finance.fill(f"/payments/batches/{batch}/", to="/file/")
        assert "60.00" in file
        today = datetime.date.today().isoformat()  # noqa: DTZ011  the day of the machine is the day of payment
        finance.fill(f"/payments/batches/{batch}/", "paid_on", paid_on=today)
        assert self.sql("SELECT state FROM payments_claim WHERE id = %s", claim) == [("paid",)]

    def report(self, coordinator: Visitor, administrator: Visitor, session: int) -> str:
        coordinator.fill(f"/evaluation/sessions/{session}/feedback/")
        for number in range(1, 6):
            link = self.letter(f"p{number}", rf"https://{HOST}(/evaluation/f/\S+/)")
            questions = dict.fromkeys(re.findall(r'name="(item_\d+)" value="3"', self.site.visitor().get(link)[1]), "3")
            self.site.visitor().fill(link, "switch", **questions)
        self.sql("UPDATE evaluation_administration SET opens_on = '2026-01-01', closes_on = '2026-01-15'")
        assert self.site.manage("shell", "-v0", "-c", CLOSE).split()[-1] == "1"
        administrator.fill("/evaluation/reports/new/", to=f"/sessions/{session}/report/")
        made = "SELECT id FROM evaluation_reportrun WHERE pdf <> ''"
        until(lambda: self.sql(made), "the worker makes the report", patience=120)
        return administrator.get(f"/evaluation/reports/{self.sql(made)[0][0]}/pdf/")[1]


def walk(site: Site) -> str:
    """From an offer to a paid partner and a printed report. Returns the beginning of the PDF."""
    steps = Walk(site)
    coordinator = steps.sign_in("coordinator")
    session = steps.offer(coordinator)
    steps.invite(coordinator, session)
    for number in range(1, 6):
        steps.answer(number)
    steps.attend(steps.sign_in("lecturer"), session)
    steps.pay(coordinator, steps.sign_in("finance"))
    return steps.report(coordinator, steps.sign_in("administrator"), session)[:8]
