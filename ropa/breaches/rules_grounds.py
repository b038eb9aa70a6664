"""The grounds of a suggested level of risk and the questions that must have an answer. Pure; a table to be read.

Legal source: PDPC breach notification B.E. 2565 ข้อ 5 and ข้อ 12; no formula is prescribed there.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from schemas.breach import RiskLevel
from schemas.breach_assessment import Answer, Circumstances, Effect, RiskFactor, WhoGot
from schemas.breach_details import BreachType, Known

#: The number that the PDPC's notification on DPOs (B.E. 2566, s.41(2)) takes as a large scale. A sign, not a limit of
#: the law on breaches.
MANY: Final = 100_000
_OUTSIDE: Final = {WhoGot.OUTSIDE, WhoGot.PUBLIC}
_TO_BE_RESTORED: Final = {BreachType.INTEGRITY, BreachType.AVAILABILITY}


class Signs(Struct, frozen=True, kw_only=True):
    """What the rules ask. Facts of the breach itself outweigh what the register says of its records."""

    types: frozenset[BreachType]
    special: Known
    national_id: Known
    minors: Known
    persons: int | None
    abroad: Known
    contradicts: bool
    """The breach says "no" of data that the register says are there."""
    has_data: bool
    """Some record is named, all named ones were found, or the kinds of data are written down."""
    said: Circumstances

    @property
    def is_out(self) -> bool:
        """Persons outside got data that they can read."""
        return self.said.who_got in _OUTSIDE and self.said.is_unintelligible is not Answer.YES

    @property
    def is_lost_readable(self) -> bool:
        """Nobody knows who has them, and whoever has them can read them."""
        return self.said.who_got is WhoGot.UNKNOWN and self.said.is_unintelligible is Answer.NO

    @property
    def is_sensitive(self) -> bool:
        """Data whose misuse harms more."""
        return Known.YES in {self.special, self.national_id, self.minors}


class Rule(Struct, frozen=True, kw_only=True):
    """One ground: when it holds, for which level it speaks (None: for less), and its words."""

    code: str
    factor: RiskFactor
    level: RiskLevel | None
    th: str
    en: str
    holds: Callable[[Signs], bool]


def _high(code: str, factor: RiskFactor, th: str, en: str, holds: Callable[[Signs], bool]) -> Rule:
    return Rule(code=f"high.{code}", factor=factor, level=RiskLevel.HIGH, th=th, en=en, holds=holds)


def _risk(code: str, factor: RiskFactor, th: str, en: str, holds: Callable[[Signs], bool]) -> Rule:
    return Rule(code=f"risk.{code}", factor=factor, level=RiskLevel.RISK, th=th, en=en, holds=holds)


def _less(code: str, factor: RiskFactor, th: str, en: str, holds: Callable[[Signs], bool]) -> Rule:
    return Rule(code=f"less.{code}", factor=factor, level=None, th=th, en=en, holds=holds)


def _open(code: str, factor: RiskFactor, th: str, en: str, holds: Callable[[Signs], bool]) -> Rule:
    return Rule(code=f"unknown.{code}", factor=factor, level=None, th=th, en=en, holds=holds)


GROUNDS: Final = (
    _high(
        "effect",
        RiskFactor.SEVERITY,
        "ผลกระทบต่อเจ้าของข้อมูลร้ายแรง",
        "The effect on the data subjects is serious",
        lambda it: it.said.effect is Effect.SERIOUS,
    ),
    _high(
        "published",
        RiskFactor.NATURE,
        "ข้อมูลที่อ่านได้ถูกเผยแพร่ต่อสาธารณะหรือขายต่อ",
        "Readable data were published or sold",
        lambda it: it.is_out and it.said.who_got is WhoGot.PUBLIC,
    ),
    _high(
        "special",
        RiskFactor.DATA,
        "บุคคลภายนอกได้ข้อมูลตามมาตรา 26 ที่อ่านได้",
        "Persons outside got readable data of s.26",
        lambda it: it.is_out and it.special is Known.YES,
    ),
    _high(
        "national_id",
        RiskFactor.DATA,
        "บุคคลภายนอกได้เลขประจำตัวประชาชนที่อ่านได้ อาจถูกสวมรอย",
        "Persons outside got readable national ID numbers: identities may be stolen",
        lambda it: it.is_out and it.national_id is Known.YES,
    ),
    _high(
        "minors",
        RiskFactor.SUBJECTS,
        "บุคคลภายนอกได้ข้อมูลของผู้เยาว์ที่อ่านได้",
        "Persons outside got readable data of minors",
        lambda it: it.is_out and it.minors is Known.YES,
    ),
    _high(
        "many",
        RiskFactor.DATA,
        f"บุคคลภายนอกได้ข้อมูลที่อ่านได้ของคนตั้งแต่ {MANY:,} คน"
        " (จำนวนที่ประกาศเรื่องเจ้าหน้าที่คุ้มครองข้อมูล พ.ศ. 2566 ถือว่ามาก ใช้เป็นสัญญาณ ไม่ใช่เกณฑ์ของกฎหมายเรื่องการละเมิด)",
        f"Persons outside got readable data of {MANY:,} persons or more"
        " (what the notification on DPOs of B.E. 2566 takes as many: a sign, no limit of the law on breaches)",
        lambda it: it.is_out and it.persons is not None and it.persons >= MANY,
    ),
    _high(
        "lost_readable",
        RiskFactor.DATA,
        "ไม่ทราบว่าใครได้ข้อมูลไป ข้อมูลไม่ได้เข้ารหัส และมีข้อมูลตามมาตรา 26 เลขประจำตัวประชาชน หรือข้อมูลผู้เยาว์",
        "Nobody knows who has the data, they are not encrypted, and they hold data of s.26, national IDs or minors",
        lambda it: it.is_lost_readable and it.is_sensitive,
    ),
    _risk(
        "outside",
        RiskFactor.NATURE,
        "บุคคลภายนอกได้ข้อมูลที่อ่านได้",
        "Persons outside got readable data",
        lambda it: it.is_out,
    ),
    _risk(
        "lost",
        RiskFactor.NATURE,
        "ไม่ทราบว่าใครได้ข้อมูลไป และข้อมูลไม่ได้เข้ารหัส",
        "Nobody knows who has the data, and they are not encrypted",
        lambda it: it.is_lost_readable,
    ),
    _risk(
        "effect",
        RiskFactor.SEVERITY,
        "มีผลกระทบต่อเจ้าของข้อมูล แม้เล็กน้อย",
        "There is an effect on the data subjects, if slight",
        lambda it: it.said.effect is Effect.SLIGHT,
    ),
    _risk(
        "not_restored",
        RiskFactor.SEVERITY,
        "ข้อมูลที่หายหรือถูกแก้ยังไม่กลับมาครบ หรือมีผู้เสียหายระหว่างนั้น",
        "What was lost or changed is not whole again, or somebody suffered meanwhile",
        lambda it: it.said.is_restored is Answer.NO,
    ),
    _risk(
        "goes_on",
        RiskFactor.SEVERITY,
        "เหตุยังไม่ยุติ",
        "The breach goes on",
        lambda it: it.said.is_contained is Answer.NO,
    ),
    _risk(
        "wide",
        RiskFactor.WIDER_EFFECT,
        "กระทบสาธารณะหรือทำให้งานของหน่วยงานหยุด",
        "It touches the public or stops the work of the agency",
        lambda it: it.said.is_wide is Answer.YES,
    ),
    _risk(
        "abroad",
        RiskFactor.STORAGE,
        "ข้อมูลที่บุคคลภายนอกได้ไปเกี่ยวข้องกับต่างประเทศ การเยียวยาทำได้ยากกว่า",
        "Data that got outside have to do with other countries: remedies are harder",
        lambda it: it.is_out and it.abroad is Known.YES,
    ),
    _less(
        "unintelligible",
        RiskFactor.STORAGE,
        "ผู้ที่ได้ข้อมูลไปอ่านไม่ได้ เพราะเข้ารหัสและกุญแจปลอดภัย",
        "Whoever got the data cannot read them: encrypted, and the key is safe",
        lambda it: it.said.is_unintelligible is Answer.YES,
    ),
    _less(
        "nobody",
        RiskFactor.NATURE,
        "มีหลักฐานว่าไม่มีผู้ใดเข้าถึงข้อมูล",
        "There is evidence that nobody got at the data",
        lambda it: it.said.who_got is WhoGot.NOBODY,
    ),
    _less(
        "inside",
        RiskFactor.NATURE,
        "เฉพาะผู้มีหน้าที่รักษาความลับเห็นข้อมูล",
        "Only persons bound to secrecy saw the data",
        lambda it: it.said.who_got is WhoGot.INSIDE,
    ),
    _less(
        "restored",
        RiskFactor.SEVERITY,
        "ข้อมูลกลับมาครบ และไม่มีผู้เสียหายระหว่างนั้น",
        "The data are whole again, and nobody suffered meanwhile",
        lambda it: it.said.is_restored is Answer.YES,
    ),
    _less(
        "contained",
        RiskFactor.SEVERITY,
        "เหตุยุติแล้วและไม่ลุกลามต่อ",
        "The breach has ended and cannot go on",
        lambda it: it.said.is_contained is Answer.YES,
    ),
    _less(
        "no_effect",
        RiskFactor.SEVERITY,
        "ไม่มีผลกระทบต่อเจ้าของข้อมูล",
        "There is no effect on the data subjects",
        lambda it: it.said.effect is Effect.NONE,
    ),
)
OPEN_QUESTIONS: Final = (
    _open(
        "types",
        RiskFactor.NATURE,
        "ยังไม่ระบุประเภทการละเมิด (ความลับ ความถูกต้อง ความพร้อมใช้งาน)",
        "The kind of breach is not stated (confidentiality, integrity, availability)",
        lambda it: not it.types,
    ),
    _open(
        "who",
        RiskFactor.NATURE,
        "ยังไม่ทราบว่าใครเห็นหรือได้ข้อมูลไป",
        "Not known who saw or got the data",
        lambda it: it.said.who_got is WhoGot.UNKNOWN,
    ),
    _open(
        "data",
        RiskFactor.DATA,
        "ยังไม่ทราบว่าเป็นข้อมูลใด: ไม่ได้ระบุกิจกรรม หรือไม่พบกิจกรรมที่ระบุ และไม่ได้ระบุลักษณะข้อมูล",
        "Not known which data: no activity is named, or one is not found, and no categories of data are written",
        lambda it: not it.has_data,
    ),
    _open(
        "special",
        RiskFactor.DATA,
        "ยังไม่ทราบว่ามีข้อมูลตามมาตรา 26 หรือไม่",
        "Not known whether there are data of s.26",
        lambda it: it.special is Known.UNKNOWN,
    ),
    _open(
        "national_id",
        RiskFactor.DATA,
        "ยังไม่ทราบว่ามีเลขประจำตัวประชาชนหรือไม่",
        "Not known whether there are national ID numbers",
        lambda it: it.national_id is Known.UNKNOWN,
    ),
    _open(
        "minors",
        RiskFactor.SUBJECTS,
        "ยังไม่ทราบว่ามีข้อมูลของผู้เยาว์หรือไม่",
        "Not known whether there are data of minors",
        lambda it: it.minors is Known.UNKNOWN,
    ),
    _open(
        "readable",
        RiskFactor.STORAGE,
        "ยังไม่ทราบว่าผู้ที่ได้ข้อมูลไปอ่านได้หรือไม่",
        "Not known whether whoever got the data can read them",
        lambda it: it.said.is_unintelligible is Answer.UNKNOWN and it.said.who_got is not WhoGot.NOBODY,
    ),
    _open(
        "restored",
        RiskFactor.SEVERITY,
        "ยังไม่ทราบว่าข้อมูลที่หายหรือถูกแก้กลับมาครบหรือไม่",
        "Not known whether what was lost or changed is whole again",
        lambda it: it.said.is_restored is Answer.UNKNOWN and bool(it.types & _TO_BE_RESTORED),
    ),
    _open(
        "effect",
        RiskFactor.SEVERITY,
        "ยังไม่ทราบผลกระทบต่อเจ้าของข้อมูล",
        "The effect on the data subjects is not known",
        lambda it: it.said.effect is Effect.UNKNOWN,
    ),
    _open(
        "contained",
        RiskFactor.SEVERITY,
        "ยังไม่ทราบว่าเหตุยุติแล้วหรือไม่",
        "Not known whether the breach has ended",
        lambda it: it.said.is_contained is Answer.UNKNOWN,
    ),
    _open(
        "wide",
        RiskFactor.WIDER_EFFECT,
        "ยังไม่ทราบผลกระทบในวงกว้าง",
        "The broad effect is not known",
        lambda it: it.said.is_wide is Answer.UNKNOWN,
    ),
    _open(
        "contradicts_register",
        RiskFactor.DATA,
        "ข้อเท็จจริงของเหตุบอกว่าไม่มีข้อมูลตามมาตรา 26 เลขประจำตัวประชาชน หรือผู้เยาว์ แต่ทะเบียนบอกว่ามี",
        "The facts of the breach deny data of s.26, national IDs or minors, and the register has them",
        lambda it: it.contradicts,
    ),
)
