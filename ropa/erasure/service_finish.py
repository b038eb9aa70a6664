"""What a run leaves: the item's outcome and, in the same transaction, its certificate; so that there is exactly one."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_evidence
from ropa.erasure import service_drafts, service_runs, store_runs
from ropa.erasure.rules_binding import fills
from ropa.erasure.service_runs import Begun, Counted
from schemas.destruction_lists import DestructionItem
from schemas.erasure import Binding, EraseMethod, Fill, Left, Limit, Outcome, StatementMark
from schemas.erasure_runs import DryRun, ItemRun
from schemas.evidence import (
    Certificate,
    ExecutedEvidence,
    FollowUp,
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
    order, report = begun.order, done.dry_run.report
    ordering = service_drafts.Ordering(order.said, order.ordered_by, order.ordered_by_name)
    tables, rows = [each.table for each in report.tables], _rows(done)
    check_on = clock.bangkok(uow.now).date() + FIRST_CHECK
    return ExecutedEvidence(
        executor=ordering.executor,
        executor_id=ordering.account,
        witnesses=ordering.said.witnesses,
        methods=service_drafts.methods(done.binding),
        scope=service_drafts.scope(done.binding, tables, rows),
        volume=service_drafts.volume(rows),
        ground=ordering.said.ground,
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


def _rows(done: Executed) -> list[int]:
    """Return the rows of each table that were really destroyed: never those that were only approved."""
    return done.counted.overwritten if _anonymises(done) else done.counted.deleted


def _anonymises(done: Executed) -> bool:
    return done.binding.method is EraseMethod.ANONYMISE


def _left(done: Executed) -> list[int]:
    root, *others = done.left.tables
    if _anonymises(done):
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
    again = [f"ดำเนินการ {counted.runs:,} ครั้ง เพราะหยุดหรือถูกตัดกลางคัน แล้วทำต่อจากที่ค้าง"] if counted.runs > 1 else []
    return [
        f"ทดลอง (dry run) เมื่อ {_moment(done.dry_run.ran_at)} พบ {report.rows:,} แถว",
        f"{done.binding.method.th} ทีละชุด ชุดละไม่เกิน {report.batch_size:,} แถว รวม {report.batches:,} ชุด",
        *again,
        *_differences(done),
        *done.tidied,
        *_looked_after(done),
    ]


def _moment(moment: datetime) -> str:
    local = clock.bangkok(moment)
    return f"{format_thai_date(local.date())} เวลา {local:%H.%M} น."


def _differences(done: Executed) -> Iterator[str]:
    """Yield what was not done as it was approved: a certificate claims nothing that this program did not do."""
    outcome = done.outcome
    gone = sum(done.counted.found_gone)
    if gone:
        yield f"พบว่าหายไปแล้วเมื่อทำต่อ {gone:,} แถว (found gone on resume: {gone:,}) ไม่นับเป็นแถวที่ลบ"
    for count, words in (
        (outcome.missing, "แถวที่อนุมัติแต่ไม่อยู่แล้วเมื่อดำเนินการ"),
        (outcome.unapproved, "แถวที่ตรงเงื่อนไขแต่ไม่ได้อนุมัติ ซึ่งไม่แตะ"),
        (outcome.children_changed, "แถวลูกที่จำนวนต่างจากที่อนุมัติ"),
    ):
        if count:
            yield f"ต่างจากที่อนุมัติ: {words} {count:,} แถว"


def _looked_after(done: Executed) -> Iterator[str]:
    if not _anonymises(done):
        yield "ตรวจนับหลังดำเนินการ: ไม่พบแถวที่อนุมัติให้ทำลายเหลืออยู่"
        return
    yield "ตรวจนับหลังดำเนินการ: แถวยังอยู่ตามวิธีที่อนุมัติ คอลัมน์ที่แทนด้วยค่าคงที่หรือค่าว่างเป็นค่าที่กำหนดแล้ว"
    random = sum(each.fill is Fill.RANDOM for some in fills(done.binding) for each in some)
    if random:
        yield f"คอลัมน์ที่แทนด้วยค่าสุ่ม {random:,} คอลัมน์: การตรวจนับยืนยันไม่ได้ว่าค่าเปลี่ยนแล้ว มีเพียงจำนวนที่เขียนทับ"
