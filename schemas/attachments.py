"""Documents attached to a record or to one of its fields."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.vocabulary import Term

MAX_TITLE, MAX_NOTE, MAX_POINTER = 300, 2000, 300

Title = Annotated[str, Meta(min_length=1, max_length=MAX_TITLE, pattern=r"\S", description="What the document is")]
Note = Annotated[str, Meta(max_length=MAX_NOTE)]
#: A JSON pointer (RFC 6901) of a field of the form, or nothing for the record as a whole.
FieldPointer = Annotated[str, Meta(max_length=MAX_POINTER)]
ExpiresOn = Annotated[date, Meta(description="Last day on which it is valid (Gregorian) / ใช้ได้ถึงวันที่")]


class AttachmentKind(Term):
    """What a document is to the record."""

    PRIVACY_NOTICE = ("privacy_notice", "ประกาศความเป็นส่วนตัว", "privacy notice")
    CONSENT_FORM = ("consent_form", "แบบขอความยินยอม", "consent form")
    POLICY = ("policy", "นโยบายหรือแนวปฏิบัติ", "policy")
    ACCESS_MATRIX = ("access_matrix", "ตารางสิทธิการเข้าถึง", "access matrix")
    DOMAIN_LIST = ("domain_list", "รายชื่อโดเมนตามแบบ 002", "list of domains (form 002)")
    PROCESSOR_AGREEMENT = ("processor_agreement", "ข้อตกลงกับผู้ประมวลผลข้อมูล", "agreement with a processor")
    OTHER = ("other", "เอกสารอื่น", "other document")


class AttachmentState(Term):
    """How the newest version stands to what was approved last."""

    FROZEN = ("frozen", "อยู่ในฉบับที่อนุมัติแล้ว", "part of the approved revision")
    NEXT = ("next", "จะอยู่ในฉบับอนุมัติถัดไป", "part of the next approved revision")
    LEAVING = ("leaving", "นำออกแล้ว ยังอยู่ในฉบับที่อนุมัติล่าสุด", "removed; still part of the approved revision")
    REMOVED = ("removed", "นำออกแล้ว", "removed")


class ScanState(Term):
    """What a scanner for malware said of a file. Waiting, quarantined and infected ones are not given out."""

    NOT_SCANNED = ("not_scanned", "ไม่ได้ตรวจ (ยังไม่ได้ตั้งค่าโปรแกรมตรวจมัลแวร์)", "not scanned (no scanner is set up)")
    WAITING = ("waiting", "รอตรวจมัลแวร์", "waiting to be scanned")
    QUARANTINED = ("quarantined", "กักไว้ โปรแกรมตรวจไม่ตอบ จะตรวจอีกครั้ง", "in quarantine: no answer yet, tried again")
    CLEAN = ("clean", "ตรวจแล้วไม่พบมัลแวร์", "scanned, nothing found")
    INFECTED = ("infected", "พบมัลแวร์", "malware found")


class Verdict(Struct, frozen=True, kw_only=True):
    """What a scanner said. Exactly one of: clean (neither), `finding` (its name), `trouble` (no answer; a code)."""

    finding: str | None = None
    trouble: str | None = None

    @property
    def is_clean(self) -> bool:
        """True when the scanner looked at every byte and found nothing."""
        return self.finding is None and self.trouble is None


class AttachmentInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said about a new document. `pointer` is the field that it belongs to; absent: the whole record."""

    title: Title
    kind: AttachmentKind
    pointer: FieldPointer = ""
    expires_on: ExpiresOn | None = None
    note: Note | None = None


class VersionInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said about a new version of a document."""

    expires_on: ExpiresOn | None = None
    note: Note | None = None


class AttachmentVersion(Struct, frozen=True, kw_only=True):
    """One file of a document. It never changes."""

    number: int
    sha256: str
    size: int
    """Bytes."""
    media_type: str
    """As its content says, not its sender."""
    file_name: str
    uploaded_at: datetime
    uploaded_by_name: str
    expires_on: date | None
    """The last day on which it is valid."""
    note: str | None


class Attachment(Struct, frozen=True, kw_only=True):
    """A document with its newest version; `versions` (newest first) only where one document is asked for."""

    id: str
    activity_id: str
    kind: AttachmentKind
    pointer: str
    title: str
    state: AttachmentState
    days_left: int | None
    """Days until `expires_on`: 0 on that day, below 0 when it has passed, None when it does not expire."""
    created_at: datetime
    removed_at: datetime | None
    current: AttachmentVersion
    versions: list[AttachmentVersion] = default(default_factory=list)


class AttachmentList(Struct, frozen=True, kw_only=True):
    """The documents of one record: those of the record first, then by field. Never more than one page."""

    items: list[Attachment]
    next_cursor: str | None = None


class FrozenFile(Struct, frozen=True, kw_only=True):
    """One line of what an approval froze, and where its bytes are; `attachment_id` is None when the line is unknown."""

    kind: str
    name: str
    sha256: str
    attachment_id: str | None
    number: int | None
    file_name: str | None
    size: int | None
    media_type: str | None


class FrozenList(Struct, frozen=True, kw_only=True):
    """What the approval of a revision froze beside its document; no revision where nothing was approved yet."""

    revision: int | None
    manifest_hash: str | None
    items: list[FrozenFile]
    next_cursor: str | None = None


class Expiring(Struct, frozen=True, kw_only=True):
    """A document whose last day is near or past."""

    attachment_id: str
    number: int
    activity_id: str
    ref: str
    office_id: int
    kind: AttachmentKind
    title: str
    expires_on: date
