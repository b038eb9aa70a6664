"""`ropa destroy verify`: whether a certificate of destruction is genuine, by its file or the hash printed on it."""

import argparse
import hashlib
import re
from pathlib import Path

import msgspec

from ropa.cli import OK, PROBLEM
from ropa.cli.output import UsageError, say
from ropa.cli.running import add_now, opened
from ropa.destruction import service_certificates
from schemas.evidence import Verdict, Verification

_HASH = re.compile("[0-9a-fA-F]{64}")
_CHUNK = 1 << 18


def add_destroy_verify(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", metavar="FILE.pdf", help="the certificate, or the 64 digits printed on it")
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    add_now(parser)


def run_destroy_verify(arguments: argparse.Namespace) -> int:
    """Print what the register and its trail know of a certificate; 1 when it is not genuine.

    Raises: UsageError for a file that is not there.
    """
    sha256 = _sha256(arguments.file)
    with opened(arguments) as context, context.read() as uow:
        found = service_certificates.verify(uow, sha256)
    if arguments.json:
        print(msgspec.json.encode(found).decode())
    else:
        say(*_lines(found))
    return OK if found.verdict is Verdict.GENUINE else PROBLEM


def _sha256(given: str) -> str:
    if _HASH.fullmatch(given) is not None:
        return given.lower()
    path = Path(given)
    if not path.is_file():
        raise UsageError(f"{path}: ไม่พบไฟล์ และไม่ใช่ SHA-256 / no such file, and no SHA-256")
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _lines(found: Verification) -> list[str]:
    lines = [f"{found.verdict.th} / {found.verdict.en}", f"SHA-256 {found.sha256}"]
    if found.certificate is not None:
        made = found.certificate
        lines.append(f"{made.ref} · {made.list_ref} · {made.items:,} รายการ / items · ยังค้าง / pending {made.pending:,}")
        lines.append("ผนึกแล้ว / sealed" if found.sealed else "ยังไม่ผนึก / not sealed yet")
    lines += [f"- {th} / {en}" for th, en in zip(found.problems_th, found.problems_en, strict=True)]
    return lines
