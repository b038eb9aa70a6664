"""The dashboard: a few numbers about the register, each with the list that it counts."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.vocabulary import Term
from schemas.worklist import ScoreDay


class PanelCode(Term):
    """The parts of the dashboard, in their order."""

    COVERAGE = ("coverage", "ความครอบคลุมรายหน่วยงาน", "Coverage by office")
    QUALITY = ("quality", "ข้อสังเกตและความครบถ้วนตามเวลา", "Findings and completeness over time")
    DUE = ("due", "ชุดข้อมูลที่ครบกำหนดรายเดือน", "Data sets due by month")
    BASES = ("bases", "ฐานทางกฎหมาย", "Lawful bases")
    SPECIAL = ("special", "ข้อมูลตามมาตรา 26", "Data of s.26")
    ABROAD = ("abroad", "การส่งหรือเก็บข้อมูลในต่างประเทศ", "Data abroad")
    BREACHES = ("breaches", "เวลาแจ้งเหตุละเมิด", "Times of breach notices")
    REQUESTS = ("requests", "เวลาตอบคำขอใช้สิทธิ", "Times of answers to requests")


class Words(Struct, frozen=True):
    """Words in both languages."""

    th: str
    en: str


class PanelCell(Struct, frozen=True, omit_defaults=True):
    """One number; `href` opens the list that it counts."""

    value: float | None
    href: str | None = None


class PanelRow(Struct, frozen=True, kw_only=True):
    """One line of a table. `depth`: how far an office lies below the topmost one shown."""

    key: str
    th: str
    en: str
    cells: list[PanelCell]
    depth: int = 0


class PanelFact(Struct, frozen=True, kw_only=True):
    """A number beside the table, for example a median; None where nothing was counted."""

    th: str
    en: str
    cell: PanelCell
    unit: Words | None = None


class Panel(Struct, frozen=True, kw_only=True):
    """One chart as its table. The chart draws the first column."""

    code: PanelCode
    note: Words
    head: Words
    columns: list[Words]
    rows: list[PanelRow]
    facts: list[PanelFact] = []
    href: str | None = None
    """The page that says more."""


class ProvinceTile(Struct, frozen=True, kw_only=True):
    """One province on the tile grid; province 10 is Bangkok, where the central offices stand together."""

    province_id: int
    name: str
    is_seen: bool
    """Whether the reader may read there and asked for it; what is not seen has no number."""
    records: int = 0
    approved: int = 0
    href: str | None = None


class Dashboard(Struct, frozen=True, kw_only=True):
    """The parts that the reader has a right to. Nothing that he may not see is counted."""

    office: Annotated[int, Meta(ge=0)] | None
    """This office and all below it; null: all that the reader may see."""
    scope: Words
    made_at: datetime
    panels: list[Panel]
    provinces: list[ProvinceTile]
    days: list[ScoreDay]
    """Of the part `quality`, oldest first."""
    uncounted: int
    """Records of an older version, which `special`, `abroad` and the records without a basis cannot count yet."""
