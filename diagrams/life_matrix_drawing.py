"""The life-cycle matrix as one SVG: a row for each person, a column for each stage, all labels measured."""

from msgspec import Struct

from diagrams.fonts import BOLD
from diagrams.ink import (
    FAINT,
    INK,
    LACK,
    SOFT,
    WHITE,
    at,
    attribute,
    block_of_text,
    line_of_text,
    path,
    rectangle,
    words,
)  # fmt: skip
from diagrams.legend_rows import Sign, sign_rows
from diagrams.life_matrix_facts import STAGES, THROUGHOUT, Column, Matrix, Part, Person, Stage, words_of
from diagrams.life_matrix_signs import APART, SIGN, conflict_sign, flag_sign, flag_width, part_sign
from diagrams.sizes import FOOT, FOOT_LINE, HEADING, HEADING_LINE, MARGIN, TEXT, TEXT_LINE
from diagrams.wrapping import wrap

NAME, STAGE, BREAK = 300.0, 102.0, 16.0
_HEAD_TOP, _HEAD_FOOT = 44.0, 40.0
HEAD = _HEAD_TOP + _HEAD_FOOT
_LEAST_ROW, _LAST_ROW = 42.0, 48.0
_BAND = "#e2e8f0"
#: A longer table says again at its end what its columns are.
_HEAD_AGAIN_FROM = 18
WIDTH = 2 * MARGIN + NAME + STAGE * len(STAGES) + BREAK


class Row(Struct, kw_only=True):
    """A person with a place."""

    person: Person
    name: tuple[str, ...]
    tags: tuple[str, ...]
    conflicts: tuple[str, ...]
    top: float = 0.0
    height: float = 0.0


class Grid(Struct, kw_only=True):
    """Where everything stands: heading, head of the columns from `top`, rows, and where they end."""

    heading: list[str]
    rows: list[Row]
    top: float
    bottom: float


def grid_of(matrix: Matrix) -> Grid:
    """Return the places of a matrix."""
    room = WIDTH - 2 * MARGIN
    heading = [line for text in matrix.heading for line in wrap(text, room, HEADING, most=3, font=BOLD)]
    top = MARGIN + HEADING_LINE * len(heading) + 14.0
    y = top + HEAD
    rows = []
    for index, person in enumerate(matrix.people):
        row = _measured(person, first=index == 0)
        row.top = y
        y += row.height
        rows.append(row)
    return Grid(heading=heading, rows=rows, top=top, bottom=y)


def _measured(person: Person, *, first: bool) -> Row:
    room = NAME - 20.0
    name = wrap(person.name, room, TEXT, most=6, font=BOLD) if first else wrap(person.name, room, TEXT, most=6)
    tags = wrap(" · ".join(person.tags), room, FOOT, most=3)
    conflicts = wrap(", ".join(person.conflicts), room - 18.0, FOOT, most=2)
    tall = 14.0 + TEXT_LINE * len(name) + FOOT_LINE * (len(tags) + len(conflicts))
    return Row(person=person, name=name, tags=tags, conflicts=conflicts, height=max(_LEAST_ROW, tall))


def left_of(stage: Stage) -> float:
    """Return the left edge of a column."""
    index = STAGES.index(stage)
    return MARGIN + NAME + STAGE * index + (BREAK if stage is THROUGHOUT else 0.0)


def body(matrix: Matrix, grid: Grid) -> tuple[str, float]:
    """Return heading and table, and where they end."""
    parts = [block_of_text(tuple(grid.heading), MARGIN, MARGIN, HEADING, HEADING_LINE, anchor="start", bold=True)]
    end = grid.bottom + (_LAST_ROW if _lacking(matrix) else 0.0)
    parts.append(_columns(matrix, grid.top, end))
    parts.append(_head(grid.top))
    parts += [_row(row, index) for index, row in enumerate(grid.rows, 1)]
    if _lacking(matrix):
        parts.append(_nobody(matrix, grid.bottom))
    again = len(grid.rows) > _HEAD_AGAIN_FROM
    if again:
        parts.append(_head(end, again=True))
    return "".join(parts), end + (HEAD if again else 0.0)


def _lacking(matrix: Matrix) -> bool:
    return any(column is not Column.NAMED for column in matrix.columns.values())


def _columns(matrix: Matrix, top: float, end: float) -> str:
    """Return the ground of the columns; one that the record does not answer is dashed."""
    parts = [rectangle(MARGIN, top, NAME, end - top, stroke=FAINT, thick=0.8)]
    for index, stage in enumerate(STAGES):
        missing = matrix.columns[stage.key] is Column.MISSING
        fill = "#fff7ed" if missing else "#f8fafc" if index % 2 == 0 else WHITE
        parts.append(rectangle(left_of(stage), top, STAGE, end - top, fill=fill, stroke=FAINT, thick=0.8))
        if missing:
            inner = (left_of(stage) + 2.5, top + HEAD + 2.5, STAGE - 5, end - top - HEAD - 5)
            parts.append(rectangle(*inner, fill="none", stroke=LACK, thick=1.1, dash="5 4"))
    return "".join(parts)


def _head(top: float, *, again: bool = False) -> str:
    """Return the head: the stages as a band of arrows in the order of the data's life."""
    parts = [rectangle(MARGIN, top, NAME, HEAD, fill=_BAND, stroke=FAINT, thick=0.8)]
    parts.append(line_of_text("หน่วยงาน / ตำแหน่ง / บุคคล", MARGIN + NAME / 2, top + HEAD / 2, TEXT, bold=True))
    for index, stage in enumerate(STAGES):
        left, middle = left_of(stage), left_of(stage) + STAGE / 2
        last = stage is THROUGHOUT
        ground = rectangle(left, top, STAGE, HEAD, fill=WHITE, stroke=FAINT, thick=0.8)
        band = _apart(left, top) if last else _chevron(left, top, first=index == 0)
        x = middle if last else middle + 3
        says = line_of_text(stage.th, x, top + 15, TEXT, bold=True) + line_of_text(
            stage.en, x, top + 32, 10.5, fill=SOFT
        )
        lines = wrap(stage.who, STAGE - 10, FOOT, most=2)
        start = top + _HEAD_TOP + (_HEAD_FOOT - FOOT_LINE * len(lines)) / 2
        who = block_of_text(lines, middle, start, FOOT, FOOT_LINE)
        name = "" if again else f' data-node="{stage.key}"'
        title = f"<title>{words(f'{stage.th} ({stage.en}): {stage.who}')}</title>"
        parts.append(f'<g class="stage"{name}>{title}{ground}{band}{says}{who}</g>')
    return "".join(parts)


def _chevron(left: float, top: float, *, first: bool) -> str:
    notch = 0.0 if first else 9.0
    right, middle, bottom = left + STAGE, top + _HEAD_TOP / 2, top + _HEAD_TOP
    outline = (
        f"M{at(left)} {at(top)}H{at(right)}L{at(right + 9)} {at(middle)}L{at(right)} {at(bottom)}H{at(left)}"
        f"L{at(left + notch)} {at(middle)}z"
    )
    return path(outline, fill=_BAND, thick=1.0)


def _apart(left: float, top: float) -> str:
    return rectangle(left, top, STAGE, _HEAD_TOP, fill=_BAND, thick=1.0, dash="5 3")


def _row(row: Row, number: int) -> str:
    person, top, height = row.person, row.top, row.height
    wide = WIDTH - 2 * MARGIN
    rule = path(f"M{at(MARGIN)} {at(top)}h{at(wide)}", stroke=FAINT, thick=0.8)
    x = MARGIN + 10
    text = TEXT_LINE * len(row.name)
    y = top + (height - text - FOOT_LINE * (len(row.tags) + len(row.conflicts))) / 2
    said = block_of_text(row.name, x, y, TEXT, TEXT_LINE, anchor="start", bold=number == 1,
                         fill=LACK if person.name == "?" else INK)  # fmt: skip
    said += block_of_text(row.tags, x, y + text, FOOT, FOOT_LINE, anchor="start", fill=SOFT)
    if row.conflicts:
        below = y + text + FOOT_LINE * len(row.tags)
        said += conflict_sign(x + 6, below + FOOT_LINE / 2)
        said += block_of_text(row.conflicts, x + 18, below, FOOT, FOOT_LINE, anchor="start", fill=SOFT)
    told = "; ".join([person.name, *person.tags, *person.conflicts])
    cells = "".join(_cell(person, stage, number, top + height / 2) for stage in STAGES)
    return (
        f'<g class="person" data-node="p{number}"><title>{words(told)}</title>'
        f"{rectangle(MARGIN, top, NAME, height, fill='none', thick=0)}{said}</g>{rule}{cells}"
    )


def _cell(person: Person, stage: Stage, number: int, y: float) -> str:
    parts = person.parts.get(stage.key, [])
    flagged = stage.key in person.flags
    if not parts and not flagged:
        return ""
    flag = person.flags.get(stage.key)
    widths = [SIGN for _ in parts] + ([flag_width(flag)] if flagged else [])
    x = left_of(stage) + (STAGE - sum(widths) - APART * (len(widths) - 1)) / 2
    drawn = ""
    for part in parts:
        drawn += part_sign(part, x + SIGN / 2, y)
        x += SIGN + APART
    if flagged:
        drawn += flag_sign(flag, x + widths[-1] / 2, y)
    told = f"{person.name}: {stage.th}: {words_of(person, stage)}"
    letters = "".join(part.value for part in parts)
    return (
        f'<g class="cell" data-person="p{number}" data-stage="{stage.key}" data-parts="{attribute(letters)}">'
        f"<title>{words(told)}</title>{drawn}</g>"
    )


def _nobody(matrix: Matrix, top: float) -> str:
    """Return the last row: stages at which the record names nobody, or says that there is nobody."""
    wide, middle = WIDTH - 2 * MARGIN, top + _LAST_ROW / 2
    parts = [path(f"M{at(MARGIN)} {at(top)}h{at(wide)}", stroke=INK, thick=1.0)]
    parts.append(line_of_text("ขั้นที่ไม่มีผู้ใดถูกระบุ", MARGIN + 10, middle, TEXT, anchor="start", fill=SOFT))
    for stage in STAGES:
        column, x = matrix.columns[stage.key], left_of(stage) + STAGE / 2
        if column is Column.NAMED:
            continue
        if column is Column.MISSING:
            said = line_of_text("?", x, middle - 8, 18, bold=True, fill=LACK)
            said += line_of_text("ยังไม่ได้ระบุ", x, middle + 11, FOOT, fill=LACK)
        else:
            (token,) = wrap(matrix.none_words[stage.key], STAGE - 12, TEXT, most=1)
            said = line_of_text(token, x, middle - 7, TEXT, bold=True)
            said += line_of_text("ตามที่ระบุ", x, middle + 11, FOOT, fill=SOFT)
        parts.append(f'<g class="cell" data-person="none" data-stage="{stage.key}">{said}</g>')
    return "".join(parts)


def matrix_legend(matrix: Matrix, top: float) -> tuple[str, float]:
    """Return what the signs in use mean, and where it ends."""
    held = {part for person in matrix.people for parts in person.parts.values() for part in parts}
    entries: list[tuple[str, float, str]] = [
        (part_sign(part, 0, 0), SIGN + 4, text) for part, text in _PARTS.items() if part in held
    ]
    flags = {flag for person in matrix.people for flag in person.flags.values()}
    entries += [(flag_sign(flag, 0, 0), flag_width(flag), _FLAGS[flag]) for flag in (True, False) if flag in flags]
    lacks = Column.MISSING in matrix.columns.values() or None in flags or matrix.people[0].name == "?"
    if lacks:
        entries.append((line_of_text("?", 0, 0, 16, bold=True, fill=LACK), 12.0, "บันทึกยังไม่ได้ระบุ"))
    if any(person.conflicts for person in matrix.people):
        entries.append((conflict_sign(0, 0), 14.0, "หน้าที่ซึ่งอยู่ที่ผู้เดียวกัน ควรพิจารณาแยกกัน"))
    signs, y = sign_rows(
        [(_moved(sign), room, text) for sign, room, text in entries], WIDTH - MARGIN, top, pitch=34, gap=7, after=22
    )
    return signs, y + 26


def _moved(sign: str) -> Sign:
    return lambda x, y: f'<g transform="translate({at(x)} {at(y)})">{sign}</g>'


_PARTS = {
    Part.DOES: "ทำ: ผู้ดำเนินการ",
    Part.APPROVES: "อนุมัติ",
    Part.CHECKS: "ตรวจสอบ",
    Part.SETS: "กำหนด (ชั้นความลับ รอบทบทวน สิทธิ)",
    Part.MAY_ACCESS: "มีสิทธิเข้าถึงข้อมูล (ข้อ 13)",
}
_FLAGS = {True: "ส่วนงานระบุว่าทำเอง", False: "ส่วนงานระบุว่าไม่ได้ทำ"}
