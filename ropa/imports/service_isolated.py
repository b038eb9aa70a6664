"""Reads a sent file in a process of its own, so that no file can stop or fill the server.

A file that takes more time or memory than `SECONDS` and `BYTES` is refused; the process ends either way. Run as a
program it is that process: its order comes through stdin, its answer goes to stdout.
"""

import errno
import logging
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct, field

from ropa.errors import Invalid, StorageFull, Unavailable, invalid
from ropa.files import pieces
from ropa.imports import rules, service_reading
from schemas.findings import Problem
from schemas.imports import Reading

log = logging.getLogger("ropa.imports")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: Of the processor; the largest register that is taken is read in a tenth of it.
SECONDS = 120
#: Of the clock: a machine that does much else at once is slower than its processor.
PATIENCE_SECONDS = 300
#: Of address space: libraries alone map a third of it.
BYTES = 2 << 30
#: Bytes of a text that is read at once: several times a filled form.
SHORT = 1 << 18
_ZIP = b"PK"
_ENDED = {getattr(signal, name, 0) for name in ("SIGKILL", "SIGXCPU")} - {0}
#: How the process says that it had too little memory.
TOO_MUCH = 3
_PROGRAM = ["-m", "ropa.imports.service_isolated"]


class Order(Struct, frozen=True):
    """What is read."""

    path: str
    name: str
    today: date


class Answer(Struct):
    """What was read, or why nothing was."""

    reading: Reading | None = None
    problems: list[Problem] = field(default_factory=list)


def read(source: BinaryIO, name: str, *, today: date) -> Reading:
    """Return what a sent file holds.

    Raises: Invalid with every reason for which the file as a whole is not read; StorageFull, Unavailable.
    """
    if _is_short(source):
        # Its reader takes time and memory in proportion to the bytes, whatever they say.
        return service_reading.read(source, name, today=today)
    try:
        answer = _by_copy(source, name, today)
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise
    if answer.reading is None:
        raise Invalid(answer.problems)
    return answer.reading


def answer_of(source: BinaryIO, name: str, *, today: date, program: Sequence[str]) -> bytes:
    """Return what another program answers when it reads a file: as `read` lets this one, with the same limits.

    Raises: Invalid when the file is too large or takes too much; StorageFull, Unavailable.
    """
    try:
        return _copied(source, name, today, program)
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise


def _by_copy(source: BinaryIO, name: str, today: date) -> Answer:
    return msgspec.json.decode(_copied(source, name, today, _PROGRAM), type=Answer)


def _copied(source: BinaryIO, name: str, today: date, program: Sequence[str]) -> bytes:
    with tempfile.NamedTemporaryFile(prefix="ropa-import-") as copy:
        source.seek(0)
        size = 0
        for piece in pieces(source):
            size += len(piece)
            if size > rules.LARGEST_FILE:
                raise Invalid([rules.too_large()])
            copy.write(piece)
        copy.flush()
        return _asked(Order(copy.name, name, today), program)


def _is_short(source: BinaryIO) -> bool:
    """Tell whether a file is small and packs nothing: it is JSON, a text, or is refused by its first bytes."""
    size = source.seek(0, 2)
    source.seek(0)
    is_packed = source.read(len(_ZIP)) == _ZIP
    source.seek(0)
    return size <= SHORT and not is_packed


def _asked(order: Order, program: Sequence[str]) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, *program],
            input=msgspec.json.encode(order),
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == TOO_MUCH or -done.returncode in _ENDED:
        raise _too_much()
    log.error("reading a sent file failed: %s", done.stderr.decode(errors="replace")[-2000:])
    raise Unavailable(
        "อ่านไฟล์นี้ไม่ได้เพราะโปรแกรมขัดข้อง โปรดแจ้งผู้ดูแลระบบ",
        "This file could not be read: a fault of the program; tell the administrator",
    )


def _too_much() -> Invalid:
    return invalid(
        "/file",
        "ไฟล์นี้ใช้เวลาหรือหน่วยความจำในการอ่านมากเกินไป โปรดแบ่งเป็นหลายไฟล์ หรือบันทึกใหม่จากโปรแกรมตารางคำนวณ",
        "Reading this file takes too much time or memory; split it, or save it anew from a spreadsheet program",
    )


def limit() -> None:
    """Bound this process's memory and time; for the program of `answer_of`."""
    with suppress(ImportError):  # a system without such limits has the clock's
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _main() -> None:
    limit()
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    answer = Answer()
    try:
        with Path(order.path).open("rb") as file:
            answer.reading = service_reading.read(file, order.name, today=order.today)
    except Invalid as error:
        answer.problems = list(error.problems)
    except MemoryError:
        sys.exit(TOO_MUCH)
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    _main()
