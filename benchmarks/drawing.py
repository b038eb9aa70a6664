"""The data-flow diagram as SVG against the bare dot process on the diagram's own DOT."""

import subprocess
import time
from collections.abc import Callable
from datetime import date
from statistics import median

from benchmarks.ratio import Measure
from diagrams.dfd import dfd_sheet
from diagrams.outputs import deliver
from diagrams.programs import executable
from diagrams.title_block import TitleBlock
from schemas.document import ActivityDocument
from schemas.flow import NextStep, Step
from schemas.vocabulary import StepKind, StepMode

STEPS = 36
BLOCK = TitleBlock(ref="ROPA-2569-0001", revision=1, status_th="ร่าง", dated=date(2026, 11, 20), content_hash="0" * 64)


def _document() -> ActivityDocument:
    """Return a flow of 36 steps in four lanes with three stores: about 40 boxes."""
    steps = [
        Step(
            seq=number,
            title=f"ดำเนินการทำลายน้ำ ขั้นตอนที่ {number}",
            kind=StepKind.DECISION if number % 9 == 0 else StepKind.PROCESS,
            actor_org_unit=f"กลุ่มงานที่ {number % 4 + 1}",
            mode=StepMode.ELECTRONIC,
            storage="ฐานข้อมูลของหน่วยงาน" if number % 6 == 0 else None,
            it_systems=[f"ระบบ {number % 3 + 1}"],
            next=[NextStep(to=number + 1)] if number < STEPS else [],
        )
        for number in range(1, STEPS + 1)
    ]
    return ActivityDocument(steps=steps)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(*, quick: bool) -> list[Measure]:
    """Return the time of our SVG over the time of dot alone, interleaved."""
    document = _document()
    dot = deliver(dfd_sheet(document), title_block=BLOCK, kind="dot")
    command = [executable(), "-Tsvg"]

    def bare() -> None:
        subprocess.run(command, input=dot, check=True, capture_output=True)

    def ours() -> None:
        deliver(dfd_sheet(document), title_block=BLOCK, kind="svg")

    ours()
    pairs = [(_seconds(ours), _seconds(bare)) for _ in range(7 if quick else 25)]
    return [
        Measure(
            name="DFD of 36 steps as SVG / the bare dot process on its DOT",
            value=median(one / two for one, two in pairs),
            target=1.2,
            better="at_most",
            note=" against ".join(f"{median(arm) * 1000:.0f} ms" for arm in zip(*pairs, strict=True)),
        )
    ]
