"""`ropa procedure list`, `check`, `export` and `import`: work procedures without a browser."""

import argparse
from pathlib import Path
from typing import cast

import msgspec

from ropa import renderings_procedures
from ropa.cli.output import UsageError, say, written
from ropa.cli.running import add_now, opened
from ropa.errors import Invalid
from ropa.procedures import service, service_exports
from ropa.renderings_procedures import ChartKind, Ready
from schemas.findings import Problem, Severity
from schemas.procedure import ProcedureDocument, ProcedureInput
from schemas.procedure_record import ProcedureFilter
from schemas.reading import Unreadable, read_json

_MANUAL, _WORKBOOK, _DOCUMENT = ".pdf", ".xlsx", ".json"
_CHARTS = (".svg", ".png", ".dot")
#: A procedure of five hundred steps with long words is a tenth of this.
_MOST_BYTES = 10 * 1024 * 1024
_MARK_OF_UTF8 = b"\xef\xbb\xbf"
_PAGE = 200


def add_procedure_list(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--q", metavar="WORDS", help="words that stand anywhere in it")
    parser.add_argument("--office", type=int, metavar="ID", help="this office and all below")
    add_now(parser)


def run_procedure_list(arguments: argparse.Namespace) -> int:
    """Print a line for each procedure: reference, state, revision, steps, working days, title."""
    wanted, cursor = ProcedureFilter(q=arguments.q, office=arguments.office), None
    with opened(arguments) as context, context.read() as uow:
        while True:
            page = service.page(uow, wanted, cursor, _PAGE)
            for item in page.items:
                days = "-" if item.working_days is None else item.working_days
                say(f"{item.ref}  {item.status}  {item.revision}  {item.steps}  {days}  {item.title}")
            cursor = page.next_cursor
            if cursor is None:
                return 0


def add_procedure_check(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF", help="such as SOP-2569-0001")
    add_now(parser)


def run_procedure_check(arguments: argparse.Namespace) -> int:
    """Print what a procedure lacks or contradicts; 1 when something stops its approval."""
    with opened(arguments) as context, context.read() as uow:
        found = service.findings(uow, service.read_by_ref(uow, arguments.ref).id)
    for each in found:
        say(f"{each.severity}  {each.pointer}  {each.message_th} / {each.message_en}")
    return int(any(each.severity is Severity.ERROR for each in found))


def add_procedure_export(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--out", required=True, metavar="FILE", help="manual.pdf, .xlsx, .json; chart .svg, .png, .dot")
    parser.add_argument("--revision", type=int, metavar="N", help="default: the draft, else what is in force")
    add_now(parser)


def run_procedure_export(arguments: argparse.Namespace) -> int:
    """Write the manual, the workbook, the chart, or the document of a procedure."""
    path = Path(arguments.out)
    kind, allowed = path.suffix.lower(), (_MANUAL, _WORKBOOK, _DOCUMENT, *_CHARTS)
    if kind not in allowed:
        raise UsageError(f"--out {path}: ต้องลงท้ายด้วย / must end with {', '.join(allowed)}")
    with opened(arguments) as context:
        with context.read() as uow:
            key = service.read_by_ref(uow, arguments.ref).id
            ready = renderings_procedures.prepare(uow, key, arguments.revision)
        content = _made(ready, kind)
        with written(path) as beside:
            beside.write_bytes(content)
        with context.write() as uow:
            service_exports.exported(uow, f"procedure{kind}", ready.ref)
    say(str(path))
    return 0


def _made(ready: Ready, kind: str) -> bytes:
    if kind == _MANUAL:
        return ready.manual()
    if kind == _WORKBOOK:
        return ready.workbook()
    if kind == _DOCUMENT:
        return msgspec.json.format(msgspec.json.encode(ready.paper.document), indent=2) + b"\n"
    return ready.chart(cast("ChartKind", kind[1:]))


def add_procedure_import(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", metavar="FILE.json", help="a document as `procedure export` writes it")
    parser.add_argument("--office", type=int, required=True, metavar="ID", help="who keeps it")
    add_now(parser)


def run_procedure_import(arguments: argparse.Namespace) -> int:
    """Make a draft of a file; it is whole or not there, and every fault is named with its place."""
    file = Path(arguments.file)
    document = _read(file)
    data = ProcedureInput(office_id=arguments.office, **msgspec.structs.asdict(document))
    with opened(arguments) as context, context.write() as uow:
        made = service.create(uow, data)
    say(f"{made.ref}  {document.title}")
    return 0


def _read(file: Path) -> ProcedureDocument:
    with file.open("rb") as source:
        content = source.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        too_large = "ไฟล์ใหญ่เกินไป (เกิน 10 MB)", "The file is too large (more than 10 MB)"
        raise Invalid([Problem(pointer=str(file), message_th=too_large[0], message_en=too_large[1])])
    try:
        return read_json(content.removeprefix(_MARK_OF_UTF8), ProcedureDocument)
    except Unreadable as error:
        placed = [msgspec.structs.replace(each, pointer=f"{file}: {each.pointer or '/'}") for each in error.problems]
        raise Invalid(placed) from None
