"""Identifiers: UUID version 7, whose order is the order of creation (RFC 9562)."""

import hashlib
import os
import threading
import uuid
from datetime import datetime

_NOISE_BITS = 74
_lock = threading.Lock()
_last = (-1, 0)


def new_id(now: datetime) -> str:
    """Return a new UUIDv7 for a moment, 36 characters.

    Ids that this process makes for the same millisecond rise, too (RFC 9562, 6.2, method 2): an import creates hundreds
    of records at one `now`, and their order must not be left to chance.
    """
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    noise = _noise(milliseconds)
    high = (milliseconds << 16) | 0x7000 | (noise >> 62)
    low = (0b10 << 62) | (noise & ((1 << 62) - 1))
    return str(uuid.UUID(int=(high << 64) | low))


def first_id(moment: datetime) -> str:
    """Return what is not later than any id of a moment, by its millisecond: ids before it were made before."""
    return str(uuid.UUID(int=(int(moment.timestamp() * 1000) & ((1 << 48) - 1)) << 80))


def id_of_words(base: str, words: str) -> str:
    """Return the id, of the moment of `base`, that these words always get with it; other words get another.

    Raises: ValueError when `base` is no UUID.
    """
    digest = int.from_bytes(hashlib.sha256(f"{base}\n{words}".encode()).digest()[:8])
    high = uuid.UUID(base).int >> 64
    return str(uuid.UUID(int=(high << 64) | (0b10 << 62) | (digest & ((1 << 62) - 1))))


def _noise(milliseconds: int) -> int:
    global _last  # noqa: PLW0603 - the process's one counter
    with _lock:
        # The top bit starts as 0, so that steps of up to 2^32 never run over.
        noise = int.from_bytes(os.urandom(10)) >> (81 - _NOISE_BITS)
        if milliseconds == _last[0]:
            noise = _last[1] + 1 + int.from_bytes(os.urandom(4))
        _last = (milliseconds, noise)
        return noise
