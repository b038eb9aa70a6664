"""What a granted right did to the data: erasure of one person, restriction, separation, withdrawal of consent.

Nothing here holds data of the person: data items are named by their labels in the record, never by their values.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.evidence import CheckOutcome, CopyFate, MethodUsed, PendingKind, Person, ReidentificationReview, Words
from schemas.holding import NoReview
from schemas.pending import PendingCheck
from schemas.request_terms import Right
from schemas.vocabulary import LawfulBasis, Term

Key = Annotated[str, Meta(min_length=1, max_length=36)]
Seq = Annotated[int, Meta(ge=1, le=1_000)]
Item = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]
Items = Annotated[list[Item], Meta(max_length=200)]
Said = Annotated[str, Meta(max_length=2_000)]
MOST_COPIES = 50


class EffectKind(Term):
    """What was done."""

    ERASURE = ("erasure", "ลบหรือทำลายข้อมูล", "erased")
    KEPT = ("kept", "เก็บต่อเพราะกฎหมายกำหนด", "kept because a law binds")
    RESTRICTION = ("restriction", "ระงับการใช้", "use restricted")
    SEPARATION = ("separation", "แยกข้อมูลออกทันที", "separated at once")
    WITHDRAWAL = ("withdrawal", "เลิกใช้ข้อมูลที่อาศัยความยินยอม", "consent no longer relied on")


class EffectState(Term):
    """Where an effect stands."""

    DONE = ("done", "เสร็จสิ้น", "done")
    PENDING = ("pending", "รอผล", "waits for what is still to be seen")
    BLOCKED = ("blocked_pending_erasure", "ปิดกั้นไว้ รอลบ", "blocked until it can be erased")
    IN_FORCE = ("in_force", "มีผลอยู่", "in force")
    ENDED = ("ended", "สิ้นสุดแล้ว", "ended")
    VOID = ("void", "บันทึกผิด ไม่มีผล", "recorded by mistake; void")


class EffectEnd(Term):
    """How an effect ends."""

    ENDED = ("ended", "สิ้นสุด", "ended")
    VOID = ("void", "บันทึกผิด", "recorded by mistake")


class ErasureGround(Term):
    """Why a person may have the data erased (s.33)."""

    NOT_NEEDED = ("s33_1", "หมดความจำเป็นตามวัตถุประสงค์ (มาตรา 33(1))", "no longer needed (s.33(1))")
    WITHDRAWN = ("s33_2", "ถอนความยินยอม ไม่มีฐานอื่น (มาตรา 33(2))", "consent withdrawn, no other ground (s.33(2))")
    OBJECTED = ("s33_3", "คัดค้านและปฏิเสธไม่ได้ (มาตรา 33(3))", "objection that cannot be refused (s.33(3))")
    UNLAWFUL = ("s33_4", "เก็บ ใช้ หรือเปิดเผยโดยไม่ชอบ (มาตรา 33(4))", "unlawful processing (s.33(4))")


class Way(Term):
    """The three ways that s.33 names."""

    ERASE = ("erase", "ลบ", "erase")
    DESTROY = ("destroy", "ทำลาย", "destroy")
    ANONYMISE = ("anonymise", "ทำให้ไม่สามารถระบุตัวบุคคลได้", "make anonymous")


class KeepingLaw(Term):
    """What binds the controller to keep data although their erasure is asked for."""

    SARABAN = ("saraban", "ระเบียบงานสารบรรณ", "the Saraban Regulation")
    LAW = ("law", "กฎหมายอื่น", "another law")
    CLAIMS = ("claims", "สิทธิเรียกร้องตามกฎหมาย", "legal claims")


class RestrictionGround(Term):
    """Why use is restricted (s.34)."""

    CHECKING = ("s34_1", "อยู่ระหว่างตรวจสอบความถูกต้อง (มาตรา 34(1))", "accuracy is being checked (s.34(1))")
    UNLAWFUL = (
        "s34_2",
        "ต้องลบ แต่เจ้าของข้อมูลขอให้ระงับแทน (มาตรา 34(2))",
        "restriction asked for in place of erasure (s.34(2))",
    )
    CLAIMS = ("s34_3", "หมดความจำเป็น แต่ต้องเก็บเพื่อสิทธิเรียกร้อง (มาตรา 34(3))", "needed only for legal claims (s.34(3))")
    OBJECTION = ("s34_4", "อยู่ระหว่างพิสูจน์การคัดค้าน (มาตรา 34(4))", "an objection is being judged (s.34(4))")


class ObjectionGround(Term):
    """To what the person objects (s.32)."""

    TASK = ("s32_1", "ฐานภารกิจรัฐหรือประโยชน์โดยชอบ (มาตรา 32(1))", "public task or legitimate interest (s.32(1))")
    MARKETING = ("s32_2", "การตลาดแบบตรง (มาตรา 32(2))", "direct marketing (s.32(2))")
    RESEARCH = ("s32_3", "วิจัยหรือสถิติ (มาตรา 32(3))", "research or statistics (s.32(3))")


class EffectCopy(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What became of one copy or backup. `copy`: its place in the data set's list, from 0; None: another, by words."""

    copy: Annotated[int, Meta(ge=0, le=1_000)] | None = None
    words: Said = ""
    fate: CopyFate
    on: date | None = None
    """Day on which it was erased, on which its cycle erases it, or on which the recipient was told."""
    measures: Said = ""
    """What keeps it from being collected, used or disclosed until it is gone (PDPC B.E. 2567 ข้อ 4)."""
    reason: Said = ""
    """Why it cannot be erased now."""
    next_check_on: date | None = None


class OtherWay(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The notice to the person that it was done in another way than asked (PDPC B.E. 2567)."""

    told_on: date
    how: Words
    """By which letter or channel; never an address."""
    reason: Words


class ErasureInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """The erasure of one person's data at one place: a data set of the register, or a place in words.

    The data set itself stays as it is; only what it holds of this person is gone.
    """

    right_seq: Seq
    activity_id: Key
    holding_id: Key | None = None
    place: Said = ""
    """Where, when it is no data set of the register."""
    data_items: Annotated[Items, Meta(min_length=1)]
    """Labels of the record's data items, never values."""
    scope: Words
    """What was erased, in words: forms, rows, folders. Never a person's data."""
    volume: Annotated[str, Meta(max_length=500)] = ""
    ground: ErasureGround
    asked: Way = Way.ERASE
    way: Way = Way.ERASE
    other_way: OtherWay | None = None
    """A must when `way` is another than `asked`."""
    done_on: date
    methods: Annotated[list[MethodUsed], Meta(min_length=1, max_length=10)]
    executor: Person
    copies: Annotated[list[EffectCopy], Meta(max_length=MOST_COPIES)] = default(default_factory=list)
    review: ReidentificationReview | None = None
    """Only for data made anonymous; without it they stay pending until it is recorded."""
    is_last_place: bool = False
    """Nothing of these items is left under the activity after it: items of a withdrawal count as answered."""
    no_law_binds: Said = ""
    """Why no law keeps it: a must where it is unclear whether the Saraban Regulation applies."""


class KeptInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Data whose erasure was asked for and which a law binds the controller to keep: which law, and until when."""

    right_seq: Seq
    activity_id: Key
    holding_id: Key | None = None
    data_items: Annotated[Items, Meta(min_length=1)]
    binds: KeepingLaw
    law: Words
    """The law and its section."""
    until: date | None = None
    """The last day that it is kept; None: the law names no day."""
    measures: Words
    """How it is kept from any other use."""
    is_last_place: bool = False
    """Nothing of these items is left elsewhere under the activity."""


class RestrictionInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A restriction of use: no use and no destruction while it lasts. It is placed as a hold (s.34)."""

    right_seq: Seq
    activity_id: Key
    holding_id: Key | None = None
    data_items: Annotated[Items, Meta(min_length=1)]
    ground: RestrictionGround
    measures: Words
    """How use is stopped in the systems."""
    done_on: date
    review_on: date | None = None
    no_review_reason: NoReview | None = None


class SeparationInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Data set apart from all other data at once when the person objects (s.32)."""

    right_seq: Seq
    activity_id: Key
    holding_id: Key | None = None
    data_items: Annotated[Items, Meta(min_length=1)]
    ground: ObjectionGround
    measures: Words
    """How they are set apart so that nobody uses them."""
    done_on: date


class WithdrawalInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A withdrawal of consent, as it reaches one activity. The activity itself goes on.

    Without `data_items` it reaches all items that rest on consent alone in the approved record.
    """

    right_seq: Seq
    activity_id: Key
    data_items: Items = default(default_factory=list)
    withdrawn_on: date | None = None
    """None: the day on which the right was asked for."""
    reason: Said = ""
    """A must when it reaches nothing, or an item whose ground the record does not tell."""


class EndEffectInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """The end of a restriction or separation, or the word that an effect was recorded by mistake."""

    end: EffectEnd
    reason: Words


class ItemDue(Struct, kw_only=True, frozen=True):
    """A data item that a withdrawal reaches, with its own last day."""

    item: str
    due_on: date
    rule: str
    """Name of the activity's retention rule that gave the day; "" for the law's own limit."""
    erased_by: int | None
    """Number of the effect that erased it or recorded why it is kept; None: it is still to go."""
    overdue: bool


class EffectPart(Struct, kw_only=True, frozen=True):
    """Something that is not gone yet."""

    id: str
    number: int
    kind: PendingKind
    words: str
    fate: CopyFate
    reason: str
    measures: str
    since: date
    next_check_on: date
    overdue: bool
    past_limit: bool
    """The law's last day is over and it is still there: it must be blocked."""
    checks: list[PendingCheck]
    closed_at: datetime | None
    version: int


class CopyDone(Struct, kw_only=True, frozen=True):
    """A copy as a statement names it."""

    words: str
    fate: CopyFate
    on: date | None
    measures: str
    reason: str
    next_check_on: date | None


class EffectFacts(Struct, kw_only=True, frozen=True):
    """What was recorded of an effect: the statement, fixed for ever. Its canonical JSON is what is hashed."""

    version: int
    ref: str
    """The request's reference and the number of the effect."""
    request_ref: str
    right: Right
    kind: EffectKind
    office: str
    activity_ref: str
    place: str
    """The data set by its carrier and id, or the place in words: a title may name people."""
    received_on: date
    limit_on: date | None
    done_on: date
    late: bool
    data_items: list[str]
    ground: str | None = None
    law: str = ""
    scope: str = ""
    volume: str = ""
    asked: Way | None = None
    way: Way | None = None
    other_way: OtherWay | None = None
    methods: list[MethodUsed] = default(default_factory=list)
    executor: Person | None = None
    copies: list[CopyDone] = default(default_factory=list)
    review: ReidentificationReview | None = None
    measures: str = ""
    until: date | None = None
    note: str = ""
    recorded_at: datetime
    recorded_by: str


class Effect(Struct, kw_only=True, frozen=True):
    """One effect of a right, as it stands now. Times are in Bangkok."""

    id: str
    number: int
    right_seq: int
    kind: EffectKind
    state: EffectState
    activity_id: str
    holding_id: str | None
    hold_id: str | None
    facts: EffectFacts
    facts_sha256: str
    items: list[ItemDue]
    parts: list[EffectPart]
    recorded_at: datetime
    ended_at: datetime | None
    ended_by_name: str | None
    end_reason: str | None
    version: int


class ItemBasis(Struct, kw_only=True, frozen=True):
    """A data item of the approved record and what it rests on."""

    item: str
    bases: list[LawfulBasis]
    """Empty: the record does not say."""
    consent_only: bool
    due_on: date | None
    """The last day on which it goes after a withdrawal; only for consent alone."""
    rule: str


class EffectPlace(Struct, kw_only=True, frozen=True):
    """A data set under an activity that may hold the person, as far as effects ask."""

    holding_id: str
    title: str
    copies: list[str]
    is_held: bool
    is_gone: bool
    saraban: str
    """`yes`, `no` or `unclear`."""


class ActivityPlan(Struct, kw_only=True, frozen=True):
    """What the register knows of an activity that the request concerns."""

    activity_id: str
    ref: str
    title: str
    items: list[ItemBasis]
    places: list[EffectPlace]
    more_places: bool
    """There are more data sets than are shown."""


class EffectsShown(Struct, kw_only=True, frozen=True):
    """The effects of a request, what is still open of them, and what they are made from."""

    items: list[Effect]
    open: int
    missing: list[str]
    """What is still to be done before the request can be closed, in Thai."""
    missing_en: list[str]
    plan: list[ActivityPlan]


class DuePart(Struct, kw_only=True, frozen=True):
    """A part or item of any request that is to be looked at, for agenda and reminders."""

    id: str
    request_id: str
    ref: str
    """The request's reference."""
    office_id: int
    kind_th: str
    kind_en: str
    next_check_on: date
    changed_at: datetime


OUTCOMES = {
    PendingKind.COPY: frozenset({CheckOutcome.STILL_THERE, CheckOutcome.GONE}),
    PendingKind.REVIEW: frozenset({CheckOutcome.IDENTIFIABLE, CheckOutcome.ANONYMOUS}),
}
