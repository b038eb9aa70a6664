"""What a run leaves: the item's outcome and, in the same transaction, its certificate; so that there is exactly one."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_evidence
from ropa.erasure import service_runs, store_runs
from ropa.erasure.service_runs import Begun, Counted
from schemas.destruction_lists import DestructionItem
from schemas.erasure import Binding, EraseMethod, Left, Limit, Outcome, StatementMark
from schemas.erasure_runs import DryRun, ItemRun
from schemas.evidence import (
    Certificate,
    ExecutedEvidence,
    FollowUp,
    Method,
    MethodUsed,
    Person,
    RunFacts,
    StatementDone,
    TableDone,
)
from schemas.thai_dates import format_thai_date

#: When backups, replicas and logs are looked at for the first time: the last day of what the law gives (90 days).
FIRST_CHECK = timedelta(days=90)
_MEASURES = "ห้ามกู้คืนข้อมูลชุดนี้จากข้อมูลสำรองหรือฐานข้อมูลจำลองเพื่อใช้งาน จำกัดผู้เข้าถึงสื่อสำรอง และหากต้องกู้คืนทั้งระบบให้ทำลายซ้ำทันที"


class Executed(Struct, frozen=True, kw_only=True):
    """All that is known once an item was verified."""

    item: DestructionItem
    binding: Binding
    dry_run: DryRun
    counted: Counted
    outcome: Outcome
    left: Left
    limits: Sequence[Limit]
    statements: Sequence[StatementMark]
    """Those that changed rows, over all runs."""
    tidied: Sequence[str]
    """What was done after the last batch, in Thai."""


def finish(uow: UnitOfWork, begun: Begun, done: Executed) -> Certificate:
    """Return the certificate of an item that is destroyed; outcome, certificate and state are kept together or not at
    all, so a process that is killed here does it again, once.

    Raises: Conflict when another process was first; Invalid when the evidence is refused (a hold placed meanwhile).
    """
    report = done.dry_run.report
    certificate = service_evidence.record_executed(uow, done.item.id, _evidence(uow, begun, done))
    stored = ItemRun(
        target=report.target,
        table=report.table,
        tables=[each.table for each in report.tables],
        approved=[each.rows for each in report.tables],
        overwritten=done.counted.overwritten,
        deleted=done.counted.deleted,
        left=_left(done),
        outcome=done.outcome,
        certificate=certificate.ref,
    )
    store_runs.add_outcome(
        uow,
        {
            "item_id": done.item.id,
            "list_id": begun.found.id,
            "dry_run_id": done.dry_run.id,
            "run_id": begun.run_id,
            "report": msgspec.json.encode(stored),
            "ended_at": uow.now,
        },
    )
    service_runs.end_if_done(uow, begun)
    return certificate


def _evidence(uow: UnitOfWork, begun: Begun, done: Executed) -> ExecutedEvidence:
    said, report = begun.order.said, done.dry_run.report
    anonymises = done.binding.method is EraseMethod.ANONYMISE
    method = Method.ANONYMISED if anonymises else Method.OVERWRITE_DELETE
    check_on = clock.bangkok(uow.now).date() + FIRST_CHECK
    return ExecutedEvidence(
        executor=Person(name=begun.order.ordered_by_name, position=said.position),
        executor_id=begun.order.ordered_by,
        witnesses=said.witnesses,
        methods=[MethodUsed(method=method, words=done.binding.method.th)],
        scope=_scope(done),
        ground=said.ground,
        run=RunFacts(
            target=report.target,
            run_id=begun.run_id,
            started_at=done.counted.started_at,
            ended_at=uow.now,
            frozen_hash=done.dry_run.hash,
            keys_hash=report.keys_hash,
            tables=_tables(done),
            statements=_statements(done.statements),
            steps=_steps(done),
            limits=[each.message_th for each in done.limits] or ["ไม่มี"],
        ),
        follow_ups=[
            FollowUp(words=each.message_th, measures=_MEASURES, next_check_on=check_on)
            for each in done.limits
            if each.follow_up
        ],
    )


def _scope(done: Executed) -> str:
    binding, report = done.binding, done.dry_run.report
    words = f"{report.total:,} แถวของตาราง {report.table} ในฐานข้อมูล {report.target}"
    others = [f"{each.table} {each.rows:,} แถว" for each in report.tables[1:]]
    if others:
        words += f" และแถวที่อ้างถึง: {', '.join(others)}"
    # The values of the filters may be about somebody, so only their columns are told.
    told = [each.column for each in binding.filters]
    if binding.date_column:
        told.insert(0, binding.date_column)
    return words + (f" (เลือกตาม {', '.join(told)})" if told else "")


def _left(done: Executed) -> list[int]:
    root, *others = done.left.tables
    anonymises = done.binding.method is EraseMethod.ANONYMISE
    if anonymises:
        return [each.not_filled for each in done.left.tables]
    return [root.approved, *(max(0, each.orphans - each.orphans_before) for each in others)]


def _tables(done: Executed) -> list[TableDone]:
    rows = zip(done.dry_run.report.tables, done.counted.overwritten, done.counted.deleted, _left(done), strict=True)
    return [
        TableDone(table=table.table, approved=table.rows, overwritten=overwritten, deleted=deleted, left=left)
        for table, overwritten, deleted, left in rows
    ]


def _statements(marks: Sequence[StatementMark]) -> list[StatementDone]:
    return [
        StatementDone(what=f"{mark.verb} {mark.table}"[:200], sha256=mark.sha256, times=mark.runs) for mark in marks
    ]


def _steps(done: Executed) -> list[str]:
    report, counted = done.dry_run.report, done.counted
    tried = clock.bangkok(done.dry_run.ran_at)
    again = [f"ดำเนินการ {counted.runs:,} ครั้ง เพราะหยุดหรือถูกตัดกลางคัน แล้วทำต่อจากที่ค้าง"] if counted.runs > 1 else []
    return [
        f"ทดลอง (dry run) เมื่อ {format_thai_date(tried.date())} {tried:%H:%M} น. พบ {report.rows:,} แถว",
        f"{done.binding.method.th} ทีละชุด ชุดละไม่เกิน {report.batch_size:,} แถว รวม {report.batches:,} ชุด",
        *again,
        *done.tidied,
        "ตรวจนับหลังดำเนินการ: ไม่พบแถวที่อนุมัติให้ทำลายเหลืออยู่",
    ]
