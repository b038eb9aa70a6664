"""Lifts older documents to the present shape when they are read. Stored originals are never rewritten.

A new optional field needs nothing here: an older document simply lacks it. A key that is renamed, moved, split or
dropped needs `SCHEMA_VERSION` one higher, one function below, and a fixture of the old version in tests/schemas.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import msgspec

from schemas.document import SCHEMA_VERSION, ActivityDocument, decode_document

#: A document as plain dicts, lists, text and numbers: its old type no longer exists.
Raw = dict[str, Any]
Upcaster = Callable[[Raw], Raw]

#: For each version N the pure function that makes version N+1 of it. A key that N knew and N+1 does not is handled
#: here, or the document is refused: nothing that was stored is dropped in silence.
UPCASTERS: Mapping[int, Upcaster] = {}


class UnknownSchemaVersion(ValueError):
    """A stored document has a version that this program cannot read."""

    def __init__(self, version: int, present: int) -> None:
        self.version = version
        if version > present:
            self.message_th = f"เอกสารเป็นรูปแบบรุ่น {version} แต่โปรแกรมนี้อ่านได้ถึงรุ่น {present} โปรดปรับปรุงโปรแกรม"
            self.message_en = (
                f"The document has schema version {version}; this program reads up to {present}. Upgrade it"
            )
        else:
            self.message_th = f"โปรแกรมนี้ไม่รู้จักเอกสารรูปแบบรุ่น {version}"
            self.message_en = f"This program does not know schema version {version} of a document"
        super().__init__(f"{self.message_th} / {self.message_en}")


def lift(
    raw: Raw, version: int, *, upcasters: Mapping[int, Upcaster] = UPCASTERS, present: int = SCHEMA_VERSION
) -> Raw:
    """Return a plain document of `version` in the `present` shape; `raw` itself stays as it was.

    Raises: UnknownSchemaVersion when the version is newer than `present`, or no chain leads from it.
    """
    if version > present:
        raise UnknownSchemaVersion(version, present)
    lifted = deepcopy(raw) if version < present else raw
    for number in range(version, present):
        if number not in upcasters:
            raise UnknownSchemaVersion(version, present)
        lifted = upcasters[number](lifted)
    return lifted


def read_stored(content: bytes, version: int) -> ActivityDocument:
    """Return the document of stored bytes that were written with schema `version`.

    Raises: UnknownSchemaVersion, and msgspec.ValidationError when the bytes are no document of that version.
    """
    if version == SCHEMA_VERSION:
        return decode_document(content)
    return msgspec.convert(lift(msgspec.json.decode(content), version), ActivityDocument)
