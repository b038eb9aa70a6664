"""Use cases of reorganisations: a file is previewed, confirmed, waits for its day, is done; what waits is placed."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, invalid
from ropa.offices import service_changes as offices
from ropa.reorganisations import mapping_file, store_changes
from ropa.reorganisations.rules_mapping import Row
from ropa.reorganisations.service_execute import execute
from ropa.reorganisations.service_preview import prepare
from schemas.findings import Problem
from schemas.office import WHOLE_MINISTRY
from schemas.reorganisation import (
    ChangeStatus,
    OfficeChange,
    OfficeChangeItem,
    OfficeChangeList,
    Preview,
    RightChoice,
)

#: The largest mapping file.
MOST_BYTES = mapping_file.MOST_BYTES
_WAITING = (ChangeStatus.PREVIEWED, ChangeStatus.SCHEDULED, ChangeStatus.FAILED)


def read_file(name: str, content: bytes) -> list[Row]:
    """Return the lines of a mapping file; asks no database, so it may run in any thread.

    Raises: Invalid for what is no such file.
    """
    try:
        return mapping_file.read_rows(name, content)
    except ValueError as error:
        thai, _, english = str(error).partition(" / ")
        raise invalid("/file", thai, english) from None


def require_changing(uow: UnitOfWork) -> None:
    """Return when the actor may reorganise: asked before a file is even read.

    Raises: Forbidden.
    """
    access.require(uow, Permission.CHANGE_OFFICES, WHOLE_MINISTRY)


def preview(uow: UnitOfWork, rows: Sequence[Row]) -> Preview:
    """Return what a file would do at this moment; nothing is kept.

    Raises: Forbidden; Invalid with every fault of every line.
    """
    access.require(uow, Permission.CHANGE_OFFICES, WHOLE_MINISTRY)
    return prepare(uow, rows).preview


def start(uow: UnitOfWork, name: str, content: bytes, rows: Sequence[Row]) -> OfficeChange:
    """Return a reorganisation that is kept with its preview and changes nothing yet.

    Raises: what `preview` raises.
    """
    made = preview(uow, rows)
    change_id = new_id(uow.now)
    values = {
        "id": change_id,
        "status": str(ChangeStatus.PREVIEWED),
        "file_name": name[:300],
        "file_hash": hashlib.sha256(content).hexdigest(),
        "effective_on": made.effective_on,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
        "lines": msgspec.json.encode(rows).decode(),
        "preview": msgspec.json.encode(made).decode(),
        "choices": "{}",
    }
    store_changes.add(uow, values)
    record(uow, "offices.change_previewed", f"office-change:{change_id}", {"file": values["file_hash"]})
    return read(uow, change_id)


def preview_again(uow: UnitOfWork, change_id: str) -> OfficeChange:
    """Return a reorganisation that is not done yet with its preview as of this moment. Asks for a new confirmation.

    Raises: NotFound, Forbidden; Conflict when it was done or cancelled; what `preview` raises.
    """
    row = _waiting(uow, change_id)
    made = preview(uow, _rows(row))
    values = {"preview": msgspec.json.encode(made).decode(), "status": str(ChangeStatus.PREVIEWED), "fault": None}
    store_changes.save(uow, change_id, values)
    return read(uow, change_id)


def confirm(
    uow: UnitOfWork, change_id: str, preview_hash: str, chosen: Mapping[str, RightChoice] | None = None
) -> OfficeChange:
    """Return the reorganisation, done; or waiting, where its day is still to come.

    `chosen`: for rights that do not go as proposed. Raises: NotFound, Forbidden; Conflict when it was done or
    cancelled, or when something changed since the preview; Invalid for a choice about a right that is not listed.
    """
    offices.lock(uow)
    row = _waiting(uow, change_id)
    if row.status != ChangeStatus.PREVIEWED:
        raise Conflict("ยืนยันไปแล้ว หรือต้องดูตัวอย่างใหม่ก่อน", "It is confirmed already, or needs a new preview")
    prepared = prepare(uow, _rows(row))
    if prepared.preview.hash != preview_hash:
        raise Conflict(
            "ข้อมูลเปลี่ยนไปหลังจากดูตัวอย่าง ยังไม่มีอะไรเปลี่ยน โปรดดูตัวอย่างใหม่",
            "Something changed since the preview; nothing was done. Preview it again",
        )
    choices = _choices(prepared.preview, chosen or {})
    values: dict[str, object] = {
        "committed_at": uow.now,
        "committed_by": uow.actor.id,
        "committed_by_name": uow.actor.name,
        "preview": msgspec.json.encode(prepared.preview).decode(),
        "choices": msgspec.json.encode(choices).decode(),
    }
    if prepared.preview.is_future:
        store_changes.save(uow, change_id, values | {"status": str(ChangeStatus.SCHEDULED)})
        day = prepared.preview.effective_on.isoformat()
        record(uow, "offices.change_scheduled", f"office-change:{change_id}", {"effective_on": day})
    else:
        execute(uow, change_id, prepared, choices)
        store_changes.save(uow, change_id, values | {"status": str(ChangeStatus.DONE), "done_at": uow.now})
    return read(uow, change_id)


def _choices(made: Preview, chosen: Mapping[str, RightChoice]) -> dict[str, RightChoice]:
    listed = {each.id: each for each in made.rights}
    problems = [
        Problem(
            pointer=f"/choices/{each}",
            message_th="ไม่มีสิทธินี้ในตัวอย่าง",
            message_en="The preview lists no such right",
        )
        for each in chosen
        if each not in listed
    ]
    problems += [
        Problem(
            pointer=f"/choices/{each}",
            message_th="ผู้นี้มีสิทธิเดียวกันที่หน่วยงานใหม่แล้ว",
            message_en="The person has the same right at the new office already",
        )
        for each, choice in chosen.items()
        if each in listed and listed[each].has_same and choice is RightChoice.MOVE
    ]
    if problems:
        raise Invalid(problems)
    return {each.id: chosen.get(each.id, each.proposed) for each in made.rights}


def cancel(uow: UnitOfWork, change_id: str) -> OfficeChange:
    """Return a reorganisation that is not done yet, given up.

    Raises: NotFound, Forbidden; Conflict when it was done or cancelled.
    """
    _waiting(uow, change_id)
    store_changes.save(uow, change_id, {"status": str(ChangeStatus.CANCELLED)})
    record(uow, "offices.change_cancelled", f"office-change:{change_id}", {})
    return read(uow, change_id)


def run_due(uow: UnitOfWork) -> tuple[int, int]:
    """Do every reorganisation whose day has come; return how many were done and how many could not be.

    One that the present offices contradict is marked as failed with its faults, and nothing of it is done.
    """
    waiting = store_changes.due(uow, clock.bangkok(uow.now).date())
    if not waiting:
        return 0, 0
    offices.lock(uow)
    done = failed = 0
    for change_id in waiting:
        row = _waiting(uow, change_id)
        try:
            prepared = prepare(uow, _rows(row))
        except Invalid as error:
            failed += 1
            store_changes.save(uow, change_id, {"status": str(ChangeStatus.FAILED), "fault": str(error)})
            record(uow, "offices.change_failed", f"office-change:{change_id}", {"faults": len(error.problems)})
            continue
        execute(uow, change_id, prepared, _still_confirmed(row, prepared.preview))
        made = msgspec.json.encode(prepared.preview).decode()
        store_changes.save(uow, change_id, {"status": str(ChangeStatus.DONE), "done_at": uow.now, "preview": made})
        done += 1
    return done, failed


def _still_confirmed(row: Any, made: Preview) -> dict[str, RightChoice]:
    """Return what was confirmed for each right, less those that have come to reach more since then."""
    confirmed = {each.id: each.widens for each in msgspec.json.decode(row.preview, type=Preview).rights}
    grown = {each.id for each in made.rights if each.widens and not confirmed.get(each.id, False)}
    choices = msgspec.json.decode(row.choices, type=dict[str, RightChoice])
    return {each: choice for each, choice in choices.items() if each not in grown}


def waits(uow: UnitOfWork) -> bool:
    """Tell whether the day of a reorganisation has come."""
    return bool(store_changes.due(uow, clock.bangkok(uow.now).date()))


def _waiting(uow: UnitOfWork, change_id: str) -> Any:
    access.require(uow, Permission.CHANGE_OFFICES, WHOLE_MINISTRY)
    row = store_changes.find(uow, change_id, lock=True)
    if row is None:
        raise NotFound
    if ChangeStatus.of(row.status) not in _WAITING:
        raise Conflict("การปรับหน่วยงานนี้มีผลหรือยกเลิกไปแล้ว", "This reorganisation was done or cancelled")
    return row


def _rows(row: Any) -> list[Row]:
    return msgspec.json.decode(row.lines, type=list[Row])


def require_reading(uow: UnitOfWork) -> None:
    """Return when the actor may see reorganisations: who makes them, and who places single records.

    Raises: Forbidden.
    """
    if not any(
        access.may(uow, each, WHOLE_MINISTRY) for each in (Permission.CHANGE_OFFICES, Permission.MOVE_ACTIVITIES)
    ):
        raise Forbidden


def read(uow: UnitOfWork, change_id: str) -> OfficeChange:
    """Return a reorganisation with its preview.

    Raises: NotFound, Forbidden.
    """
    require_reading(uow)
    row = store_changes.find(uow, change_id)
    if row is None:
        raise NotFound
    return OfficeChange(
        id=row.id,
        status=ChangeStatus.of(row.status),
        file_name=row.file_name,
        file_hash=row.file_hash,
        effective_on=row.effective_on,
        created_at=row.created_at,
        created_by_name=row.created_by_name,
        committed_at=row.committed_at,
        committed_by_name=row.committed_by_name,
        done_at=row.done_at,
        fault=row.fault,
        open_items=store_changes.count_open(uow).get(row.id, 0),
        choices=msgspec.json.decode(row.choices, type=dict[str, RightChoice]),
        preview=msgspec.json.decode(row.preview, type=Preview),
    )


def list_changes(uow: UnitOfWork) -> OfficeChangeList:
    """Return the newest reorganisations.

    Raises: Forbidden.
    """
    require_reading(uow)
    waiting = store_changes.count_open(uow)
    found = [
        OfficeChangeItem(
            id=row.id,
            status=ChangeStatus.of(row.status),
            file_name=row.file_name,
            effective_on=row.effective_on,
            created_at=row.created_at,
            created_by_name=row.created_by_name,
            open_items=waiting.get(row.id, 0),
        )
        for row in store_changes.newest(uow)
    ]
    return OfficeChangeList(items=found, next_cursor=None)
