"""Files of a breach: evidence that comes in, is scanned, and stays. The bytes lie in the file store before their row.

Files of a closed breach may still be added: what turns up later is evidence, too.
"""

from collections.abc import Sequence

from ropa import clock
from ropa.access.rules import Permission
from ropa.attachments import service_files, service_scans
from ropa.attachments.service import NewFile
from ropa.attachments.service_scans import Scanned
from ropa.audit.service import record
from ropa.breaches import rules_work as rules
from ropa.breaches import service_rows as service
from ropa.breaches import service_timeline
from ropa.breaches import store_files as store
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, invalid
from ropa.files import Kept
from schemas.attachments import ScanState
from schemas.breach_files import BreachFile, BreachFiles, FileInput
from schemas.breach_work import BreachEventKind

FILE_COLUMNS = store.FILE_COLUMNS
_SERVED = frozenset({ScanState.CLEAN, ScanState.NOT_SCANNED})


def list_files(uow: UnitOfWork, breach_id: str) -> BreachFiles:
    """Return the files of a breach with what the scanner said, oldest first. Raises: NotFound."""
    service.read(uow, breach_id)
    return BreachFiles(items=shown(uow, store.files(uow, breach_id)))


def shown(uow: UnitOfWork, rows: Sequence[store.AnyRow]) -> list[BreachFile]:
    """Return files as they stand now."""
    stands = service_scans.states(uow, {row.sha256 for row in rows}) if rows else {}
    return [
        BreachFile(
            id=row.id,
            file_name=row.file_name,
            sha256=row.sha256,
            size=row.size,
            media_type=row.media_type,
            note=row.note,
            uploaded_at=clock.bangkok(row.uploaded_at),
            uploaded_by_name=row.uploaded_by_name,
            scan=stand.state,
            finding=stand.finding,
            scanned_at=None if stand.scanned_at is None else clock.bangkok(stand.scanned_at),
            is_served=stand.state in _SERVED,
        )
        for row, stand in ((row, stands[row.sha256]) for row in rows)
    ]


def require_writable(uow: UnitOfWork, breach_id: str) -> None:
    """Return when the actor may add a file; asked before one is taken in. Raises: NotFound, Forbidden."""
    service.read(uow, breach_id, Permission.HANDLE_BREACHES)


def add(uow: UnitOfWork, breach_id: str, said: FileInput, file: NewFile, file_id: str | None = None) -> BreachFile:
    """Return the new file. `file_id`: the id that a form was given, so that sending it twice makes one.

    Raises: NotFound, Forbidden; Invalid for control characters and when there are too many.
    """
    found = service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    before = None if file_id is None else store.file(uow, breach_id, file_id)
    if before is not None:
        return shown(uow, [before])[0]
    problems = rules.text_problems(note=said.note)
    count, size = store.amount(uow, breach_id)
    if count >= rules.MOST_FILES or size + file.size > rules.MOST_BYTES:
        problems += invalid("/file", "ไฟล์ของเรื่องนี้เกินจำนวนที่รับได้", "This breach has too many or too large files").problems
    if problems:
        raise Invalid(problems)
    service_files.note(uow, Kept(file.sha256, file.size))
    if file.is_to_scan:
        service_scans.begin(uow, file.sha256)
    values: dict[str, object] = {
        "id": file_id or new_id(uow.now),
        "breach_id": breach_id,
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
        "file_name": file.name,
        "note": (said.note or "").strip() or None,
        "uploaded_at": uow.now,
        "uploaded_by": uow.actor.id,
        "uploaded_by_name": uow.actor.name,
    }
    store.add(uow, values)
    told = {"file": values["id"], "sha256": file.sha256, "size": file.size}
    service_timeline.add(uow, found.id, BreachEventKind.FILE_ADDED, details={**told, "name": file.name})
    record(uow, "breach.file_added", f"breach:{breach_id}", told)
    return _one(uow, breach_id, str(values["id"]))


def _one(uow: UnitOfWork, breach_id: str, file_id: str) -> BreachFile:
    row = store.file(uow, breach_id, file_id)
    if row is None:
        raise NotFound
    return shown(uow, [row])[0]


def read(uow: UnitOfWork, breach_id: str, file_id: str) -> BreachFile:
    """Return one file of a breach. Raises: NotFound."""
    service.read(uow, breach_id)
    return _one(uow, breach_id, file_id)


def given_out(uow: UnitOfWork, breach_id: str, file_id: str) -> BreachFile:
    """Return a file that may go out now.

    Raises: NotFound; Conflict while it is in quarantine, and for one with malware.
    """
    found = read(uow, breach_id, file_id)
    service_scans.require_served(uow, found.sha256)
    return found


def downloaded(uow: UnitOfWork, breach_id: str, what: str, sha256: str) -> None:
    """Leave an entry that a file or an excerpt went out."""
    record(uow, "breach.file_out", f"breach:{breach_id}", {"what": what, "sha256": sha256})


def answered(uow: UnitOfWork, sha256: str, stand: Scanned) -> None:
    """Tell the timeline of every breach that has these bytes what the scanner said (joined by `ropa.wiring`)."""
    for row in store.with_bytes(uow, sha256):
        told = {"file": row.id, "sha256": sha256, "state": str(stand.state), "finding": stand.finding}
        service_timeline.add(uow, row.breach_id, BreachEventKind.FILE_SCANNED, details=told)
