"""A document whose sections and tables are read one by one: whoever needs one of them decodes no more."""

from functools import cache
from typing import Any

import msgspec
from msgspec import Raw, Struct
from msgspec import field as default

from schemas.activity import Form
from schemas.document import SCHEMA_VERSION, ActivityDocument, encode_document
from schemas.exchange import InformationSystem
from schemas.flow import Step
from schemas.upcast import read_stored
from schemas.vocabulary import Mark

_NONE, _EMPTY = Raw(b"[]"), Raw(b"{}")


class DocumentParts(Struct, kw_only=True, forbid_unknown_fields=True):
    """The document with the JSON of each section of its form and of both tables; `{}` for a missing section."""

    form: dict[str, Raw] = default(default_factory=dict)
    steps: Raw = _NONE
    systems: Raw = _NONE
    marks: dict[str, Mark] = default(default_factory=dict)

    def section_json(self, key: str) -> Raw:
        """Return the JSON of a section."""
        return self.form.get(key, _EMPTY)

    def section(self, key: str) -> Any:
        """Return a section of the form. Raises: msgspec.ValidationError, KeyError for a key that the form has not."""
        return _sections()[key].decode(self.section_json(key))

    def flow(self) -> list[Step]:
        """Return the steps. Raises: msgspec.ValidationError."""
        return _STEPS.decode(self.steps)

    def exchanges(self) -> list[InformationSystem]:
        """Return the systems with their exchanges. Raises: msgspec.ValidationError."""
        return _SYSTEMS.decode(self.systems)


_PARTS = msgspec.json.Decoder(DocumentParts)
_STEPS, _SYSTEMS = msgspec.json.Decoder(list[Step]), msgspec.json.Decoder(list[InformationSystem])


@cache
def _sections() -> dict[str, msgspec.json.Decoder[Any]]:
    return {each.name: msgspec.json.Decoder(each.type) for each in msgspec.structs.fields(Form)}


def parts_of_document(document: ActivityDocument) -> DocumentParts:
    """Return a document's parts."""
    return _PARTS.decode(encode_document(document))


def parts_of_stored(content: bytes, version: int) -> DocumentParts:
    """Return the parts of stored bytes that were written with schema `version`, in the present shape.

    Raises: UnknownSchemaVersion; msgspec.ValidationError for bytes that are no document. Bytes of the present version
    are checked where they are decoded, part by part.
    """
    if version != SCHEMA_VERSION:
        return parts_of_document(read_stored(content, version))
    return _PARTS.decode(content)
