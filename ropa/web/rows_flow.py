"""The data-flow table as form fields. Arrows name steps by number, and follow them when rows move. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from ropa.web.rows import SEQ, Change, Row, Shape, changed
from ropa.web.rows_cells import read_cell, write_cell
from ropa.web.rows_table import Read, Table, checked
from schemas.diff_rows import match_steps
from schemas.document import ActivityDocument
from schemas.findings import Problem
from schemas.flow import Step
from schemas.form import FieldInfo, fields_of
from schemas.thai_text import arabic_digits
from schemas.vocabulary import Mark

INFOS: dict[str, FieldInfo] = {info.key: info for info in fields_of(Step)}
TITLE, NEXT = "title", "next"
TO, LABEL, WAS = "to", "label", "was"
#: What an arrow's target may be beside a number: the flow ends here; the step it led to was removed.
ENDS, GONE = "end", "gone"
CELLS = tuple(key for key in INFOS if key not in {SEQ, NEXT})
SHAPE = Shape("steps", frozenset({*CELLS, SEQ}), NEXT, frozenset({TO, LABEL, WAS}))
_MOST_DIGITS = 6
_PRESET = {"kind": "process", "mode": "unknown"}


def rows_of(document: ActivityDocument) -> list[Row]:
    """Return the rows of a document by their numbers; new numbers follow the order."""
    steps = sorted(enumerate(document.steps), key=lambda pair: (pair[1].seq, pair[0]))
    return numbered([_row(step, f"/steps/{index}", document.marks) for index, step in steps])


def _row(step: Step, pointer: str, marks: Mapping[str, Mark]) -> Row:
    cells = {SEQ: str(step.seq)}
    for key in CELLS:
        cells |= write_cell(getattr(step, key), marks.get(f"{pointer}/{key}"), INFOS[key])
    if step.next is None:
        return Row(cells, [])
    arrows = [Row({TO: str(arrow.to), LABEL: arrow.label or ""}) for arrow in step.next]
    return Row(cells, arrows or [Row({TO: ENDS, LABEL: ""})])


def numbered(rows: Sequence[Row]) -> list[Row]:
    """Return the rows numbered 1, 2, 3 … in their order, with arrows that lead to the same rows as before."""
    return _renumbered(rows, rows)


def _renumbered(before: Sequence[Row], after: Sequence[Row], came: Mapping[int, int] | None = None) -> list[Row]:
    """Return `after` numbered anew. `came` is the place in `before` by place in `after`, where they differ."""
    now = {origin: place for place, origin in (came or dict(enumerate(range(len(after))))).items()}
    numbers: dict[int, int] = {}
    for place, row in enumerate(before):
        numbers.setdefault(_number(row.text(SEQ)) or place + 1, place)
    return [
        replace(
            row,
            cells={**row.cells, SEQ: str(place + 1)},
            inner=[_followed(arrow, numbers, now, before) for arrow in row.inner],
        )
        for place, row in enumerate(after)
    ]


def _followed(arrow: Row, numbers: Mapping[int, int], now: Mapping[int, int], before: Sequence[Row]) -> Row:
    place = numbers.get(_number(arrow.text(TO)) or 0)
    if place is None:
        return arrow
    if place in now:
        return replace(arrow, cells={TO: str(now[place] + 1), LABEL: arrow.text(LABEL)})
    return replace(arrow, cells={TO: GONE, LABEL: arrow.text(LABEL), WAS: name_of(before[place])})


def _number(text: str) -> int | None:
    plain = arabic_digits(text.strip())
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= _MOST_DIGITS else None


def name_of(row: Row) -> str:
    """Return what to call a step: its number and title."""
    return f"{row.text(SEQ)}. {row.text(TITLE)}".strip()


def change(rows: Sequence[Row], do: str) -> Change | None:
    """Return the table after a button was pressed; arrows follow their steps, or say that theirs was removed."""
    rows = numbered(rows)
    done = changed(rows, do, SHAPE)
    if done is None:
        return None
    origins = {id(row): place for place, row in enumerate(rows)}
    if "." in do:
        return replace(done, rows=_renumbered(rows, done.rows))
    fresh = [row if id(row) in origins else Row(dict(_PRESET)) for row in done.rows]
    came = {place: origins[id(row)] for place, row in enumerate(fresh) if id(row) in origins}
    return replace(done, rows=_renumbered(rows, fresh, came))


def restored(rows: Sequence[Row], removed: Row, place: int) -> list[Row]:
    """Return the table with a removed row back in its place, and the arrows that led to it."""
    name = name_of(removed)
    done = change(rows, f"add:{min(place, len(rows))}")
    if done is None:
        return list(rows)
    at = min(place, len(rows))
    back = str(at + 1)
    after = [*done.rows[:at], replace(removed, cells={**removed.cells, SEQ: back}), *done.rows[at + 1 :]]
    return [
        replace(
            row,
            inner=[
                Row({TO: back, LABEL: arrow.text(LABEL)})
                if arrow.text(TO) == GONE and arrow.text(WAS) == name
                else arrow
                for arrow in row.inner
            ],
        )
        for row in after
    ]


def tidy(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without blank ones to which no arrow leads, and without empty arrows."""
    rows = numbered(rows)
    wanted = {_number(arrow.text(TO)) for row in rows for arrow in row.inner}
    kept = {place: row for place, row in enumerate(rows) if not _is_blank(row) or _number(row.text(SEQ)) in wanted}
    after = [replace(row, inner=[arrow for arrow in row.inner if _says(arrow)]) for row in kept.values()]
    return _renumbered(rows, after, dict(enumerate(kept)))


def _is_blank(row: Row) -> bool:
    typed = (row.text(key) for key in CELLS if key not in _PRESET)
    return not any(text.strip() for text in typed) and not any(_says(arrow) for arrow in row.inner)


def _says(arrow: Row) -> bool:
    return bool(arrow.text(TO).strip() or arrow.text(LABEL).strip())


def read(rows: Sequence[Row]) -> Read:
    """Return the steps that the rows mean; the pointers of problems and marks are those of the rows."""
    rows = numbered(rows)
    plain: list[dict[str, object]] = []
    marks: dict[str, Mark] = {}
    problems: list[Problem] = []
    for index, row in enumerate(rows):
        values: dict[str, object] = {SEQ: index + 1}
        for key in CELLS:
            values[key], mark = read_cell(row.text(key), "", INFOS[key])
            if mark is not None and key != TITLE:
                marks[f"/steps/{index}/{key}"] = mark
        values[TITLE] = row.text(TITLE)
        values |= {key: row.text(key) or preset for key, preset in _PRESET.items()}
        faults, values[NEXT] = _arrows(row, f"/steps/{index}/{NEXT}", len(rows))
        problems += faults
        plain.append(values)
    value, faults = checked(plain, list[Step], "/steps")
    problems += faults
    return Read(None if problems else value, marks, problems)


def _arrows(row: Row, pointer: str, steps: int) -> tuple[list[Problem], list[dict[str, object]] | None]:
    faults: list[Problem] = []
    found: list[dict[str, object]] = []
    said = [(place, arrow) for place, arrow in enumerate(row.inner) if _says(arrow)]
    ends = [place for place, arrow in said if arrow.text(TO).strip() == ENDS]
    if ends and len(said) == 1 and not said[0][1].text(LABEL).strip():
        return [], []
    for place, arrow in said:
        to = arrow.text(TO).strip()
        number = _number(to)
        if number is None or not 1 <= number <= steps:
            faults.append(_arrow_fault(f"{pointer}/{place}/{TO}", to, arrow.text(WAS)))
        else:
            found.append({TO: number, LABEL: arrow.text(LABEL) if arrow.text(LABEL).strip() else None})
    return faults, found or None


def _arrow_fault(pointer: str, to: str, was: str) -> Problem:
    said = {
        GONE: (f"ขั้นตอนที่เคยไปต่อ ({was}) ถูกลบแล้ว โปรดเลือกใหม่", f"The step it led to ({was}) was removed; choose again"),
        ENDS: ("สิ้นสุดแล้วจะมีทางแยกหรือป้ายอีกไม่ได้", "Where the flow ends there is no branch and no label"),
        "": ("มีป้ายทางแยกแต่ยังไม่ได้เลือกขั้นตอนที่จะไป", "The branch has a label but leads to no step"),
    }
    thai, english = said.get(to, (f"ไม่มีขั้นตอนลำดับ {to[:40]}", f"There is no step {to[:40]}"))
    return Problem(pointer=pointer, message_th=thai, message_en=english)


def _aligned(rows: Sequence[Row], pairs: Sequence[int]) -> list[Row]:
    def to(arrow: Row) -> str:
        number = _number(arrow.text(TO))
        return arrow.text(TO) if number is None else f"@{pairs[number - 1]}"

    return [
        Row(
            {key: row.text(key) for key in CELLS},
            [Row({TO: to(arrow), LABEL: arrow.text(LABEL)}) for arrow in row.inner],
        )
        for row in rows
    ]


def _joined(chosen: Sequence[tuple[int, Row]]) -> list[Row]:
    number = {f"@{pair}": place + 1 for place, (pair, _) in enumerate(chosen)}

    def arrows(row: Row) -> Iterator[Row]:
        for arrow in row.inner:
            to = arrow.text(TO)
            if to.startswith("@") and to not in number:
                yield Row({TO: GONE, LABEL: arrow.text(LABEL), WAS: ""})
            else:
                yield Row({TO: str(number.get(to, to)), LABEL: arrow.text(LABEL)})

    return [Row({**row.cells, SEQ: str(place + 1)}, list(arrows(row))) for place, (_, row) in enumerate(chosen)]


TABLE = Table(
    section="flow",
    shape=SHAPE,
    rows_of=rows_of,
    read=read,
    tidy=tidy,
    change=change,
    name_of=name_of,
    restored=restored,
    match=match_steps,
    aligned=_aligned,
    joined=_joined,
)
