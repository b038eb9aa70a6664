"""How a pasted block is laid into the flow table and into the exchange table, and how each is copied. Pure."""

import re
from collections.abc import Mapping, Sequence

from ropa.imports.service_pasted import Block
from ropa.web import rows_flow, rows_systems
from ropa.web.rows import SEQ, Row
from ropa.web.rows_flow import ENDS, LABEL, NEXT, TITLE, TO
from ropa.web.rows_paste import Columns, Doubt, Placed, Target, cell_words
from ropa.web.rows_systems import LINE, LINES, NAME, SYSTEM
from schemas.cell_values import read_cell
from schemas.form import exchange_columns, flow_columns
from schemas.thai_text import arabic_digits

_ARROW = re.compile(r"\s*([0-9๐-๙]{1,3})\s*(?:[:：(]\s*(.*?)\)?)?\s*$")
_ENDS = re.compile(r"\s*(?:end|จบ|สิ้นสุด)", re.IGNORECASE)
_PRINTED_ENDS = "สิ้นสุด"


def _flow(target: Target, block: Block, keys: Sequence[str | None]) -> None:
    """Lay rows of steps; a row without number and title goes on with the one above, as a page break leaves it."""
    numbers: dict[str, int] = {}
    arrows: list[tuple[int, str]] = []
    place = target.first
    above: tuple[Row, str] | None = None
    for cells in block.rows:
        said = {key: words for key, words in zip(keys, cells, strict=False) if key}
        if not any(words.strip() for words in said.values()):
            place += 0 if block.headed else 1
            continue
        if block.headed and above and not said.get(TITLE, "x").strip() and not said.get(SEQ, "").strip():
            _go_on(target, above, said)
            continue
        new = place >= len(target.rows)
        while place >= len(target.rows):
            target.rows.append(Row({"kind": "process", "mode": "unknown"}))
        row, at = target.rows[place], f"steps-{place}"
        for key, words in said.items():
            if key == NEXT:
                arrows.append((place, words))
            elif key != SEQ and (words.strip() or key not in {"kind", "mode"}):
                target.put(row, key, words, at)
        numbers.setdefault(arabic_digits(said.get(SEQ, "").strip().rstrip(".")) or f"#{place}", place)
        above = (row, at)
        target.placed.append(Placed(at, new, [said.get(key, "") if key else "" for key in keys]))
        place += 1
    target.rows[:] = rows_flow.numbered(target.rows)
    for at_row, words in arrows:
        target.rows[at_row].inner = _arrows(words, numbers, target, at_row)


def _go_on(target: Target, above: tuple[Row, str], said: Mapping[str, str]) -> None:
    row, at = above
    for key, words in said.items():
        if words.strip() and key not in {SEQ, NEXT}:
            before = row.text(key)
            target.put(row, key, f"{before}\n{words.strip()}" if before else words, at)


def _arrows(words: str, numbers: Mapping[str, int], target: Target, place: int) -> list[Row]:
    """Return the arrows that words say; their numbers are those of the pasted rows where these had any."""
    if not words.strip():
        return []
    if _ENDS.match(words):
        return [Row({TO: ENDS, LABEL: ""})]
    read = read_cell(rows_flow.INFOS[NEXT], words)
    if read.value and not read.lost and "ไปยังขั้นตอน" in words:
        said = [(str(arrow.to), arrow.label or "") for arrow in read.value]
    else:
        parts = [part for part in re.split(r"[\n;,]", words) if part.strip()]
        found = [(part, _ARROW.match(part)) for part in parts]
        said = [(arabic_digits(hit[1]), hit[2] or "") if hit else (part.strip(), "") for part, hit in found]
    named = any(not number.startswith("#") for number in numbers)
    made = []
    for at, (to, label) in enumerate(said):
        led = numbers.get(to) if named else (int(to) - 1 + target.first if to.isdecimal() else None)
        if led is None or led >= len(target.rows):
            cell = f"steps-{place}-{NEXT}-{at}-{TO}"
            target.doubts.append(Doubt(cell, f"ไม่มีขั้นตอน “{to[:40]}”", f"There is no step {to[:40]!r}"))
        made.append(Row({TO: str(led + 1) if led is not None else to, LABEL: label.strip()}))
    return made


def _flow_cells(rows: Sequence[Row]) -> list[list[str]]:
    keys = FLOW.order[1:-1]
    head = [FLOW.infos[key].label for key in FLOW.order]
    return [head] + [
        [row.text(SEQ), *(cell_words(FLOW.infos[key], row) for key in keys), _arrow_words(row)]
        for row in rows_flow.numbered(rows)
    ]


def _arrow_words(row: Row) -> str:
    said = [
        (_PRINTED_ENDS if arrow.text(TO) == ENDS else arrow.text(TO), arrow.text(LABEL).strip())
        for arrow in row.inner
        if arrow.text(TO).strip()
    ]
    return "\n".join(f"{to}: {label}" if label else to for to, label in said)


FLOW = Columns(
    order=(SEQ, *(info.key for info in flow_columns()), "kind", "mode", NEXT),
    infos=rows_flow.INFOS,
    lay=_flow,
    copied=_flow_cells,
)


def _systems(target: Target, block: Block, keys: Sequence[str | None]) -> None:
    """Lay rows of systems and lines; a row without a system's name is one more line of the system above."""
    place, line = target.first - 1, target.inner - 1
    names = NAME in keys
    of_lines = not any(key in SYSTEM for key in keys)
    for at, cells in enumerate(block.rows):
        said = {key: words for key, words in zip(keys, cells, strict=False) if key}
        if not any(words.strip() for words in said.values()):
            continue
        number, name = said.get(SEQ, "").strip(), said.get(NAME, "").strip()
        again = bool(name) and at > 0 and not number and name == target.rows[place].text(NAME).strip()
        if at == 0 or (not of_lines and (not names or (bool(name or number) and not again))):
            place, line = place + 1, (target.inner if at == 0 else 0)
            goes_on = False
        else:
            line, goes_on = line + 1, True
        new = place >= len(target.rows) or line >= max(1, len(target.rows[place].inner))
        _put_system(target, said, place, line, goes_on=goes_on)
        fields = [said.get(key, "") if key else "" for key in keys]
        target.placed.append(Placed(f"systems-{place}-{LINES}-{line}", new, fields))
    target.rows[:] = rows_systems.numbered(target.rows)


def _put_system(target: Target, said: Mapping[str, str], place: int, line: int, *, goes_on: bool) -> None:
    while place >= len(target.rows):
        target.rows.append(Row())
    row, at = target.rows[place], f"systems-{place}"
    for key in said:
        if key in SYSTEM and (not goes_on or said[key].strip()) and not (goes_on and key == NAME):
            target.put(row, key, said[key], at)
    of_line = {key: words for key, words in said.items() if key in LINE}
    if of_line and (any(words.strip() for words in of_line.values()) or line < len(row.inner)):
        while line >= len(row.inner):
            row.inner.append(Row())
        for key, words in of_line.items():
            target.put(row.inner[line], key, words, f"{at}-{LINES}-{line}")


def _system_cells(rows: Sequence[Row]) -> list[list[str]]:
    infos = SYSTEMS.infos
    made = [[infos[key].label for key in SYSTEMS.order]]
    for row in rows_systems.numbered(rows):
        for place, line in enumerate(row.inner or [Row()]):
            # A system's own cells stand in its first row only, as the paper's merged cells are copied.
            own = row if place == 0 else Row()
            made.append([cell_words(infos[key], line if key in LINE else own) for key in SYSTEMS.order])
    return made


SYSTEMS = Columns(
    order=tuple(info.key for info in exchange_columns()),
    infos={info.key: info for info in exchange_columns()},
    lay=_systems,
    copied=_system_cells,
)
