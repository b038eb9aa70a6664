"""Tells the office that owns a step from the office that acts in it: both columns are called หน่วยงาน. Pure.

The words above a label go wrong when a program moves columns; what stands below does not: the owner's office is the
same as in the register.
"""

from collections.abc import Mapping, Sequence

from ropa.imports.rules_register_heads import Asked, Table
from ropa.imports.rules_register_rows import Found, ref_of
from schemas.matching import squeezed

_OWNER = "@office"


def settle(table: Table, offices: Mapping[str, str]) -> None:
    """Give each of the columns called like the owner's office its meaning, or put it in doubt."""
    owner = next((one for one in table.layout.asked if one.key == _OWNER), None)
    if owner is None:
        return
    label = squeezed(owner.label)
    other = next((one for one in table.layout.asked if one is not owner and squeezed(one.label) == label), None)
    if other is None:
        return
    said = {column: one.label for column, one in table.columns.items() if one in {owner, other}} | {
        column: words for column, words in table.doubtful.items() if squeezed(words) == label
    }
    above = {column: table.columns.get(column) for column in said}
    meant = _meant(sorted(said), above, _alike(table, sorted(said), offices), (owner, other))
    for column, words in said.items():
        table.columns.pop(column, None)
        table.doubtful.pop(column, None)
        one = meant.get(column)
        if one is None:
            table.doubtful[column] = words
        else:
            table.columns[column] = one
    table.find_columns()


def _alike(table: Table, columns: Sequence[int], offices: Mapping[str, str]) -> dict[int, float]:
    """Return for each column which share of its rows says the office of the row's activity."""
    alike, rows = dict.fromkeys(columns, 0), 0
    for row in table.rows():
        office = offices.get(ref_of(Found(table, row)), "")
        if not office:
            continue
        rows += 1
        for column in columns:
            cell = row.cells.get(column)
            alike[column] += cell is not None and cell.text.strip() == office
    return {column: alike[column] / rows if rows else -1.0 for column in columns}


def _meant(
    columns: Sequence[int],
    above: Mapping[int, Asked | None],
    alike: Mapping[int, float],
    both: tuple[Asked, Asked],
) -> dict[int, Asked | None]:
    owner, other = both
    if len(columns) == 2:  # noqa: PLR2004 - one column each, as they were written
        first, second = columns
        if alike[first] != alike[second]:
            found = first if alike[first] > alike[second] else second
            return {column: owner if column == found else other for column in columns}
        if {above[first], above[second]} == {owner, other}:
            return dict(above)
        if alike[first] == 1.0:  # both say the same everywhere: either way round nothing goes wrong
            return {first: owner, second: other}
        return {}
    if len(columns) == 1 and above[columns[0]] is None and 0.0 <= alike[columns[0]] <= 0.5:  # noqa: PLR2004 - the half
        return {columns[0]: other}
    return dict(above)
