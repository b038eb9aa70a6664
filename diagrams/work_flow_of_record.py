"""The steps of an activity as a work-flow chart. The table of the form has no durations: the chart has none either."""

from diagrams.outputs import Sheet
from diagrams.work_flow import work_flow_sheet
from diagrams.wrapping import clean
from schemas.document import ActivityDocument
from schemas.flow import Step
from schemas.vocabulary import StepKind
from schemas.work_flow import ChartBranch, ChartShape, ChartStep, WorkFlow

_SHAPES = {
    StepKind.EXTERNAL: ChartShape.ACTIVITY,
    StepKind.PROCESS: ChartShape.ACTIVITY,
    StepKind.DECISION: ChartShape.DECISION,
    StepKind.END: ChartShape.TERMINAL,
}


def record_work_flow(document: ActivityDocument) -> WorkFlow:
    """Return the document's steps as a procedure, in the words of the table."""
    header = document.form.header
    return WorkFlow(
        title=f"ผังขั้นตอนการทำงาน (Work flow) : {clean(header.main_process or '?')}",
        subtitle=f"กระบวนการ : {clean(header.sub_process or '?')}",
        steps=[_step(document, index, step) for index, step in enumerate(document.steps)],
    )


def _step(document: ActivityDocument, index: int, step: Step) -> ChartStep:
    onward = [ChartBranch(to=arrow.to, label=arrow.label) for arrow in step.next] if step.next is not None else None
    return ChartStep(
        number=step.seq,
        title=step.title,
        shape=_SHAPES[step.kind],
        responsible=_responsible(document, index, step),
        next=onward,
    )


def _responsible(document: ActivityDocument, index: int, step: Step) -> list[str]:
    """Return who takes a step: the table's words; an outside person where the kind says so; "-" as it was printed."""
    actor = step.actor_org_unit
    if actor and clean(actor) not in {"", "-"}:
        return [actor]
    if step.kind is StepKind.EXTERNAL:
        return ["บุคคลภายนอก"]
    said_none = bool(actor and clean(actor)) or f"/steps/{index}/actor_org_unit" in document.marks
    return ["-"] if said_none else []


def record_work_flow_sheet(document: ActivityDocument) -> Sheet:
    """Return the work-flow chart of an activity's steps.

    Raises: DiagramTooLarge.
    """
    return work_flow_sheet(record_work_flow(document))
