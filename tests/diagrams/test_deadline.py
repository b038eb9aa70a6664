"""A drawing has one time limit for all of its stages, and its work grows as the picture does."""

import pkgutil
from collections.abc import Callable
from cProfile import Profile
from functools import partial
from pstats import Stats
from types import SimpleNamespace

import pytest

from diagrams.deadline import Deadline
from diagrams.errors import DiagramTimedOut
from diagrams.grid import Grid
from diagrams.kinds import RECORD_DIAGRAMS, RecordDiagram
from diagrams.outputs import Sheet, deliver
from diagrams.system_map import system_map_sheet
from schemas.document import ActivityDocument
from schemas.flow import NextStep, Step
from schemas.vocabulary import StepKind
from tests.support.largest_records import many_arrows
from tests.support.pictures import TITLE_BLOCK, sample
from tests.support.system_maps import random_map


def _of_sample(kind: RecordDiagram) -> Sheet:
    return kind.sheet(sample("contact_us"))


SHEETS: dict[str, Callable[[], Sheet]] = {
    **{key: partial(_of_sample, kind) for key, kind in RECORD_DIAGRAMS.items()},
    "map": lambda: system_map_sheet(random_map(12, owners=3, outside=3, lines=20)),
}
#: What takes all the time, what must not begin then, and what was asked for.
STAGES = [
    ("diagrams.lanes.Frame", "diagrams.drawing.clear_of", "inline"),
    ("diagrams.routing.answer", "diagrams.drawing.labels", "inline"),
    ("diagrams.drawing.clear_of", "diagrams.drawing.labels", "inline"),
    ("diagrams.drawing.grid_of", "diagrams.labels._best", "inline"),
    ("diagrams.labels._best", "diagrams.drawing.diamond_badge", "inline"),
    ("diagrams.drawing.labels", "diagrams.drawing.diamond_badge", "inline"),
    ("diagrams.drawing.whole", "diagrams.outputs.with_fonts", "svg"),
    ("diagrams.drawing.whole", "diagrams.outputs.png_of", "png"),
    ("diagrams.drawing.whole", "diagrams.outputs._pdf", "pdf"),
]


@pytest.mark.parametrize("key", SHEETS)
def test_no_picture_is_begun_when_its_time_is_over(key):
    with pytest.raises(DiagramTimedOut, match=r"the drawing did not finish in 0 s"):
        deliver(SHEETS[key](), title_block=TITLE_BLOCK, kind="inline", time_limit=Deadline(0))


@pytest.mark.parametrize(("slow", "never", "kind"), STAGES)
def test_a_stage_that_takes_all_the_time_is_the_last_one(monkeypatch, slow, never, kind):
    clock = [0.0]
    monkeypatch.setattr("diagrams.deadline.time", SimpleNamespace(monotonic=lambda: clock[0]))
    sheet, deadline = RECORD_DIAGRAMS["dfd"].sheet(many_arrows(12, 2)), Deadline(3)
    begun: list[str] = []
    real = pkgutil.resolve_name(":".join(slow.rsplit(".", 1)))

    def slowed(*given: object, **more: object) -> object:
        clock[0] += 100
        return real(*given, **more)

    monkeypatch.setattr(slow, slowed)
    monkeypatch.setattr(never, lambda *_, **__: begun.append(never))
    with pytest.raises(DiagramTimedOut, match="did not finish in 3 s"):
        deliver(sheet, title_block=TITLE_BLOCK, kind=kind, time_limit=deadline)
    assert clock[0] > 3
    assert begun == []


def _chain(count: int) -> ActivityDocument:
    """Return decisions each of which leads to the next and back to the one before: every arrow is short."""
    return ActivityDocument(
        steps=[
            Step(
                seq=seq,
                title="พิจารณา",
                kind=StepKind.DECISION,
                actor_org_unit=f"กลุ่มงาน {seq % 3}",
                next=[NextStep(to=to, label=f"กรณีที่ {to}") for to in (seq + 1, seq - 1) if 0 < to <= count],
            )
            for seq in range(1, count + 1)
        ]
    )


class _Elbows:
    """Arrows of one corner each, instead of graphviz: its time is its own."""

    def __init__(self, placed, flows):
        self._boxes, self._flows = {box.node.id: box for box in placed}, flows

    def routes(self, deadline):
        deadline.check()
        ends = ((self._boxes[flow.source], self._boxes[flow.target]) for flow in self._flows)
        return [[(one.x, one.y), (other.x, one.y), (other.x, other.y)] for one, other in ends]


def _calls(count: int) -> int:
    """Return how many calls drawing a chain takes."""
    document, profile = _chain(count), Profile()
    profile.runcall(
        lambda: deliver(RECORD_DIAGRAMS["dfd"].sheet(document), title_block=TITLE_BLOCK, kind="inline", time_limit=60)
    )
    return int(Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_a_picture_four_times_as_long_takes_about_four_times_the_work(monkeypatch):
    monkeypatch.setattr("diagrams.lanes.Router", _Elbows)
    _calls(50)  # what is learnt once
    assert _calls(200) < 4.5 * _calls(50)


class _Counted(float):
    """A side of an area that counts how often it is compared."""

    seen = 0

    def __lt__(self, other: float) -> bool:
        _Counted.seen += 1
        return float(self) < other


@pytest.mark.parametrize("things", [100, 10_000])
def test_a_look_at_one_place_does_not_compare_what_stands_far_away(monkeypatch, things):
    monkeypatch.setattr(_Counted, "seen", 0)
    grid: Grid[int] = Grid()
    for number in range(things):
        grid.add((_Counted(number * 50.0), 0.0, number * 50.0 + 30.0, 20.0), number)
    assert {number for _, number in grid.meeting((1_000.0, 5.0, 1_090.0, 15.0))} == {20, 21}
    assert 0 < _Counted.seen < 12


def test_what_meets_an_area_overlaps_it_and_what_was_removed_meets_nothing():
    grid: Grid[str] = Grid()
    line, beside = (-100.0, 10.0, 900.0, 10.0), (40.0, 0.0, 60.0, 5.0)
    grid.add(line, "line")
    grid.add(beside, "beside")
    assert {each for _, each in grid.meeting((0.0, 0.0, 40.0, 20.0))} == {"line"}
    assert {each for _, each in grid.meeting((39.0, -9.0, 200.0, 10.0))} == {"beside"}
    grid.remove(line, "line")
    assert [*grid.meeting((0.0, 0.0, 40.0, 20.0))] == []
