"""`ropa audit verify` and `ropa audit export`: whether the trail is as it was sealed, and a copy to keep elsewhere."""

import argparse
import hashlib
from datetime import date
from pathlib import Path

import msgspec

from ropa.audit import service_copies, service_pruning, service_seals
from ropa.audit.rules_excerpts import FORMAT as EXCERPT
from ropa.audit.rules_excerpts import check_excerpt, lines_of
from ropa.audit.rules_seals import read_head
from ropa.cli.output import UsageError, say, written
from ropa.cli.running import add_now, opened
from ropa.errors import SettingsError
from ropa.keys import Keys, read_keys
from ropa.settings import read_settings
from schemas.audit import TrailCheck

_LONGEST_HEAD = 1000


def add_audit_verify(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--head", metavar="NUMBER:HASH", help="a published head: finds an end that was cut off")
    parser.add_argument("--file", metavar="FILE", help="check a copy or a filtered part instead; needs no database")
    add_now(parser)


def run_audit_verify(arguments: argparse.Namespace) -> int:
    """Print what was found; 1 when an entry or seal is not as it was sealed.

    Raises: UsageError for a head or file that is none.
    """
    head = None
    if arguments.head is not None:
        try:
            head = read_head(arguments.head)
        except ValueError:
            raise UsageError("--head: รูปแบบ เลขผนึก:ค่าแฮช / must be NUMBER:HASH as it was published") from None
    if arguments.file is not None and _is_excerpt(Path(arguments.file)):
        return _run_excerpt(Path(arguments.file), arguments, head)
    if arguments.file is not None:
        found = _verify_file(Path(arguments.file), head)
    else:
        with opened(arguments) as context, context.read() as uow:
            found = service_seals.verify(uow, read_keys(context.settings), head)
    if arguments.json:
        print(msgspec.json.encode(found).decode())
    else:
        say(*_lines(found))
    return 0 if found.broken is None else 1


def _verify_file(path: Path, head: tuple[int, str] | None) -> TrailCheck:
    if not path.is_file():
        raise UsageError(f"{path}: ไม่พบไฟล์ / no such file")
    with path.open("rb") as lines:
        return service_copies.verify_copy(lines, _keys(), head)


def _is_excerpt(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as lines:
        return EXCERPT.encode() in lines.readline(_LONGEST_HEAD)


def _run_excerpt(path: Path, arguments: argparse.Namespace, head: tuple[int, str] | None) -> int:
    """Print what a check of a filtered part finds. It needs no key: who made the seals only the whole trail tells."""
    with path.open("rb") as source:
        found = check_excerpt(lines_of(source))
    if head is not None and not found.faults and found.head != f"{head[0]}:{head[1]}":
        found.faults.append(("ผนึกล่าสุดไม่ใช่ที่เผยแพร่ไว้", "the newest seal is not the published one"))
    if arguments.json:
        print(msgspec.json.encode(found).decode())
        return int(bool(found.faults))
    thai = f"ส่วนที่กรอง: ผนึกแล้ว {found.entries} รายการ ยังไม่ผนึก {found.unsealed} รายการ ผนึก {found.seals}"
    say(f"{thai} / filtered part: {found.entries} sealed, {found.unsealed} not sealed yet, {found.seals} seals")
    if found.head:
        say(f"head {found.head}")
    for fault in found.faults:
        say(" / ".join(fault))
    if not found.faults:
        say("ไม่พบการแก้ไขในรายการที่ผนึกแล้ว / nothing that is sealed was changed")
    return int(bool(found.faults))


def _keys() -> Keys | None:
    """Return this register's keys; None where there are none: somebody else may check a copy, too."""
    settings = read_settings()
    try:
        return read_keys(settings) if settings.secret_key or not settings.is_production else None
    except SettingsError:
        return None


def _lines(found: TrailCheck) -> list[str]:
    thai = f"ผนึก {found.seals} ครอบคลุม {found.sealed_entries} รายการ ยังไม่ผนึก {found.unsealed_entries}"
    english = f"{found.seals} seals over {found.sealed_entries} entries, {found.unsealed_entries} not sealed yet"
    lines = [f"{thai} / {english}"]
    if found.head:
        lines.append(f"head {found.head}")
    if not found.key_checked:
        lines.append("ไม่มีกุญแจ จึงไม่ได้ตรวจว่าใครผนึก / no key: who made the seals was not checked")
    if found.broken is not None:
        lines.append(f"{found.message_th} / {found.message_en}")
    elif not found.seals:
        lines.append("ยังไม่มีผนึก จึงยังบอกไม่ได้ (ropa tick เป็นผู้ผนึก) / no seal yet, so nobody can tell; ropa tick makes one")
    else:
        lines.append("ไม่พบการแก้ไขในรายการที่ผนึกแล้ว / nothing that is sealed was changed")
    return lines


def add_audit_prune(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--before", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day kept")
    parser.add_argument("--out", required=True, metavar="FILE.jsonl", help="where the copy of what leaves is written")
    add_now(parser)


def run_audit_prune(arguments: argparse.Namespace) -> int:
    """Copy whole sealed segments older than a day into a file, then remove their entries; the seals stay."""
    target = Path(arguments.out)
    with opened(arguments) as context:
        keys = read_keys(context.settings)
        with context.read() as uow:
            seals = service_pruning.segments(uow, keys, arguments.before)
            if seals:
                with written(target) as beside, beside.open("wb") as out:
                    service_copies.write_seals(uow, iter(seals), out)
        if not seals:
            say("ไม่มีส่วนที่ผนึกแล้วซึ่งเก่าพอ / no sealed segment is old enough")
            return 0
        with target.open("rb") as copy:
            copy_hash = hashlib.file_digest(copy, "sha256").hexdigest()
        with context.write() as uow:
            count = service_pruning.prune(uow, keys, seals, copy_hash)
    say(f"{target}: {count} รายการ / entries left with this copy, sha256 {copy_hash}")
    return 0


def add_audit_export(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--out", required=True, metavar="FILE.jsonl")
    add_now(parser)


def run_audit_export(arguments: argparse.Namespace) -> int:
    """Write the whole trail with its seals; the copy is checked with `ropa audit verify --file`."""
    target = Path(arguments.out)
    with opened(arguments) as context:
        with context.read() as uow, written(target) as beside, beside.open("wb") as out:
            count = service_copies.write_copy(uow, out)
        with context.write() as uow:
            service_copies.record_copy(uow, count)
    say(f"{target}: {count} รายการ / entries")
    return 0
