"""Files of a breach, and lines of the trail or the exchange log that were frozen as its evidence."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from schemas.attachments import ScanState
from schemas.breach_work import MAX_TEXT, ZONED, Words
from schemas.exchange_log import ExchangeFilter
from schemas.vocabulary import Term


class BreachFile(Struct, frozen=True, kw_only=True):
    """A file of a breach. Only its bytes' hash is shown while it is in quarantine."""

    id: str
    file_name: str
    sha256: str
    size: int
    media_type: str
    note: str | None
    uploaded_at: datetime
    uploaded_by_name: str
    scan: ScanState
    finding: str | None
    scanned_at: datetime | None
    is_served: bool


class BreachFiles(Struct, frozen=True, kw_only=True):
    """The files of a breach, oldest first."""

    items: list[BreachFile]


class FileInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said of a file."""

    note: Annotated[str, Meta(max_length=MAX_TEXT)] | None = None


class ExcerptKind(Term):
    """What an excerpt is taken from."""

    TRAIL = ("trail", "บันทึกเหตุการณ์ของระบบ", "the trail")
    EXCHANGE_LOG = ("exchange_log", "บันทึกการแลกเปลี่ยนข้อมูล", "the exchange log")


class TrailChoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Entries of the trail from a moment up to, not with, another one. Words are compared whole."""

    since: Annotated[datetime, ZONED]
    until: Annotated[datetime, ZONED]
    actor: Annotated[str, Meta(max_length=100)] | None = None
    action: Annotated[str, Meta(max_length=60)] | None = None
    subject: Annotated[str, Meta(max_length=100)] | None = None


class ExcerptInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which lines become evidence: of the trail, or of the exchange log; one of the two."""

    reason: Words
    trail: TrailChoice | None = None
    exchange_log: ExchangeFilter | None = None


class BreachEvidence(Struct, frozen=True, kw_only=True):
    """Lines that were frozen as a file, and what was asked for."""

    id: str
    kind: ExcerptKind
    filter: dict[str, Any]
    lines: int
    sha256: str
    size: int
    file_name: str
    reason: str
    made_at: datetime
    made_by_name: str


class BreachEvidences(Struct, frozen=True, kw_only=True):
    """The frozen excerpts of a breach, oldest first."""

    items: list[BreachEvidence]
