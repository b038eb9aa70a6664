"""Keyed hashes of tokens and people in the exchange log, made with the register's ID key; nothing reads them back."""

import hashlib
from collections.abc import Callable

from ropa.disclosures.rules_log import person_text
from ropa.disclosures.rules_log_words import LineFault
from ropa.errors import invalid
from ropa.keys import Keys

#: Half of SHA-256 is enough to tell a nation's people apart, and the index of lines is a third smaller for it.
_KEPT_BYTES = 16
_BLOCK = 64


def keyed(key: bytes, purpose: str, size: int = 32) -> Callable[[str], bytes]:
    """Return the HMAC-SHA-256 (RFC 2104) of texts for one purpose, each begun from a hash that knows the key already;
    `size` bytes of it.

    Twice as fast as `hmac.digest`, which sets the key up again for each of the tens of thousands of lines of a batch.
    """
    padded = key.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + f"{purpose}:".encode())
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def made(text: str) -> bytes:
        first = inner.copy()
        first.update(text.encode())
        second = outer.copy()
        second.update(first.digest())
        return second.digest()[:size]

    return made


def people(keys: Keys) -> Callable[[str], bytes]:
    """Return the keyed hash of numbers of people, 16 bytes."""
    return keyed(keys.id, "exchange-log-person", _KEPT_BYTES)


def tokens(keys: Keys) -> Callable[[str], str]:
    """Return the keyed hash of tokens, 64 hex digits."""
    digest = keyed(keys.id, "exchange-log-token")
    return lambda text: digest(text).hex()


def key_version(keys: Keys) -> int:
    """Return a number by which the ID key is known again: batches keep it, so that a change of keys is seen in them."""
    digest = keyed(keys.id, "exchange-log-key", 4)("")
    # Never one of the small numbers that batches had before.
    return int.from_bytes(digest) & 0x3FFFFFFF | 0x40000000


def person_hash(keys: Keys, typed: str) -> str:
    """Return the keyed hash by which a person's lines are found, 32 hex digits, from a number as it was typed.

    Raises: Invalid when it is no such number; the number is not repeated.
    """
    try:
        text = person_text(typed)
    except LineFault as fault:
        raise invalid("/person", fault.message_th, fault.message_en) from None
    if text is None:
        raise invalid("/person", "ระบุเลขประจำตัว", "Give the number")
    return people(keys)(text).hex()
