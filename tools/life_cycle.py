"""`python -m tools.life_cycle`: docs/life-cycle.md and its picture, made from the tables of the code.

docs/life-cycle.md's part between the two marks and docs/pictures/life-cycle.svg are written; a test sees that they are
what the code says.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from diagrams.state_machine import Arrow, State, state_machine_svg
from ropa.access.rules import RULES
from ropa.activities.rules_life import CONSEQUENCES, TRANSITIONS
from ropa.activities.service_life import PERMISSIONS
from schemas.vocabulary import RevisionStatus

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- made by tools.life_cycle -->", "<!-- end -->"


def picture() -> str:
    """Return the states and steps as SVG."""
    states = [
        State(
            str(each),
            (each.th, each.en),
            is_first=each is RevisionStatus.DRAFT,
            is_last=each in {RevisionStatus.SUPERSEDED, RevisionStatus.RETIRED},
        )
        for each in RevisionStatus
    ]
    arrows = [
        Arrow(str(source), str(move.target), (step.th, ", ".join(str(role) for role in _roles(step))))
        for step, move in TRANSITIONS.items()
        for source in move.sources
    ]
    arrows += [
        Arrow(str(source), str(target), (thai,), is_consequence=True) for source, target, thai, _ in CONSEQUENCES
    ]
    return state_machine_svg(states, arrows)


def _roles(step: object) -> list[object]:
    return sorted(RULES[PERMISSIONS[step]], key=str)  # type: ignore[index]  # a step of the table


def table() -> Iterator[str]:
    """Yield the lines of the table of steps."""
    yield "| step | from | to | who | needs a reason |"
    yield "|---|---|---|---|---|"
    for step, move in TRANSITIONS.items():
        roles = ", ".join(str(role) for role in _roles(step))
        sources = ", ".join(each.en for each in move.sources)
        yield f"| {step.th} / {step.en} | {sources} | {move.target.en} | {roles} | {'yes' if move.reason else ''} |"
    for source, target, thai, english in CONSEQUENCES:
        yield f"| {thai} / {english} | {source.en} | {target.en} | by itself | |"


def page(before: str) -> str:
    """Return the page with its table as the code has it."""
    head, _, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2]
    return "\n".join([head + BEGIN, "", *table(), "", END]) + tail


def main() -> int:
    """Write the page's table and the picture."""
    path = DOCS / "life-cycle.md"
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")
    (DOCS / "pictures" / "life-cycle.svg").write_text(picture() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
