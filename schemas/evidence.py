"""Evidence of destruction: who, when, how, what, which copies, who saw it. Never the destroyed data themselves.

The order is never typed: it is taken from the head's decision on the list.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.holding import Carrier
from schemas.vocabulary import Term

Words = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[datetime, Meta(tz=True, description="With an offset, e.g. +07:00 / ต้องระบุเขตเวลา")]
Count = Annotated[int, Meta(ge=0, le=10**15)]


class Method(Term):
    """How data were destroyed."""

    OVERWRITE_DELETE = ("overwrite_delete", "เขียนทับ (Zero Fill / Random Fill) แล้วลบ", "overwritten, then deleted")
    CRYPTO_ERASE = ("crypto_erase", "ทำลายกุญแจเข้ารหัส (Cryptographic Erase)", "encryption key destroyed")
    PROVIDER_ATTESTATION = ("provider_attestation", "ผู้ให้บริการรับรองการลบ", "erased, as the provider attests")
    ANONYMISED = ("anonymised", "ทำให้เป็นข้อมูลที่ไม่สามารถระบุตัวบุคคลได้", "made anonymous")
    DEGAUSSED = ("degaussed", "ลบด้วยสนามแม่เหล็ก (Degauss)", "degaussed")
    SHREDDED = ("shredded", "ย่อยทำลาย", "shredded")
    BURNT = ("burnt", "เผา", "burnt")
    PULPED = ("pulped", "ต้มหรือบดเป็นเยื่อกระดาษ", "pulped")
    OTHER = ("other", "วิธีอื่น", "another way")


#: For which carrier a method is meant; shredding takes a sheet of paper and a disk alike.
PAPER_METHODS = frozenset({Method.SHREDDED, Method.BURNT, Method.PULPED, Method.OTHER})
ELECTRONIC_METHODS = frozenset(Method) - {Method.BURNT, Method.PULPED}


class Ground(Term):
    """Why the data had to go."""

    PERIOD_ENDED = ("period_ended", "สิ้นสุดระยะเวลาจัดเก็บ (มาตรา 37(3))", "the retention period ended (s.37(3))")
    NOT_NEEDED = ("not_needed", "ไม่เกี่ยวข้องหรือเกินความจำเป็น (มาตรา 37(3))", "irrelevant or more than needed (s.37(3))")
    REQUESTED = ("requested", "เจ้าของข้อมูลขอ หรือถอนความยินยอม (มาตรา 33)", "asked for, or consent withdrawn (s.33)")
    UNLAWFUL = ("unlawful", "เก็บรวบรวมโดยไม่ชอบด้วยกฎหมาย (มาตรา 33)", "collected unlawfully (s.33)")


class CopyFate(Term):
    """What became of one copy of a destroyed data set."""

    ERASED = ("erased", "ทำลายแล้ว", "erased")
    EXPIRES = ("expires", "จะถูกลบตามรอบของตัวเอง", "its own cycle erases it")
    TOLD = ("told", "แจ้งผู้รับข้อมูลแล้ว รอยืนยัน", "the recipient was told and has not yet answered")
    BLOCKED = ("blocked", "ปิดกั้นไว้ รอลบ", "blocked until it can be erased")


class PendingKind(Term):
    """What is still to be checked after a destruction."""

    COPY = ("copy", "สำเนาที่ยังไม่ถูกลบ", "a copy that is not erased yet")
    REVIEW = ("review", "รอผลทบทวนการระบุตัวบุคคลซ้ำ", "the re-identification review is missing")
    LIMIT = ("limit", "ส่วนที่การเขียนทับเข้าไม่ถึง", "what overwriting does not reach")


class CheckOutcome(Term):
    """What a check of something pending found."""

    STILL_THERE = ("still_there", "ยังอยู่", "still there")
    GONE = ("gone", "ลบแล้ว", "gone")
    ANONYMOUS = ("anonymous", "ทบทวนแล้ว ระบุตัวบุคคลซ้ำไม่ได้", "reviewed: nobody can be identified")
    IDENTIFIABLE = ("identifiable", "ทบทวนแล้ว ยังระบุตัวบุคคลได้", "reviewed: somebody can still be identified")


class Person(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Somebody who destroyed, or saw it, by name and position."""

    name: Name
    position: Name


class MethodUsed(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A method, and how it was done (a must for `other`): machine, number of passes, place."""

    method: Method
    words: Annotated[str, Meta(max_length=2_000)] = ""


class ReidentificationReview(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The look at data made anonymous: can somebody still be identified? (PDPC B.E. 2567)."""

    reviewer: Person
    reviewed_on: date
    words: Words
    """What was tried, and what came of it."""


class CopyEvidence(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What became of one copy. `copy` is its place in the data set's list of copies, from 0."""

    copy: Annotated[int, Meta(ge=0, le=1_000)]
    fate: CopyFate
    on: date | None = None
    """Day on which it was erased, on which its cycle erases it, or on which the recipient was told."""
    measures: Annotated[str, Meta(max_length=2_000)] = ""
    """What keeps it from being used until it is gone (PDPC B.E. 2567 ข้อ 4)."""
    reason: Annotated[str, Meta(max_length=2_000)] = ""
    """Why it cannot be erased now."""
    next_check_on: date | None = None


class FileEvidence(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A paper that belongs to the evidence (photograph, provider's attestation), by the hash of its bytes."""

    sha256: Hash
    name: Annotated[str, Meta(min_length=1, max_length=255, pattern=r"\S")]


class ItemEvidence(Struct, kw_only=True, forbid_unknown_fields=True):
    """What was destroyed of one item of the list."""

    item_id: Annotated[str, Meta(max_length=36)]
    scope: Words
    """What was destroyed, in words: parts, years, folders. Never a person's data."""
    volume: Annotated[str, Meta(max_length=500)] = ""
    """How much: 12 boxes, 4,200 rows."""
    methods: Annotated[list[MethodUsed], Meta(max_length=10)] = default(default_factory=list)
    """Where this item differs from the others; else the common methods count."""
    ground: Ground = Ground.PERIOD_ENDED
    copies: Annotated[list[CopyEvidence], Meta(max_length=50)] = default(default_factory=list)
    review: ReidentificationReview | None = None
    """Only for data made anonymous; without it they stay pending until it is recorded."""


class EvidenceInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person records after a destruction: one act, one or many items of one list."""

    destroyed_at: Moment
    methods: Annotated[list[MethodUsed], Meta(min_length=1, max_length=10)]
    executor: Person
    witnesses: Annotated[list[Person], Meta(min_length=1, max_length=20)]
    """Who saw it; for Saraban documents somebody of the committee, which controls the destruction (ข้อ 68)."""
    items: Annotated[list[ItemEvidence], Meta(min_length=1, max_length=1_000)]
    place: Annotated[str, Meta(max_length=500)] = ""
    notes: Annotated[str, Meta(max_length=4_000)] = ""
    files: Annotated[list[FileEvidence], Meta(max_length=50)] = default(default_factory=list)


class TableDone(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a run did in one table of another database, in rows."""

    table: Name
    approved: Count
    overwritten: Count
    deleted: Count
    left: Count
    """Counted afterwards, with the approved keys."""


class StatementDone(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One statement of a run, by the hash of its text (without values), and how often it ran."""

    what: Name
    sha256: Hash
    times: Count


class FollowUp(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Something that overwriting did not reach and that a person must see to (backups, replicas, WAL, SSD)."""

    words: Words
    measures: Words
    next_check_on: date


class RunFacts(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a run in a database did. Names and hashes only."""

    target: Name
    run_id: Annotated[str, Meta(max_length=36)]
    started_at: Moment
    ended_at: Moment
    frozen_hash: Hash
    """Of what the approval froze: binding, schema, key set."""
    keys_hash: Hash
    tables: Annotated[list[TableDone], Meta(min_length=1, max_length=200)]
    statements: Annotated[list[StatementDone], Meta(max_length=1_000)]
    steps: Annotated[list[Words], Meta(max_length=50)]
    """What was done, step by step, in Thai."""
    limits: Annotated[list[Words], Meta(max_length=50)]
    """What overwriting could not reach, in Thai."""


class ExecutedEvidence(Struct, kw_only=True, forbid_unknown_fields=True):
    """What `ropa.erasure` records of a run: the item's evidence, and the facts of the run."""

    executor: Person
    executor_id: str
    """The account of who ordered the run; other than who decided on the list."""
    witnesses: Annotated[list[Person], Meta(min_length=1, max_length=20)]
    methods: Annotated[list[MethodUsed], Meta(min_length=1, max_length=10)]
    scope: Words
    volume: Annotated[str, Meta(max_length=500)] = ""
    """What was really done, in rows."""
    run: RunFacts
    ground: Ground = Ground.PERIOD_ENDED
    copies: Annotated[list[CopyEvidence], Meta(max_length=50)] = default(default_factory=list)
    """Copies that are not answered here become pending by themselves."""
    follow_ups: Annotated[list[FollowUp], Meta(max_length=50)] = default(default_factory=list)
    review: ReidentificationReview | None = None


class CopyFact(Struct, kw_only=True, frozen=True):
    """A copy on a certificate: what it was, and what became of it."""

    kind_th: str
    place: str
    carrier: Carrier | None
    fate: CopyFate | None
    """None: nobody answered for it when the run ended; it is pending."""
    on: date | None
    measures: str
    reason: str
    next_check_on: date | None


class ItemFact(Struct, kw_only=True, frozen=True):
    """An item on a certificate."""

    seq: int
    order: int
    """Which of the certificate's orders it follows, from 0."""
    item_id: str
    holding_id: str
    activity_ref: str
    title: str
    data_from: date | None
    data_through: date | None
    carrier: Carrier | None
    volume: str
    scope: str
    ground: Ground
    methods: list[MethodUsed]
    copies: list[CopyFact]
    review: ReidentificationReview | None


class OrderFact(Struct, kw_only=True, frozen=True):
    """The head's order, as decided on the list."""

    order_no: str
    ordered_on: date
    signer_name: str
    signer_position: str
    capacity: str | None
    delegation_no: str | None
    items_hash: str
    """SHA-256 of what was decided, item by item."""


class PendingFact(Struct, kw_only=True, frozen=True):
    """What is still pending when a certificate is made."""

    kind: PendingKind
    title: str
    words: str
    measures: str
    next_check_on: date


class CheckFact(Struct, kw_only=True, frozen=True):
    """An addendum's reason: what the last check found."""

    title: str
    words: str
    outcome: CheckOutcome
    checked_on: date
    checked_by: str
    found: str


class CertificateFacts(Struct, kw_only=True, frozen=True):
    """All that a certificate says. Its canonical JSON is what is hashed; the PDF is made of nothing else."""

    version: int
    ref: str
    addendum_to: str | None
    """Number of the certificate whose pending copies are gone now."""
    office: str
    list_ref: str
    list_title: str
    orders: list[OrderFact]
    destroyed_at: datetime
    recorded_at: datetime
    recorded_by: str
    place: str
    executor: Person
    witnesses: list[Person]
    committee_witnesses: list[str]
    """Which of the witnesses sit in the committee that controls the destruction (ข้อ 68)."""
    items: list[ItemFact]
    pending: list[PendingFact]
    checks: list[CheckFact]
    run: RunFacts | None
    notes: str
    files: list[FileEvidence]


class Certificate(Struct, kw_only=True):
    """A certificate in the register of certificates."""

    id: str
    ref: str
    list_id: str
    list_ref: str
    office_id: int
    addendum_to: str | None
    destroyed_at: datetime
    made_at: datetime
    made_by: str
    items: int
    pending: int
    """How much of what was destroyed with it is still pending now."""
    facts_sha256: str
    pdf_sha256: str


class CertificateDetail(Struct, kw_only=True):
    """A certificate with what it says."""

    certificate: Certificate
    facts: CertificateFacts


class CertificatePage(Struct, kw_only=True):
    """One page of certificates, newest first."""

    items: list[Certificate]
    next_cursor: str | None = None


class Verdict(Term):
    """What a verification found."""

    GENUINE = ("genuine", "ตรงกับทะเบียนและบันทึกเหตุการณ์", "as registered and as the trail says")
    UNKNOWN = ("unknown", "ไม่มีในทะเบียนหนังสือรับรอง", "not in the register of certificates")
    TAMPERED = ("tampered", "ทะเบียนถูกเปลี่ยนหลังออกหนังสือรับรอง", "the register was changed after the certificate was made")


class VerifyInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """The hash of a certificate's PDF, or the one printed on it (of its facts)."""

    sha256: Hash


class Verification(Struct, kw_only=True):
    """What is known of a certificate that somebody holds in hand."""

    verdict: Verdict
    sha256: str
    matched: str | None = None
    """`pdf`: these are the bytes of the PDF. `facts`: it is the number printed on it."""
    certificate: Certificate | None = None
    sealed: bool = False
    """A seal of the trail covers the entry that names both hashes."""
    problems_th: list[str] = default(default_factory=list)
    problems_en: list[str] = default(default_factory=list)
