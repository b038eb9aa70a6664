"""Reads a sent workbook of data sets in a process of its own, so that no file can stop or fill the server.

Run as a program it is that process: its order comes through stdin, its answer goes to stdout.
"""

import hashlib
import sys
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from ropa.errors import Invalid
from ropa.files import pieces
from ropa.imports import service_isolated, service_reading
from ropa.retention.holding_sheet import ReadHoldings, read_holdings
from schemas.findings import Problem

_PROGRAM = ("-m", "ropa.retention.service_sheet_file")


class SentHoldings(Struct, kw_only=True):
    """A workbook that was read."""

    name: str
    sha256: str
    size: int
    read: ReadHoldings


class Answer(Struct):
    """What was read, or why the file as a whole was not."""

    read: ReadHoldings | None = None
    problems: list[Problem] = msgspec.field(default_factory=list)


def read(source: BinaryIO, name: str, *, today: date) -> SentHoldings:
    """Return the data sets of a workbook, with every fault by its cell.

    Raises: Invalid with every reason for which the file as a whole is not read; TooLarge, StorageFull, Unavailable.
    """
    answer = msgspec.json.decode(service_isolated.answer_of(source, name, today=today, program=_PROGRAM), type=Answer)
    if answer.read is None:
        raise Invalid(answer.problems)
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    for piece in pieces(source):
        digest.update(piece)
        size += len(piece)
    return SentHoldings(name=name, sha256=digest.hexdigest(), size=size, read=answer.read)


def _main() -> None:
    service_isolated.limit()
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=service_isolated.Order)
    answer = Answer()
    try:
        with Path(order.path).open("rb") as file:
            answer.read = read_holdings(service_reading.opened(file, order.name), order.today)
    except Invalid as error:
        answer.problems = list(error.problems)
    except MemoryError:
        sys.exit(service_isolated.TOO_MUCH)
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    _main()
