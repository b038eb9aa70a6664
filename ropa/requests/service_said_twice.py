"""What a client of the API sends twice under one `Idempotency-Key`; for the doors."""

import re
from uuid import NAMESPACE_OID, uuid5

import msgspec

from ropa.errors import invalid

_KEY = re.compile(r"[!-~]{1,200}")


def key_of(key: str | None) -> str | None:
    """Return the key that a client gave in the header to what it sends; None: it gave none.

    Raises: Invalid.
    """
    if key is not None and _KEY.fullmatch(key) is None:
        raise invalid(
            "",
            "Idempotency-Key ต้องเป็นอักษร ASCII 1 ถึง 200 ตัว",
            "Idempotency-Key must have 1 to 200 ASCII characters",
        )
    return key


def id_of(key: str | None, sender: str, path: str, given: msgspec.Struct) -> str | None:
    """Return the id of what a call makes: the same for the same client, address, key and body. None without a key.

    Another body makes another thing, as it would without a key.
    """
    if key_of(key) is None:
        return None
    sent = [sender, path, key, msgspec.json.encode(given, order="deterministic").decode()]
    return str(uuid5(NAMESPACE_OID, msgspec.json.encode(sent).decode()))
