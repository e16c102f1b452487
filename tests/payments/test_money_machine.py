"""Any row of deeds, by anybody, against a model in memory: states, sums, duties and ledger agree at each step."""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from payments.domain import approving, batches, claims
from payments.domain.information import give_information, hold_fee
from payments.domain.proposing import propose_claims
from payments.models import BatchLine, Claim, ClaimLine, LedgerEntry, LedgerPosting, PaymentBatch
from payments.models.books import PLACES
from tests.factories.accounts import InstitutionFactory
from tests.factories.involvement import OfferFactory, SessionFactory
from tests.factories.participants import PersonFactory
from tests.factories.payments import SYSTEM, attendance, coordinator, finance
from tests.payments.test_promises import settle

FEE = 5000
OPEN = {"proposed", "queried"}
CODES = ["no_receipt", "large", "same_person", "under_18"]
WHICH = st.integers(0, 5)
WHO = st.integers(0, 3)


@dataclass
class Model:
    """One claim as a person would keep it on paper."""

    state: str = "proposed"
    taken: int = FEE
    costs: int = 0
    declined_costs: int = 0
    approver: int | None = None
    run: int | None = None
    again: bool = False
    lines: int = 1
    part: str = "whole"

    @property
    def fee(self) -> int:
        return 0 if self.part == "costs" else FEE

    @property
    def due(self) -> int:
        return self.taken + self.costs - self.declined_costs

    @property
    def declined(self) -> int:
        return self.fee - self.taken + self.declined_costs


@dataclass
class Paper:
    """The whole of it: claims by id, which runs are paid, and people whose fee waits."""

    claims: dict[int, Model] = field(default_factory=dict)
    paid: dict[int, bool] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)
    spent: Counter[int] = field(default_factory=Counter)


class Money(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.place = InstitutionFactory()
        self.staff = [coordinator(self.place), coordinator(self.place), finance(self.place), finance(self.place)]
        offer = OfferFactory(
            published=True, session=SessionFactory(held=True, programme__institution=self.place), places=6
        )
        people = [PersonFactory(institution=self.place) for _ in range(3)]
        for person in people:
            attendance(offer=offer, person=person, informed=person is not people[0])
        self.paper = Paper({claim.pk: Model() for claim in propose_claims(offer.session, by=SYSTEM)})
        self.paper.silent = {people[0].pk}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def _pick(self, which: int) -> tuple[Claim, Model]:
        pk = list(self.paper.claims)[which % len(self.paper.claims)]
        return Claim.objects.with_details().get(pk=pk), self.paper.claims[pk]

    def _by(self, who: int) -> Actor:
        return Actor.of(self.staff[who])

    def _waits(self, claim: Claim, paper: Model) -> bool:
        return paper.taken > 0 and claim.person_id in self.paper.silent | self.paper.held

    def _try(self, allowed: bool, deed) -> object:
        """Does it. The model says whether it may be done."""
        if allowed:
            return deed()
        with pytest.raises(Refused), transaction.atomic():
            deed()
        return None

    @rule(which=WHICH, pence=st.integers(0, 70_000))
    def add_cost(self, which, pence):
        claim, paper = self._pick(which)
        fine = paper.state in OPEN and pence > 0 and paper.lines < claims.MOST_LINES and paper.part != "fee"
        by = Actor.link(claim.person_id, "")
        self._try(fine, lambda: claims.add_expense(claim, expense_kind="taxi", pence=pence, by=by))
        if fine:
            paper.costs, paper.lines = paper.costs + pence, paper.lines + 1
            self.paper.spent[claim.person_id] += pence

    @rule(which=WHICH)
    def inform(self, which):
        claim, _paper = self._pick(which)
        give_information(claim.person, by=SYSTEM)
        self.paper.silent.discard(claim.person_id)

    @rule(which=WHICH, hold=st.booleans())
    def wish(self, which, hold):
        claim, _paper = self._pick(which)
        fine = claim.person_id not in self.paper.silent
        self._try(fine, lambda: hold_fee(claim.person, hold=hold, by=SYSTEM))
        if fine:
            (self.paper.held.add if hold else self.paper.held.discard)(claim.person_id)

    @rule(which=WHICH, wanted=st.integers(-1, FEE + 1))
    def take_less(self, which, wanted):
        claim, paper = self._pick(which)
        fine = paper.state in OPEN and 0 <= wanted <= paper.fee
        self._try(fine, lambda: claims.take_less(claim, wanted_pence=wanted, by=Actor.link(claim.person_id, "")))
        if fine:
            paper.taken = wanted

    @rule(which=WHICH)
    def confirm(self, which):
        claim, paper = self._pick(which)
        fine = paper.state in OPEN and paper.due > 0
        self._try(fine, lambda: claims.confirm_claim(claim, by=Actor.link(claim.person_id, "")))
        if fine:
            paper.state = "confirmed"

    @rule(which=WHICH)
    def decline(self, which):
        claim, paper = self._pick(which)
        fine = paper.state in OPEN
        self._try(fine, lambda: claims.decline_claim(claim, by=Actor.link(claim.person_id, "")))
        if fine:
            paper.state, paper.taken, paper.declined_costs = "declined", 0, paper.costs

    @rule(which=WHICH)
    def reopen(self, which):
        claim, paper = self._pick(which)
        fine = paper.state in {"confirmed", "declined"}
        self._try(fine, lambda: claims.reopen_claim(claim, by=Actor.link(claim.person_id, "")))
        if fine and paper.state == "declined":
            paper.taken, paper.declined_costs = paper.fee, 0
        if fine:
            paper.state = "proposed"

    @rule(which=WHICH, who=WHO)
    def approve(self, which, who):
        claim, paper = self._pick(which)
        fine = paper.state == "confirmed" and not self._waits(claim, paper)
        self._try(fine, lambda: approving.approve_claim(claim, by=self._by(who)))
        if fine:
            paper.state, paper.approver = "approved", who

    @rule(which=WHICH, who=WHO)
    def approve_costs(self, which, who):
        claim, paper = self._pick(which)
        fine = paper.state == "confirmed" and self._waits(claim, paper) and paper.costs > 0
        costs = self._try(fine, lambda: approving.approve_costs(claim, by=self._by(who)))
        if isinstance(costs, Claim):
            self.paper.claims[costs.pk] = Model(
                "approved", 0, paper.costs, approver=who, lines=paper.lines - 1, part="costs"
            )
            paper.part, paper.costs, paper.lines = "fee", 0, 1

    @rule(which=WHICH, who=WHO)
    def query(self, which, who):
        claim, paper = self._pick(which)
        fine = paper.state in {"confirmed", "approved"}
        self._try(fine, lambda: approving.query_claim(claim, reason="Which bus?", by=self._by(who)))
        if fine:
            paper.state, paper.approver = "queried", None

    @rule(some=st.sets(WHICH, min_size=1, max_size=3), who=WHO)
    def make_run(self, some, who):
        chosen = {claim.pk: paper for claim, paper in map(self._pick, some)}
        fine = all(paper.state == "approved" and paper.approver != who for paper in chosen.values())
        settled = [(pk, code) for pk in chosen for code in CODES]
        batch = self._try(
            fine, lambda: batches.make_batch(self.place, claim_ids=list(chosen), by=self._by(who), settled=settled)
        )
        if isinstance(batch, PaymentBatch):
            self.paper.paid[batch.pk] = False
            for paper in chosen.values():
                paper.state, paper.run = "batched", batch.pk

    @precondition(lambda self: self.paper.paid)
    @rule(which=WHICH, who=WHO)
    def pay(self, which, who):
        pk = list(self.paper.paid)[which % len(self.paper.paid)]
        mine = [paper for paper in self.paper.claims.values() if paper.run == pk]
        fine = not self.paper.paid[pk] and all(paper.approver != who for paper in mine)
        batch = PaymentBatch.objects.get(pk=pk)
        self._try(fine, lambda: batches.mark_paid(batch, paid_on=timezone.localdate(), by=self._by(who)))
        if fine:
            self.paper.paid[pk] = True
            for paper in mine:
                paper.state = "paid" if paper.state == "batched" else paper.state

    @rule(which=WHICH, who=WHO)
    def send_back(self, which, who):
        claim, paper = self._pick(which)
        fine = paper.state in {"batched", "paid"}
        self._try(fine, lambda: batches.mark_returned(claim, reason="Closed", by=self._by(who)))
        if fine:
            paper.state = "returned"

    @rule(which=WHICH, who=WHO)
    def claim_again(self, which, who):
        claim, paper = self._pick(which)
        fine = paper.state == "returned" and not paper.again
        new = self._try(fine, lambda: approving.claim_again(claim, by=self._by(who)))
        if isinstance(new, Claim):
            paper.again = True
            self.paper.claims[new.pk] = Model(
                "confirmed", paper.taken, paper.costs, paper.declined_costs, lines=paper.lines, part=paper.part
            )

    @invariant()
    def claims_are_as_on_paper(self):
        found = Claim.objects.filter(institution=self.place).with_totals()
        kept = {claim.pk: (claim.state, claim.total_due) for claim in found}
        assert kept == {pk: (paper.state, paper.due) for pk, paper in self.paper.claims.items()}

    @invariant()
    def the_ledger_balances_and_says_the_same(self):
        settle()  # the database proves it, too
        wanted: Counter[str] = Counter()
        for paper in self.paper.claims.values():
            if paper.state == "returned" and paper.again:
                continue
            wanted[PLACES[paper.state]] += paper.due
            wanted["declined"] += paper.declined
            wanted["earned"] -= paper.due + paper.declined
        entries = LedgerEntry.objects.filter(claim__institution=self.place)
        sums = entries.values_list("account").annotate(sum=Sum("pence"))
        assert {account: pence for account, pence in sums if pence} == {a: p for a, p in wanted.items() if p}
        each = LedgerPosting.objects.filter(institution=self.place).annotate(sum=Sum("entries__pence"))
        assert not each.exclude(sum=0).exists()

    @invariant()
    def each_deed_is_claimed_once_however_it_is_parted(self):
        living = ClaimLine.objects.filter(claim__institution=self.place).exclude(claim__state="returned")
        back = Claim.objects.filter(institution=self.place, state="returned", replaced_by=None)
        for person in {claim.person_id for claim in Claim.objects.filter(institution=self.place)}:
            lines = list(living.filter(claim__person=person)) + list(
                ClaimLine.objects.filter(claim__in=back, claim__person=person)
            )
            assert sum(line.pence for line in lines if line.kind == "fee") == FEE
            assert sum(line.pence for line in lines if line.kind == "expense") == self.paper.spent[person]

    @invariant()
    def three_people_and_one_run_each(self):
        for line in BatchLine.objects.filter(batch__institution=self.place).select_related("claim", "batch"):
            assert line.claim.approved_by_id not in {line.batch.made_by_id, line.batch.paid_by_id}
            assert line.pence == self.paper.claims[line.claim_id].due
            assert line.batch_id == self.paper.claims[line.claim_id].run


@pytest.mark.django_db
@pytest.mark.slow
def test_m1_m4_m6_m7_money_follows_the_model_whatever_is_done_in_whatever_order():
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, derandomize=True, suppress_health_check=quiet
        ),
    )
