"""Which CHECK constraints an overwritten column is known to pass. What is not known here is refused beforehand."""

import re

from schemas.erasure import Fill
from schemas.erasure_catalogue import CheckInfo, ColumnInfo, ColumnKind

_CAST = re.compile(r"::\s*(?:text|numeric|integer|bigint|smallint|bpchar|character varying|double precision|real)")
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.NUMERIC, ColumnKind.FLOAT})
_NOISE = re.compile(r"[\s()\"`\[\]]")


def passes(check: CheckInfo, column: ColumnInfo, fill: Fill | None, *, keeps_length: bool) -> bool:
    """Whether what `fill` writes into `column` passes `check`, whatever stood there before.

    `fill` None: zero or random values as the overwriting methods write them; NULL stays NULL there, and numbers are
    never negative. `keeps_length`: a text keeps its length in characters.
    """
    name = column.name.lower()
    if not _PLAIN_NAME.fullmatch(name) or check.columns != [column.name]:
        return False
    text = _CAST.sub("", check.text.lower()).removeprefix("check")
    parts = [_NOISE.sub("", part) for part in re.split(r"\band\b", text)]
    return all(_passes(part, name, column, fill, keeps_length=keeps_length) for part in parts)


def _passes(part: str, name: str, column: ColumnInfo, fill: Fill | None, *, keeps_length: bool) -> bool:
    if part == f"{name}isnotnull":
        return fill is not Fill.NULL
    if fill is Fill.CONSTANT:
        return False
    kinds: frozenset[ColumnKind] = frozenset()
    if re.fullmatch(rf"(?:length|char_length|character_length){name}(?:=|<=|>=|<|>)\d+|{name}(?:<>|!=)''", part):
        kinds = frozenset({ColumnKind.TEXT} if keeps_length else ())
    elif re.fullmatch(rf"{name}>=0", part):
        kinds = _NUMBERS
    elif part == f"json_valid{name}":
        kinds = frozenset({ColumnKind.JSON})
    else:
        return False
    # Compared with NULL, each of these is unknown, and a CHECK that is unknown passes.
    return fill is Fill.NULL or column.kind in kinds
