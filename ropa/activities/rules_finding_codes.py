"""The vocabulary of findings: what one code says, and how a finding is made of it. Pure.

Codes are stable: users filter by them and scripts count them. `docs/findings.md` is generated from the table.

Editions: `since` tells which edition of the rules brought a code. A new rule gets the next number, and the edition of
the whole table is its highest. An approved revision keeps the edition that was applied to it; what a newer rule finds
there is told with `is_new`, and the approval stands. A change of what an old code finds is a new code.
"""

import re
from typing import Final

import msgspec

from ropa.activities.rules_codes import FindingCode
from ropa.activities.rules_codes_form import FORM_CODES
from ropa.activities.rules_codes_keeping import KEEPING_CODES
from ropa.activities.rules_codes_tables import TABLE_CODES
from schemas.findings import Finding

#: Longest piece of a record's own text that a message repeats.
_QUOTED_LIMIT = 200
_NAMED = re.compile(r"“?\{\w+\}”?(?: “\{\w+\}”)*")

CODES: Final[dict[str, FindingCode]] = {**FORM_CODES, **KEEPING_CODES, **TABLE_CODES}
#: The edition of the rules.
FINDINGS_VERSION: Final = max(row.since for row in CODES.values())


def finding(
    code: str, pointer: str, *, law: str | None = None, fix: tuple[str, str] | None = None, **words: object
) -> Finding:
    """Return the finding of a code at a pointer; `words` fill its messages.

    `law` replaces the code's own; `fix` (Thai, English) replaces its suggestion where the right words are known.
    Raises: KeyError for a code or a placeholder that the table does not have.
    """
    row = CODES[code]
    quoted = {key: quotable(value) if isinstance(value, str) else str(value) for key, value in words.items()}
    thai, english = fix or (row.suggestion, row.suggestion_en)
    return Finding(
        code=code,
        severity=row.severity,
        pointer=pointer,
        message_th=row.message_th.format_map(quoted),
        message_en=row.message_en.format_map(quoted),
        law=law or row.law,
        suggestion=thai,
        suggestion_en=english,
        since=row.since,
    )


def marked_new(found: list[Finding], edition: int) -> list[Finding]:
    """Return findings in which those of rules that are newer than an edition say so."""
    return [msgspec.structs.replace(one, is_new=True) if one.since > edition else one for one in found]


def said_by(code: str) -> tuple[str, str]:
    """Return what a code says in Thai and English, "…" for the words of a record; of an unknown code, itself."""
    if code not in CODES:
        return code, code
    return _NAMED.sub("…", CODES[code].message_th), _NAMED.sub("…", CODES[code].message_en)


def quotable(words: str) -> str:
    """Return words that stay on one line and within the limit."""
    line = " ".join(words.split())
    return line if len(line) <= _QUOTED_LIMIT else f"{line[:_QUOTED_LIMIT]}…"
