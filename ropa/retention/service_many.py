"""Saving many holdings at once, each under its own key: the same ones sent again change nothing.

A key is the sending system's own (`source_key`: sent again, it brings the holding up to date) or that of the line or
proposal from which the holding was made (`made_from`: known is known, whatever became of it since).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row

from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.retention import store, store_holdings, store_register
from ropa.retention.rules_holdings import CHANGEABLE, same, same_facts
from ropa.retention.service import SYSTEM, create_holding, read_holding, told_of
from ropa.retention.service_columns import changed_values, faults_of, frozen, new_values, said
from ropa.retention.service_missing import recheck
from ropa.retention.service_readings import rule_of
from ropa.retention.store import StoredRule
from schemas.destruction import HoldingState
from schemas.findings import Problem
from schemas.holding import Holding, HoldingInput
from schemas.holding_ways import HoldingBatch, SavedHolding, SaveOutcome

#: Holdings in memory, and looked up together.
AT_ONCE = 500
Rules = dict[str, StoredRule]


class Wanted(Struct, frozen=True):
    """A holding that is to be there, under its key."""

    activity_id: str
    data: HoldingInput
    origin: str
    made_from: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Activity, kind of key, key."""
        if self.data.source_key:
            return self.activity_id, "source_key", self.data.source_key
        return self.activity_id, "made_from", self.made_from or ""


class Planned(Struct, frozen=True):
    """What saving one of them does; `row` is the holding that is there already."""

    wanted: Wanted
    outcome: SaveOutcome
    row: Row[Any] | None
    problem: Problem | None = None


def put(uow: UnitOfWork, activity_id: str, data: HoldingInput) -> tuple[Holding, bool]:
    """Return the holding of a source key, and whether it is new: the same call once more changes nothing.

    Raises: NotFound, Forbidden, Invalid with every fault; Conflict when it would change what is frozen.
    """
    rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    row = store_holdings.by_key(uow, [activity_id], "source_key", [data.source_key or ""]).get(
        (activity_id, data.source_key or "")
    )
    if row is None:
        return create_holding(uow, activity_id, data), True
    if not same(said(row), data):
        values = changed_values(uow, row, data, store.current_rules(uow, activity_id))
        store_holdings.change(uow, [{"id": row.id, **values}])
        record(uow, "holding.changed", f"holding:{row.id}", told_of(activity_id, values))
    return read_holding(uow, activity_id, row.id), False


def put_all(uow: UnitOfWork, activity_id: str, items: Sequence[HoldingInput]) -> HoldingBatch:
    """Return what became of the holdings that a system sent in one call: all are saved, or none.

    Raises: NotFound, Forbidden; Invalid with every fault of every item, each by its place in the list.
    """
    rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    rules = store.current_rules(uow, activity_id)
    problems = list(_keyless(items))
    for place, data in enumerate(items):
        problems += [_at(place, each) for each in faults_of(data, rules)]
    wanted = [Wanted(activity_id, data, SYSTEM) for data in items]
    plan = [] if problems else planned(uow, wanted)
    problems += [_at(place, each.problem) for place, each in enumerate(plan) if each.problem is not None]
    if problems:
        raise Invalid(problems)
    saved = save(uow, plan, {(activity_id, slot): rule for slot, rule in rules.items()})
    counts = Counter(each.outcome for each in saved)
    made = HoldingBatch(
        items=saved,
        created=counts[SaveOutcome.CREATED],
        changed=counts[SaveOutcome.CHANGED],
        same=counts[SaveOutcome.SAME],
    )
    if made.created or made.changed:
        told = {"created": made.created, "changed": made.changed, "items_hash": digest(saved)}
        record(uow, "holdings.saved", f"activity:{activity_id}", told)
    recheck(uow, [activity_id])
    return made


def digest(saved: Iterable[SavedHolding]) -> str:
    """Return the SHA-256 over the ids of what was created or changed, sorted, joined by line feeds."""
    ids = sorted(each.id for each in saved if each.outcome is not SaveOutcome.SAME)
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()


def _keyless(items: Sequence[HoldingInput]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for place, data in enumerate(items):
        if data.source_key is None:
            yield Problem(
                pointer=f"/items/{place}/source_key",
                message_th="ต้องมีรหัสของระบบต้นทาง เพื่อให้ส่งซ้ำได้โดยไม่ซ้ำซ้อน",
                message_en="A source key is needed, so that the call can be repeated without making doubles",
            )
        elif data.source_key in seen:
            first = seen[data.source_key]
            yield Problem(
                pointer=f"/items/{place}/source_key",
                message_th=f"รหัสนี้ซ้ำกับรายการที่ {first + 1}",
                message_en=f"Item {first + 1} has the same source key",
            )
        else:
            seen[data.source_key] = place


def _at(place: int, problem: Problem) -> Problem:
    return Problem(
        pointer=f"/items/{place}{problem.pointer}", message_th=problem.message_th, message_en=problem.message_en
    )


def planned(uow: UnitOfWork, wanted: Sequence[Wanted], *, locked: bool = True) -> list[Planned]:
    """Return what saving each would do; two queries for all. None of them has faults of its own.

    Those that are there are `locked` until the unit of work ends: what is planned is what is saved then.
    """
    found: dict[tuple[str, str, str], Row[Any]] = {}
    for column in ("source_key", "made_from"):
        keys = [each.key for each in wanted if each.key[1] == column]
        if keys:
            rows = store_holdings.by_key(uow, {key[0] for key in keys}, column, {key[2] for key in keys}, locked=locked)
            found |= {(activity_id, column, key): row for (activity_id, key), row in rows.items()}
    # A line's own mark is unique, too: whoever changed the key of what it became is told, not refused while saving.
    lost = [each for each in wanted if each.key not in found and each.key[1] == "source_key" and each.made_from]
    if lost:
        marks = {each.made_from or "" for each in lost}
        made = store_holdings.by_key(uow, {each.activity_id for each in lost}, "made_from", marks, locked=locked)
    else:
        made = {}
    return [
        _renamed(each, row)
        if (row := made.get((each.activity_id, each.made_from or ""))) is not None and each.key not in found
        else _plan(each, found.get(each.key))
        for each in wanted
    ]


def _renamed(wanted: Wanted, row: Row[Any]) -> Planned:
    key, now = wanted.data.source_key, row.source_key or "-"
    return Planned(
        wanted,
        SaveOutcome.SAME,
        row,
        Problem(
            pointer="/source_key",
            message_th=f"บรรทัดนี้เคยบันทึกแล้วด้วยรหัส “{key}” ปัจจุบันชุดข้อมูลนั้นมีรหัส “{now}” โปรดแก้รหัสในไฟล์ให้ตรงกัน",
            message_en=f"This line was saved before with the key “{key}”; its data set now has “{now}”. "
            "Correct the key in the file",
        ),
    )


def _plan(wanted: Wanted, row: Row[Any] | None) -> Planned:
    if row is None:
        return Planned(wanted, SaveOutcome.CREATED, None)
    if wanted.key[1] == "made_from":
        return Planned(wanted, SaveOutcome.SAME, row)
    before = said(row)
    if same(before, wanted.data):
        return Planned(wanted, SaveOutcome.SAME, row)
    problem = None
    if HoldingState.of(row.state) not in CHANGEABLE and not same_facts(before, wanted.data):
        refused = frozen()
        problem = Problem(pointer="", message_th=refused.message_th, message_en=refused.message_en)
    return Planned(wanted, SaveOutcome.CHANGED, row, problem)


def rules_among(uow: UnitOfWork, activity_ids: Iterable[str]) -> dict[tuple[str, str], StoredRule]:
    """Return the present rules of activities by activity and slot; one query."""
    return store_register.rules_among(uow, set(activity_ids))


def save(uow: UnitOfWork, plan: Sequence[Planned], rules: dict[tuple[str, str], StoredRule]) -> list[SavedHolding]:
    """Save what was planned and return it, in order. The caller asked for the rights and writes the trail.

    Raises: Invalid, Conflict: what was planned in the same unit of work raises neither.
    """
    slots: dict[str, Rules] = {}
    for (activity_id, slot), rule in rules.items():
        slots.setdefault(activity_id, {})[slot] = rule
    new: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    saved = []
    for each in plan:
        wanted, row, own = each.wanted, each.row, slots.get(each.wanted.activity_id, {})
        if row is None:
            values = new_values(uow, wanted.activity_id, wanted.data, own, wanted.origin)
            new.append({**values, "made_from": wanted.made_from})
            saved.append(_saved(str(values["id"]), wanted, 1, each.outcome))
            continue
        if each.outcome is SaveOutcome.CHANGED:
            changed.append({"id": row.id, **changed_values(uow, row, wanted.data, own)})
        version = row.version + (each.outcome is SaveOutcome.CHANGED)
        saved.append(_saved(row.id, wanted, version, each.outcome))
    store_holdings.add(uow, new)
    # What is frozen changes fewer columns; each statement has one set of them.
    for width in sorted({len(each) for each in changed}):
        store_holdings.change(uow, [each for each in changed if len(each) == width])
    return saved


def made_before(uow: UnitOfWork, activity_id: str, keys: Sequence[str]) -> list[SavedHolding]:
    """Return the holdings of an activity that were made from these before and are still there."""
    found = store_holdings.by_key(uow, [activity_id], "made_from", keys) if keys else {}
    return [
        SavedHolding(id=row.id, source_key=row.source_key, version=row.version, outcome=SaveOutcome.SAME)
        for row in found.values()
    ]


def _saved(holding_id: str, wanted: Wanted, version: int, outcome: SaveOutcome) -> SavedHolding:
    return SavedHolding(id=holding_id, source_key=wanted.data.source_key, version=version, outcome=outcome)
