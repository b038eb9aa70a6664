"""Answers packed with gzip, of which the parts that are shown again and again were packed before.

A deflate stream may be cut at a full flush: what follows refers to nothing before it. So a part that was packed alone
can stand in any stream, and only what is new is packed for each answer (RFC 1951, 3.2.4; RFC 1952).
"""

import secrets
import struct
from collections.abc import Iterable, Mapping
from typing import Protocol

# Half zlib-ng's time for a few kilobytes, and a fifth of its memory to clear at each flush.
from isal import isal_zlib

# As small as zlib's in half its time or less; checksums of parts make that of the whole (zlib's own: Python 3.15).
from zlib_ng import zlib_ng as zlib

_RAW = -zlib.MAX_WBITS
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"
#: What is new in an answer, a few kilobytes mostly.
_QUICK = 2
#: What is packed once and sent often; and a page of a large form, which quick packing leaves half as large again:
#: 35 KB of an exchange table's 219 KB, and 25 KB so. One level more takes half as long again for 2 % less.
_THOROUGH, _LARGE = 5, 100_000
#: Between the name of a part and the text around it. Drawn anew by each process: no text of a person can hold it.
SIGN = f"\x00{secrets.token_hex(8)}\x00"


class Fragment:
    """A part of answers, kept packed: what a reader sees is ten times as large."""

    __slots__ = ("checksum", "length", "packed")

    def __init__(self, text: str) -> None:
        """Pack a text, thoroughly."""
        plain = text.encode()
        maker = zlib.compressobj(_THOROUGH, zlib.DEFLATED, _RAW)
        self.packed: bytes = maker.compress(plain) + maker.flush(zlib.Z_FULL_FLUSH)
        self.length = len(plain)
        self.checksum: int = zlib.crc32(plain)

    @classmethod
    def of(cls, parts: "Iterable[bytes | Fragment]") -> "Fragment":
        """Return parts as one: what was packed stays as it is."""
        made = cls.__new__(cls)
        out, made.checksum, made.length = _stream(parts, _quickly(), zlib.Z_FULL_FLUSH)
        made.packed = b"".join(out)
        return made

    @property
    def plain(self) -> bytes:
        """The part as it is."""
        unpacked: bytes = zlib.decompressobj(_RAW).decompress(self.packed)
        return unpacked


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
    maker = zlib.compressobj(_THOROUGH, zlib.DEFLATED, _RAW) if new >= _LARGE else _quickly()
    out, checksum, length = _stream(parts, maker, zlib.Z_FINISH)
    return b"".join((_HEADER, *out, struct.pack("<LL", checksum, length & 0xFFFFFFFF)))


class _Maker(Protocol):
    """What makes a stream, of either library."""

    def compress(self, data: bytes, /) -> bytes:
        """Return what of the data comes out."""

    def flush(self, mode: int, /) -> bytes:
        """Return the rest."""


def _quickly() -> _Maker:
    made: _Maker = isal_zlib.compressobj(_QUICK, isal_zlib.DEFLATED, _RAW)
    return made


def _stream(parts: Iterable[bytes | Fragment], maker: _Maker, last: int) -> tuple[list[bytes], int, int]:
    """Return the parts as one stream that ends with a flush of this kind, its checksum and its plain length."""
    out: list[bytes] = []
    checksum = length = 0
    for part in parts:
        if isinstance(part, Fragment):
            out += (maker.flush(zlib.Z_FULL_FLUSH), part.packed)
            checksum = zlib.crc32_combine(checksum, part.checksum, part.length)
            length += part.length
        elif part:
            out.append(maker.compress(part))
            checksum = zlib.crc32(part, checksum)
            length += len(part)
    out.append(maker.flush(last))
    return out, checksum, length
