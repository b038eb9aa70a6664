"""`ropa files verify`: whether every attached file is there and as it was put."""

import argparse
from collections.abc import Iterator

import msgspec

from ropa.attachments import service_files
from ropa.cli.output import Progress, complain, say
from ropa.cli.running import Context, opened
from ropa.files import Files, open_files


def add_files_verify(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true")


def run_files_verify(arguments: argparse.Namespace) -> int:
    """Read every file and compare it with its hash; 1 when one is missing or changed."""
    with opened(arguments) as context:
        files = open_files(context.settings)
        checked, faults = 0, []
        with Progress("ไฟล์ / files", wanted=not arguments.json) as progress:
            for some in _pages(context):
                for fault in service_files.faults(files, some):
                    checked += 1
                    if fault is not None:
                        faults.append(fault)
                    progress.done(checked)
        with context.read() as uow:
            unreferred = service_files.unreferred(uow, files)
    if arguments.json:
        shown = {"place": files.place, "checked": checked, "faults": faults, "unreferred": unreferred}
        print(msgspec.json.encode(shown).decode())
    else:
        say(*(f"{each.sha256}: {_WORDS[each.problem]}" for each in faults))
        say(f"{files.place}: ตรวจ {checked} ไฟล์ ผิดปกติ {len(faults)} / {checked} files, {len(faults)} faults")
        if unreferred:
            say(f"ไม่มีเอกสารใดใช้ {unreferred} ไฟล์ / {unreferred} files of no document, removed after a day")
    return 1 if faults else 0


_WORDS = {"missing": "ไม่พบไฟล์ / missing", "changed": "เนื้อหาเปลี่ยนไป / changed"}


def _pages(context: Context) -> Iterator[list[tuple[str, int]]]:
    after = ""
    while True:
        # No transaction is open while the files are read.
        with context.read() as uow:
            some = service_files.blobs(uow, after)
        if not some:
            return
        yield some
        after = some[-1][0]


def warn_of_missing(context: Context, files: Files) -> None:
    """Say how many files the database names and the store does not have."""
    missing = sum(not files.has(sha256) for some in _pages(context) for sha256, _ in some)
    if missing:
        complain(
            f"ไม่พบไฟล์แนบ {missing} ไฟล์ใน {files.place} ดู ropa files verify"
            f" / {missing} attached files are not in {files.place}; see ropa files verify"
        )
