"""Identifiers: UUID version 7, whose order is the order of creation (RFC 9562)."""

import os
import uuid
from datetime import datetime


def new_id(now: datetime) -> str:
    """Return a new UUIDv7 for a moment, 36 characters."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    noise = int.from_bytes(os.urandom(10))
    high = (milliseconds << 16) | 0x7000 | (noise >> 68)
    low = (0b10 << 62) | (noise & ((1 << 62) - 1))
    return str(uuid.UUID(int=(high << 64) | low))
