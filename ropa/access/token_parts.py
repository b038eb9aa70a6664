"""Reads the parts of signed tokens so that nobody can read them otherwise. What they say is checked elsewhere."""

import json
import re
from binascii import Error as NotBase64
from typing import Any

from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from ropa.errors import TokenMalformed

#: Control characters; and lone surrogates, which can be written in JSON and in no database.
UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def read_segment(segment: str) -> bytes:
    """Return the bytes of one of a token's parts. Raises: TokenMalformed."""
    try:
        content = urlsafe_b64decode(segment.encode())
    except (ValueError, NotBase64):
        raise TokenMalformed from None
    # Unused last bits would let one token be written in several ways, and be used once in each.
    if urlsafe_b64encode(content) != segment.encode():
        raise TokenMalformed
    return content


def read_object(content: bytes) -> dict[str, Any]:
    """Return the JSON object of some bytes, in which no name stands twice. Raises: TokenMalformed."""
    try:
        found = json.loads(content.decode(), object_pairs_hook=_without_repeats, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise TokenMalformed from None
    if not isinstance(found, dict):
        raise TokenMalformed
    return found


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Of a repeated claim the portal may read one and we the other.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_number(_: str) -> None:
    raise ValueError
