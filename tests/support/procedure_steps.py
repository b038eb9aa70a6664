"""Steps of procedures for tests: in a row, with decisions that go back, in parallel."""

from schemas.procedure import BranchAnswer, JoinRule, ProcedureStep, StepBranch
from schemas.work_flow import ChartShape

#: Seed 004: the standards of its sixteen steps, and where we read that "not agreed" goes back to.
SEED_DAYS = (1, 1, 10, 5, 1, 1, 1, 10, 1, 5, 1, 10, 1, 5, 1, 1)
SEED_BACK = {4: 3, 5: 3, 10: 8, 14: 12}


def step(number: int, days: int | None = 1, leads_to: list[int] | None = None, **more: object) -> ProcedureStep:
    """Return an activity; None in `leads_to` is the following number, [] the end, several are parallel."""
    branches = None if leads_to is None else [StepBranch(to=each) for each in leads_to]
    said = {"title": f"ขั้นตอน {number}", "responsible": ["กลุ่มงาน"], "working_days": days, "next": branches, **more}
    return ProcedureStep(number=number, **said)  # type: ignore[arg-type]


def decision(number: int, agreed: int, not_agreed: int, days: int | None = 1) -> ProcedureStep:
    """Return a decision with its two branches."""
    made = step(number, days, shape=ChartShape.DECISION)
    made.next = [
        StepBranch(to=agreed, answer=BranchAnswer.AGREED, label="เห็นชอบ"),
        StepBranch(to=not_agreed, answer=BranchAnswer.NOT_AGREED, label="ไม่เห็นชอบ"),
    ]
    return made


def seed_steps() -> list[ProcedureStep]:
    """Return the sixteen steps of seed 004 with their standards and decisions."""
    return [
        decision(number, number + 1, SEED_BACK[number], days)
        if number in SEED_BACK
        else step(number, days, [] if number == len(SEED_DAYS) else None)
        for number, days in enumerate(SEED_DAYS, 1)
    ]


def parallel_steps(join: JoinRule = JoinRule.ALL) -> list[ProcedureStep]:
    """Return 1, then 2 and 3 side by side, then 4 where they join, then 5."""
    return [step(1, 1, [2, 3]), step(2, 2, [4]), step(3, 5, [4]), step(4, 1, join=join), step(5, 1, [])]
