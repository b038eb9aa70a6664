"""What a search over the whole register answers, kind by kind."""

from msgspec import Struct

from schemas.vocabulary import Term


class FoundKind(Term):
    """What can be found, in the order in which it is shown."""

    RECORD = ("record", "กิจกรรม", "Activities")
    SYSTEM = ("system", "ระบบสารสนเทศ", "Information systems")
    OFFICE = ("office", "หน่วยงาน", "Offices")
    PERSON = ("person", "บุคคลและสิทธิ", "People and rights")
    BREACH = ("breach", "เหตุละเมิด", "Breaches")
    REQUEST = ("request", "คำขอของเจ้าของข้อมูล", "Requests of data subjects")
    DESTRUCTION = ("destruction", "บัญชีขอทำลาย", "Destruction lists")
    EXCHANGE = ("exchange", "คำขอข้อมูลของหน่วยงานอื่น", "Requests of other agencies")
    PROCEDURE = ("procedure", "คู่มือการปฏิบัติงาน", "Work procedures")
    ROUND = ("round", "รอบงาน", "Rounds")
    """A round, or the run of one office in it, which is found by the office's name."""


class Found(Struct, frozen=True, kw_only=True):
    """One thing that the caller may open."""

    kind: FoundKind
    key: str
    """Its id, or what stands for one in its address."""
    ref: str | None
    title: str | None
    """As people wrote it; None for what has no name yet, and for requests of data subjects: they have a number only."""
    office_id: int | None
    note_th: str | None
    """Where it stands, or whose it is."""
    note_en: str | None
    path: str
    """Its page."""


class FoundGroup(Struct, frozen=True, kw_only=True):
    """What was found of one kind, the newest or the first by name on top."""

    kind: FoundKind
    items: list[Found]
    is_more: bool
    """There are more than were asked for."""
    path: str
    """The page with more of them."""


class SearchAnswer(Struct, frozen=True, kw_only=True):
    """What was found of everything that the caller may see. A kind in which nothing was found is left out."""

    q: str
    is_short: bool
    """Too little was typed to look for it: two characters at least."""
    groups: list[FoundGroup]
