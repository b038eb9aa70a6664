"""The secret code of a receipt: sixteen letters that are read aloud without a slip, 80 bits. Pure."""

import base64
import hashlib
import re

from schemas.thai_text import arabic_digits

#: Crockford's alphabet: no I, L, O, U. The base32 of the library is turned into it letter by letter.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TURNED = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET)
_HEARD = str.maketrans("OILU", "011V")
LETTERS = 16
_GROUP = 4
_REF = re.compile(r"DSR-[0-9]{4}-[0-9]{4,9}")
_CODE = re.compile(f"[{_ALPHABET}]{{{LETTERS}}}")
#: Longer input is no slip of the hand.
_LONGEST = 60


def code_of(secret: bytes) -> str:
    """Return a code of the first 80 bits of `secret`, in groups of four."""
    letters = base64.b32encode(secret[: LETTERS * 5 // 8]).decode().translate(_TURNED)
    return "-".join(letters[at : at + _GROUP] for at in range(0, LETTERS, _GROUP))


def hash_of(request_id: str, code: str) -> str:
    """Return what is stored of a code. Its 80 bits are out of reach of trial: a change of keys leaves it good."""
    return hashlib.sha256(f"subject-request-code:{request_id}:{code.replace('-', '')}".encode()).hexdigest()


def read_code(typed: str) -> str | None:
    """Return a code as it was given out, however it was typed; None for what can be none."""
    letters = re.sub(r"[\s\-–—.]", "", arabic_digits(typed[:_LONGEST])).upper().translate(_HEARD)
    if _CODE.fullmatch(letters) is None:
        return None
    return "-".join(letters[at : at + _GROUP] for at in range(0, LETTERS, _GROUP))


def read_ref(typed: str) -> str | None:
    """Return a reference as it was given out, however it was typed; None for what can be none."""
    ref = re.sub(r"\s", "", arabic_digits(typed[:_LONGEST])).upper().replace("–", "-")
    return ref if _REF.fullmatch(ref) else None
