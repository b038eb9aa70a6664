"""Use cases of the import. A record is saved whole or not at all; importing it again changes nothing."""

from collections.abc import Iterator
from pathlib import Path

from ropa.activities import service as activities
from ropa.activities import service_lookups as lookups
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.imports import rules
from schemas.document import ActivityInput
from schemas.findings import Problem
from schemas.imports import ImportedRecord, Outcome
from schemas.lenient import read_file_value
from schemas.reading import Unreadable


def read_file(path: Path, office_id: int | None) -> Iterator[tuple[ImportedRecord, ActivityInput | None]]:
    """Yield each record of a file with what was read of it; None where it could not be read, with every fault.

    Raises: OSError when the file cannot be opened.
    """
    refused = rules.refusal_of_name(path.suffix.lower())
    if refused is None and path.stat().st_size > rules.LARGEST_FILE:
        megabytes = rules.LARGEST_FILE // 1024 // 1024
        refused = Problem(
            pointer="",
            message_th=f"ไฟล์ใหญ่เกิน {megabytes} MB",
            message_en=f"The file is larger than {megabytes} MB",
        )
    if refused is not None:
        yield _refused(path, 1, [refused]), None
        return
    try:
        records = list(rules.records_of(path.read_bytes()))
    except Unreadable as error:
        yield _refused(path, 1, error.problems), None
        return
    for number, record in enumerate(records, start=1):
        try:
            data = read_file_value(rules.with_office(record, office_id), ActivityInput)
        except Unreadable as error:
            yield _refused(path, number, error.problems), None
        else:
            name = data.form.header.sub_process
            yield ImportedRecord(file=str(path), number=number, outcome=Outcome.SAVED, sub_process=name), data


def _refused(path: Path, number: int, problems: list[Problem]) -> ImportedRecord:
    return ImportedRecord(file=str(path), number=number, outcome=Outcome.REFUSED, problems=problems)


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
