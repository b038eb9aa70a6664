"""Fingerprints of keys: a key is compared, counted and shown without being kept.

A fingerprint is the HMAC-SHA256 of the key under a secret that the register holds, so a list of national ID numbers
cannot be tried against it by whoever reads the plan.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from schemas.erasure import MARK_BYTES, Binding

_SHOWN_FROM = 4
"""A key shorter than this is masked whole: its first and last letter would be most of it."""


def fingerprint(secret: bytes, key: Sequence[Any]) -> bytes:
    """Return the 32 bytes that stand for a key."""
    return hmac.digest(secret, b"key\0" + canonical(key), hashlib.sha256)


def mark(whole: bytes) -> bytes:
    """Return the part of a fingerprint that a plan keeps for each key."""
    return whole[:MARK_BYTES]


def batch_digest(secret: bytes, fingerprints: Iterable[bytes]) -> str:
    """Return the digest of a batch's fingerprints, in key order."""
    return hmac.new(secret, b"batch\0" + b"".join(fingerprints), hashlib.sha256).hexdigest()


class KeySet:
    """Digest of all keys of a set, fed batch by batch."""

    def __init__(self, secret: bytes) -> None:
        self._hash = hmac.new(secret, b"set\0", hashlib.sha256)

    def add(self, fingerprints: Iterable[bytes]) -> None:
        self._hash.update(b"".join(fingerprints))

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def split_marks(marks: bytes) -> list[bytes]:
    """Return the marks that a batch has, one per key."""
    return [marks[start : start + MARK_BYTES] for start in range(0, len(marks), MARK_BYTES)]


def canonical(key: Sequence[Any]) -> bytes:
    """Return one text of bytes per key: the kind, the length and the value of each column.

    Raises: TypeError for a value of a kind that no key column may have.
    """
    parts = []
    for value in key:
        kind, text = _spelled(value)
        data = text.encode("utf-8", "surrogatepass")
        parts.append(kind + str(len(data)).encode() + b":" + data)
    return b"".join(parts)


def _spelled(value: object) -> tuple[bytes, str]:
    match value:
        case bool():
            raise TypeError("a truth value is no key")
        case int():
            return b"i", str(value)
        case str():
            return b"s", value
        case UUID():
            return b"u", str(value)
        case Decimal():
            return b"d", _decimal(value)
        case datetime() | date():
            return b"t", value.isoformat()
        case _:
            raise TypeError(f"no key: {type(value).__name__}")


def _decimal(value: Decimal) -> str:
    """Return a number's digits, all of them: `normalize` would round to the context's 28. 1.50 is 1.5, -0 is 0."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


def masked(key: Sequence[Any]) -> str:
    """Return what may be shown of a key: its columns' first and last character and their length in characters."""
    return " + ".join(_masked(_spelled(value)[1]) for value in key)


def _masked(text: str) -> str:
    if len(text) < _SHOWN_FROM:
        return f"{'•' * len(text)} ({len(text)})"
    return f"{text[0]}{'•' * min(len(text) - 2, 12)}{text[-1]} ({len(text)})"


def binding_hash(binding: Binding) -> str:
    """Return the SHA-256 of a binding: any change of it, even of the order of its columns, is another hash."""
    return hashlib.sha256(msgspec.json.encode(binding, order="sorted")).hexdigest()
