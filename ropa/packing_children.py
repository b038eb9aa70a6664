"""Draws the records of a large pack in processes of their own: two at once, each for a few records.

Setting pages keeps memory that is not given back (15 MB a record), so a process ends after a few. Records lie in a
file, and what is drawn goes through files: nothing but an order and an end passes between the processes. A child ends
when whoever started it does: its standard input closes then.
"""

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec
from msgspec import Struct

from ropa.errors import Unavailable
from ropa.packing_record import Exporter, Folder, Gathered, folder_of

T = TypeVar("T")
#: Records of one process; starting it costs as much as drawing one of them.
TOGETHER = 8
AT_ONCE = 2
_LENGTH = 8
_ASKED_EVERY = 0.2


class Order(Struct, frozen=True, kw_only=True):
    """Which records of a file a process draws, and where to."""

    exporter: Exporter
    spool: str
    offset: int
    count: int
    out: str


def put(out: BinaryIO, value: object) -> None:
    """Write a value behind its length."""
    content = msgspec.msgpack.encode(value)
    out.write(len(content).to_bytes(_LENGTH, "big") + content)


def each(source: BinaryIO, kind: type[T]) -> Iterator[T]:
    """Yield the values that `put` wrote, a value in memory at a time."""
    decoder = msgspec.msgpack.Decoder(kind)
    while length := source.read(_LENGTH):
        yield decoder.decode(source.read(int.from_bytes(length, "big")))


def drawn(
    spool: Path, offsets: list[int], exporter: Exporter, records: int, waiting: Callable[[], None]
) -> Iterator[Folder]:
    """Yield the folders of all records in their order. `offsets`: where each lot of `TOGETHER` begins in the file.

    `waiting` is called again and again meanwhile; what it raises ends the processes.

    Raises: Unavailable when one of them fails.
    """
    orders = deque(
        Order(
            exporter=exporter,
            spool=str(spool),
            offset=offset,
            count=min(TOGETHER, records - number * TOGETHER),
            out=str(spool.with_name(f"drawn-{number}")),
        )
        for number, offset in enumerate(offsets)
    )
    running: deque[tuple[Order, subprocess.Popen[bytes]]] = deque()
    try:
        while orders or running:
            while orders and len(running) < AT_ONCE:
                running.append((orders[0], _started(orders.popleft())))
            order, child = running[0]
            while child.poll() is None:
                waiting()
                time.sleep(_ASKED_EVERY)
            running.popleft()
            _ended(child)
            path = Path(order.out)
            with path.open("rb") as source:
                yield from each(source, Folder)
            path.unlink()
    finally:
        for _, child in running:
            child.kill()
            _ended(child, fails=False)


def _started(order: Order) -> "subprocess.Popen[bytes]":
    child = subprocess.Popen(
        [sys.executable, "-m", "ropa.packing_children"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    if child.stdin is not None:
        child.stdin.write(msgspec.json.encode(order) + b"\n")
        child.stdin.flush()
    return child


def _ended(child: "subprocess.Popen[bytes]", *, fails: bool = True) -> None:
    if child.stdin is not None:
        child.stdin.close()
    if child.wait() and fails:
        raise Unavailable("วาดเอกสารของชุดไม่สำเร็จ โปรดลองอีกครั้ง", "The pack's files could not be drawn; try again")


def draw(order: Order) -> None:
    """Draw the records of an order."""
    with Path(order.spool).open("rb") as source, Path(order.out).open("wb") as out:
        source.seek(order.offset)
        records = each(source, Gathered)
        for _ in range(order.count):
            put(out, folder_of(next(records), order.exporter))


def _leave_with_parent() -> None:
    # Not through sys.stdin: its lock would stop the interpreter from ending.
    while os.read(0, 1):
        pass
    os._exit(1)


def _first_line() -> bytes:
    line = bytearray()
    while (byte := os.read(0, 1)) not in {b"\n", b""}:
        line += byte
    return bytes(line)


if __name__ == "__main__":
    asked = msgspec.json.decode(_first_line(), type=Order)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    draw(asked)
