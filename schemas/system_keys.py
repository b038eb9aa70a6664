"""Keys by which systems and bodies are known across records.

A system is its name and its owner together; a body is its name. Keys are hashes of the names as they are compared:
without spaces and case, since the paper breaks Thai words anywhere, and without the number printed before them.
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


def body_key(name: str | None) -> str:
    """Return the key of a body or of a partner's text; empty where nobody is named."""
    return key_of(bare(name)) if name is not None else ""


def system_key(name: str, owner: str | None) -> str:
    """Return the key of a system: of its name and owner together."""
    return key_of(bare(name), bare(owner) if owner is not None else "")


#: Key of the one box for everything that a reader may not know of.
HIDDEN: Final = key_of("", "hidden")
