"""Use cases that show what was read of a sent file, and what saving it would do."""

from collections.abc import Sequence
from typing import Any

import msgspec

from ropa.activities import service_matching as matching
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.imports import store
from ropa.imports.rules_merging import proposals
from ropa.imports.service_plan import Outlook, data_of, plan, remarks_of
from ropa.imports.store import StoredImport, StoredRecord
from schemas.diff import compare
from schemas.imports import (
    ImportAction,
    ImportLine,
    ImportList,
    ImportPreview,
    PreviewDetail,
    PreviewRecord,
    RecordState,
    Remark,
)

MAX_LIMIT = 200
_REMARKS = msgspec.json.Decoder(list[Remark])


def own(uow: UnitOfWork, import_id: str) -> StoredImport:
    """Return a file of the actor's own.

    Raises: NotFound, also for somebody else's.
    """
    found = store.one(uow, import_id)
    if found is None or found.actor_id != uow.actor.id:
        raise NotFound
    return found


def list_imports(uow: UnitOfWork, cursor: str | None, limit: int) -> ImportList:
    """Return the actor's own files, newest first."""
    rows = store.of_actor(uow, uow.actor.id, cursor, limit + 1)
    items = [
        ImportLine(
            id=file.id,
            file_name=file.file_name,
            kind=file.kind,
            created_at=file.created_at,
            records=count,
            saved=saved,
        )
        for file, count, saved in rows[:limit]
    ]
    return ImportList(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def preview(uow: UnitOfWork, import_id: str, after: int, limit: int) -> ImportPreview:
    """Return a file with a page of its records, those behind number `after`.

    Raises: NotFound.
    """
    file = own(uow, import_id)
    rows = store.records(uow, import_id, after, limit + 1)
    refs = _refs(uow, rows)
    counts = counted(uow, import_id)
    return ImportPreview(
        id=file.id,
        file_name=file.file_name,
        sha256=file.sha256,
        size=file.size,
        kind=file.kind,
        created_at=file.created_at,
        created_by=file.actor_name,
        state="open" if counts.get("create", 0) + counts.get("change", 0) else "done",
        remarks=_REMARKS.decode(file.remarks),
        earlier=store.earlier(uow, file.sha256, uow.actor.id, file.id),
        counts=counts,
        records=[PreviewRecord(**_line(each, refs)) for each in rows[:limit]],
        next_cursor=str(rows[limit - 1].number) if len(rows) > limit else None,
    )


def counted(uow: UnitOfWork, import_id: str) -> dict[str, int]:
    """Return how many records would be created and changed, and how many are left out, the same, faulty or saved."""
    found: dict[str, int] = {}
    for (action, saved, same, faulty), count in store.tally(uow, import_id).items():
        name = str(_state(action, saved=saved, same=same, faulty=faulty))
        name = action if name == RecordState.READY else name
        found[name] = found.get(name, 0) + count
    return found


def _state(action: str, *, saved: bool, same: bool, faulty: bool) -> RecordState:
    if saved:
        return RecordState.SAVED
    if action == ImportAction.SKIP:
        return RecordState.SKIPPED
    if same:
        return RecordState.UNCHANGED
    return RecordState.FAULTY if faulty else RecordState.READY


def _refs(uow: UnitOfWork, rows: Sequence[StoredRecord]) -> dict[str, str]:
    wanted = {each.target_id for each in rows if each.target_id}
    return {key: target.ref for key, target in matching.known(uow, wanted).items()}


def _line(record: StoredRecord, refs: dict[str, str]) -> dict[str, Any]:
    return {
        "number": record.number,
        "state": _state(
            record.action,
            saved=record.saved_at is not None,
            same=bool(record.is_same),
            faulty=record.faults > 0,
        ),
        "action": ImportAction.of(record.action),
        "place": record.place,
        "office_id": record.office_id,
        "main_process": record.main_process,
        "sub_process": record.sub_process,
        "target_id": record.target_id if record.target_id in refs else None,
        "target_ref": refs.get(record.target_id or ""),
        "target_why": record.target_why if record.target_id in refs else None,
        "changes": record.changes,
        "faults": record.faults,
        "remarks": record.remark_count,
        "saved_ref": record.saved_ref,
        "saved_id": record.saved_id,
    }


def detail(uow: UnitOfWork, import_id: str, number: int) -> PreviewDetail:
    """Return one record with everything known of it, against the register as it stands now.

    Raises: NotFound.
    """
    return detail_of(outlook(uow, import_id, number))


def outlook(uow: UnitOfWork, import_id: str, number: int) -> Outlook:
    """Return one record against the register as it stands now; of a saved one only what was read.

    Raises: NotFound.
    """
    file, record = own(uow, import_id), one(uow, import_id, number)
    if record.saved_at is not None:
        return Outlook(record=record, data=data_of(record))
    (found,) = plan(uow, file.sha256, [record], fresh=False)
    return found


def detail_of(found: Outlook) -> PreviewDetail:
    """Return an outlook as it is shown."""
    record, target = found.record, found.target
    diff = []
    if found.present is not None and found.result is not None and record.action != ImportAction.CREATE:
        diff = compare(found.present, found.result.document())
    refs = {target.id: target.ref} if target is not None else {}
    return PreviewDetail(
        **_line(record, refs),
        data=found.data,
        problems=found.problems,
        said=remarks_of(record),
        diff=diff,
        proposals={pointer: source.proposed or "" for pointer, source in proposals(found.data)}
        if found.data is not None
        else {},
    )


def one(uow: UnitOfWork, import_id: str, number: int) -> StoredRecord:
    found = store.record(uow, import_id, number)
    if found is None:
        raise NotFound
    return found
