"""Use cases of the import. A record is saved whole or not at all; importing it again changes nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

from ropa.activities import service as activities
from ropa.activities import service_lookups as lookups
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.imports import rules
from ropa.imports.rules_masked import without_masks
from schemas.document import ActivityInput
from schemas.findings import Problem
from schemas.imports import ImportedRecord, Outcome, ReadRecord
from schemas.lenient import read_file_value
from schemas.reading import Unreadable


def read_file(path: Path, office_id: int | None) -> Iterator[tuple[ImportedRecord, ActivityInput | None]]:
    """Yield each record of a JSON file with what was read of it; None where it could not be read, with every fault.

    A file that cannot be opened or is no file of activities is one refused record.
    """
    try:
        records = _records(path)
    except Unreadable as error:
        yield _refused(path, 1, error.problems), None
        return
    for number, record in enumerate(records, start=1):
        try:
            data = read_file_value(rules.with_office(record, office_id), ActivityInput)
        except Unreadable as error:
            yield _refused(path, number, error.problems), None
        else:
            shown = without_masks(ReadRecord(data=data))
            name = data.form.header.sub_process
            yield (
                ImportedRecord(
                    file=name_of(path), number=number, outcome=Outcome.SAVED, sub_process=name, remarks=shown.remarks
                ),
                shown.data,
            )


def _records(path: Path) -> list[object]:
    try:
        content = _content(path)
    except OSError as error:
        raise _unreadable("เปิดไฟล์ไม่ได้", f"Cannot be opened: {error.strerror}") from None
    return rules.records_of(content)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        # What a device or a pipe holds is not known beforehand: never more than one byte too many is read.
        content = b"" if size > rules.LARGEST_FILE else file.read(rules.LARGEST_FILE + 1)
    if max(size, len(content)) > rules.LARGEST_FILE:
        raise Unreadable([rules.too_large()])
    return content


def _unreadable(message_th: str, message_en: str) -> Unreadable:
    return Unreadable([Problem(pointer="", message_th=message_th, message_en=message_en)])


def _refused(path: Path, number: int, problems: list[Problem]) -> ImportedRecord:
    return ImportedRecord(file=name_of(path), number=number, outcome=Outcome.REFUSED, problems=problems)


def name_of(path: Path) -> str:
    """Return a path as a report may hold it."""
    # A name may hold bytes that are no UTF-8; a report does not.
    return str(path).encode("utf-8", "backslashreplace").decode()


def take(uow: UnitOfWork, read: ImportedRecord, data: ActivityInput) -> None:
    """Save one record as a new draft and note in `read` what became of it.

    A record whose document the office already has is not saved again.
    Raises: Forbidden. Faults of the record are noted, not raised; nothing of it is saved then.
    """
    try:
        same = lookups.find_same(uow, data)
        if same is not None:
            read.outcome, read.ref = Outcome.UNCHANGED, same
            return
        twin = lookups.find_twin(uow, data)
        read.ref = activities.create(uow, data).ref
    except Invalid as error:
        read.outcome, read.problems = Outcome.REFUSED, list(error.problems)
        return
    if twin is not None:
        read.notes.append(
            f"มีกิจกรรมชื่อเดียวกันในหน่วยงานนี้แล้ว: {twin} / {twin} of the same office has the same name; both are kept"
        )
