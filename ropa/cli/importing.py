"""`ropa import`."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from ropa import clock
from ropa.activities import service_lookups
from ropa.cli.output import Progress, complain, explain, say, shown
from ropa.cli.running import Context, add_now, opened
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Busy, Invalid, RopaError, StorageFull, Unavailable
from ropa.imports import service as imports
from ropa.imports import service_open, service_saving
from schemas.document import ActivityInput
from schemas.findings import Problem
from schemas.imports import ImportedRecord, ImportReport, Outcome, Reading, Remark

T = TypeVar("T")


def add_import(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=".xlsx .docx .txt .json")
    parser.add_argument("--office", type=int, metavar="ID", help="for all records; default: each file's own")
    parser.add_argument("--dry-run", action="store_true", help="save nothing")
    parser.add_argument(
        "--update", action="store_true", help="change the draft of a record of the same names instead of making another"
    )
    parser.add_argument("--if-empty", action="store_true", help="only into a register without any activity")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_now(parser)


def run_import(arguments: argparse.Namespace) -> int:
    """Save each record whole or not at all; 1 when something was not saved."""
    with opened(arguments) as context:
        if arguments.if_empty:
            with context.read() as uow:
                if not service_lookups.is_empty(uow):
                    complain("ทะเบียนมีข้อมูลอยู่แล้ว ไม่นำเข้า / the register is not empty, nothing imported")
                    return 0
        report = ImportReport(dry_run=arguments.dry_run)
        with Progress("import") as progress:
            for record in _import(context, arguments):
                report.records.append(record)
                progress.done(len(report.records))
    if arguments.json:
        print(msgspec.json.encode(report).decode())
    else:
        _print_import(report)
    return int(any(record.outcome is Outcome.REFUSED for record in report.records))


def _import(context: Context, arguments: argparse.Namespace) -> Iterator[ImportedRecord]:
    for name in arguments.files:
        path = Path(name)
        if path.suffix.lower() != ".json":
            yield from _import_workbook(context, arguments, path)
            continue
        for record, data in imports.read_file(path, office_id=arguments.office):
            try:
                if data is not None:
                    _take(context, record, data, dry_run=arguments.dry_run)
            except (Busy, StorageFull, Unavailable) as error:
                # What was saved before is saved, and its report must not be lost; the rest would fail alike.
                yield _stopped(record, error)
                return
            yield record


def _import_workbook(context: Context, arguments: argparse.Namespace, path: Path) -> Iterator[ImportedRecord]:
    """Yield what became of each record of a workbook, a Word document or a text, or of the file as a whole."""
    name = imports.name_of(path)
    try:
        reading = _read(context, path)
    except Invalid as error:
        yield ImportedRecord(file=name, outcome=Outcome.REFUSED, problems=list(error.problems))
        return
    reading.name = name
    for remark in reading.remarks:
        complain(*_remark(remark))
    try:
        yield from (_try if arguments.dry_run else _save)(context, arguments, reading)
    except (Busy, StorageFull, Unavailable) as error:
        yield _stopped(ImportedRecord(file=name, outcome=Outcome.REFUSED), error)


def _read(context: Context, path: Path) -> Reading:
    from ropa.imports import service_reading

    try:
        with path.open("rb") as source:
            return service_reading.read(source, path.name, today=clock.bangkok(context.now).date())
    except OSError as error:
        told = Problem(pointer="", message_th="เปิดไฟล์ไม่ได้", message_en=f"Cannot be opened: {error.strerror}")
        raise Invalid([told]) from None


def _try(context: Context, arguments: argparse.Namespace, reading: Reading) -> Iterator[ImportedRecord]:
    found: list[ImportedRecord] = []
    try:
        with context.write() as uow:
            made = service_open.open_import(uow, reading, arguments.office, change_alike=arguments.update)
            found = [
                service_saving.outcome_without_saving(uow, made, number)
                for number in range(1, len(reading.records) + 1)
            ]
            raise _OnlyTried  # noqa: TRY301 - an error is how a unit of work is undone
    except _OnlyTried:
        yield from found


def _save(context: Context, arguments: argparse.Namespace, reading: Reading) -> Iterator[ImportedRecord]:
    def write(work: Callable[[UnitOfWork], T]) -> T:
        with context.write() as uow:
            return work(uow)

    with context.read() as uow:
        looked = service_open.prepare(uow, reading, arguments.office, change_alike=arguments.update)
    with context.write() as uow:
        made = service_open.keep(uow, looked)
        wanted = service_saving.ready(uow, made, None)
    saved = service_saving.save_ready(write, made, wanted)
    ready = set(wanted)
    for number in range(1, len(reading.records) + 1):
        if number in ready:
            yield next(saved)
        else:
            with context.read() as uow:
                one = service_saving.outcome_without_saving(uow, made, number)
            yield one


def _stopped(record: ImportedRecord, error: RopaError) -> ImportedRecord:
    told = Problem(pointer="", message_th=error.message_th, message_en=error.message_en)
    rest = Problem(
        pointer="",
        message_th="หยุดนำเข้าที่รายการนี้ รายการต่อจากนี้ยังไม่ได้บันทึก สั่งนำเข้าไฟล์เดิมซ้ำได้",
        message_en="The import stopped here; nothing after it was saved. The same files can be imported again",
    )
    record.outcome, record.problems = Outcome.REFUSED, [told, rest]
    return record


class _OnlyTried(Exception):
    """Undoes what a dry run wrote."""


def _take(context: Context, record: ImportedRecord, data: ActivityInput, *, dry_run: bool) -> None:
    """One transaction a record: one that is refused takes no other with it and leaves nothing behind."""
    try:
        with context.write() as uow:
            imports.take(uow, record, data)
            if dry_run:
                raise _OnlyTried  # noqa: TRY301 - an error is how a unit of work is undone
    except _OnlyTried:
        record.ref = record.ref if record.outcome is Outcome.UNCHANGED else None
        record.outcome = Outcome.WOULD_SAVE if record.outcome is Outcome.SAVED else record.outcome


def _print_import(report: ImportReport) -> None:
    for record in report.records:
        place = record.file + (f" #{record.number}" if record.number > 1 else "")
        say(f"{place}: {record.outcome.th} / {record.outcome.en} {record.ref or ''}".rstrip())
        say(*(f"  {note}" for note in record.notes))
        say(*(f"  {explain(problem)}" for problem in record.problems))
        for remark in record.remarks:
            say(*(f"  {line}" for line in _remark(remark)))


def _remark(remark: Remark) -> tuple[str, ...]:
    place = " ".join(part for part in (remark.place, remark.pointer) if part)
    first = f"{remark.kind.th}/{remark.kind.en} {place}: {remark.message_th} / {remark.message_en}"
    if remark.proposed is None:
        return (shown(first),)
    return shown(first), shown(f"    {remark.raw or ''} → {remark.proposed}")
