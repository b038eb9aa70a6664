"""Evidence files at the steps of a round: attached, listed, given out, taken out while their step is open.

The bytes lie in the file store before their row (`ropa.attachments.service_files`). What was attached when a step ended
stays; what turns up afterwards is added, and is marked as such.
"""

from collections.abc import Collection, Mapping, Sequence

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.attachments import service_files, service_scans
from ropa.attachments.service import NewFile
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, invalid
from ropa.files import Kept
from ropa.procedures import service_step_scans, service_steps, store_rounds
from ropa.procedures import store_step_files as store
from ropa.procedures.service_rounds import event
from ropa.procedures.store_rounds import AnyRow
from schemas.attachments import ScanState
from schemas.reading import control_characters
from schemas.rounds import RoundState, StepEnd, StepState
from schemas.step_files import MOST_STEP_BYTES, MOST_STEP_FILES, StepFile, StepFileInput, StepFiles

FILE_COLUMN = store.FILE_COLUMN
_SERVED = frozenset({ScanState.CLEAN, ScanState.NOT_SCANNED})
_GOING = frozenset({str(RoundState.RUNNING), str(RoundState.PAUSED)})
_ENDED = frozenset({str(StepState.DONE), str(StepState.RETURNED)})


def attachable(uow: UnitOfWork, rows: Sequence[AnyRow], run_office_id: int, run_state: str) -> set[str]:
    """Return the visits of a run to which the actor may add evidence: who may end them, or has ended them.

    To a step that was done, also after its round; to one that has not begun, never. Rights are asked once for the
    same doer at the same office, however many visits there are.
    """
    asked: dict[tuple[object, ...], bool] = {}
    found = set()
    for row in rows:
        if not _takes(row, run_state):
            continue
        key = row.office_id, row.doer, row.person_id, row.done_by == uow.actor.id
        if key not in asked:
            asked[key] = _does(uow, row, run_office_id)
        if asked[key]:
            found.add(row.id)
    return found


def _takes(row: AnyRow, run_state: str) -> bool:
    return row.state in _ENDED or (row.state == str(StepState.OPEN) and run_state in _GOING)


def _does(uow: UnitOfWork, row: AnyRow, run_office_id: int) -> bool:
    ended_it = row.done_by == uow.actor.id and access.may(uow, Permission.WORK_ROUNDS, row.office_id)
    return ended_it or service_steps.may_end(uow, row, run_office_id)


def _removes(uow: UnitOfWork, row: AnyRow) -> bool:
    is_open = row.state == str(StepState.OPEN) and row.run_state in _GOING
    return is_open and service_steps.may_end(uow, row, row.run_office_id)


def list_files(uow: UnitOfWork, step_id: str) -> StepFiles:
    """Return the files of a visit with what the scanner said, oldest first. Raises: NotFound."""
    row = service_steps.seen(uow, step_id)
    open_to = {step_id} if _removes(uow, row) else ()
    return StepFiles(items=_shown(uow, store.files(uow, step_id), {step_id: row}, open_to))


def of_run(uow: UnitOfWork, visits: Sequence[AnyRow], open_to: Collection[str]) -> dict[str, list[StepFile]]:
    """Return the files of the visits of one run, by visit; two queries, however many there are.

    `open_to`: the visits from which the actor may take one out now.
    """
    rows = {row.id: row for row in visits}
    found: dict[str, list[StepFile]] = {step_id: [] for step_id in rows}
    if rows:
        stored = store.files_of_runs(uow, {row.run_id for row in visits})
        for file, shown in zip(stored, _shown(uow, stored, rows, open_to), strict=True):
            found[file.run_step_id].append(shown)
    return found


def counts(uow: UnitOfWork, run_ids: Collection[str]) -> dict[str, int]:
    """Return how many files each visit of some runs has; visits without one are not there."""
    return store.counts(uow, run_ids)


def _shown(
    uow: UnitOfWork, files: Sequence[AnyRow], visits: Mapping[str, AnyRow], open_to: Collection[str]
) -> list[StepFile]:
    stands = service_scans.states(uow, {row.sha256 for row in files}) if files else {}
    found = []
    for row in files:
        stand, done_at = stands[row.sha256], visits[row.run_step_id].done_at
        found.append(
            StepFile(
                id=row.id,
                file_name=row.file_name,
                sha256=row.sha256,
                size=row.size,
                media_type=row.media_type,
                note=row.note,
                uploaded_at=clock.bangkok(row.uploaded_at),
                uploaded_by_name=row.uploaded_by_name,
                is_added_later=done_at is not None and row.uploaded_at > done_at,
                scan=stand.state,
                finding=stand.finding,
                scanned_at=None if stand.scanned_at is None else clock.bangkok(stand.scanned_at),
                is_served=stand.state in _SERVED,
                may_remove=row.run_step_id in open_to,
            )
        )
    return found


def to_attach(uow: UnitOfWork, step_id: str) -> AnyRow:
    """Return a visit to which the actor may add a file now; asked before one is taken in.

    Raises: NotFound, Forbidden; Conflict for a step that has not begun, or was open when its round ended.
    """
    row = service_steps.seen(uow, step_id)
    if not _does(uow, row, row.run_office_id):
        raise Forbidden
    if not _takes(row, row.run_state):
        raise Conflict("ขั้นตอนนี้ยังไม่เริ่ม หรือรอบถูกยกเลิกแล้ว", "The step has not begun, or its round was cancelled before it")
    return row


def add(uow: UnitOfWork, step_id: str, said: StepFileInput, file: NewFile) -> StepFile:
    """Return the new file of a visit; the same bytes twice are one file.

    Raises: NotFound, Forbidden, Conflict; Invalid for control characters and when there are too many.
    """
    row = to_attach(uow, step_id)
    store_rounds.lock_run(uow, row.run_id)
    row = to_attach(uow, step_id)
    before = store.with_bytes(uow, step_id, file.sha256)
    if before is not None:
        return _one(uow, row, before.id)
    problems = list(control_characters(said.note or "", "/note"))
    count, size = store.amount(uow, step_id)
    if count >= MOST_STEP_FILES or size + file.size > MOST_STEP_BYTES:
        problems += invalid(
            "/file", "หลักฐานของขั้นตอนนี้เกินจำนวนหรือขนาดที่รับได้", "This step has too many or too large files"
        ).problems
    if problems:
        raise Invalid(problems)
    service_files.note(uow, Kept(file.sha256, file.size))
    if file.is_to_scan:
        service_scans.begin(uow, file.sha256)
    key = new_id(uow.now)
    values: dict[str, object] = {
        "id": key,
        "run_step_id": step_id,
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
    _tell(uow, row, "file_added", {"file": key, "sha256": file.sha256, "size": file.size, "name": file.name})
    service_step_scans.attached(uow, step_id, file.sha256)
    return _one(uow, row, key)


def end(uow: UnitOfWork, step_id: str, given: StepEnd, files: Sequence[NewFile]) -> str:
    """End a step with its evidence, all of it or nothing; return the id of its round. Raises: as `add` and `end`."""
    for file in files:
        add(uow, step_id, StepFileInput(), file)
    return service_steps.end(uow, step_id, given)


def _tell(uow: UnitOfWork, row: AnyRow, kind: str, told: dict[str, object]) -> None:
    details: dict[str, object] = {"step": row.step, "visit": row.visit, **told}
    if row.done_at is not None:
        details["later"] = True
    happened = event(uow, row.round_id, kind, run_id=row.run_id, step_id=row.id, details=details)
    store_rounds.add_events(uow, [happened])
    # The trail has no names of files: people write names of persons there.
    kept = {key: value for key, value in details.items() if key != "name"}
    record(uow, f"round.{kind}", f"round:{row.round_id}", {"office": row.run_office_id, **kept})


def _one(uow: UnitOfWork, row: AnyRow, file_id: str) -> StepFile:
    found = store.file(uow, row.id, file_id)
    if found is None:
        raise NotFound
    return _shown(uow, [found], {row.id: row}, {row.id} if _removes(uow, row) else ())[0]


def read(uow: UnitOfWork, step_id: str, file_id: str) -> StepFile:
    """Return one file of a visit. Raises: NotFound."""
    return _one(uow, service_steps.seen(uow, step_id), file_id)


def given_out(uow: UnitOfWork, step_id: str, file_id: str) -> StepFile:
    """Return a file that may go out now.

    Raises: NotFound; Conflict while it is in quarantine, and for one with malware.
    """
    found = read(uow, step_id, file_id)
    service_scans.require_served(uow, found.sha256)
    return found


def downloaded(uow: UnitOfWork, step_id: str, file: StepFile) -> None:
    """Leave an entry that a file went out."""
    row = service_steps.seen(uow, step_id)
    told = {"office": row.run_office_id, "step": row.step, "file": file.id, "sha256": file.sha256}
    record(uow, "round.file_out", f"round:{row.round_id}", told)


def remove(uow: UnitOfWork, step_id: str, file_id: str) -> None:
    """Take a file out of a step that is still open; that it was there stays in the round's events.

    Raises: NotFound, Forbidden; Conflict once the step has ended: its evidence is kept.
    """
    row = service_steps.seen(uow, step_id)
    if not service_steps.may_end(uow, row, row.run_office_id):
        raise Forbidden
    found = store.file(uow, step_id, file_id)
    if found is None:
        raise NotFound
    store_rounds.lock_run(uow, row.run_id)
    row = service_steps.seen(uow, step_id)
    if row.state != str(StepState.OPEN) or row.run_state not in _GOING:
        raise Conflict("ขั้นตอนนี้สิ้นสุดแล้ว หลักฐานนำออกไม่ได้", "The step has ended; its evidence is kept")
    if store.remove(uow, file_id):
        _tell(uow, row, "file_removed", {"file": file_id, "sha256": found.sha256, "name": found.file_name})
