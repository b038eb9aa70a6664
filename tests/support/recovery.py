"""How much of a filled form the importer recovers, held against what a careful person read out of it (ropa/samples).

`python -m tests.support.recovery [FILE.txt SAMPLE.json]` prints the counts for the copies in tests/samples/texts, or
for a file that is given with its sample.
"""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from ropa.imports.files import open_sent
from ropa.imports.rules_paper import read_paper
from ropa.imports.rules_paper_labels import printed_fields
from ropa.samples import filled_forms
from schemas.document import ActivityInput
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.form import exchange_columns, flow_columns, value_at
from schemas.imports import ReadRecord, RemarkKind
from tests.support.filled_forms import COPIES, FORM_OF

TODAY = date(2026, 11, 21)


class Recovered(Struct, kw_only=True):
    """What was recovered of one form. A field is in exactly one of the four lists."""

    exact: list[str]
    """As the sample has it, without any correction taken."""
    lost: list[str]
    """Unanswered here as in the sample, and reported as lost."""
    proposed: list[str]
    """As the sample has it once the proposed corrections are taken."""
    wrong: list[str]
    steps: int
    systems: int
    lines: int
    """Rows of which every printed column has the words of the paper."""

    def counts(self) -> str:
        """Return the counts in one line."""
        fields = f"{len(self.exact)} of 53 fields exactly, {len(self.lost)} reported lost"
        fields += f", {len(self.proposed)} by a proposed correction, {len(self.wrong)} wrong"
        return f"{fields}; {self.steps} steps, {self.systems} systems, {self.lines} lines"


def read_file(path: Path, name: str | None = None) -> list[ReadRecord]:
    """Return the records of a file as the importer reads it."""
    with path.open("rb") as source:
        return read_paper(open_sent(source, name or path.name), today=TODAY)


def sample_of(form: str) -> ActivityInput:
    """Return what a careful person read out of form 002 or 003."""
    name = next(name for name, number in FORM_OF.items() if number == form)
    path = next(path for path in filled_forms() if path.name == name)
    return msgspec.json.decode(path.read_bytes(), type=ActivityInput)


def recovered(record: ReadRecord, sample: ActivityInput) -> Recovered:
    """Return what a record has of its sample."""
    data = record.data
    assert data is not None, record.problems
    told_lost = {remark.pointer for remark in record.remarks if remark.kind is RemarkKind.LOST}
    found = Recovered(exact=[], lost=[], proposed=[], wrong=[], steps=0, systems=0, lines=0)
    for info in printed_fields():
        at = info.pointer
        same_mark = data.marks.get(at) == sample.marks.get(at)
        ours, theirs = value_at(data, at), value_at(sample, at)
        if ours == theirs and same_mark:
            (found.lost if ours is None and at in told_lost else found.exact).append(at)
        elif corrected(data, at) == theirs and same_mark:
            found.proposed.append(at)
        else:
            found.wrong.append(at)
    pairs = zip(range(len(data.steps)), sample.steps, strict=False)
    found.steps = sum(_same_row(data, sample, f"/steps/{n}", (i.key for i in flow_columns())) for n, _ in pairs)
    of_system = [i.key for i in exchange_columns() if i.key in InformationSystem.__struct_fields__]
    of_line = [i.key for i in exchange_columns() if i.key in ExchangeLine.__struct_fields__]
    for number, system in enumerate(sample.systems):
        at = f"/systems/{number}"
        ours = value_at(data, at)
        found.systems += _same_row(data, sample, at, of_system) and len(getattr(ours, "exchanges", ())) == len(
            system.exchanges
        )
        found.lines += sum(
            _same_row(data, sample, f"{at}/exchanges/{line}", of_line) for line in range(len(system.exchanges))
        )
    return found


def corrected(data: ActivityInput, pointer: str) -> object:
    """Return a value with its proposed corrections taken."""
    value = value_at(data, pointer)
    if isinstance(value, list):
        sources = [data.sources.get(f"{pointer}/{n}") for n in range(len(value))]
        return [
            source.proposed if source is not None and source.proposed else item
            for item, source in zip(value, sources, strict=True)
        ]
    source = data.sources.get(pointer)
    return source.proposed if source is not None and source.proposed else value


def as_written(document: ActivityInput, pointer: str) -> object:
    """Return what the paper had at a place of a sample: its words where a slip was mended, else its value."""
    value, source = value_at(document, pointer), document.sources.get(pointer)
    return source.raw if isinstance(value, str) and source is not None and source.raw else value


def _same_row(data: ActivityInput, sample: ActivityInput, at: str, keys: Iterable[str]) -> bool:
    """Tell whether every printed column of a row has the words, the term and the mark of the paper."""
    return value_at(data, at) is not None and all(
        value_at(data, f"{at}/{key}") == as_written(sample, f"{at}/{key}")
        and data.marks.get(f"{at}/{key}") == sample.marks.get(f"{at}/{key}")
        for key in keys
    )


def main(arguments: list[str]) -> None:
    """Print the counts."""
    if arguments:
        text, sample = map(Path, arguments)
        wanted = msgspec.json.decode(sample.read_bytes(), type=ActivityInput)
        forms = [(text.name, read_file(text), wanted)]
    else:
        forms = [(n, read_file(COPIES / f"{n}.txt"), sample_of(n)) for n in sorted(FORM_OF.values())]
    for name, (record, *_), wanted in forms:
        found = recovered(record, wanted)
        sys.stdout.write(f"{name}: {found.counts()}\n")
        for what in ("lost", "proposed", "wrong"):
            for pointer in getattr(found, what):
                sys.stdout.write(f"  {what}: {pointer}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
