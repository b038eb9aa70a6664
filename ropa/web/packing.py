"""Answers packed with gzip, of which the parts that are shown again and again were packed before.

A deflate stream may be cut at a full flush: what follows refers to nothing before it. So a part that was packed alone
can stand in any stream, and only what is new is packed for each answer (RFC 1951, 3.2.4; RFC 1952).
"""

import secrets
import struct
import zlib
from collections.abc import Iterable, Mapping

_RAW = -zlib.MAX_WBITS
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"
#: Level 3: a record's page of 230 KB with its kept parts in 0.33 ms for 0.41 at level 4, and a hundredth larger.
_QUICK = 3
#: What is packed once and sent often; and a page of a large form, which the quick level leaves half as large again:
#: 35 KB of an exchange table's 219 KB, and 25 KB at 5, for two milliseconds more.
_THOROUGH = 6
_LARGE, _FOR_LARGE = 100_000, 5
#: Between the name of a part and the text around it. Drawn anew by each process: no text of a person can hold it.
SIGN = f"\x00{secrets.token_hex(8)}\x00"


class Fragment:
    """A part of answers: its bytes, and the same packed."""

    __slots__ = ("packed", "plain")

    def __init__(self, text: str) -> None:
        self.plain = text.encode()
        maker = zlib.compressobj(_THOROUGH, zlib.DEFLATED, _RAW)
        self.packed = maker.compress(self.plain) + maker.flush(zlib.Z_FULL_FLUSH)


def parts_of(text: str, fragments: Mapping[str, Fragment]) -> list[bytes | Fragment]:
    """Return a text with the fragments whose names stand in it between two `SIGN`s."""
    if not fragments:
        return [text.encode()]
    pieces = text.split(SIGN)
    return [fragments[piece] if number % 2 else piece.encode() for number, piece in enumerate(pieces)]


def joined(parts: Iterable[bytes | Fragment]) -> bytes:
    """Return the parts as they are."""
    return b"".join(part.plain if isinstance(part, Fragment) else part for part in parts)


def packed(parts: Iterable[bytes | Fragment]) -> bytes:
    """Return the parts as one gzip file."""
    parts = list(parts)
    new = sum(len(part) for part in parts if not isinstance(part, Fragment))
    maker = zlib.compressobj(_FOR_LARGE if new >= _LARGE else _QUICK, zlib.DEFLATED, _RAW)
    out = [_HEADER]
    checksum = size = 0
    for part in parts:
        if isinstance(part, Fragment):
            out += (maker.flush(zlib.Z_FULL_FLUSH), part.packed)
            plain = part.plain
        else:
            out.append(maker.compress(part))
            plain = part
        checksum = zlib.crc32(plain, checksum)
        size += len(plain)
    out += (maker.flush(), struct.pack("<LL", checksum, size & 0xFFFFFFFF))
    return b"".join(out)
