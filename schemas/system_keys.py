"""Keys by which systems and bodies are known across records.

A system is its name and its owner together; a body is its name. Keys are hashes of the names as they are compared:
without spaces and case, since the paper breaks Thai words anywhere, and without the number printed before them.

Two offices that each write "ระบบสารบรรณ" without an owner, or one of "ฝ่ายบริหาร", are not known to mean the same
system: such a name is known by the office of its record, too.
"""

import re
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from schemas.thai_text import searchable

#: Hexadecimal digits of a key.
KEY_DIGITS: Final = 16
KEY_PATTERN: Final = "^[0-9a-f]{16}$"
_PRINTED_NUMBER: Final = re.compile(r"^\s*[0-9๐-๙]{1,3}\s*[.)]\s*(?=\S)")


@lru_cache(maxsize=8192)
def bare(name: str) -> str:
    """Return a name as it is compared."""
    return searchable(_PRINTED_NUMBER.sub("", name)).replace(" ", "")


@lru_cache(maxsize=8192)
def key_of(*parts: str) -> str:
    """Return the key of some words, 16 hexadecimal digits; the same words always have the same."""
    return blake2b("\x1f".join(parts).encode(), digest_size=KEY_DIGITS // 2).hexdigest()


#: A unit that most offices have, in names that do not say of which body.
_UNITS: Final = ("ฝ่าย", "กลุ่ม", "งาน", "ส่วน", "แผนก", "ภายใน", "หน่วยงานภายใน")
_BODIES: Final = re.compile(
    "กระทรวง|กรม|สำนัก|กอง|ศูนย์|จังหวัด|องค์|การนิคม|สถาบัน|มหาวิทยาลัย|โรงเรียน|โรงพยาบาล|ธนาคาร|เทศบาล|แห่งชาติ|"
    "ประเทศ|บริษัท|จำกัด|ห้างหุ้นส่วน|สมาคม|มูลนิธิ|[(a-z]"
)


@lru_cache(maxsize=4096)
def is_common(name: str) -> bool:
    """Tell whether a name is that of a unit that many bodies have, and says of none whose it is."""
    key = bare(name)
    return key.startswith(_UNITS) and _BODIES.search(key) is None


def body_key(name: str | None, office: int | None = None) -> str:
    """Return the key of a body or of a partner's text in a record of an office; empty where nobody is named."""
    if name is None:
        return ""
    return key_of(bare(name), _at(office)) if office is not None and is_common(name) else key_of(bare(name))


def system_key(name: str, owner: str | None, office: int | None = None) -> str:
    """Return the key of a system: of name and owner together, and of its record's office where these say too little."""
    parts = bare(name), bare(owner) if owner is not None else ""
    return key_of(*parts, _at(office)) if office is not None and is_local(owner) else key_of(*parts)


def is_local(owner: str | None) -> bool:
    """Tell whether a system of this owner is known by its record's office, too."""
    return owner is None or is_common(owner)


def _at(office: int) -> str:
    return f"@{office}"


#: Key of the one box for everything that a reader may not know of.
HIDDEN: Final = key_of("", "hidden")
