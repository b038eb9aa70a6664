"""A work-flow chart in the style of a manual of procedures: start and end, activities, decisions, durations."""

from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.findings import Problem
from schemas.vocabulary import Term

#: Longer than any manual; past it a file is no chart that a person reads.
MOST_STEPS, MOST_BRANCHES = 500, 50
Words = Annotated[str, Meta(max_length=500)]
Number = Annotated[int, Meta(ge=1, le=9_999)]


class ChartShape(Term):
    """The three shapes of the manual's legend."""

    TERMINAL = ("terminal", "จุดเริ่มต้นและสิ้นสุดของกระบวนการ", "start or end")
    ACTIVITY = ("activity", "กิจกรรมและการปฏิบัติงาน", "activity")
    DECISION = ("decision", "การตัดสินใจ", "decision")


class ChartBranch(Struct, kw_only=True, forbid_unknown_fields=True):
    """An arrow to another step; `label` says when ("เห็นชอบ", "ไม่เห็นชอบ")."""

    to: Number | None = None
    """None: the manual does not say where it leads; drawn as "?"."""
    label: Words | None = None


class ChartStep(Struct, kw_only=True, forbid_unknown_fields=True):
    """One step of a chart."""

    number: Number
    title: Annotated[str, Meta(max_length=20_000)]
    shape: ChartShape = ChartShape.ACTIVITY
    responsible: Annotated[list[Annotated[str, Meta(max_length=20_000)]], Meta(max_length=50)] = default(
        default_factory=list
    )
    """Units or roles that do it. []: not said. "-" is an answer: nobody."""
    duration_th: Words | None = None
    """As the manual says it: "5 วันทำการ". None: not said."""
    next: Annotated[list[ChartBranch], Meta(max_length=MOST_BRANCHES)] | None = None
    """None: not said, the following number. []: the procedure ends here."""


class WorkFlow(Struct, kw_only=True, forbid_unknown_fields=True):
    """A procedure as it is drawn."""

    title: Annotated[str, Meta(max_length=20_000)]
    subtitle: Annotated[str, Meta(max_length=20_000)] | None = None
    steps: Annotated[list[ChartStep], Meta(max_length=MOST_STEPS)] = default(default_factory=list)
    total_th: Words | None = None
    """The whole standard time: "55 วันทำการ"."""
    notes: Annotated[list[Annotated[str, Meta(max_length=2_000)]], Meta(max_length=50)] = default(default_factory=list)
    """Lines below the chart: what abbreviations stand for."""


def work_flow_faults(flow: WorkFlow) -> list[Problem]:
    """Return what a file of a procedure must not have, though each of its values is right; every fault, with its place.

    A branch to a step that is not there is none: the chart draws it as "?".
    """
    found: list[Problem] = []
    known: set[int] = set()
    for place, step in enumerate(flow.steps):
        pointer = f"/steps/{place}"
        if step.number in known:
            found.append(
                Problem(
                    pointer=f"{pointer}/number",
                    message_th=f"มีขั้นตอนที่ {step.number} อยู่แล้ว",
                    message_en=f"There is a step {step.number} already",
                )
            )
        known.add(step.number)
        if not step.title.strip():
            found.append(
                Problem(pointer=f"{pointer}/title", message_th="ต้องระบุชื่อขั้นตอน", message_en="A step needs a title")
            )
    if not flow.title.strip():
        found.append(Problem(pointer="/title", message_th="ต้องระบุชื่อกระบวนงาน", message_en="A procedure needs a title"))
    return found
