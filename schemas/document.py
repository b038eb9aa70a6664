"""One activity: what a client sends, what is hashed and stored, and what the register answers."""

import hashlib
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec import field as default

from schemas.activity import Form
from schemas.exchange import InformationSystem
from schemas.field import rows
from schemas.flow import Step
from schemas.vocabulary import Mark, RevisionStatus

#: Version of the document's shape. Older documents are lifted by `schemas.upcast` when read, never rewritten.
SCHEMA_VERSION = 1

Pointer = Annotated[str, Meta(max_length=300, pattern="^/", description="RFC 6901 pointer into the document")]


class Source(Struct, kw_only=True, forbid_unknown_fields=True):
    """Where a value came from: the file, the place in it, the words there, and a proposed correction."""

    file: Annotated[str, Meta(max_length=300)] | None = None
    place: Annotated[str, Meta(max_length=200)] | None = None
    raw: Annotated[str, Meta(max_length=20_000)] | None = None
    proposed: Annotated[str, Meta(max_length=20_000)] | None = None


class ActivityDocument(Struct, kw_only=True, forbid_unknown_fields=True):
    """The hashed part of a record: form, steps, systems and marks."""

    form: Form = default(default_factory=Form)
    steps: Annotated[list[Step], rows("ขั้นตอนการไหลของข้อมูล", "Data-flow steps")] = default(default_factory=list)
    systems: Annotated[list[InformationSystem], rows("ระบบที่เกี่ยวข้อง", "Systems")] = default(default_factory=list)
    marks: dict[Pointer, Mark] = default(default_factory=dict)
    """Which token the paper had at an empty place; see `Mark`."""


class ActivityInput(ActivityDocument, kw_only=True, forbid_unknown_fields=True):
    """What a client sends to create or replace an activity."""

    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)]
    sources: dict[Pointer, Source] = default(default_factory=dict)

    def document(self) -> ActivityDocument:
        """Return the part that is hashed."""
        return ActivityDocument(form=self.form, steps=self.steps, systems=self.systems, marks=self.marks)


class ActivityUpdate(ActivityInput, kw_only=True, forbid_unknown_fields=True):
    """What a client sends to replace an activity: what it read, changed. The envelope may come back as it was read;
    an id, reference, status or revision number that is not the record's own is refused, the rest is ignored.
    """

    id: str | None = None
    ref: str | None = None
    status: RevisionStatus | None = None
    revision: int | None = None
    version: int | None = None
    content_hash: str | None = None
    schema_version: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class ActivityRecord(ActivityDocument, kw_only=True):
    """What the register answers for one activity: envelope first, then the document."""

    id: str
    ref: str
    office_id: int
    status: RevisionStatus
    revision: int
    version: int
    content_hash: str
    schema_version: int
    created_at: datetime
    updated_at: datetime
    sources: dict[str, Source] = default(default_factory=dict)


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(ActivityDocument)


def encode_document(document: ActivityDocument) -> bytes:
    """Return the document's bytes: UTF-8 JSON, Struct fields in form order, marks sorted. The hash is over these."""
    return _ENCODER.encode(document)


def decode_document(content: bytes) -> ActivityDocument:
    """Return the document of bytes that have the current `SCHEMA_VERSION` (see `schemas.upcast` for older ones).

    Raises: msgspec.ValidationError.
    """
    return _DECODER.decode(content)


def content_hash(content: bytes) -> str:
    """Return the SHA-256 of document bytes, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
