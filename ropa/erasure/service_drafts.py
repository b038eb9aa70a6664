"""The evidence that a run will leave, as far as it is known before its first row changes: judged before, not after.

What the rules of evidence refuse once everything is gone would leave rows destroyed without a certificate.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_evidence
from ropa.erasure import service_targets
from ropa.erasure.rules_days import span_words
from schemas.destruction_lists import DestructionItem
from schemas.erasure import Binding, EraseMethod
from schemas.erasure_runs import DryRun, OrderInput
from schemas.evidence import ExecutedEvidence, Method, MethodUsed, Person, RunFacts, TableDone
from schemas.findings import Problem


class Ordering(Struct, frozen=True):
    """What was ordered, and by whom: the run's executor in its evidence."""

    said: OrderInput
    account: str
    name: str

    @property
    def executor(self) -> Person:
        """Who answers for the run."""
        return Person(name=self.name, position=self.said.position)


def refusals(
    uow: UnitOfWork, list_id: str, ordering: Ordering, items: Sequence[DestructionItem], plans: Mapping[str, DryRun]
) -> list[Problem]:
    """Return why the evidence of an order's run would be refused; nothing: it will be kept. `plans`: by item."""
    targets = service_targets.of_holdings(uow, [item.holding_id for item in items])
    drafts = {
        item.id: _draft(uow, service_targets.said_of(targets[item.holding_id]).binding, plans[item.id], ordering)
        for item in items
    }
    return service_evidence.refusals_of_executed(uow, list_id, drafts)


def methods(binding: Binding) -> list[MethodUsed]:
    """Return how a binding's rows go, as evidence says it."""
    anonymises = binding.method is EraseMethod.ANONYMISE
    method = Method.ANONYMISED if anonymises else Method.OVERWRITE_DELETE
    return [MethodUsed(method=method, words=binding.method.th)]


def scope(binding: Binding, tables: list[str], rows: list[int]) -> str:
    """Return what a run destroyed, in words: so many rows of each table, of which days, chosen by which columns."""
    words = f"{rows[0]:,} แถวของตาราง {tables[0]} ในฐานข้อมูล {binding.target}"
    others = [f"{table} {count:,} แถว" for table, count in zip(tables[1:], rows[1:], strict=True)]
    if others:
        words += f" และแถวที่อ้างถึง: {', '.join(others)}"
    # The values of the filters may be about somebody, so only their columns are told.
    told = [each.column for each in binding.filters]
    if binding.date_column:
        days = span_words(binding.date_from, binding.date_through)
        told.insert(0, f"{binding.date_column} {days}".rstrip())
    return words + (f" (เลือกตาม {', '.join(told)})" if told else "")


def volume(rows: list[int]) -> str:
    """Return how much a run destroyed, in words."""
    return f"{sum(rows):,} แถว ใน {len(rows):,} ตาราง"


def _draft(uow: UnitOfWork, binding: Binding, run: DryRun, ordering: Ordering) -> ExecutedEvidence:
    report = run.report
    rows = [each.rows for each in report.tables]
    tables = [each.table for each in report.tables]
    return ExecutedEvidence(
        executor=ordering.executor,
        executor_id=ordering.account,
        witnesses=ordering.said.witnesses,
        methods=methods(binding),
        scope=scope(binding, tables, rows),
        volume=volume(rows),
        ground=ordering.said.ground,
        run=RunFacts(
            target=report.target,
            run_id="",
            started_at=uow.now,
            ended_at=uow.now,
            frozen_hash=run.hash,
            keys_hash=report.keys_hash,
            tables=[
                TableDone(table=each.table, approved=each.rows, overwritten=0, deleted=0, left=each.rows)
                for each in report.tables
            ],
            statements=[],
            steps=[],
            limits=[],
        ),
    )
