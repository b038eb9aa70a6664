"""`ropa verify-pack`: whether an auditor's pack is as it was exported. Asks no database and no network.

Only the standard library, msgspec, `schemas` and the checks are imported: `python -m ropa.cli.verify_pack FILE.zip`
does the same on a machine without a register.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from exports.pack_reading import PackCheck
from ropa.audit.rules_excerpts import ExcerptCheck
from ropa.cli.output import UsageError, complain, say
from ropa.packing_check import check, hash_in


def add_verify_pack(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", metavar="FILE.zip")
    parser.add_argument("--hash", metavar="SHA256", help="the manifest's hash as the exporter told it by another way")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run_verify_pack(arguments: argparse.Namespace) -> int:
    """Print what was found, each fault with its file; 1 when there is one.

    Raises: UsageError for a file that is not there and for a hash that is none.
    """
    path = Path(arguments.file)
    if not path.is_file():
        raise UsageError(f"{path}: ไม่พบไฟล์ / no such file")
    wanted = hash_in(arguments.hash) if arguments.hash is not None else None
    if arguments.hash is not None and wanted is None:
        raise UsageError("--hash: ต้องเป็น SHA-256 เลขฐานสิบหก 64 ตัว / must be 64 hexadecimal digits")
    with path.open("rb") as source:
        found, trails = check(source, wanted)
    if arguments.json:
        print(msgspec.json.encode(_told(found, trails)).decode())
    else:
        say(*_lines(found, trails, wanted))
    return int(bool(found.faults))


def _told(found: PackCheck, trails: list[ExcerptCheck]) -> dict[str, object]:
    return {
        "ok": not found.faults,
        "manifest_hash": found.manifest_hash,
        "files": found.files,
        "size": found.size,
        "faults": found.faults,
        "trail": trails[0] if trails else None,
        "masked_entries_not_vouched_for": sum(trail.masked for trail in trails),
        "pack_id": found.manifest.pack_id if found.manifest else None,
    }


def _lines(found: PackCheck, trails: list[ExcerptCheck], wanted: str | None) -> Iterator[str]:
    for fault in found.faults:
        yield f"{fault.path or 'zip'}: {fault.message_th} / {fault.message_en}"
    manifest = found.manifest
    if manifest is not None:
        hidden = "ปิดชื่อบุคคล / masked" if manifest.masked else "แสดงชื่อบุคคล / with names"
        yield f"ชุด / pack {manifest.pack_id}  ({hidden})"
        yield f"ส่งออกโดย / by {manifest.exported_by.name} ({manifest.exported_by.id}) {manifest.made_at_th}"
        yield f"จาก / from {manifest.register.base_url}"
        yield f"เลือก / selected: {manifest.query_th}: {manifest.counts.records} รายการ / records"
        yield f"เหตุผล / reason: {manifest.reason}"
    for trail in trails:
        yield (
            f"บันทึกเหตุการณ์ / trail: {trail.entries} ผนึกแล้ว / sealed ({trail.masked} ปิดคำ / masked), "
            f"{trail.unsealed} ยังไม่ผนึก / not sealed yet, {trail.seals} ผนึก / seals"
        )
        if trail.masked:
            yield (
                f"เนื้อหาของรายการที่ปิดคำ {trail.masked} รายการ ผนึกไม่ได้รับรอง รับรองเพียงว่ามีรายการนั้นในลำดับนั้น / "
                "the seal does not "
                f"vouch for what the {trail.masked} masked entries say, only that such entries stood in that place"
            )
        if trail.head:
            yield f"head {trail.head}"
    if found.manifest_hash is not None:
        yield f"manifest {found.manifest_hash}"
    if found.faults:
        yield f"พบ {len(found.faults)} จุดที่ไม่ตรง / {len(found.faults)} faults"
    elif wanted is None:
        yield f"{found.files} ไฟล์ตรงกับ manifest / files are as the manifest says"
        yield "โปรดเทียบค่า manifest กับที่ผู้ส่งออกแจ้ง (--hash) / compare the manifest's hash with what the exporter told"
    else:
        yield f"{found.files} ไฟล์ และ manifest ตรงกับที่แจ้ง / files and the manifest are as told"


def main(argv: list[str]) -> int:
    """Run the command by itself; 2 for bad usage."""
    parser = argparse.ArgumentParser(
        prog="ropa verify-pack", description="ตรวจชุดเอกสารผู้ตรวจสอบ / whether an auditor's pack is as it was exported"
    )
    add_verify_pack(parser)
    try:
        code = run_verify_pack(parser.parse_args(argv))
        sys.stdout.flush()
    except SystemExit as stop:
        return int(stop.code or 0)
    except UsageError as error:
        complain(str(error))
        return 2
    except OSError as error:
        complain(f"{error.filename or ''}: อ่านไฟล์ไม่ได้ / {error.strerror}")
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
