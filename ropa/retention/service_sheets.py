"""Use cases of the workbook of data sets: looked at, kept, and saved whole once somebody says so."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct, structs
from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound
from ropa.retention import service_many, store_sheets
from ropa.retention.holding_sheet import MOST_FAULTS, ReadHoldings, SheetLine, lines_by
from ropa.retention.service_columns import rule_faults
from ropa.retention.service_many import AT_ONCE, Planned, Wanted
from ropa.retention.service_missing import recheck
from ropa.retention.service_sheet_file import SentHoldings
from ropa.retention.store import StoredRule
from schemas.findings import Problem
from schemas.holding import HoldingInput
from schemas.holding_ways import SaveOutcome, SheetImport

ORIGIN = "import"
#: What nobody saved is let go after this time: it is somebody's file, not the register's.
_KEPT = timedelta(days=30)
_LONGEST_NAME = 300
_DATA = msgspec.json.Decoder(HoldingInput)
_FAULTS = msgspec.json.Decoder(list[Problem])


class Looked(Struct, frozen=True):
    """A workbook that was looked at and is not kept yet."""

    values: dict[str, Any]
    rows: list[dict[str, Any]]


def look(uow: UnitOfWork, sent: SentHoldings) -> Looked:
    """Return a workbook with every fault and with what saving it would do. Writes nothing.

    Raises: Forbidden when the actor may enter data sets nowhere.
    """
    access.visible_offices(uow, Permission.WRITE_HOLDINGS)
    found = sent.read
    rows: list[dict[str, Any]] = []
    counts: Counter[SaveOutcome] = Counter()
    offices: dict[int, bool] = {}
    for some in lines_by(found.lines, AT_ONCE):
        counts.update(_look_at(uow, some, found, rows, offices))
    _look_at_faulty(uow, found, offices)
    faulty = bool(found.faults)
    values: dict[str, Any] = {
        "id": new_id(uow.now),
        "file_name": sent.name[-_LONGEST_NAME:],
        "sha256": sent.sha256,
        "size": sent.size,
        "created_at": uow.now,
        "actor_id": uow.actor.id,
        "row_count": len(found.lines),
        "fault_count": len(found.faults) + found.more_faults,
        "faults": msgspec.json.encode(found.faults),
        "added": counts[SaveOutcome.CREATED],
        "changed": counts[SaveOutcome.CHANGED],
        "known": counts[SaveOutcome.SAME],
    }
    return Looked(values, [] if faulty else [{"import_id": values["id"], **row} for row in rows])


def _look_at(
    uow: UnitOfWork,
    lines: Sequence[SheetLine],
    found: ReadHoldings,
    rows: list[dict[str, Any]],
    offices: dict[int, bool],
) -> Iterator[SaveOutcome]:
    known = store_sheets.activities_by_ref(uow, [line.ref for line in lines])
    rules = service_many.rules_among(uow, [activity_id for activity_id, _ in known.values()])
    good: list[tuple[SheetLine, Wanted]] = []
    for line in lines:
        activity_id, office_id = known.get(line.ref, ("", -1))
        if not activity_id or not _may(uow, office_id, offices):
            _not_there(found, line.row, line.ref)
            continue
        faults = rule_faults(line.data, _own(rules, activity_id))
        for each in faults:
            found.fault(f"{found.sheet}!A{line.row}", each.message_th, each.message_en)
        if not faults:
            good.append((line, Wanted(activity_id, line.data, ORIGIN, line.key)))
    plan = service_many.planned(uow, [wanted for _, wanted in good], locked=False)
    for (line, wanted), planned in zip(good, plan, strict=True):
        if planned.problem is not None:
            found.fault(f"{found.sheet}!A{line.row}", planned.problem.message_th, planned.problem.message_en)
        rows.append(
            {
                "number": line.row,
                "activity_id": wanted.activity_id,
                "made_from": line.key,
                "data": msgspec.json.encode(line.data),
            }
        )
        yield planned.outcome


def _look_at_faulty(uow: UnitOfWork, found: ReadHoldings, offices: dict[int, bool]) -> None:
    for start in range(0, len(found.faulty), AT_ONCE):
        some = found.faulty[start : start + AT_ONCE]
        known = store_sheets.activities_by_ref(uow, [ref for _, ref in some])
        for row, ref in some:
            if ref not in known or not _may(uow, known[ref][1], offices):
                _not_there(found, row, ref)


def _not_there(found: ReadHoldings, row: int, ref: str) -> None:
    # One and the same word: a reference of another office cannot be probed.
    found.fault(
        f"{found.sheet}!A{row}",
        f"ไม่พบกิจกรรม “{ref[:60]}” หรือท่านไม่มีสิทธิบันทึกชุดข้อมูลของกิจกรรมนี้",
        f"There is no activity “{ref[:60]}” for which you may enter data sets",
    )


def _own(rules: dict[tuple[str, str], StoredRule], activity_id: str) -> dict[str, StoredRule]:
    return {slot: rule for (of, slot), rule in rules.items() if of == activity_id}


def _may(uow: UnitOfWork, office_id: int, offices: dict[int, bool]) -> bool:
    if office_id not in offices:
        offices[office_id] = access.may(uow, Permission.WRITE_HOLDINGS, office_id)
    return offices[office_id]


def keep(uow: UnitOfWork, looked: Looked) -> str:
    """Return the id under which a workbook is kept until somebody saves it. Nobody but its sender sees it."""
    store_sheets.forget(uow, uow.now - _KEPT)
    store_sheets.add(uow, looked.values)
    for start in range(0, len(looked.rows), AT_ONCE):
        store_sheets.add_rows(uow, looked.rows[start : start + AT_ONCE])
    told = {name: looked.values[name] for name in ("sha256", "row_count", "fault_count")}
    record(uow, "holdings.sheet_sent", f"holding-import:{looked.values['id']}", told)
    return str(looked.values["id"])


def preview(uow: UnitOfWork, looked: Looked) -> SheetImport:
    """Return a workbook that was looked at and is not kept."""
    values = looked.values
    faults = _FAULTS.decode(values["faults"])
    return SheetImport(
        **{name: values[name] for name in ("id", "file_name", "sha256", "created_at")},
        rows=values["row_count"],
        new=values["added"],
        changed=values["changed"],
        known=values["known"],
        faults=faults,
        more_faults=values["fault_count"] - len(faults),
        sent_before_at=store_sheets.saved_before(uow, values["sha256"]),
    )


def shown(uow: UnitOfWork, import_id: str) -> SheetImport:
    """Return a workbook that the actor sent.

    Raises: NotFound.
    """
    return _shown(uow, _own_import(uow, import_id))


def _own_import(uow: UnitOfWork, import_id: str, *, locked: bool = False) -> Row[Any]:
    row = store_sheets.find(uow, import_id, locked=locked)
    if row is None or row.actor_id != uow.actor.id:
        raise NotFound
    return row


def _shown(uow: UnitOfWork, row: Row[Any]) -> SheetImport:
    faults = _FAULTS.decode(row.faults)
    return SheetImport(
        id=row.id,
        file_name=row.file_name,
        sha256=row.sha256,
        created_at=row.created_at,
        rows=row.row_count,
        new=row.added or 0,
        changed=row.changed or 0,
        known=row.known or 0,
        faults=faults,
        more_faults=row.fault_count - len(faults),
        sent_before_at=None if row.committed_at else store_sheets.saved_before(uow, row.sha256),
        committed_at=row.committed_at,
    )


def save_sheet(uow: UnitOfWork, import_id: str) -> SheetImport:
    """Save every line of a workbook, or none; saving it again changes nothing.

    Raises: NotFound; Conflict for one with faults; Invalid with every line that the register refuses by now.
    """
    row = _own_import(uow, import_id, locked=True)
    if row.committed_at is not None:
        return _shown(uow, row)
    if row.fault_count:
        raise Conflict("ไฟล์นี้ยังมีข้อผิดพลาด แก้ในไฟล์แล้วส่งใหม่", "The file has faults; mend them in it and send it again")
    counts: Counter[SaveOutcome] = Counter()
    touched: set[str] = set()
    problems: list[Problem] = []
    offices: dict[int, bool] = {}
    for some in store_sheets.rows(uow, import_id, AT_ONCE):
        counts.update(_save(uow, some, problems, offices))
        touched |= {each.activity_id for each in some}
    if problems:
        raise Invalid(problems[:MOST_FAULTS])
    added, changed, known = (counts[each] for each in SaveOutcome)
    store_sheets.done(uow, import_id, {"committed_at": uow.now, "added": added, "changed": changed, "known": known})
    told = {"sha256": row.sha256, "added": added, "changed": changed, "known": known, "activities": len(touched)}
    record(uow, "holdings.imported", f"holding-import:{import_id}", told)
    recheck(uow, touched)
    return _shown(uow, _own_import(uow, import_id))


def _save(
    uow: UnitOfWork, rows: Sequence[Row[Any]], problems: list[Problem], offices: dict[int, bool]
) -> Iterator[SaveOutcome]:
    rules = service_many.rules_among(uow, [row.activity_id for row in rows])
    wanted = [Wanted(row.activity_id, _DATA.decode(row.data), ORIGIN, row.made_from) for row in rows]
    plan: list[Planned] = service_many.planned(uow, wanted)
    good: list[Planned] = []
    for row, planned in zip(rows, plan, strict=True):
        own = _own(rules, row.activity_id)
        form = own.get("")
        faults = (
            rule_faults(planned.wanted.data, own)
            if form is not None and _may(uow, form.office_id, offices)
            else [_gone()]
        )
        if planned.problem is not None:
            faults.append(planned.problem)
        if not faults:
            good.append(planned)
        problems += [structs.replace(each, pointer=f"A{row.number}") for each in faults]
    if problems:
        return
    for saved in service_many.save(uow, good, rules):
        yield saved.outcome


def _gone() -> Problem:
    return Problem(
        pointer="",
        message_th="ไม่พบกิจกรรมนี้แล้ว หรือท่านไม่มีสิทธิบันทึกชุดข้อมูลของกิจกรรมนี้แล้ว",
        message_en="The activity is gone, or you may no longer enter data sets of it",
    )
