"""The auditor's pack: what its manifest says, what a revision's file holds, who may look into a stored pack until when.

A pack is a zip. `manifest.json` names every other file but `SHA256SUMS` with size and SHA-256, so the hash of the
manifest stands for the whole pack.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct

from schemas.field import field
from schemas.life import Approval
from schemas.vocabulary import RevisionStatus

FORMAT: Literal["ropa-pack/1"] = "ropa-pack/1"
REVISION_FORMAT: Literal["ropa-revision/1"] = "ropa-revision/1"
MANIFEST, SUMS, README, TRAIL = "manifest.json", "SHA256SUMS", "README.txt", "trail/excerpt.jsonl"
REGISTER = "register/register.xlsx"
SHORTEST_REASON, LONGEST_REASON = 10, 1000
#: A person looks into a pack no longer than this.
LONGEST_SHARE_DAYS = 90
#: A pack that nobody looks into any more goes after so many days.
KEPT_DAYS = 90

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
#: At least `SHORTEST_REASON` characters; `ropa.packs.rules` says so together with all other faults.
Reason = Annotated[str, field("เหตุผลที่ส่งออก", "Why it is exported", max_length=LONGEST_REASON)]


class PackFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a pack."""

    path: str
    size: Annotated[int, Meta(ge=0)]
    sha256: Sha256


class PackRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One record of a pack: the revision that the query selected, and what its folder holds."""

    id: str
    ref: str
    folder: str
    office_id: int
    office: str
    main_process: str | None
    sub_process: str | None
    status: RevisionStatus
    revision: int
    content_hash: Sha256
    revisions: list[int]
    """Numbers of the revisions that the folder holds, ascending."""
    notes: list[str]
    """What is missing in the folder, and why: a diagram that is too large to draw."""


class PackQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What selected the records."""

    office: int | None = None
    """This office and all below it."""
    status: RevisionStatus | None = None
    q: str | None = None
    """Words that are looked for in a record."""
    as_of: date | None = None
    """The register as it stood at the end of this day (Bangkok)."""


class PackInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What somebody asks for."""

    reason: Reason
    office: Annotated[int, Meta(ge=0, le=2_147_483_647), field("หน่วยงาน", "Office")] | None = None
    status: Annotated[RevisionStatus, field("สถานะ", "Status")] | None = None
    q: Annotated[str, field("คำค้น", "Words", max_length=200)] | None = None
    as_of: Annotated[date, field("ทะเบียน ณ สิ้นวันที่", "Register at the end of")] | None = None
    with_names: Annotated[bool, field("แสดงชื่อบุคคล (ไม่ปิดชื่อ)", "Show people's names (not masked)")] = False

    def query(self) -> PackQuery:
        """Return the part that selects."""
        return PackQuery(office=self.office, status=self.status, q=self.q or None, as_of=self.as_of)


class PackPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who exported. `id` is what the trail has."""

    id: str
    name: str


class PackRegister(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which register it came from."""

    base_url: str
    version: str
    """Version of the program."""


class PackCounts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much a pack holds."""

    records: int
    revisions: int
    files: int
    trail_entries: int
    trail_seals: int


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`manifest.json`."""

    format: Literal["ropa-pack/1"] = FORMAT
    pack_id: str
    register: PackRegister
    made_at: datetime
    """UTC."""
    made_at_th: str
    """The same moment in Bangkok, in the Buddhist Era."""
    exported_by: PackPerson
    reason: str
    masked: bool
    """Names of people and national IDs are hidden."""
    query: PackQuery
    query_th: str
    """The query in words."""
    counts: PackCounts
    trail_head: str | None
    """Number and hash of the newest seal of the excerpt; compare it with the published one."""
    records: list[PackRecord]
    files: list[PackFile]


class PackStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step in the life of a revision."""

    step: str
    at: datetime
    actor_id: str
    actor_name: str
    note: str | None


class RevisionFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`records/…/revisions/N.json`. The document stands on a line of its own, as the bytes that were hashed."""

    format: Literal["ropa-revision/1"] = REVISION_FORMAT
    pack_id: str
    exported_by: str
    exported_at: datetime
    masked: bool
    """True: names are hidden in `document`, so its bytes have another hash than `content_hash`."""
    activity_id: str
    ref: str
    revision: int
    status: RevisionStatus
    schema_version: int
    content_hash: Sha256
    """SHA-256 of the stored document."""
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    approval: Approval | None
    steps: list[PackStep]
    document: Raw


class PackItem(Struct, frozen=True, kw_only=True):
    """A stored pack as its list shows it."""

    id: str
    made_at: datetime
    made_by: str
    made_by_name: str
    reason: str
    masked: bool
    query: PackQuery
    query_th: str
    records: int
    files: int
    size: int
    sha256: str
    """SHA-256 of the zip."""
    manifest_hash: str
    expires_at: datetime
    """When its file goes unless somebody may look into it for longer."""
    is_gone: bool
    """The file has gone; what was exported, by whom and why stays."""


class PackList(Struct, frozen=True, kw_only=True):
    """Packs, newest first. `next_cursor` is None on the last page."""

    items: list[PackItem]
    next_cursor: str | None = None


class PackShare(Struct, frozen=True, kw_only=True):
    """A person who may look into one pack."""

    id: str
    pack_id: str
    person_id: str
    person_name: str | None
    """None: the person has not signed in yet."""
    reason: str
    valid_through: date
    """Last day (Bangkok)."""
    shared_at: datetime
    shared_by_name: str
    ended_at: datetime | None
    ended_by_name: str | None


class ShareInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Whom a pack is shown to. Either a person that the register knows, or a national ID."""

    reason: Annotated[str, field("เหตุผลที่ให้เข้าดู", "Why", max_length=LONGEST_REASON)]
    valid_through: Annotated[date, field("ดูได้ถึงวันที่", "Through")]
    person_id: Annotated[str, Meta(max_length=36), field("บุคคลในทะเบียน", "Person")] | None = None
    national_id: Annotated[str, Meta(max_length=20), field("เลขประจำตัวประชาชน", "National ID")] | None = None


class ShareList(Struct, frozen=True, kw_only=True):
    """Shares of one pack, newest first; never more than one page."""

    items: list[PackShare]
    next_cursor: str | None = None
