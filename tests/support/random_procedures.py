"""Random procedures that can be approved: decisions, branches side by side, joins, ways back; and walks in them."""

from dataclasses import dataclass, field
from random import Random

from hypothesis import strategies as st
from msgspec.structs import replace

from ropa.procedures import rules_engine, rules_findings, rules_graph
from ropa.procedures.rules_engine import Visit
from schemas.findings import Severity
from schemas.procedure import BranchAnswer, JoinRule, ProcedureDocument, ProcedureStep, StepBranch
from schemas.rounds import StepState
from schemas.work_flow import ChartShape

YES, NO = BranchAnswer.AGREED, BranchAnswer.NOT_AGREED
#: Ends after which a walk takes the nearest way out, so that it comes to its end.
WILD_ENDS = 40


def _branches(draw: st.DrawFn, number: int, last: int, *, goes_back: bool) -> tuple[ChartShape, list[StepBranch]]:
    later = list(range(number + 1, last + 1))
    if not later:
        return ChartShape.ACTIVITY, []
    kind = draw(st.sampled_from(["one", "one", "many", "decision", "back" if goes_back else "one", "end"]))
    if kind == "end" and number > 1:
        return ChartShape.ACTIVITY, []
    if kind == "many":
        chosen = draw(st.lists(st.sampled_from(later), min_size=1, max_size=3, unique=True))
        return ChartShape.ACTIVITY, [StepBranch(to=each) for each in chosen]
    if kind == "decision":
        other = draw(st.integers(1, last))
        agreed = draw(st.sampled_from(later))
        return ChartShape.DECISION, [StepBranch(to=agreed, answer=YES), StepBranch(to=other, answer=NO)]
    if kind == "back":
        return ChartShape.ACTIVITY, [StepBranch(to=draw(st.integers(1, number)))]
    return ChartShape.ACTIVITY, [StepBranch(to=later[0])]


@st.composite
def procedures(draw: st.DrawFn, *, goes_back: bool = True) -> list[ProcedureStep]:
    """Draw steps without an error; `goes_back`: an activity may lead back, too, and not a refusal alone."""
    last = draw(st.integers(2, 9))
    made = []
    for number in range(1, last + 1):
        shape, branches = _branches(draw, number, last, goes_back=goes_back)
        made.append(
            ProcedureStep(
                number=number,
                title=f"ขั้นตอน {number}",
                shape=shape,
                working_days=draw(st.integers(1, 6)),
                join=draw(st.sampled_from(JoinRule)),
                next=branches,
            )
        )
    reached = rules_graph.reachable(rules_graph.graph(made))
    return [step for step in made if step.number in reached]


def is_approvable(steps: list[ProcedureStep]) -> bool:
    """Tell whether nothing stops the approval of a procedure with these steps."""
    found = rules_findings.check(ProcedureDocument(title="สุ่ม", steps=steps))
    return all(each.severity is not Severity.ERROR for each in found)


@dataclass
class Walk:
    """A run: every visit that may begin is open at once; what was ended is kept in order."""

    steps: list[ProcedureStep]
    visits: list[Visit] = field(default_factory=list)
    ended: list[tuple[Visit, list[int]]] = field(default_factory=list)
    """Each visit as it ended, with the steps to which its arrows led."""

    def __post_init__(self) -> None:
        self.graph = rules_graph.graph(self.steps)
        self.visits = rules_engine.begin(self.steps)
        self.open()

    def open(self) -> None:
        """Open what nothing holds up."""
        for each in rules_engine.ready(self.steps, self.graph, self.visits):
            self.visits[self.visits.index(each)] = replace(each, state=StepState.OPEN)

    def opened(self) -> list[Visit]:
        """Return what can be worked on."""
        return [each for each in self.visits if each.state is StepState.OPEN]

    def end(self, visit: Visit, answer: BranchAnswer | None) -> None:
        """End an open visit."""
        ended = replace(visit, state=StepState.RETURNED if answer is NO else StepState.DONE)
        self.visits[self.visits.index(visit)] = ended
        self.ended.append((ended, rules_engine.arrows_taken(self.graph, visit.step, answer)))
        self.visits += rules_engine.after_end(self.steps, self.graph, self.visits, ended, answer)
        self.open()

    def answer(self, visit: Visit, random: Random) -> BranchAnswer | None:
        """Return an answer by chance; after many ends the one that leads out."""
        if not rules_engine.answers(self.graph, visit.step):
            return None
        if len(self.ended) < WILD_ENDS:
            return random.choice([YES, NO])
        return min((YES, NO), key=lambda each: self._way_out(visit.step, each))

    def _way_out(self, step: int, answer: BranchAnswer) -> int:
        """Return how far the end is after an answer: the longest of branches side by side, the shortest of answers."""
        far = dict.fromkeys(rules_graph.ends(self.graph), 0)
        for _ in self.steps:
            for each in self.steps:
                arrows = self.graph.following(each.number)
                ways = [far.get(arrow.end, len(self.steps)) + 1 for arrow in arrows]
                if ways and each.number not in far and min(ways) <= len(self.steps):
                    least = min(ways) if arrows[0].answer is not None else max(ways)
                    if least <= len(self.steps):
                        far[each.number] = least
        return max((far.get(end, 1_000) for end in rules_engine.arrows_taken(self.graph, step, answer)), default=0)
