"""Diagrams against the bare graphviz on their own DOT, with each graphviz of this machine; 50 records from cold."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from benchmarks.drawing_child import BLOCK
from benchmarks.ratio import Measure
from diagrams import programs
from diagrams.dfd import dfd_sheet
from diagrams.outputs import deliver
from schemas.document import ActivityDocument, encode_document
from schemas.flow import NextStep, Step
from schemas.vocabulary import StepKind, StepMode
from tests.support.lifelike_records import lifelike
from tests.support.pictures import sample

STEPS = 36
#: So many records are drawn from cold in at most 3 seconds.
COLD = 50


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
    """Return the time of our SVG over that of graphviz alone, interleaved; and how long 50 records take from cold."""
    found = programs.installed()
    try:
        return [
            *(_one(path, rounds=7 if quick else 25) for path in found),
            *(one for path in found for one in _cold(path, count=10 if quick else COLD, rounds=1 if quick else 3)),
        ]
    finally:
        _use(found)


def _use(paths: list[str]) -> None:
    """Let the pictures be drawn by the first of these programs."""
    programs.installed = lambda: list(paths)
    programs.executable.cache_clear()
    programs.spare.cache_clear()


def _one(path: str, *, rounds: int) -> Measure:
    _use([path])
    document = _document()
    dot = deliver(dfd_sheet(document), title_block=BLOCK, kind="dot")

    def bare() -> None:
        subprocess.run([path, "-Tsvg"], input=dot, check=True, capture_output=True)

    def ours() -> None:
        deliver(dfd_sheet(document), title_block=BLOCK, kind="svg")

    ours()
    pairs = [(_seconds(ours), _seconds(bare)) for _ in range(rounds)]
    return Measure(
        name=f"DFD of 36 steps as SVG / the bare {Path(path).name} on its DOT",
        value=median(one / two for one, two in pairs),
        target=1.2,
        better="at_most",
        note=" against ".join(f"{median(arm) * 1000:.0f} ms" for arm in zip(*pairs, strict=True)),
    )


def records(count: int) -> list[ActivityDocument]:
    """Return the samples, and records like an office's of 10 to 20 steps and 5 to 15 systems."""
    found = [sample("contact_us"), sample("industry_registration")]
    seed = 0
    while len(found) < count:
        made = lifelike(seed)
        seed += 1
        if 10 <= len(made.steps) <= 20 and 5 <= len(made.systems) <= 15:
            found.append(made)
    return found


def _cold(path: str, *, count: int, rounds: int) -> Iterator[Measure]:
    """Yield seconds for `count` records drawn by a process that begins with nothing loaded."""
    name = Path(path).name
    documents = records(count)
    _use([path])
    dots = [deliver(dfd_sheet(document), title_block=BLOCK, kind="dot") for document in documents]
    with tempfile.TemporaryDirectory() as folder:
        for index, document in enumerate(documents):
            (Path(folder) / f"{index:02}.json").write_bytes(encode_document(document))

        def ours(form: str) -> None:
            child = [sys.executable, "-m", "benchmarks.drawing_child", folder, path, form, "dfd"]
            subprocess.run(child, check=True)

        def bare() -> None:
            for dot in dots:
                subprocess.run([path, "-Tsvg"], input=dot, check=True, capture_output=True)

        pairs = [(_seconds(lambda: ours("svg")), _seconds(bare)) for _ in range(rounds)]
        drawn, alone = (median(arm) for arm in zip(*pairs, strict=True))
        bar, unbarred = 3.0, float("inf")
        yield Measure(
            name=f"seconds for {count} records from cold, DFD as SVG, {name}", value=drawn, target=bar,
            better="at_most",
            note=f"{drawn / alone:.2f} times the bare {name} on their DOT ({alone:.2f} s), one after the other",
        )  # fmt: skip
        for form in ("pdf",) if count < COLD else ("pdf", "png"):
            seconds = _seconds(lambda form=form: ours(form))  # type: ignore[misc]
            yield Measure(
                name=f"seconds for {count} records from cold, DFD as {form.upper()}, {name}", value=seconds,
                target=unbarred, better="at_most", note="no bar; PNG at twice the size, up to 16 million pixels",
            )  # fmt: skip
