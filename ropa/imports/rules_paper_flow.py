"""The data-flow table of the paper form: numbered steps under seven headings. The drawing itself is lost. Pure."""

import re
from collections.abc import Sequence

from ropa.imports.rules_paper_cells import Token
from ropa.imports.rules_paper_table import Table, number_in, placed, shift_of
from ropa.imports.rules_paper_values import Taken
from schemas.field import LIST_LIMIT
from schemas.flow import Step
from schemas.form import FieldInfo, flow_columns
from schemas.imports import RemarkKind
from schemas.vocabulary import Mark, StepKind, StepMode

_DECIDES = re.compile("พิจารณา|ตัดสินใจ|วินิจฉัย|หรือไม่|อนุมัติ/ไม่อนุมัติ|ใช่/ไม่ใช่")
_ENDS = re.compile(r"\s*(?:สิ้นสุด|จบ)(?:กระบวนการ|การทำงาน|ขั้นตอน)?\s*$")
_COLUMNS = {info.key: info for info in flow_columns()}


def read_flow(tables: Sequence[Table], taken: Taken) -> list[Step]:
    """Return the steps of a record's flow tables; rows without a number go on with the step above."""
    rows: list[tuple[int | None, dict[str, list[Token]]]] = []
    for table in tables:
        for line in table.rows:
            cells, strays = placed(line, table.columns, shift_of(line, table.columns, _first(table), ()))
            number, _ = number_in(cells[_first(table)].text) if _first(table) in cells else (None, "")
            if number is None and rows and ("title" not in cells or _only_goes_on(cells)):
                _add(rows[-1][1], cells, taken)
            elif "title" in cells:
                rows.append((number, {key: [token] for key, token in cells.items()}))
            else:
                strays = [*cells.values(), *strays]
            for token in strays:
                said = ("เซลล์นี้ไม่อยู่ใต้หัวตารางใด", "no heading of the flow table stands above this cell")
                taken.say(RemarkKind.UNCERTAIN, said, place=token.place, raw=token.text)
    if len(rows) > LIST_LIMIT:
        said = (f"ตารางขั้นตอนมีเกิน {LIST_LIMIT} ขั้น", f"more than {LIST_LIMIT} steps: the rest is left out")
        taken.say(RemarkKind.LOST, said, "/steps", place=tables[0].rows[0].tokens[0].place)
    steps = [_step(place, number, cells, taken) for place, (number, cells) in enumerate(rows[:LIST_LIMIT])]
    _derive(steps, tables, taken)
    return steps


def _first(table: Table) -> str:
    return "seq" if any(column.key == "seq" for column in table.columns) else "title"


def _only_goes_on(cells: dict[str, Token]) -> bool:
    """Tell whether a row without a number is the lower half of one that a page break cut: no cell is a sign alone."""
    return not any(token.text.strip() in {"-", "–"} for token in cells.values())


def _add(row: dict[str, list[Token]], cells: dict[str, Token], taken: Taken) -> None:
    for key, token in cells.items():
        row.setdefault(key, []).append(token)
        said = ("แถวนี้ไม่มีเลขขั้นตอน ต่อข้อความเข้ากับขั้นตอนก่อนหน้า", "a row without a number: joined to the step above")
        taken.say(RemarkKind.ASSUMED, said, place=token.place, raw=token.text)


def _step(place: int, number: int | None, cells: dict[str, list[Token]], taken: Taken) -> Step:
    at = f"/steps/{place}"
    first = (cells.get("seq") or cells["title"])[0]
    if number is None:
        number = min(place + 1, 999)
        said = ("ขั้นตอนไม่มีเลข นับตามลำดับแถว", "the step has no number: counted by its row")
        taken.say(RemarkKind.ASSUMED, said, f"{at}/seq", place=first.place, raw=first.text)
    taken.read(_SEQ, f"{at}/seq", str(number), first.place)
    texts = {key: "\n".join(token.text for token in tokens) for key, tokens in cells.items()}
    rest = number_in(texts["title"])[1]
    # A title that is nothing but a number is still what stands there.
    title = rest or texts["title"].strip()
    values = {
        key: taken.read(info, f"{at}/{key}", title if key == "title" else texts[key], cells[key][0].place)
        for key, info in _COLUMNS.items()
        if key in cells
    }
    taken.marks.pop(f"{at}/title", None)
    values["title"] = values.get("title") or title[:20_000]
    return Step(seq=number, **values)  # type: ignore[arg-type]


_SEQ = FieldInfo(
    key="seq",
    pointer="/seq",
    section="",
    order=0,
    kind=_COLUMNS["title"].kind.NUMBER,
    note=_COLUMNS["title"].note,
)


def _derive(steps: list[Step], tables: Sequence[Table], taken: Taken) -> None:
    """Say what the lost drawing would have said, as far as the table and the legend tell."""
    if not steps:
        return
    legend = {key for table in tables for key in table.captions if key.startswith("legend_")}
    only_electronic = legend == {"legend_electronic"}
    for place, step in enumerate(steps):
        if taken.marks.get(f"/steps/{place}/actor_org_unit") is Mark.DASH:
            step.kind = StepKind.EXTERNAL
        elif _ENDS.match(step.title):
            step.kind = StepKind.END
        elif _DECIDES.search(step.title):
            step.kind = StepKind.DECISION
            said = (
                "ขั้นตอนนี้ดูเหมือนเป็นการพิจารณา ภาพวาดบอกทางแยก โปรดเติมทางแยก",
                "the step reads like a decision: its branches stood in the drawing",
            )
            taken.say(RemarkKind.UNCERTAIN, said, f"/steps/{place}/kind", raw=step.title)
        if only_electronic or (step.it_systems and "legend_paper" in legend):
            step.mode = StepMode.ELECTRONIC
    said = (
        "ภาพ Data Flow Diagram อ่านไม่ได้ ชนิดและวิธีดำเนินการของขั้นตอนตีความจากตารางและคำอธิบายสัญลักษณ์ ลูกศรไม่ได้ระบุ",
        "the drawing cannot be read: kinds and modes of steps are derived from table and legend; arrows are not stated",
    )
    taken.say(RemarkKind.ASSUMED, said, "/steps", place=tables[0].head.tokens[0].place)
