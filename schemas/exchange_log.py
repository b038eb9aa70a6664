"""The exchange log of form 003: nine columns for each call of a data service, as sent in, searched and answered.

What is stored of a token and of the person whose data were asked for is a keyed hash; neither can be read back.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.vocabulary import Term

ZONED = Meta(tz=True)
#: Most lines in one batch, most bytes of a batch as sent and unpacked, most bytes of one line.
MOST_LINES = 50_000
MOST_BYTES = 32 * 1024 * 1024
MOST_LINE_BYTES = 16 * 1024
#: Most lines that an excerpt holds: evidence must be whole, so a longer one is refused, never cut.
MOST_EXCERPT = 10_000
#: A count goes no further: the answer says "more than".
MOST_COUNTED = 100_000
#: Most lines that one step of a search looks at when nothing but service, status or address narrows it.
MOST_LOOKED_AT = 100_000

Word = Annotated[str, Meta(min_length=1, max_length=200)]
#: The Computer Crime Act B.E. 2550 s.26 asks for 90 days at least; ten years are longer than any log is of use.
KeepDays = Annotated[
    int, Meta(ge=90, le=3_660), field("เก็บบันทึกกี่วัน", "Days for which lines are kept", laws=("Computer Crime Act s.26",))
]
Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]


BatchKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
"""By which a sender knows a batch; the same once more is the same batch."""


class BatchFormat(Term):
    """How a batch is written."""

    CSV = ("csv", "CSV", "CSV")
    JSON = ("json", "JSON (อาร์เรย์)", "JSON array")
    NDJSON = ("ndjson", "NDJSON (บรรทัดละหนึ่งรายการ)", "NDJSON (one entry a line)")


class LogColumns(Struct, frozen=True, kw_only=True):
    """The nine columns of the log, in the order of form 003, with the names by which a batch may call them."""

    number: Annotated[int, field("ลำดับที่ของ Log", "Number of the line", column=1)]
    token: Annotated[str, field("Token ของหน่วยงานที่เรียกใช้เซอร์วิส", "Token of the calling agency", column=2)]
    person: Annotated[
        str,
        field(
            "ข้อมูลผู้ที่เรียกใช้",
            "Whose data were asked for",
            hint_th="เลขประจำตัวประชาชน หรือเลขนิติบุคคล ที่ต้องการเข้าถึงข้อมูล",
            column=3,
            names_people=True,
        ),
    ]
    agency: Annotated[
        str, field("รหัสหน่วยงานที่ลงทะเบียนขอใช้งาน", "Code of the agency that registered for the service", column=4)
    ]
    status: Annotated[str, field("สถานะการเรียกใช้ข้อมูล", "Status of the call", column=5)]
    service: Annotated[str, field("ชื่อเซอร์วิส", "Name of the service", column=6)]
    provider: Annotated[str, field("หน่วยงานที่ให้บริการข้อมูล", "Agency that gives the data", column=7)]
    ip: Annotated[str, field("ไอพีระบบที่เข้าถึง", "Address of the calling system", column=8)]
    at: Annotated[str, field("วันที่มีการเรียกใช้งาน", "Time of the call", column=9)]


class ExchangeSourceInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A system that sends in its log. Its code is fixed: lines mean it."""

    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)]
    code: Code
    name: Annotated[str, Meta(pattern=r"\S"), field("ชื่อระบบ", "Name of the system", max_length=300)]
    activity_id: Annotated[str, Meta(max_length=36)] | None = None
    keep_days: KeepDays = 365


class ExchangeKeeping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new time for which the lines of a source are kept."""

    keep_days: KeepDays
    reason: Annotated[str, Meta(pattern=r"\S", max_length=1_000)]


class ExchangeSource(Struct, frozen=True, kw_only=True):
    """A system that sends in its log."""

    id: int
    office_id: int
    code: str
    name: str
    activity_id: str | None
    keep_days: int
    created_at: datetime


class ExchangeSources(Struct, frozen=True, kw_only=True):
    """Sources, by code."""

    items: list[ExchangeSource]


class ExchangeBatch(Struct, frozen=True, kw_only=True):
    """A batch as it came in. Times are in Bangkok."""

    batch: str
    lines: int
    stored: int
    first_at: datetime
    last_at: datetime
    sha256: str
    received_at: datetime


class ExchangeBatches(Struct, frozen=True, kw_only=True):
    """The newest batches of a source, newest first."""

    items: list[ExchangeBatch]


class BatchAnswer(Struct, frozen=True, kw_only=True):
    """What became of a batch. The same batch once more gives the same answer with `is_repeated`."""

    source: str
    batch: str
    lines: int
    stored: int
    """Lines that stood in no earlier batch; the others stood already, with the same content."""
    is_repeated: bool
    first_at: datetime | None
    last_at: datetime | None
    unapproved_agencies: list[str]
    """Codes of agencies of which a line in this batch lies outside every approval at its own moment: of an exchange
    request to the source's office or one above it, neither suspended nor ended then."""


class ExchangeFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines are wanted. All that is given must be true of a line; words are compared whole."""

    source: Code | None = None
    activity_id: Annotated[str, Meta(max_length=36)] | None = None
    agency: Word | None = None
    person_hash: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")] | None = None
    """Keyed hash of whose data were asked for (`ropa.disclosures.service_log.person_hash`); never the number itself."""
    service: Word | None = None
    provider: Word | None = None
    status: Word | None = None
    ip: Word | None = None
    since: Annotated[datetime, ZONED] | None = None
    until: Annotated[datetime, ZONED] | None = None
    """Up to, not with, this moment."""


class ExchangeSearch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search as it is typed and sent in a body, never in an address: `person` is a number of somebody."""

    source: Code | None = None
    activity_id: Annotated[str, Meta(max_length=36)] | None = None
    agency: Word | None = None
    person: Annotated[str, Meta(min_length=1, max_length=50)] | None = None
    service: Word | None = None
    provider: Word | None = None
    status: Word | None = None
    ip: Word | None = None
    since: Annotated[datetime, ZONED] | None = None
    until: Annotated[datetime, ZONED] | None = None
    cursor: Annotated[str, Meta(max_length=100)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class ExchangeLine(Struct, frozen=True, kw_only=True):
    """One line of the log as it is shown. Times are in Bangkok."""

    source: str
    number: int
    at: datetime
    agency: str
    service: str
    provider: str
    status: str
    ip: str
    token_mark: str | None
    """The first 12 digits of the token's keyed hash: the same token has the same mark."""
    person_mark: str | None
    """The first 12 digits of the person's keyed hash."""
    person_tail: str | None
    """The last three digits of the number that was asked for."""


class EarlierLines(Struct, frozen=True, kw_only=True):
    """Lines that a search for a person cannot look through: another ID key made their hashes."""

    until: datetime
    """The last moment of such a line; later ones are all searched."""
    message_th: str
    message_en: str


class ExchangePage(Struct, frozen=True, kw_only=True):
    """Lines, newest first. `next_cursor` is None on the last page.

    A page may have few lines or none and still go on: one step looks at so many lines and no more.
    """

    items: list[ExchangeLine]
    next_cursor: str | None
    searched_to: datetime | None
    """How far back this step looked; None: to the end."""
    earlier: EarlierLines | None = None
    """Of a search for a person: what could not be searched."""


class ExchangeCount(Struct, frozen=True, kw_only=True):
    """How many lines fit. `is_more`: there are more than were counted."""

    count: int
    is_more: bool


class ExchangeExcerpt(Struct, frozen=True, kw_only=True):
    """Every line that fits, oldest first: evidence of a breach."""

    lines: list[ExchangeLine]
    count: int
    sha256: str
    """Of the lines as JSON, each followed by a line feed (`ndjson`)."""
    earlier: EarlierLines | None = None
    """Of an excerpt for a person: what could not be searched, and so is missing."""
