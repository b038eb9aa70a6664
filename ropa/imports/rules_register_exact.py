"""What our export noted on its very hidden sheet, for answers that their words do not tell. Pure."""

from collections.abc import Iterable

from ropa.imports.rules_register_heads import Row, Table
from schemas.exact_values import ExactValues
from schemas.thai_text import arabic_digits


class Carried:
    """The carried values of one file, by reference; each record's are decoded when it is read."""

    def __init__(self, tables: Iterable[Table]) -> None:
        """Take the hidden sheets of a file."""
        self._parts: dict[str, dict[str, dict[int, str]]] = {}
        for table in tables:
            for row in table.rows():
                self._keep(table, row)

    def _keep(self, table: Table, row: Row) -> None:
        ref, pointer = table.words(row, "@ref").strip(), table.words(row, "@pointer")
        part = arabic_digits(table.words(row, "@part").strip()) or "1"
        if ref and pointer and part.isascii() and part.isdigit() and len(part) <= 4:  # noqa: PLR2004 - some digits
            self._parts.setdefault(ref, {}).setdefault(pointer, {})[int(part)] = table.words(row, "@json")

    def of(self, ref: str | None) -> ExactValues | None:
        """Return what was carried for a record; None when nothing was."""
        carried = self._parts.get(ref or "")
        if not carried:
            return None
        return ExactValues(
            (pointer, "".join(parts[number] for number in sorted(parts)))
            for pointer, parts in carried.items()
            if max(parts) == len(parts)
        )
