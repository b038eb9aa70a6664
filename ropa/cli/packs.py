"""`ropa export pack`."""

import argparse
from datetime import date
from pathlib import Path

from ropa.cli.output import Progress, UsageError, explain, say, written
from ropa.cli.running import add_now, opened
from ropa.errors import Invalid
from ropa.files import open_files
from ropa.packing import Follower, make_pack
from ropa.packs import service
from schemas.access import COMMAND_LINE
from schemas.packs import PackInput
from schemas.vocabulary import RevisionStatus


def add_export_pack(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--out", required=True, metavar="FILE.zip")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it stands in the pack")
    parser.add_argument("--office", type=int, metavar="ID", help="this office and all below")
    parser.add_argument("--status", choices=[str(status) for status in RevisionStatus])
    parser.add_argument("--as-of", metavar="DATE", help="as it stood at the end of this day, YYYY-MM-DD, Gregorian")
    parser.add_argument("--q", metavar="WORDS", help="records that hold these words")
    parser.add_argument("--with-names", action="store_true", help="show people's names; they are hidden otherwise")
    parser.add_argument("--not-kept", action="store_true", help="keep no copy in the register to show to an auditor")
    add_now(parser)


def run_export_pack(arguments: argparse.Namespace) -> int:
    """Write a pack, keep a copy of it in the file store, and print the manifest's hash.

    Raises: UsageError for a reason or a query that is none.
    """
    path = Path(arguments.out)
    if path.suffix.lower() != ".zip":
        raise UsageError(f"--out {path}: ต้องลงท้ายด้วย / must end with .zip")
    said = PackInput(
        reason=arguments.reason,
        office=arguments.office,
        status=RevisionStatus.of(arguments.status) if arguments.status else None,
        q=arguments.q,
        as_of=_day(arguments.as_of),
        with_names=arguments.with_names,
    )
    with (
        opened(arguments) as context,
        written(path) as beside,
        beside.open("w+b") as out,
        Progress("pack") as shown,
    ):
        try:
            made = make_pack(
                context.database,
                COMMAND_LINE,
                said,
                out,
                base_url=context.settings.base_url,
                made_at=context.now,
                follower=Follower(shown.done),
            )
        except Invalid as error:
            raise UsageError("\n".join(map(explain, error.problems))) from None
        # The bytes first, as for an attached file: a row never names what is not there.
        out.seek(0)
        kept = service.kept_of(open_files(context.settings), out, keeps=not arguments.not_kept)
        with context.write() as uow:
            service.keep(uow, COMMAND_LINE, made, kept, is_stored=not arguments.not_kept)
    counts = made.manifest.counts
    hidden = "ปิดชื่อบุคคล / masked" if made.manifest.masked else "แสดงชื่อบุคคล / with names"
    say(
        f"{path}: {counts.records} รายการ/records, {counts.files} ไฟล์/files ({hidden})",
        f"manifest {made.manifest_hash}",
        "แจ้งค่านี้แก่ผู้ตรวจสอบทางอื่น / tell the auditor this by another way: "
        f"ropa verify-pack FILE.zip --hash {made.manifest_hash}",
    )
    return 0


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of {text}: รูปแบบ YYYY-MM-DD ค.ศ. / write it as 2026-09-30") from None
