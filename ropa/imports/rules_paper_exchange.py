"""The system-exchange table of the paper form: systems with their lines, under two levels of headings. Pure."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec import field as default

from ropa.imports.rules_paper_cells import Token
from ropa.imports.rules_paper_table import Table, number_in, placed, shift_of
from ropa.imports.rules_paper_values import Taken
from ropa.imports.rules_paper_words import letters
from ropa.imports.rules_slips import system_meant
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.field import LIST_LIMIT
from schemas.form import exchange_columns
from schemas.imports import RemarkKind

_COLUMNS = {info.key: info for info in exchange_columns()}
_OF_LINE = [key for key in _COLUMNS if key in ExchangeLine.__struct_fields__]
_OF_SYSTEM = [key for key in _COLUMNS if key not in ExchangeLine.__struct_fields__ and key != "seq"]
#: Words that only one column can hold.
_TELLING = (
    ("data_exchange_applied", re.compile(r"^\s*(?:ไม่)?มี\s*$")),
    ("data_exchange_type", re.compile("ในรูปแบบ|On-?line|Off-?line", re.IGNORECASE)),
    ("processing_by", re.compile(r"ประมวลผล(?:เอง)?\s*$")),
    ("system_status", re.compile("ใช้งานอยู่|อยู่ระหว่าง|ยกเลิก")),
    ("hosting", re.compile(r"^\s*On[ -]", re.IGNORECASE)),
    ("cloud_location", re.compile("คลาวด์อยู่")),
)


class _Row(Struct, kw_only=True):
    number: int | None
    cells: dict[str, Token]
    lines: list[dict[str, Token]] = default(default_factory=list)


def read_exchange(tables: Sequence[Table], taken: Taken) -> list[InformationSystem]:
    """Return the systems of a record's exchange tables; a row without number and name is one more line of the last."""
    rows: list[_Row] = []
    for table in tables:
        for line in table.rows:
            shift = shift_of(line, table.columns, "seq", _TELLING)
            cells, strays = placed(line, table.columns, shift)
            if shift:
                said = (f"แถวเลื่อนไป {shift:+} คอลัมน์จากหัวตาราง", f"the row stands {shift:+} columns beside its headings")
                taken.say(RemarkKind.ASSUMED, said, place=line.tokens[0].place)
            _sort_in(rows, cells, strays, taken)
            for token in strays:
                _stray(token, taken)
    if len(rows) > LIST_LIMIT or any(len(row.lines) > LIST_LIMIT for row in rows):
        said = (f"ตารางระบบมีเกิน {LIST_LIMIT} แถว", f"more than {LIST_LIMIT} systems or lines: the rest is left out")
        taken.say(RemarkKind.LOST, said, "/systems", place=tables[0].head.tokens[0].place)
    systems = [_system(place, row, taken) for place, row in enumerate(rows[:LIST_LIMIT])]
    _same_names(systems, taken)
    return systems


def _stray(token: Token, taken: Taken) -> None:
    said = (
        "เซลล์นี้ไม่อยู่ใต้หัวตารางใด หรือซ้ำ",
        "no heading of the exchange table stands above this cell, or it is there twice",
    )
    taken.say(RemarkKind.UNCERTAIN, said, place=token.place, raw=token.text)


def _sort_in(rows: list[_Row], cells: dict[str, Token], strays: list[Token], taken: Taken) -> None:
    number = number_in(cells["seq"].text)[0] if "seq" in cells else None
    of_line = {key: cells[key] for key in _OF_LINE if key in cells}
    of_system = {key: cells[key] for key in _OF_SYSTEM if key in cells}
    last = rows[-1] if rows else None
    name = cells.get("system_name")
    repeated = last is not None and name is not None and _same(last.cells.get("system_name"), name)
    if name is not None and not (repeated and number in {None, last.number if last else None}):
        rows.append(_Row(number=number, cells=of_system | {k: cells[k] for k in ("seq",) if k in cells}))
        last = rows[-1]
    elif last is None or (number is not None and number != last.number):
        strays += cells.values()
        return
    else:
        for key, token in of_system.items():
            if not _same(last.cells.get(key), token):
                _goes_on(last, key, token, of_line, strays, taken)
    if of_line:
        last.lines.append(of_line)


def _same(some: Token | None, other: Token) -> bool:
    return some is not None and letters(some.text) == letters(other.text)


def _goes_on(last: _Row, key: str, token: Token, of_line: dict[str, Token], strays: list[Token], taken: Taken) -> None:
    """Join words of a system's text that a page break cut; what is no text, or stands beside a line, is told."""
    above = last.cells.get(key)
    if above is None and key != "system_name":
        last.cells[key] = token
        said = ("ข้อมูลของระบบอยู่ในบรรทัดถัดไป", "a system's value stands in one of its further lines")
        taken.say(RemarkKind.ASSUMED, said, place=token.place, raw=token.text)
    elif above is not None and not of_line and key in {"system_scope", "system_owner_org_unit"}:
        above.text = f"{above.text}\n{token.text}"
        said = ("ต่อข้อความจากแถวถัดไป", "the words of a following row were joined")
        taken.say(RemarkKind.ASSUMED, said, place=token.place, raw=token.text)
    else:
        strays.append(token)


def _system(place: int, row: _Row, taken: Taken) -> InformationSystem:
    at = f"/systems/{place}"
    number = row.number
    first = row.cells.get("seq") or row.cells["system_name"]
    if number is None:
        number = min(place + 1, 999)
        said = ("ระบบไม่มีลำดับ นับตามแถว", "the system has no number: counted by its row")
        taken.say(RemarkKind.ASSUMED, said, f"{at}/seq", place=first.place)
    taken.read(_COLUMNS["seq"], f"{at}/seq", str(number), first.place)
    values = {key: _value(key, row.cells, at, taken) for key in _OF_SYSTEM if key in row.cells}
    taken.marks.pop(f"{at}/system_name", None)
    values["system_name"] = values.get("system_name") or row.cells["system_name"].text.strip()[:20_000]
    lines = [
        ExchangeLine(**{key: _value(key, cells, f"{at}/exchanges/{n}", taken) for key in _OF_LINE if key in cells})  # type: ignore[arg-type]
        for n, cells in enumerate(row.lines[:LIST_LIMIT])
    ]
    return InformationSystem(seq=number, exchanges=lines, **values)  # type: ignore[arg-type]


def _value(key: str, cells: dict[str, Token], at: str, taken: Taken) -> object:
    token = cells[key]
    return taken.read(_COLUMNS[key], f"{at}/{key}", token.text, token.place, value=token.cell.value)


def _same_names(systems: list[InformationSystem], taken: Taken) -> None:
    """Tell two systems of one name and two owners, and propose the name that another system of that owner hints at."""
    names = [system.system_name for system in systems]
    owners = [system.system_owner_org_unit for system in systems]
    for place, system in enumerate(systems):
        same = [n for n in range(place) if letters(names[n]) == letters(names[place])]
        if not same:
            continue
        pointer = f"/systems/{place}/system_name"
        where = taken.sources[pointer].place
        said = (
            f"ชื่อระบบซ้ำกับระบบที่ {systems[same[0]].seq}",
            f"system {systems[same[0]].seq} has the same name",
        )
        taken.say(RemarkKind.UNCERTAIN, said, pointer, place=where, raw=system.system_name)
        meant = system_meant(names, owners, place)
        if meant is not None:
            taken.remarks = [
                one for one in taken.remarks if one.pointer != pointer or one.kind is not RemarkKind.PROPOSED
            ]
            taken.propose(pointer, system.system_name, meant, where or "")
