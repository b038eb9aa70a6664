"""`ropa diagram FILE.json --kind workflow`: the chart of a procedure that stands in a file, not in the register."""

import argparse
import hashlib
from datetime import date
from pathlib import Path

import msgspec

from diagrams.errors import DiagramError, DiagramTooLarge
from diagrams.outputs import Kind, Paper, deliver
from diagrams.title_block import TitleBlock
from diagrams.work_flow import work_flow_sheet
from ropa import clock
from ropa.cli.output import UsageError, say, written
from ropa.cli.running import moment
from ropa.errors import Conflict, Invalid, Unavailable
from ropa.settings import read_settings
from schemas.findings import Problem
from schemas.reading import Unreadable, read_json
from schemas.work_flow import WorkFlow, work_flow_faults

KIND = "workflow"
_ENDING = ".json"
#: Five hundred steps with long words are a tenth of this.
_MOST_BYTES = 10 * 1024 * 1024
_MARK_OF_UTF8 = b"\xef\xbb\xbf"


def names_a_file(ref: str) -> bool:
    """Return whether what stands in the place of a reference is the name of a procedure's file."""
    return ref.lower().endswith(_ENDING)


def draw_procedure(arguments: argparse.Namespace, path: Path, drawing: Kind) -> int:
    """Draw a file; the database is not asked, nothing is recorded."""
    if arguments.kind != KIND:
        raise UsageError(
            f"{arguments.ref}: ไฟล์ขั้นตอนการปฏิบัติงานวาดได้ด้วย --kind {KIND} เท่านั้น"
            f" / a file of a procedure is drawn with --kind {KIND} only"
        )
    today = clock.bangkok(moment(arguments, read_settings())).date()
    file = Path(arguments.ref)
    content = procedure_drawing(read_procedure(file), file.stem, drawing, today, arguments.paper)
    with written(path) as beside:
        beside.write_bytes(content)
    say(str(path))
    return 0


def read_procedure(file: Path) -> WorkFlow:
    """Return the procedure of a JSON file (`schemas.work_flow.WorkFlow`).

    Raises: Invalid with every fault, each with its place in the file; OSError.
    """
    with file.open("rb") as opened:
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Invalid([_fault(file, "ไฟล์ใหญ่เกินไป (เกิน 10 MB)", "The file is too large (more than 10 MB)")])
    try:
        flow = read_json(content.removeprefix(_MARK_OF_UTF8), WorkFlow)
    except Unreadable as error:
        raise Invalid([_placed(file, each) for each in error.problems]) from None
    faults = work_flow_faults(flow)
    if faults:
        raise Invalid([_placed(file, each) for each in faults])
    return flow


def _fault(file: Path, message_th: str, message_en: str) -> Problem:
    return Problem(pointer=str(file), message_th=message_th, message_en=message_en)


def _placed(file: Path, fault: Problem) -> Problem:
    return msgspec.structs.replace(fault, pointer=f"{file}: {fault.pointer or '/'}")


def procedure_drawing(flow: WorkFlow, name: str, drawing: Kind, today: date, paper: Paper = Paper.AUTO) -> bytes:
    """Return the chart of a procedure. Its title block names the file, and the hash is of what the procedure says.

    Raises: Conflict for a picture too large to draw, Unavailable when drawing fails.
    """
    block = TitleBlock(
        ref=name,
        revision=1,
        status_th="คู่มือการปฏิบัติงาน",
        dated=today,
        dated_th="วันที่วาด",
        content_hash=hashlib.sha256(msgspec.json.encode(flow, order="deterministic")).hexdigest(),
    )
    try:
        return deliver(work_flow_sheet(flow), title_block=block, kind=drawing, paper=paper)
    except DiagramTooLarge as error:
        raise Conflict(*str(error).split(" / ", 1)) from None
    except DiagramError as error:
        raise Unavailable(*str(error).split(" / ", 1)) from None
