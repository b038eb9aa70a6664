"""Use cases of a sent file as a whole: taking it in, and letting it go."""

from datetime import timedelta

import msgspec
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record as trail
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.imports import store
from ropa.imports.rules import MOST_RECORDS, too_many
from ropa.imports.service_plan import plan
from ropa.imports.service_preview import own
from ropa.imports.store import StoredImport, StoredRecord
from ropa.offices import service as offices
from schemas.document import ActivityInput
from schemas.imports import ImportAction, Reading, ReadRecord, Remark

#: What nobody saved is forgotten after this time: it is somebody's file, not the register's.
KEPT = timedelta(days=90)
_LONGEST = 300
OFFICE = "/office_id"
_AT_ONCE = 200
_ENCODE = msgspec.json.Encoder(order="deterministic").encode


class Prepared(Struct, frozen=True):
    """A file that was looked at and is not kept yet."""

    file: StoredImport
    rows: list[StoredRecord]


def prepare(uow: UnitOfWork, reading: Reading, office_id: int | None, *, change_alike: bool = True) -> Prepared:
    """Return a sent file with what saving each of its records would do. `office_id`: for all records.

    Looking takes some 10 ms a record, so it is done in a reading unit of work: no writer waits for it, and saving looks
    again. `change_alike`: see `service_plan.plan`.

    Raises: Forbidden; Invalid for an office that the sender may not write in, or too many records.
    """
    if office_id is not None:
        access.require(uow, Permission.WRITE_ACTIVITIES, office_id)
    else:
        access.visible_offices(uow, Permission.WRITE_ACTIVITIES)
    if len(reading.records) > MOST_RECORDS:
        raise Invalid([too_many(len(reading.records))])
    file = StoredImport(
        id=new_id(uow.now),
        file_name=reading.name[-_LONGEST:],
        sha256=reading.sha256,
        size=reading.size,
        kind=reading.kind,
        created_at=uow.now,
        actor_id=uow.actor.id,
        actor_name=uow.actor.name,
        remarks=_ENCODE(reading.remarks),
    )
    known = _office_ids(uow)
    rows = [_stored(file.id, number, each, office_id, known) for number, each in enumerate(reading.records, 1)]
    for start in range(0, len(rows), _AT_ONCE):  # a document and the one that it would change are in memory for each
        plan(uow, file.sha256, rows[start : start + _AT_ONCE], fresh=True, change_alike=change_alike)
    return Prepared(file, rows)


def keep(uow: UnitOfWork, prepared: Prepared) -> str:
    """Return the id under which a file is kept until its records are saved or forgotten."""
    file, rows = prepared.file, prepared.rows
    store.add(uow, file, rows)
    trail(uow, "import.opened", f"import:{file.id}", {"sha256": file.sha256, "records": len(rows), "kind": file.kind})
    return file.id


def open_import(uow: UnitOfWork, reading: Reading, office_id: int | None, *, change_alike: bool = True) -> str:
    """Return the id of a sent file, looked at and kept in one unit of work: `prepare`, then `keep`.

    Raises: as `prepare`.
    """
    return keep(uow, prepare(uow, reading, office_id, change_alike=change_alike))


def _office_ids(uow: UnitOfWork) -> dict[str, int]:
    """Return the offices by name; a name that two offices have names neither."""
    found: dict[str, int | None] = {}
    for office in offices.list_offices(uow):
        found[office.name] = None if office.name in found else office.id
    return {name: office_id for name, office_id in found.items() if office_id is not None}


def _settled(read: ReadRecord, asked: int | None, known: dict[str, int]) -> list[Remark]:
    """Return the remarks without the question for an office that is answered."""
    return [
        each
        for each in read.remarks
        if each.pointer != OFFICE or (asked is None and each.raw is not None and each.raw not in known)
    ]


def _stored(import_id: str, number: int, read: ReadRecord, asked: int | None, known: dict[str, int]) -> StoredRecord:
    remarks = _settled(read, asked, known)
    record = StoredRecord(
        import_id=import_id,
        number=number,
        action=str(ImportAction.CREATE),
        office_id=None,
        main_process=None,
        sub_process=None,
        place=(read.place or "")[:_LONGEST] or None,
        data=None,
        problems=_ENCODE(read.problems),
        remarks=_ENCODE(remarks),
        faults=len(read.problems),
        remark_count=len(remarks),
        read_ref=read.ref if read.ref and len(read.ref) <= 40 else None,  # noqa: PLR2004 - the column's width
        read_hash=read.content_hash if read.content_hash and len(read.content_hash) == 64 else None,  # noqa: PLR2004
    )
    if read.data is not None:
        named = next((each.raw for each in read.remarks if each.pointer == OFFICE and each.raw), None)
        record.office_id = asked if asked is not None else known.get(named or "", read.data.office_id)
        hold(record, read.data)
    return record


def hold(record: StoredRecord, data: ActivityInput) -> None:
    header = data.form.header
    record.data = _ENCODE(data)
    record.main_process = _short(header.main_process)
    record.sub_process = _short(header.sub_process)


def _short(text: str | None) -> str | None:
    return None if text is None else text[:_LONGEST]


def drop(uow: UnitOfWork, import_id: str) -> None:
    """Forget what was read of a file; what was saved of it stays in the register.

    Raises: NotFound.
    """
    file = own(uow, import_id)
    store.drop(uow, file.id)
    trail(uow, "import.dropped", f"import:{file.id}", {"sha256": file.sha256})


def forget_old(uow: UnitOfWork) -> int:
    """Forget files that were sent longer ago than `KEPT`; return how many."""
    gone = store.old(uow, uow.now - KEPT, _AT_ONCE)
    for each in gone:
        store.drop(uow, each)
    return len(gone)
