"""A work procedure as its chart: the same steps as its table, every arrow, standards in working days.

Nothing is lost on the way: a box for each step, an arrow for each branch, "?" where a branch leads nowhere.
"""

from collections.abc import Iterator, Sequence

from diagrams.outputs import Sheet
from diagrams.work_flow import work_flow_pages, work_flow_sheet
from diagrams.wrapping import clean
from schemas.procedure import ProcedureDocument, ProcedureKind, ProcedureStep
from schemas.work_flow import ChartBranch, ChartStep, WorkFlow

_DAYS = "วันทำการ"
#: The shipped procedures say the clocks of the law in words: a missing standard there is no lack.
_BY_LAW = f"ไม่นับเป็น{_DAYS}"


def procedure_work_flow(document: ProcedureDocument) -> WorkFlow:
    """Return the steps of a procedure as they are drawn, in its order.

    The notes are the words that the chart uses, as the chapter of definitions explains them, the arrows that are our
    own reading, and the steps whose time the law counts in another way.
    """
    return WorkFlow(
        title=f"Work Flow กระบวนงาน {clean(document.title) or '?'}",
        subtitle=document.subtitle,
        steps=[_step(document, place) for place in range(len(document.steps))],
        total_th=_total(document),
        notes=[*_words(document), *_readings(document.steps), *_by_law(document)],
    )


def procedure_sheet(document: ProcedureDocument, *, one_column: bool = False) -> Sheet:
    """Return the chart of a procedure; in `one_column` to stand beside the words of its steps.

    Raises: DiagramTooLarge.
    """
    return work_flow_sheet(procedure_work_flow(document), one_column=one_column)


def procedure_pages(document: ProcedureDocument) -> list[Sheet]:
    """Return the chart of a procedure as pages of A4 for its manual.

    Raises: DiagramTooLarge.
    """
    return work_flow_pages(procedure_work_flow(document))


def _step(document: ProcedureDocument, place: int) -> ChartStep:
    step = document.steps[place]
    return ChartStep(
        number=step.number,
        title=step.title,
        shape=step.shape,
        responsible=list(step.responsible),
        duration_th=_duration(document, step),
        next=_branches(document.steps, place),
    )


def _branches(steps: Sequence[ProcedureStep], place: int) -> list[ChartBranch]:
    """Return the arrows of a step; one that has none goes on to the step below it, the last one ends."""
    step = steps[place]
    if step.next is None:
        return [ChartBranch(to=each.number) for each in steps[place + 1 : place + 2]]
    return [
        ChartBranch(to=each.to, label=each.label or (None if each.answer is None else each.answer.th))
        for each in step.next
    ]


def _duration(document: ProcedureDocument, step: ProcedureStep) -> str | None:
    if step.working_days is not None:
        return f"{step.working_days:,} {_DAYS}"
    timed = any(each.working_days is not None for each in document.steps)
    return _BY_LAW if timed and document.kind is not ProcedureKind.MANUAL else None


def _total(document: ProcedureDocument) -> str | None:
    """Return the standard in all as it is stated, else the sum of a shipped procedure; None leaves it to the chart."""
    if document.stated_days is not None:
        return f"{document.stated_days:,} {_DAYS}"
    days = [step.working_days for step in document.steps if step.working_days is not None]
    if not days or document.kind is ProcedureKind.MANUAL or len(days) == len(document.steps):
        return None
    return f"{sum(days):,} {_DAYS}"


def _by_law(document: ProcedureDocument) -> Iterator[str]:
    left_out = [str(step.number) for step in document.steps if _duration(document, step) == _BY_LAW]
    if left_out:
        yield f"ระยะเวลารวมไม่มีขั้นตอน {', '.join(left_out)} ซึ่งไม่นับเป็น{_DAYS} (ดูข้อความของขั้นตอน)"


def _words(document: ProcedureDocument) -> Iterator[str]:
    said = " ".join(words for step in document.steps for words in (step.title, *step.responsible))
    for each in document.definitions:
        if clean(each.term) and each.term in said:
            yield f"{each.term} หมายถึง {each.meaning}"


def _readings(steps: Sequence[ProcedureStep]) -> Iterator[str]:
    """Return one line on the arrows that no manual has."""
    own = [
        f"{step.number} → {branch.to}"
        for step in steps
        for branch in step.next or []
        if branch.is_own_reading and branch.to is not None
    ]
    if own:
        yield f"คู่มือไม่ได้ระบุว่าทางต่อไปนี้ไปขั้นตอนใด ทะเบียนอ่านเอาเอง: {', '.join(own)}"
