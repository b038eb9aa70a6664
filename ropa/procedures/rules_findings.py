"""What a procedure lacks or contradicts: arrows, standards, names. Pure. An error stops the approval.

Source: the ministry's manual (seed 004), whose chapters and legend a procedure follows.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from ropa.procedures import rules_graph
from schemas.findings import Finding, Severity
from schemas.procedure import MOST_DAYS, BranchAnswer, ProcedureDocument, ProcedureStep
from schemas.work_flow import ChartShape

_DECIDES = 2


def check(document: ProcedureDocument) -> list[Finding]:
    """Return every finding of a procedure, in the order of its chapters."""
    steps = document.steps
    found = [*_chapters(document)]
    if not steps:
        return [*found, _error("steps.none", "/steps", "ยังไม่มีขั้นตอน", "There are no steps")]
    found += _numbers(steps)
    for place, step in enumerate(steps):
        found += _step(place, step, len(document.forms))
        found += _branches(place, step, {each.number for each in steps})
    if len({step.number for step in steps}) == len(steps):
        found += _ways(steps)
    return [*found, *_total(document)]


def _chapters(document: ProcedureDocument) -> Iterator[Finding]:
    wanted = (
        ("purposes", "วัตถุประสงค์", "purpose"),
        ("scope", "ขอบเขตของงาน", "scope"),
        ("duties", "ผู้รับผิดชอบและหน้าที่", "duties"),
        ("follow_up", "ระบบติดตามประเมินผล", "follow-up"),
        ("references", "เอกสารอ้างอิง", "references"),
        ("contact", "ช่องทางการติดต่อ", "contact"),
    )
    if not document.title.strip():
        yield _error("title.none", "/title", "ต้องระบุชื่อกระบวนงาน", "A procedure needs a title")
    for name, thai, english in wanted:
        if not getattr(document, name):
            yield _found(
                Severity.HINT, f"{name}.none", f"/{name}", f"ยังไม่มีบท{thai}", f"The chapter on {english} is empty"
            )


def _numbers(steps: Sequence[ProcedureStep]) -> Iterator[Finding]:
    times = Counter(step.number for step in steps)
    for place, step in enumerate(steps):
        if times[step.number] > 1:
            yield _error(
                "step.number_twice",
                f"/steps/{place}/number",
                f"ขั้นตอนที่ {step.number} มีมากกว่าหนึ่งขั้นตอน",
                f"There is more than one step {step.number}",
            )


def _step(place: int, step: ProcedureStep, forms: int) -> Iterator[Finding]:
    at, n = f"/steps/{place}", step.number
    if not step.title.strip():
        yield _error("step.title", f"{at}/title", f"ขั้นตอนที่ {n} ไม่มีชื่อกิจกรรม", f"Step {n} has no title")
    if step.working_days is None:
        yield _found(
            Severity.WARNING,
            "step.no_standard",
            f"{at}/working_days",
            f"ขั้นตอนที่ {n} ไม่มีมาตรฐานเวลา จึงไม่มีวันครบกำหนด",
            f"Step {n} has no standard, so it is never due",
        )
    elif not 1 <= step.working_days <= MOST_DAYS:
        yield _error(
            "step.days",
            f"{at}/working_days",
            f"ขั้นตอนที่ {n}: มาตรฐานต้องเป็น 1 ถึง {MOST_DAYS} วันทำการ ไม่ใช่ {step.working_days}",
            f"Step {n}: a standard is 1 to {MOST_DAYS} working days, not {step.working_days}",
        )
    if not step.responsible and step.doer is None:
        yield _found(
            Severity.WARNING,
            "step.nobody",
            f"{at}/responsible",
            f"ขั้นตอนที่ {n} ไม่มีผู้รับผิดชอบ",
            f"Nobody is responsible for step {n}",
        )
    for form in step.forms:
        if not 1 <= form <= forms:
            yield _error(
                "step.form",
                f"{at}/forms",
                f"ขั้นตอนที่ {n} ใช้แบบฟอร์มที่ {form} ซึ่งไม่มีในบทแบบฟอร์ม",
                f"Step {n} uses form {form}, which the chapter of forms does not have",
            )


def _branches(place: int, step: ProcedureStep, known: set[int]) -> Iterator[Finding]:
    at, n = f"/steps/{place}/next", step.number
    branches = step.next or []
    for number, branch in enumerate(branches):
        if branch.to is None:
            yield _error(
                "branch.nowhere",
                f"{at}/{number}/to",
                f"ขั้นตอนที่ {n}: ทาง “{branch.label or '-'}” ไม่ได้บอกว่าไปขั้นตอนใด",
                f'Step {n}: the branch "{branch.label or "-"}" does not say to which step it leads',
            )
        elif branch.to not in known:
            yield _error(
                "branch.unknown",
                f"{at}/{number}/to",
                f"ขั้นตอนที่ {n}: ไม่มีขั้นตอนที่ {branch.to}",
                f"Step {n}: there is no step {branch.to}",
            )
        if branch.is_own_reading:
            yield _found(
                Severity.HINT,
                "branch.own_reading",
                f"{at}/{number}",
                f"ขั้นตอนที่ {n}: คู่มือไม่ได้ระบุว่าทางนี้ไปขั้นตอนใด โปรดยืนยัน",
                f"Step {n}: the manual does not say where this branch leads; confirm it",
            )
    yield from _decision(at, step)


def _decision(at: str, step: ProcedureStep) -> Iterator[Finding]:
    n, answers = step.number, [each.answer for each in step.next or []]
    if step.shape is ChartShape.DECISION:
        if len(answers) < _DECIDES:
            yield _error(
                "decision.one_branch",
                at,
                f"ขั้นตอนที่ {n} เป็นการตัดสินใจ แต่มีทางออกเพียงทางเดียว",
                f"Step {n} is a decision with a single branch",
            )
        elif set(answers) != set(BranchAnswer) or len(answers) != len(set(answers)):
            yield _error(
                "decision.answers",
                at,
                f"ขั้นตอนที่ {n}: ต้องมีทางเห็นชอบหนึ่งทางและไม่เห็นชอบหนึ่งทาง",
                f"Step {n}: there must be one branch for agreed and one for not agreed",
            )
    elif any(answer is not None for answer in answers):
        yield _error(
            "branch.answer",
            at,
            f"ขั้นตอนที่ {n} ไม่ใช่การตัดสินใจ แต่มีทางเห็นชอบหรือไม่เห็นชอบ",
            f"Step {n} is no decision, but a branch says agreed or not agreed",
        )


def _ways(steps: Sequence[ProcedureStep]) -> Iterator[Finding]:
    made = rules_graph.graph(steps)
    reached, ending, endless = rules_graph.reachable(made), rules_graph.that_can_end(made), rules_graph.endless(made)
    for place, step in enumerate(steps):
        n, at = step.number, f"/steps/{place}"
        if n not in reached:
            yield _error(
                "step.unreachable", at, f"ไม่มีทางไปถึงขั้นตอนที่ {n}", f"Nothing leads from the first step to step {n}"
            )
        if n not in ending or n in endless:
            yield _error(
                "step.endless",
                at,
                f"ขั้นตอนที่ {n} อยู่ในวงที่ไม่มีทางออก กระบวนงานจะไม่สิ้นสุด",
                f"Step {n} is in a loop without an exit: the procedure would never end",
            )


def _total(document: ProcedureDocument) -> Iterator[Finding]:
    days = [step.working_days for step in document.steps if step.working_days is not None]
    if document.stated_days is not None and sum(days) != document.stated_days:
        yield _found(
            Severity.WARNING,
            "days.sum",
            "/stated_days",
            f"มาตรฐานรวมระบุ {document.stated_days} วันทำการ แต่ผลรวมของขั้นตอนคือ {sum(days)}",
            f"The standard in all is stated as {document.stated_days} working days; the steps add up to {sum(days)}",
        )


def _error(code: str, pointer: str, thai: str, english: str) -> Finding:
    return _found(Severity.ERROR, code, pointer, thai, english)


def _found(severity: Severity, code: str, pointer: str, thai: str, english: str) -> Finding:
    return Finding(code=f"procedure.{code}", severity=severity, pointer=pointer, message_th=thai, message_en=english)
