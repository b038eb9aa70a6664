"""Findings on the way of data through the steps: what nothing reaches, arrows to nowhere, stores nobody reads. Pure.

Legal source: PDPA s.39(2) (the purposes that a flow serves), s.22 (no more data than the purposes need).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from ropa.activities.rules_answers import Answer, answer_of, squeezed
from ropa.activities.rules_bodies import direction_of, lines_of, name_keys
from ropa.activities.rules_finding_codes import finding
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.flow import Step
from schemas.vocabulary import Direction, StepKind

_NUMBERING = re.compile(r"^\s*\d+\s*[.)]\s*")


def flow_findings(document: ActivityDocument) -> Iterator[Finding]:
    """Yield the findings of the steps; in no order."""
    if document.steps:
        yield from _arrows(document.steps)
        yield from _stores(document)


def _arrows(steps: list[Step]) -> Iterator[Finding]:
    """Yield steps to which no way leads from a start, and arrows to numbers that no step has.

    The first step is a start, and so is what an outsider does and nothing leads to. Where no arrow is stated, the
    next number follows, as in the drawing.
    """
    places: dict[int, int] = {}
    for place, step in enumerate(steps):
        places.setdefault(step.seq, place)
    following = dict(pairwise(sorted(places)))
    leads: list[list[int]] = []
    for index, step in enumerate(steps):
        targets = _targets(step, following)
        for number, to in enumerate(targets):
            if to not in places:
                yield finding("flow.arrow_to_nowhere", f"/steps/{index}/next/{number}/to", step=step.seq, to=to)
        leads.append([places[to] for to in targets if to in places])
    led_to = {to for index, way in enumerate(leads) for to in way if to != index}
    open_places = [
        index
        for index, step in enumerate(steps)
        if index == 0 or (step.kind is StepKind.EXTERNAL and index not in led_to)
    ]
    reached = set(open_places)
    while open_places:
        ahead = [to for to in leads[open_places.pop()] if to not in reached]
        reached.update(ahead)
        open_places += ahead
    for index, step in enumerate(steps):
        if index not in reached and places[step.seq] == index:
            yield finding("flow.step_unreached", f"/steps/{index}", step=step.seq, title=step.title)


def _targets(step: Step, following: dict[int, int]) -> list[int]:
    if step.next is not None:
        return [arrow.to for arrow in step.next]
    after = following.get(step.seq) if step.kind is not StepKind.END else None
    return [] if after is None else [after]


def _stores(document: ActivityDocument) -> Iterator[Finding]:
    """Yield each system in which a step keeps data and from which nobody takes any, where it is first filled.

    A use in a step that names no system may be of any of them, so then nothing is said.
    """
    filled: dict[str, tuple[int, Step, str]] = {}
    read: set[str] = set()
    for index, step in enumerate(document.steps):
        names = {squeezed(bare): bare for name in step.it_systems or () if (bare := _NUMBERING.sub("", name).strip())}
        takes = answer_of(step.use) is Answer.GIVEN or answer_of(step.disclosure) is Answer.GIVEN
        if takes and not names:
            return
        if takes:
            read |= set(names)
        elif answer_of(step.storage) is Answer.GIVEN:
            for key, name in names.items():
                filled.setdefault(key, (index, step, name))
    unread = {key: place for key, place in filled.items() if key not in read}
    if not unread:
        return
    sent = {
        key
        for _, system, _, line in lines_of(document)
        if direction_of(line) is Direction.SEND
        for key in name_keys(system.system_name)
    }
    for key, (index, step, name) in unread.items():
        if not any(key == one or one in key or key in one for one in sent):
            yield finding("flow.store_unread", f"/steps/{index}/storage", step=step.seq, store=name)
