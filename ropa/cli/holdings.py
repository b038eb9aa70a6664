"""`ropa retention holdings FILE.xlsx`: data sets from a workbook, whole or not at all."""

import argparse
from pathlib import Path

import msgspec

from ropa import clock
from ropa.cli.output import say
from ropa.cli.running import opened
from ropa.errors import invalid
from ropa.retention import service_sheet_file, service_sheets
from schemas.holding_ways import SheetImport


def add_retention_holdings(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", type=Path, metavar="FILE.xlsx", help="a filled template")
    parser.add_argument("--dry-run", action="store_true", help="tell every fault and what would be saved; save nothing")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run_retention_holdings(arguments: argparse.Namespace) -> int:
    """Enter the data sets of a workbook; 1 when it has faults, of which each names its cell."""
    with opened(arguments) as context:
        today = clock.bangkok(context.now).date()
        try:
            with arguments.file.open("rb") as file:
                read = service_sheet_file.read(file, arguments.file.name, today=today)
        except OSError as error:
            raise invalid("/file", "เปิดไฟล์ไม่ได้", f"The file cannot be opened: {error.strerror}") from None
        with context.read() as uow:
            looked = service_sheets.look(uow, read)
        with context.write() as uow:
            shown = service_sheets.preview(uow, looked)
            if not shown.faults and not arguments.dry_run:
                shown = service_sheets.save_sheet(uow, service_sheets.keep(uow, looked))
    if arguments.json:
        say(msgspec.json.encode(shown).decode())
    else:
        _print(shown)
    return 1 if shown.faults else 0


def _print(shown: SheetImport) -> None:
    for each in shown.faults:
        say(f"  {each.message_th} / {each.message_en}")
    if shown.more_faults:
        say(f"  และอีก {shown.more_faults} ข้อ / and {shown.more_faults} more")
    if shown.sent_before_at is not None:
        say("ไฟล์นี้เหมือนไฟล์ที่บันทึกไปแล้วทุกประการ / the very same file was saved before")
    said = "บันทึกแล้ว / saved" if shown.committed_at else "ยังไม่บันทึก / nothing saved"
    say(
        f"{said}: แถว/lines {shown.rows}  ใหม่/new {shown.new}  ปรับปรุง/changed {shown.changed}"
        f"  มีแล้ว/known {shown.known}  ข้อผิดพลาด/faults {len(shown.faults) + shown.more_faults}"
    )
