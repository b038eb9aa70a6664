"""Use cases of dry runs: kept as evidence, shown on the list, frozen by the head's decision, taken out for the run.

What a dry run keeps of a database: names, counts, masked keys, and keyed fingerprints that are encrypted besides.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import service_targets, store_dry_runs, store_targets
from ropa.erasure.rules_targets import frozen_hash, hash_of
from ropa.errors import Conflict
from ropa.keys import Keys
from ropa.retention import service_named, service_states
from schemas.destruction_lists import DestructionItem, DestructionList, Frozen
from schemas.erasure import BatchMark, Plan
from schemas.erasure_runs import DryRun, DryRunReport, StoredPlan, TargetInput
from schemas.findings import Problem

#: How old a dry run may be when the head decides: what he sees must be what is there.
FRESH = timedelta(days=30)


def secret_of(keys: Keys) -> bytes:
    """Return the secret by which keys of target databases are fingerprinted: of this register alone, for this alone."""
    return keys.mark("erasure: fingerprints of keys").encode()


def keep(uow: UnitOfWork, keys: Keys, item: DestructionItem, row: Row[Any], found: tuple[DryRunReport, Plan]) -> DryRun:
    """Return a dry run of one item, stored with its batches. `row` is the target as it was read before.

    Raises: Conflict when the target was changed meanwhile.
    """
    report, plan = found
    now = store_targets.find(uow, row.id)
    if now is None or now.version != row.version:
        raise Conflict("มีผู้แก้ไขการผูกระหว่างการทดลอง โปรดทดลองใหม่", "The target was changed meanwhile; run again")
    made = new_id(uow.now)
    hashed = frozen_hash(row.binding_hash, plan.schema_fingerprint, plan.keys_hash)
    store_dry_runs.add(
        uow,
        {
            "id": made,
            "list_id": item.list_id,
            "item_id": item.id,
            "holding_id": item.holding_id,
            "target_id": row.id,
            "target_version": row.version,
            "faults": len(report.faults),
            "rows": report.rows,
            "hash": hashed,
            "report": msgspec.json.encode(report),
            "ran_at": uow.now,
            "ran_by": uow.actor.id,
        },
    )
    store_dry_runs.add_batches(uow, [_sealed(keys, made, batch) for batch in plan.batches])
    told = {"item": item.seq, "dry_run": made, "target": report.target, "rows": report.rows}
    told |= {"faults": len(report.faults), "hash": hashed}
    record(uow, "erasure.dry_run", f"destruction-list:{item.list_id}", told)
    return _shown(store_dry_runs.find(uow, made))


def _sealed(keys: Keys, dry_run_id: str, batch: BatchMark) -> dict[str, object]:
    sealed = keys.seal(msgspec.msgpack.encode(batch), _bound(dry_run_id, batch.number))
    return {"dry_run_id": dry_run_id, "seq": batch.number, "rows": batch.count, "mac": batch.digest, "sealed": sealed}


def _bound(dry_run_id: str, number: int) -> str:
    return f"erasure-batch:{dry_run_id}:{number}"


def latest(uow: UnitOfWork, list_id: str) -> dict[str, DryRun]:
    """Return the newest dry run of each item of a list. Whoever asks may read the list."""
    return {key: _shown(row) for key, row in store_dry_runs.latest(uow, list_id).items()}


def frozen(uow: UnitOfWork, list_id: str) -> dict[str, tuple[DryRun, Row[Any]]]:
    """Return what is frozen of a list: by item the dry run, and the stored freeze."""
    return {key: (_shown(row), row) for key, row in store_dry_runs.frozen(uow, list_id).items()}


def frozen_item(uow: UnitOfWork, item_id: str) -> dict[str, tuple[DryRun, Row[Any]]]:
    """Return what is frozen of one item, as `frozen` does; empty where nothing is. A gate asks before each batch."""
    row = store_dry_runs.frozen_item(uow, item_id)
    return {} if row is None else {item_id: (_shown(row), row)}


def plan_of(uow: UnitOfWork, keys: Keys, run: DryRun, said: TargetInput) -> StoredPlan:
    """Return the whole plan of a stored dry run.

    Raises: Conflict when its batches cannot be opened: another key, or somebody changed them.
    """
    batches: list[BatchMark] = []
    for row in store_dry_runs.batches(uow, run.id):
        content = keys.unseal(row.sealed, _bound(run.id, row.seq))
        batch = None if content is None else msgspec.msgpack.decode(content, type=BatchMark)
        if batch is None or (batch.number, batch.count, batch.digest) != (row.seq, row.rows, row.mac):
            raise _unopened()
        batches.append(batch)
    report = run.report
    if len(batches) != report.batches:
        raise _unopened()
    plan = Plan(
        method=said.binding.method,
        dialect=said.binding.dialect,
        batch_size=report.batch_size,
        total=report.total,
        tables=report.tables,
        sample=report.sample,
        undated=report.undated,
        batches=batches,
        binding_hash=report.binding_hash,
        schema_fingerprint=report.schema_fingerprint,
        keys_hash=report.keys_hash,
        notes=report.notes,
    )
    return StoredPlan(dry_run_id=run.id, target_id=run.target_id, plan=plan)


def _unopened() -> Conflict:
    return Conflict(
        "เปิดแผนที่อนุมัติไว้ไม่ได้: กุญแจ ROPA_FIELD_KEY เปลี่ยนไป หรือมีผู้แก้ไขข้อมูล",
        "The approved plan cannot be opened: ROPA_FIELD_KEY is another one, or somebody changed what is stored",
    )


def problems_of(uow: UnitOfWork, items: Sequence[DestructionItem], runs: dict[str, DryRun]) -> dict[str, list[Problem]]:
    """Return by item what stands between it and the head's decision; items that are bound to no database are not there.

    Legal source: law.md F.4, case 59 (the same system item is blocked by a hold on another).
    """
    targets = service_targets.of_holdings(uow, [item.holding_id for item in items])
    shared = store_targets.sharing(uow, [row.id for row in targets.values()])
    held = held_beside(uow, shared)
    named = service_named.named(uow, set(targets))
    found: dict[str, list[Problem]] = {}
    for item in items:
        row = targets.get(item.holding_id)
        if row is not None:
            problems = list(_unready(uow, item, row, runs.get(item.id)))
            said = service_targets.said_of(row)
            wrong = service_targets.days_problems(uow, said, named[item.holding_id])
            problems += [_problem(item, each.message_th, each.message_en) for each in wrong]
            problems += [_held_beside(item)] if row.id in held else []
            found[item.id] = problems
    return found


def held_beside(uow: UnitOfWork, shared: dict[str, set[str]]) -> set[str]:
    """Return the targets that share a table with a data set that is held now."""
    held = service_states.held_among(uow, set().union(*shared.values())) if shared else {}
    return {target_id for target_id, holdings in shared.items() if holdings & set(held)}


def _unready(uow: UnitOfWork, item: DestructionItem, row: Row[Any], run: DryRun | None) -> Iterator[Problem]:
    if run is None:
        yield _problem(item, "ยังไม่ได้ทดลองทำลาย (dry run)", "there was no dry run yet")
        return
    if (run.target_id, run.report.target_version) != (row.id, row.version):
        yield _problem(item, "การผูกเปลี่ยนหลังการทดลอง โปรดทดลองใหม่", "the target was changed after its dry run")
    if run.report.faults:
        count = len(run.report.faults)
        yield _problem(item, f"การทดลองพบข้อบกพร่อง {count} ข้อ", f"the dry run found {count} faults")
    if run.ran_at + FRESH < uow.now:
        yield _problem(
            item, f"การทดลองเก่ากว่า {FRESH.days} วัน โปรดทดลองใหม่", f"the dry run is older than {FRESH.days} days"
        )


def _held_beside(item: DestructionItem) -> Problem:
    return _problem(
        item,
        "ชุดข้อมูลอื่นในตารางเดียวกันถูกระงับการทำลาย",
        "another data set in the same table is held",
    )


def _problem(item: DestructionItem, thai: str, english: str) -> Problem:
    return Problem(
        pointer=f"/items/{item.seq}",
        message_th=f"รายการที่ {item.seq}: {thai}",
        message_en=f"Item {item.seq}: {english}",
    )


def freeze(uow: UnitOfWork, decided: DestructionList) -> Frozen:
    """Return what the head's decision freezes of the items that lie in databases, and store it.

    With problems the whole decision is refused, and nothing of this stays.
    """
    runs = latest(uow, decided.id)
    problems = problems_of(uow, decided.items, runs)
    found = [each for item in decided.items for each in problems.get(item.id, ())]
    if found:
        return Frozen(problems=found)
    rows = [
        {
            "id": new_id(uow.now),
            "list_id": decided.id,
            "item_id": item_id,
            "dry_run_id": runs[item_id].id,
            "hash": runs[item_id].hash,
            "frozen_at": uow.now,
            "frozen_by": uow.actor.id,
        }
        for item_id in problems
    ]
    store_dry_runs.freeze(uow, rows)
    return Frozen(items={item_id: runs[item_id].hash for item_id in problems})


def end_frozen(uow: UnitOfWork, item_ids: Collection[str]) -> None:
    """End what is frozen of items that left their list."""
    store_dry_runs.end_items(uow, item_ids)


def unchanged(
    uow: UnitOfWork, items: Sequence[DestructionItem], kept: dict[str, tuple[DryRun, Row[Any]]]
) -> list[Problem]:
    """Return what changed since the head decided: another binding, or another frozen hash on the list."""
    targets = service_targets.of_holdings(uow, [item.holding_id for item in items])
    problems = []
    for item in items:
        run, row = kept[item.id]
        target = targets.get(item.holding_id)
        same = target is not None and (target.id, target.version) == (run.target_id, run.report.target_version)
        if target is None or not same or item.frozen != row.frozen_hash or run.hash != row.frozen_hash:
            problems.append(
                _problem(
                    item,
                    "สิ่งที่ตรึงไว้ตอนอนุมัติไม่ตรงกับปัจจุบัน",
                    "what was frozen at the approval is not what stands now",
                )
            )
        elif frozen_hash(hash_of(target.binding), run.report.schema_fingerprint, run.report.keys_hash) != run.hash:
            problems.append(_problem(item, "ค่าแฮชของการทดลองไม่ตรง", "the hash of the dry run does not fit"))
    return problems


def titles(uow: UnitOfWork, items: Sequence[DestructionItem]) -> dict[str, str]:
    """Return the present titles of the items' data sets, by item."""
    named = service_named.named(uow, {item.holding_id for item in items})
    return {item.id: named[item.holding_id].title for item in items if item.holding_id in named}


def _shown(row: Any) -> DryRun:
    return DryRun(
        id=row.id,
        item_id=row.item_id,
        holding_id=row.holding_id,
        target_id=row.target_id,
        ran_at=row.ran_at,
        ran_by=row.ran_by,
        hash=row.hash,
        report=msgspec.json.decode(row.report, type=DryRunReport),
    )
