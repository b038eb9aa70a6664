"""A binding as lines that a person types into a form, and back. What the lines cannot say is edited as JSON.

key             id, branch
columns         full_name          one a line; for `anonymise`: full_name = null | random | constant: ปกปิด
filters         status = closed
children        order_notes: order_id = id; note, remark; under orders
                [schema.]table: its column = the parent's, …; columns to overwrite; under PARENT (else the root)
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from schemas.erasure import Binding, ChildTable, ColumnFill, Fill
from schemas.findings import Problem

_CONSTANT = "constant:"
_UNDER = re.compile(r"under\s+(.+)", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(r"-?\d{1,15}")


class Lines:
    """Reads what was typed into the values of a `Binding`, and notes every fault with its field and line."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def names(self, text: str) -> list[str]:
        """Return names parted by commas or lines."""
        return [part.strip() for part in re.split(r"[,\n]", text) if part.strip()]

    def columns(self, text: str, field: str = "columns") -> list[dict[str, Any]]:
        """Return columns to overwrite, one a line."""
        return [self._column(line, field, number) for number, line in _numbered(text, r"\n")]

    def _column(self, words: str, field: str, number: int) -> dict[str, Any]:
        name, mark, fill = (part.strip() for part in words.partition("="))
        if not mark:
            return {"column": name}
        if fill.lower() in {Fill.NULL, Fill.RANDOM}:
            return {"column": name, "fill": fill.lower()}
        if fill.lower().startswith(_CONSTANT):
            return {"column": name, "fill": str(Fill.CONSTANT), "constant": fill[len(_CONSTANT) :].strip()}
        self._fault(
            field,
            number,
            f"หลังเครื่องหมาย = ของ {name} ต้องเป็น null, random หรือ constant: ข้อความ",
            f"After the = of {name} write null, random, or constant: text",
        )
        return {"column": name}

    def filters(self, text: str) -> list[dict[str, Any]]:
        """Return conditions `column = value`, one a line; a number in quotation marks is text."""
        found = []
        for number, line in _numbered(text, r"\n"):
            name, mark, words = (part.strip() for part in line.partition("="))
            if not mark or not name:
                self._fault("filters", number, "เขียนเป็น คอลัมน์ = ค่า", "Write it as column = value")
                continue
            found.append({"column": name, "value": _value(words)})
        return found

    def children(self, text: str) -> list[dict[str, Any]]:
        """Return child tables, one a line, in the order in which they go."""
        lines = list(_numbered(text, r"\n"))
        found: list[dict[str, Any]] = []
        under: list[tuple[int, str]] = []
        for number, line in lines:
            made, parent = self._child(number, line)
            found.append(made)
            under.append((number, parent))
        tables = [each["table"] for each in found]
        for made, (number, parent) in zip(found, under, strict=True):
            if not parent:
                continue
            if parent in tables:
                made["parent"] = tables.index(parent)
            else:
                self._fault("children", number, f"ไม่มีตาราง {parent} ในรายการนี้", f"No table {parent} in these lines")
        return found

    def _child(self, number: int, line: str) -> tuple[dict[str, Any], str]:
        place, mark, rest = (part.strip() for part in line.partition(":"))
        parts = [part.strip() for part in rest.split(";")]
        schema, dot, table = place.rpartition(".")
        links = []
        for words in self.names(parts[0]):
            column, equals, parent_column = (part.strip() for part in words.partition("="))
            links.append({"column": column, "parent_column": parent_column if equals else ""})
        if not mark or not place or not links or not all(each["parent_column"] for each in links):
            self._fault(
                "children",
                number,
                "เขียนเป็น ตาราง: คอลัมน์ = คอลัมน์ของตารางแม่; คอลัมน์ที่เขียนทับ, …",
                "Write it as table: column = column of its parent; columns to overwrite, …",
            )
        made: dict[str, Any] = {"table": table, "links": links}
        if dot:
            made["schema"] = schema
        parent = ""
        for part in parts[1:]:
            matched = _UNDER.fullmatch(part)
            if matched:
                parent = matched[1].strip()
            else:
                made["columns"] = [self._column(name, "children", number) for name in self.names(part)]
        return made, parent

    def _fault(self, field: str, number: int, thai: str, english: str) -> None:
        self.problems.append(
            Problem(pointer=f"/{field}", message_th=f"บรรทัดที่ {number}: {thai}", message_en=f"Line {number}: {english}")
        )


def _numbered(text: str, separator: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(re.split(separator, text.replace("\r", "")), start=1):
        if line.strip():
            yield number, line.strip()


def _value(words: str) -> str | int | bool:
    if len(words) > 1 and words[0] == words[-1] == '"':
        return words[1:-1]
    if words.lower() in {"true", "false"}:
        return words.lower() == "true"
    return int(words) if _WHOLE.fullmatch(words) else words


def read_lines(fields: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of a `Binding` that the fields of a form say, and what cannot be read in them."""
    lines = Lines()
    values: dict[str, Any] = {
        "key": lines.names(fields.get("key", "")),
        "filters": lines.filters(fields.get("filters", "")),
        "columns": lines.columns(fields.get("columns", "")),
        "children": lines.children(fields.get("children", "")),
    }
    for name in ("target", "dialect", "schema", "table", "date_column", "date_from", "date_through", "method"):
        words = fields.get(name, "").strip()
        if words:
            values[name] = words
    return values, lines.problems


def lines_of(binding: Binding) -> dict[str, str] | None:
    """Return the fields of a form that say a binding; None where only JSON can (names with the lines' own marks)."""
    fields = {
        "target": binding.target,
        "dialect": str(binding.dialect),
        "schema": binding.schema or "",
        "table": binding.table,
        "key": ", ".join(binding.key),
        "date_column": binding.date_column or "",
        "date_from": binding.date_from.isoformat() if binding.date_from else "",
        "date_through": binding.date_through.isoformat() if binding.date_through else "",
        "filters": "\n".join(f"{each.column} = {_shown(each.value)}" for each in binding.filters),
        "columns": "\n".join(map(_fill, binding.columns)),
        "children": "\n".join(_child_line(binding, child) for child in binding.children),
        "method": str(binding.method),
    }
    values, problems = read_lines(fields)
    try:
        same = not problems and msgspec.convert(values, Binding, str_keys=True) == binding
    except msgspec.ValidationError:
        return None
    return fields if same else None


def _shown(value: str | int | bool) -> str:  # noqa: FBT001 - a value, not a switch
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value if _value(value) == value else f'"{value}"'


def _fill(each: ColumnFill) -> str:
    if each.fill is None:
        return each.column
    words = f"{_CONSTANT} {each.constant or ''}".rstrip() if each.fill is Fill.CONSTANT else str(each.fill)
    return f"{each.column} = {words}"


def _child_line(binding: Binding, child: ChildTable) -> str:
    place = f"{child.schema}.{child.table}" if child.schema else child.table
    parts = [f"{place}: " + ", ".join(f"{link.column} = {link.parent_column}" for link in child.links)]
    if child.columns:
        parts.append(", ".join(map(_fill, child.columns)))
    if child.parent is not None and child.parent < len(binding.children):
        parts.append(f"under {binding.children[child.parent].table}")
    return "; ".join(parts)
