"""A work-flow chart in the style of a manual of procedures: start and end, activities, decisions, durations."""

from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct


class ChartShape(Enum):
    """The three shapes of the manual's legend."""

    TERMINAL = "terminal"
    """จุดเริ่มต้นและสิ้นสุดของกระบวนการ"""
    ACTIVITY = "activity"
    """กิจกรรมและการปฏิบัติงาน"""
    DECISION = "decision"
    """การตัดสินใจ"""


class ChartBranch(Struct, kw_only=True, forbid_unknown_fields=True):
    """An arrow to another step; `label` says when ("เห็นชอบ", "ไม่เห็นชอบ")."""

    to: int
    label: Annotated[str, Meta(max_length=500)] | None = None


class ChartStep(Struct, kw_only=True, forbid_unknown_fields=True):
    """One step of a chart."""

    number: int
    title: Annotated[str, Meta(max_length=4000)]
    shape: ChartShape = ChartShape.ACTIVITY
    responsible: tuple[str, ...] = ()
    """Units or roles that do it."""
    duration_th: str | None = None
    """As the manual says it: "5 วันทำการ". None: not said."""
    next: tuple[ChartBranch, ...] | None = None
    """None: not said, the following number. (): the procedure ends here."""


class WorkFlow(Struct, kw_only=True, forbid_unknown_fields=True):
    """A procedure as it is drawn."""

    title: str
    subtitle: str | None = None
    steps: tuple[ChartStep, ...] = ()
    total_th: str | None = None
    """The whole standard time: "55 วันทำการ"."""
