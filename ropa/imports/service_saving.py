"""Use cases that save records of a sent file: each whole or not at all, in a unit of work of its own."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Protocol, TypeVar

from ropa.activities import service as activities
from ropa.audit.service import record as trail
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.imports import store
from ropa.imports.rules_merging import with_sources
from ropa.imports.service_decide import saved_already
from ropa.imports.service_plan import Outlook, plan, remarks_of
from ropa.imports.service_preview import own
from ropa.imports.store import StoredRecord
from schemas.document import ActivityInput, ActivityUpdate
from schemas.findings import Problem
from schemas.imports import ImportAction, ImportedRecord, Outcome
from schemas.listing import StoredRevision

T = TypeVar("T")


def ready(uow: UnitOfWork, import_id: str, numbers: Collection[int] | None) -> list[int]:
    """Return the numbers of the records that can be saved now, of all or of some.

    Raises: NotFound.
    """
    own(uow, import_id)
    return store.ready(uow, import_id, numbers)


def save_one(uow: UnitOfWork, import_id: str, number: int) -> ImportedRecord:
    """Save one record as it was previewed, and return what became of it.

    A record that changed in the register since the preview is not overwritten: Conflict, and its preview then shows
    what is different now.
    Raises: NotFound, Conflict, Forbidden, Invalid with every fault.
    """
    file = own(uow, import_id)
    if not store.claim(uow, import_id, number):
        raise saved_already()
    record = store.record(uow, import_id, number)
    if record is None:
        raise NotFound
    seen = (record.target_id, record.target_version)
    (outlook,) = plan(uow, file.sha256, [record], fresh=False)
    if record.action == ImportAction.SKIP:
        raise Conflict("ไม่มีอะไรต้องบันทึกในรายการนี้", "There is nothing to save in this record")
    if record.is_same and outlook.target is not None:
        # Somebody saved the same since the file was looked at, or the file says it twice.
        store.note_saved(uow, import_id, number, outlook.target.id, outlook.target.ref)
        return imported(file.file_name, record, Outcome.UNCHANGED, ref=outlook.target.ref)
    if record.action == ImportAction.CHANGE and seen != (record.target_id, record.target_version):
        raise _moved_on(outlook)
    if outlook.problems:
        raise Invalid(outlook.problems)
    if outlook.result is None:
        raise NotFound
    stored = _write(uow, record, outlook, outlook.result)
    store.note_saved(uow, import_id, number, stored.id, stored.ref)
    details = {"import": file.id, "number": number, "sha256": file.sha256, "ref": stored.ref}
    trail(uow, "import.saved", f"activity:{stored.id}", details)
    changed = record.action == ImportAction.CHANGE
    return imported(file.file_name, record, Outcome.CHANGED if changed else Outcome.SAVED, ref=stored.ref)


def _write(uow: UnitOfWork, record: StoredRecord, outlook: Outlook, result: ActivityInput) -> StoredRevision:
    if record.action != ImportAction.CHANGE or outlook.target is None:
        return activities.create(uow, result)
    if outlook.present is not None:
        result = with_sources(result, outlook.present, outlook.sources)
    update = ActivityUpdate(**{name: getattr(result, name) for name in ActivityInput.__struct_fields__})
    try:
        return activities.replace(uow, outlook.target.id, outlook.target.version, update)
    except PreconditionFailed:
        raise _moved_on(outlook) from None


def _moved_on(outlook: Outlook) -> Conflict:
    ref = outlook.target.ref if outlook.target is not None else "-"
    return Conflict(
        f"{ref} เปลี่ยนไปหลังจากที่ตรวจไฟล์นี้ โปรดเปิดดูความแตกต่าง แล้วเก็บการตัดสินใจอีกครั้งก่อนบันทึก",
        f"{ref} has changed since this file was looked at; look at the differences and decide again before saving",
    )


class Writer(Protocol):
    """Runs work in a write unit of work of its own."""

    def __call__(self, work: Callable[[UnitOfWork], T], /) -> T:
        """Return what the work gives, after it was saved."""


def save_ready(
    write: Writer, import_id: str, wanted: Iterable[int], *, going: Callable[[], bool] = lambda: True
) -> Iterator[ImportedRecord]:
    """Save records one after the other and yield what became of each, until `going` says no.

    One that is refused stays as it is, is looked at again, and keeps no other back.
    Raises: what stops every record alike: Busy, StorageFull, Unavailable, Suspended.
    """
    for number in wanted:
        if not going():
            return
        yield _save(write, import_id, number)


def _save(write: Writer, import_id: str, number: int) -> ImportedRecord:
    try:
        return write(lambda uow: save_one(uow, import_id, number))
    except Invalid as error:
        problems = list(error.problems)
    except (Conflict, Forbidden, NotFound) as error:
        problems = [Problem(pointer="", message_th=error.message_th, message_en=error.message_en)]
    return write(lambda uow: _refused(uow, import_id, number, problems))


def _refused(uow: UnitOfWork, import_id: str, number: int, problems: list[Problem]) -> ImportedRecord:
    file, record = own(uow, import_id), store.record(uow, import_id, number)
    if record is None:
        return ImportedRecord(file=file.file_name, number=number, outcome=Outcome.REFUSED, problems=problems)
    if record.saved_at is None:
        seen = record.target_version
        plan(uow, file.sha256, [record], fresh=False)
        record.target_version = seen  # what changed meanwhile is saved only after somebody looked and decided anew
        store.change(uow, record)
    return imported(file.file_name, record, Outcome.REFUSED, problems=problems)


def imported(
    file: str,
    record: StoredRecord,
    outcome: Outcome,
    *,
    ref: str | None = None,
    problems: Collection[Problem] = (),
) -> ImportedRecord:
    """Return what is reported of a record."""
    return ImportedRecord(
        file=file,
        number=record.number,
        outcome=outcome,
        ref=ref,
        sub_process=record.sub_process,
        problems=list(problems),
        remarks=remarks_of(record),
    )


def outcome_without_saving(uow: UnitOfWork, import_id: str, number: int) -> ImportedRecord:
    """Return what is reported of a record that is not saved: the same, left out, faulty, or still to be saved.

    Raises: NotFound.
    """
    file = own(uow, import_id)
    record = store.record(uow, import_id, number)
    if record is None:
        raise NotFound
    (outlook,) = plan(uow, file.sha256, [record], fresh=False)
    ref = outlook.target.ref if outlook.target is not None else None
    if record.saved_at is not None:
        return imported(file.file_name, record, Outcome.SAVED, ref=record.saved_ref)
    if record.action == ImportAction.SKIP:
        return imported(file.file_name, record, Outcome.SKIPPED, ref=ref)
    if record.is_same:
        return imported(file.file_name, record, Outcome.UNCHANGED, ref=ref)
    if outlook.problems:
        return imported(file.file_name, record, Outcome.REFUSED, problems=outlook.problems)
    changes = record.action == ImportAction.CHANGE
    return imported(
        file.file_name, record, Outcome.WOULD_CHANGE if changes else Outcome.WOULD_SAVE, ref=ref if changes else None
    )


def numbers(uow: UnitOfWork, import_id: str) -> list[int]:
    """Return the numbers of all records of a file.

    Raises: NotFound.
    """
    own(uow, import_id)
    return [each.number for each in store.records(uow, import_id, 0, 1_000_000)]
