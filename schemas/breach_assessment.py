"""The risk of a breach: what the register knows of it, the seven factors, the suggestion, and what a person decided.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565 ข้อ 5 and ข้อ 12.
"""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as default

from schemas.breach import RiskLevel, WasLate
from schemas.breach_known import KnownFacts, ZonedMoment
from schemas.vocabulary import Term

NOTIFICATION = "PDPC breach notification B.E.2565"
#: Longest words of one answer.
MAX_WORDS = 8_000
#: Most pieces of evidence that one decision names.
MOST_EVIDENCE = 50

Words = Annotated[str, Meta(max_length=MAX_WORDS)]
Reason = Annotated[str, Meta(min_length=1, max_length=MAX_WORDS, pattern=r"\S")]


#: The lowest first.
LEVELS = (RiskLevel.NONE, RiskLevel.RISK, RiskLevel.HIGH)


def is_below(level: RiskLevel, other: RiskLevel | None) -> bool:
    """Tell whether a level is lower than another one; nothing is lower than no level."""
    return other is not None and LEVELS.index(level) < LEVELS.index(other)


class RiskFactor(Term):
    """The factors that ข้อ 12 names, in its order."""

    NATURE = ("nature", "ลักษณะและประเภทของการละเมิด", "nature and type of the breach")
    DATA = ("data", "ลักษณะ ประเภท และปริมาณของข้อมูลส่วนบุคคล", "nature, type and volume of the data")
    SUBJECTS = (
        "subjects",
        "ลักษณะ ประเภท และสถานะของเจ้าของข้อมูลส่วนบุคคล",
        "nature, type and status of the data subjects",
    )
    SEVERITY = (
        "severity",
        "ความร้ายแรงของผลกระทบต่อเจ้าของข้อมูล และผลของมาตรการที่ใช้หรือจะใช้",
        "severity of the effect on the data subjects, and the effect of measures taken or to be taken",
    )
    WIDER_EFFECT = (
        "wider_effect",
        "ผลกระทบในวงกว้างต่อการดำเนินงานของหน่วยงานหรือต่อสาธารณะ",
        "broad effect on the work of the controller or on the public",
    )
    STORAGE = (
        "storage",
        "ลักษณะของระบบจัดเก็บ และมาตรการเชิงองค์กร เทคนิค และกายภาพ",
        "nature of the storage and its organisational, technical and physical measures",
    )
    CONTROLLER = (
        "controller",
        "สถานะทางกฎหมาย ขนาด และประเภทกิจการของผู้ควบคุมข้อมูลส่วนบุคคล",
        "legal status, size and kind of business of the controller",
    )


class Answer(Term):
    """What is said of a question. Not answered is unknown."""

    YES = ("yes", "ใช่", "yes")
    NO = ("no", "ไม่ใช่", "no")
    UNKNOWN = ("unknown", "ยังไม่ทราบ", "not known")


class WhoGot(Term):
    """Who can have seen or taken the data."""

    NOBODY = ("nobody", "ไม่มีผู้ใดเข้าถึงข้อมูล โดยมีหลักฐาน", "nobody, by evidence")
    INSIDE = ("inside", "เฉพาะบุคลากรหรือผู้ประมวลผลที่มีหน้าที่รักษาความลับ", "only staff or processors bound to secrecy")
    OUTSIDE = ("outside", "บุคคลภายนอก", "persons outside")
    PUBLIC = ("public", "เผยแพร่ต่อสาธารณะหรือขายต่อ", "published or sold")
    UNKNOWN = ("unknown", "ยังไม่ทราบ", "not known")


class Effect(Term):
    """How grave the effect on a data subject is or may be."""

    NONE = ("none", "ไม่มีผลกระทบ", "none")
    SLIGHT = ("slight", "เล็กน้อย แก้ไขได้เอง", "slight, overcome without help")
    SERIOUS = (
        "serious",
        "ร้ายแรง เช่น สูญเสียทรัพย์ ถูกสวมรอย เสียชื่อเสียง อันตรายต่อร่างกาย",
        "serious: loss of money, theft of identity, loss of reputation, bodily harm",
    )
    UNKNOWN = ("unknown", "ยังไม่ทราบ", "not known")


class Circumstances(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What only a person can say and the suggestion asks for. All begin as not known."""

    who_got: WhoGot = WhoGot.UNKNOWN
    is_unintelligible: Answer = Answer.UNKNOWN
    """The data cannot be read by whoever got them: encrypted, and the key is safe."""
    is_restored: Answer = Answer.UNKNOWN
    """What was lost or changed is whole again, and nobody suffered meanwhile."""
    effect: Effect = Effect.UNKNOWN
    is_contained: Answer = Answer.UNKNOWN
    """The breach has ended and cannot go on."""
    is_wide: Answer = Answer.UNKNOWN
    """It touches the public or stops the work of the agency."""


class FactorAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person writes on one factor, beside what the register knows of it."""

    factor: RiskFactor
    words: Words = ""


Answers = Annotated[list[FactorAnswer], Meta(max_length=len(RiskFactor))]


class Line(Struct, frozen=True, kw_only=True):
    """One fact in words."""

    th: str
    en: str


class FactorFacts(Struct, frozen=True, kw_only=True):
    """One factor with the facts that are known of it."""

    factor: RiskFactor
    label_th: str
    label_en: str
    facts: list[Line]


class Ground(Struct, frozen=True, kw_only=True):
    """Why the suggestion is what it is. `level`: for which level it speaks; None: it speaks for less, or is open."""

    code: str
    factor: RiskFactor
    level: RiskLevel | None
    th: str
    en: str


class Suggestion(Struct, frozen=True, kw_only=True):
    """What the facts suggest, with every ground. It decides nothing."""

    level: RiskLevel
    grounds: list[Ground]
    unknown: list[Ground]
    """What is not known and must be, before "no risk" can be suggested."""


class EvidenceInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One piece of evidence: a file of this breach, or a written reference to what is kept elsewhere."""

    file_id: Annotated[str, Meta(max_length=36)] | None = None
    reference: Annotated[str, Meta(max_length=1_000)] | None = None


class AssessmentDraft(Struct, kw_only=True, forbid_unknown_fields=True):
    """Answers that decide nothing yet. `based_on` is the number of the draft that was read; 0: there was none."""

    answers: Answers = default(default_factory=list)
    circumstances: Circumstances = Circumstances()
    based_on: Annotated[int, Meta(ge=0, le=2_147_483_647)] = 0


class SavedDraft(Struct, frozen=True, kw_only=True):
    """The draft as it is kept; one a breach."""

    number: int
    answers: list[FactorAnswer]
    circumstances: Circumstances
    saved_at: datetime
    saved_by: str


class AssessmentInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A person's decision on the level of risk, with its reason."""

    level: RiskLevel
    reason: Reason
    answers: Answers = default(default_factory=list)
    circumstances: Circumstances | UnsetType = UNSET
    """Left out: those of the draft, else those of the decision before. They are not taken for unknown."""
    lower_reason: Words | None = None
    """Why the level is below what the facts suggest, or below the level before; asked for then."""
    evidence: Annotated[list[EvidenceInput], Meta(max_length=MOST_EVIDENCE)] = default(default_factory=list)
    """"No risk" needs at least one: the Office may ask for it."""
    new_facts_at: ZonedMoment | None = None
    """When facts became known that the assessment before did not have."""


class BreachAssessment(Struct, frozen=True, kw_only=True):
    """One decision, as it was taken. It is never changed; a later one supersedes it. Times are in Bangkok."""

    number: int
    level: RiskLevel
    reason: str
    answers: list[FactorAnswer]
    circumstances: Circumstances
    suggestion: RiskLevel
    grounds: list[Ground]
    unknown: list[Ground]
    known: KnownFacts
    """What the register knew then."""
    lower_reason: str | None
    is_below_suggestion: bool
    is_below_former: bool
    evidence: list[EvidenceInput]
    aware_at: datetime | None
    """The awareness that the clock ran from when it was decided."""
    new_facts_at: datetime | None
    reopened_duty: bool
    """It ended a "no risk" that had stopped the duty to tell the Office; that clock was not started again."""
    supersedes: int | None
    decided_by: str
    decided_by_name: str
    decided_at: datetime


class AssessmentView(Struct, frozen=True, kw_only=True):
    """All that whoever assesses a breach needs: facts by factor, the suggestion of this moment, and the decisions."""

    breach_id: str
    version: int
    level: RiskLevel | None
    level_at: datetime | None
    aware_at: datetime | None
    reopened_at: datetime | None
    """When a re-assessment opened the duty again that "no risk" had stopped; stands beside `aware_at`."""
    was_late: WasLate
    known: KnownFacts
    factors: list[FactorFacts]
    circumstances: Circumstances
    """Those of the draft, else of the last decision, else nothing known."""
    suggestion: Suggestion
    facts_changed: bool
    """The facts of the breach changed after the last decision: it is to be assessed again."""
    draft: SavedDraft | None
    assessments: list[BreachAssessment]
    """The newest first."""
    may_decide: bool
    may_draft: bool
