"""Use cases of a run: one process at a time carries an order out, asks before each batch whether it still may, and
writes down each step before the next. Killed at any point, the next process finds the journal and goes on from there.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row

from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import (
    service_drafts,
    service_dry_runs,
    service_lists,
    service_orders,
    service_targets,
    store_runs,
    store_targets,
)
from ropa.erasure.rules_targets import order_hash
from ropa.errors import Conflict, Invalid
from ropa.retention import service_states
from schemas.destruction import HoldingState, ItemOutcome
from schemas.destruction_lists import DestructionItem, DestructionList
from schemas.erasure import BatchPhase, JournalEntry
from schemas.erasure_runs import DryRun, EndCode, ItemRun, Order, Run

#: How long a run's list is held for it without a word of it. A process that is known to be gone is not waited for.
LEASE = timedelta(minutes=10)
_RUNS_SHOWN = 50


class Counted(Struct, frozen=True):
    """What the journal says of a plan, over all runs: rows of the root table, then of each child."""

    overwritten: list[int]
    deleted: list[int]
    found_gone: list[int]
    """Rows that a later run found deleted, by a run that was killed before it could say so or by somebody else."""
    updates: int
    """Batches that were overwritten, and below those that were deleted."""
    deletes: int
    runs: int
    """Processes that worked on it."""
    started_at: datetime


class Begun(Struct, frozen=True):
    """A run that holds its list."""

    run_id: str
    order: Order
    found: DestructionList
    items: list[DestructionItem]
    """In the order of their numbers; those whose outcome is stored are not among them."""
    plans: dict[str, DryRun]
    """By item."""


class Beside(Struct, frozen=True):
    """What a gate looks at for one item."""

    run_id: str
    order_id: str
    list_id: str
    seq: int
    """Number of the item."""
    item_id: str
    holding_id: str
    apart: frozenset[str] = frozenset()
    """Names of databases that are known to be other ones than the item's."""


def begin(uow: UnitOfWork, found: DestructionList, holder: str, version: str, is_gone: Callable[[str], bool]) -> Begun:
    """Return a run that holds its list from now on.

    Raises: Conflict without an order, with one that is over or whose items changed, and while another process runs;
        Invalid when the evidence that it would leave is refused.
    """
    row = store_runs.open_order(uow, found.id)
    if row is None:
        raise _no_order()
    if row.expires_at <= uow.now:
        raise OrderOver
    _take_over(uow, found.id, is_gone)
    ordered = service_orders.said_of(row)
    if order_hash(ordered.items) != row.hash:
        raise Conflict("คำสั่งที่เก็บไว้ถูกเปลี่ยน", "The stored order was changed")
    going = service_orders.ready(uow, found)
    done = store_runs.outcomes(uow, found.id)
    kept = service_dry_runs.frozen(uow, found.id)
    waiting = [key for key in ordered.items if key not in done]
    items = [item for item in going.items if item.id in waiting and kept[item.id][0].hash == ordered.items[item.id]]
    lost = set(waiting) - {item.id for item in items}
    if lost:
        words = "; ".join(each.message_th for each in going.waiting), "; ".join(e.message_en for e in going.waiting)
        raise Conflict(
            f"รายการในคำสั่งทำลายไม่ได้ในขณะนี้ {len(lost)} รายการ {words[0]}".strip(),
            f"{len(lost)} items of the order cannot be destroyed now. {words[1]}".strip(),
        )
    plans = {item.id: kept[item.id][0] for item in items}
    ordering = service_drafts.Ordering(ordered.said, row.ordered_by, row.ordered_by_name)
    refused = service_drafts.refusals(uow, found.id, ordering, items, plans)
    if refused:
        raise Invalid(refused)
    made = new_id(uow.now)
    store_runs.add_run(
        uow,
        {
            "id": made,
            "order_id": row.id,
            "list_id": found.id,
            "holder": holder,
            "held_until": uow.now + LEASE,
            "program_version": version,
            "started_at": uow.now,
        },
    )
    record(uow, "erasure.run_started", f"destruction-list:{found.id}", {"run": made, "order": row.id})
    return Begun(made, service_orders.shown(row), found, items, plans)


def _no_order() -> Conflict:
    return Conflict(
        "ไม่มีคำสั่งให้ดำเนินการกับบัญชีนี้ ผู้มีสิทธิต้องสั่งที่หน้าของบัญชีก่อน",
        "Nobody ordered this list to be carried out; a person does that on the list's page",
    )


class OrderOver(Conflict):
    """The order's time is over."""

    message_th = "คำสั่งดำเนินการหมดอายุแล้ว ต้องสั่งใหม่ที่หน้าของบัญชี"
    message_en = "The order has expired; a new one is given on the list's page"


def _take_over(uow: UnitOfWork, list_id: str, is_gone: Callable[[str], bool]) -> None:
    before = store_runs.open_run(uow, list_id)
    if before is None:
        return
    if before.held_until > uow.now and not is_gone(before.holder):
        raise Conflict("มีกระบวนการอื่นกำลังดำเนินการกับบัญชีนี้", "Another process is carrying this list out")
    store_runs.end_run(uow, before.id, {"end_code": str(EndCode.KILLED), "end_th": None, "end_en": None})
    record(uow, "erasure.run_ended", f"destruction-list:{list_id}", {"run": before.id, "code": str(EndCode.KILLED)})


class Halted(Conflict):
    """A run may not go on. `code` says how it ends."""

    def __init__(self, code: EndCode, message_th: str, message_en: str) -> None:
        self.code = code
        super().__init__(message_th, message_en)


def may_go_on(uow: UnitOfWork, beside: Beside) -> None:
    """Return when the next batch of an item may be destroyed now.

    Raises: Halted when the order is withdrawn or over, somebody else took the run, the item left its list, or a hold
        stands on its data set or on another in the same tables.
    Legal source: PDPA s.34; law.md F.4, cases 57 to 60.
    """
    run, order = store_runs.open_run(uow, beside.list_id), store_runs.open_order(uow, beside.list_id)
    if run is None or run.id != beside.run_id:
        raise Halted(EndCode.STOPPED, "กระบวนการอื่นรับงานนี้ไปแล้ว", "Another process has taken this run over")
    if order is None or order.id != beside.order_id:
        raise Halted(EndCode.WITHDRAWN, "คำสั่งดำเนินการถูกถอนหรือสิ้นสุดแล้ว", "The order was withdrawn or has ended")
    if order.expires_at <= uow.now:
        raise Halted(EndCode.EXPIRED, OrderOver.message_th, OrderOver.message_en)
    item = service_lists.item(uow, beside.list_id, beside.seq)
    going = item.state is HoldingState.APPROVED_TO_DESTROY and item.outcome is ItemOutcome.OPEN
    if not going:
        raise Halted(
            EndCode.CANCELLED, f"รายการที่ {item.seq} ไม่อยู่ในขั้นอนุมัติให้ทำลายแล้ว", f"Item {item.seq} is no longer approved"
        )
    _refuse_held(uow, beside, item)
    kept = service_dry_runs.frozen_item(uow, beside.item_id)
    if beside.item_id not in kept or service_dry_runs.unchanged(uow, [item], kept):
        raise Halted(
            EndCode.STOPPED,
            f"รายการที่ {item.seq}: สิ่งที่ตรึงไว้ตอนอนุมัติเปลี่ยนไป",
            f"Item {item.seq}: what the approval froze has changed",
        )


def _refuse_held(uow: UnitOfWork, beside: Beside, item: DestructionItem) -> None:
    target = service_targets.of_holdings(uow, [beside.holding_id]).get(beside.holding_id)
    others = set() if target is None else _beside(uow, target, beside.apart)
    held = service_states.held_among(uow, [beside.holding_id, *others])
    if not held:
        return
    if beside.holding_id in held:
        raise Halted(
            EndCode.HELD,
            f"รายการที่ {item.seq} ถูกระงับการทำลาย หยุดก่อนชุดถัดไป",
            f"Item {item.seq} is held: stopped before the next batch",
        )
    raise Halted(
        EndCode.HELD,
        f"ชุดข้อมูลอื่นในตารางเดียวกับรายการที่ {item.seq} ถูกระงับการทำลาย หยุดก่อนชุดถัดไป",
        f"Another data set in a table of item {item.seq} is held: stopped before the next batch",
    )


def _beside(uow: UnitOfWork, target: Row[Any], apart: frozenset[str]) -> set[str]:
    """Return the data sets in a table of a target, those under another name of perhaps the same database included."""
    others = set(store_targets.sharing(uow, [target.id]).get(target.id, ()))
    for name, holdings in store_targets.namesakes(uow, target.id, target.name).items():
        if name not in apart:
            others |= holdings
    return others


def keep_alive(uow: UnitOfWork, run_id: str) -> None:
    """Hold the list for longer. Raises: Halted when somebody else took the run."""
    if not store_runs.keep_run(uow, run_id, uow.now + LEASE):
        raise Halted(EndCode.STOPPED, "กระบวนการอื่นรับงานนี้ไปแล้ว", "Another process has taken this run over")


def entries(uow: UnitOfWork, dry_run_id: str) -> list[JournalEntry]:
    """Return the journal of a plan, in the order in which it was written."""
    return [msgspec.json.decode(row.facts, type=JournalEntry) for row in store_runs.journal(uow, dry_run_id)]


def note(uow: UnitOfWork, run_id: str, dry_run_id: str, number: int, entry: JournalEntry) -> None:
    """Write an entry into a plan's journal as its `number`-th.

    Raises: Conflict when somebody else wrote that one: two processes at once.
    """
    store_runs.note(
        uow,
        {
            "dry_run_id": dry_run_id,
            "number": number,
            "seq": entry.batch,
            "step": str(entry.phase),
            "run_id": run_id,
            "facts": msgspec.json.encode(entry),
            "noted_at": uow.now,
        },
    )


def end(uow: UnitOfWork, begun: Begun, code: EndCode, words: tuple[str, str] | None = None) -> None:
    """End a run, and with it its order unless the same order may simply be taken up again.

    Lifting a hold lets nothing go on by itself: after one the order is gone, and a person orders anew.
    """
    values = {"end_code": str(code), "end_th": words[0] if words else None, "end_en": words[1] if words else None}
    if not store_runs.end_run(uow, begun.run_id, values):
        return
    told: dict[str, object] = {"run": begun.run_id, "code": str(code)}
    record(uow, "erasure.run_ended", f"destruction-list:{begun.found.id}", told)
    order = store_runs.open_order(uow, begun.found.id)
    if code is not EndCode.KILLED and order is not None and order.id == begun.order.id:
        service_orders.end_order(uow, order, code, words[0] if words else "")


def end_if_done(uow: UnitOfWork, begun: Begun) -> None:
    """End the run and its order once every item of the order has its outcome, in the transaction of the last one.

    A process that is killed right behind it leaves no order that looks as if something were still to do.
    """
    row = store_runs.open_order(uow, begun.found.id)
    if row is not None and not set(service_orders.said_of(row).items) - set(store_runs.outcomes(uow, begun.found.id)):
        end(uow, begun, EndCode.DONE)


def pause(uow: UnitOfWork, begun: Begun, words: tuple[str, str]) -> None:
    """End a run whose database went away; the order stays, so that the same command goes on later."""
    values = {"end_code": str(EndCode.STOPPED), "end_th": words[0], "end_en": words[1]}
    if store_runs.end_run(uow, begun.run_id, values):
        told: dict[str, object] = {"run": begun.run_id, "code": str(EndCode.STOPPED)}
        record(uow, "erasure.run_ended", f"destruction-list:{begun.found.id}", told)


def runs(uow: UnitOfWork, list_id: str) -> list[Run]:
    """Return the newest runs of a list. Whoever asks may read the list."""
    return [
        Run(
            id=row.id,
            order_id=row.order_id,
            program_version=row.program_version,
            started_at=row.started_at,
            held_until=row.held_until,
            ended_at=row.ended_at,
            end_code=EndCode.of(row.end_code) if row.end_code else None,
            end_th=row.end_th,
            end_en=row.end_en,
        )
        for row in store_runs.runs(uow, list_id, _RUNS_SHOWN)
    ]


def progress(uow: UnitOfWork, dry_run_ids: Collection[str]) -> dict[str, int]:
    """Return how many batches of some plans are done."""
    return store_runs.done_batches(uow, dry_run_ids, str(BatchPhase.DONE)) if dry_run_ids else {}


def outcome_of(row: Row[Any]) -> ItemRun:
    """Return the stored outcome of an item."""
    return msgspec.json.decode(row.report, type=ItemRun)


def is_finished(uow: UnitOfWork, found: DestructionList) -> bool:
    """Tell whether everything of a list that lies in databases is destroyed, and there is something."""
    done = store_runs.outcomes(uow, found.id)
    return bool(done) and not set(service_dry_runs.frozen(uow, found.id)) - set(done)


def done_ids(uow: UnitOfWork, list_id: str) -> set[str]:
    """Return the items of a list that are destroyed."""
    return set(store_runs.outcomes(uow, list_id))


def databases_of(uow: UnitOfWork, found: DestructionList) -> list[str]:
    """Return the names of the databases that the order of a list leads to, in order.

    Raises: Conflict without an order.
    """
    row = store_runs.open_order(uow, found.id)
    if row is None:
        raise _no_order()
    wanted = service_orders.said_of(row).items
    kept = service_dry_runs.frozen(uow, found.id)
    return sorted({kept[key][0].report.target for key in wanted if key in kept})


def done_of(journal: Iterable[JournalEntry]) -> int:
    """Return how many batches a journal says to be done."""
    return len({entry.batch for entry in journal if entry.phase is BatchPhase.DONE})


def counted(uow: UnitOfWork, dry_run: DryRun) -> Counted:
    """Return what the journal says of a plan over all its runs: of each batch what was written last.

    Rows that were found gone were counted by nobody as they went: they are no deleted ones, and told apart.
    """
    gone = [0] * len(dry_run.report.tables)
    sums = {phase: [0] * len(dry_run.report.tables) for phase in (BatchPhase.OVERWRITTEN, BatchPhase.DELETED)}
    last: dict[tuple[int, BatchPhase], list[int]] = {}
    journal = store_runs.journal(uow, dry_run.id)
    seen: dict[BatchPhase, set[int]] = {phase: set() for phase in sums}
    for row in journal:
        entry = msgspec.json.decode(row.facts, type=JournalEntry)
        if entry.phase in sums:
            if entry.found_gone:
                gone = [one + other for one, other in zip(gone, entry.rows, strict=True)]
                continue
            seen[entry.phase].add(entry.batch)
            if entry.rows:
                last[entry.batch, entry.phase] = entry.rows
    for (_, phase), rows in last.items():
        sums[phase] = [one + other for one, other in zip(sums[phase], rows, strict=True)]
    return Counted(
        overwritten=sums[BatchPhase.OVERWRITTEN],
        deleted=sums[BatchPhase.DELETED],
        found_gone=gone,
        updates=len(seen[BatchPhase.OVERWRITTEN]),
        deletes=len(seen[BatchPhase.DELETED]),
        runs=len({row.run_id for row in journal}),
        started_at=journal[0].noted_at if journal else uow.now,
    )
