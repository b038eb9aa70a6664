"""What makes two findings the same, and what the present rules are called. Pure."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache

import msgspec

from ropa.activities.rules_finding_codes import CODES, FINDINGS_VERSION
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.form import value_at

#: Names of fields in a message; they follow from the pointer, and may be worded anew.
_LABELS = {"label_th", "label_en"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def rules_version() -> str:
    """Return what the present rules are called: other codes, weights or words, Thai or English, are another version."""
    told = msgspec.json.encode(sorted(CODES.items()), order="deterministic")
    return f"{FINDINGS_VERSION}-{hashlib.sha256(told).hexdigest()[:16]}"


def key_of(document: ActivityDocument, finding: Finding) -> str:
    """Return what identifies a finding: its code, its place, the value there, and the words of the record it quotes.

    A text that changes makes another finding, so that nothing stays accepted that nobody has looked at. A message that
    is worded anew does not.
    """
    value = value_at(document, finding.pointer)
    told = (finding.code, finding.pointer, value, _quoted(finding), document.marks.get(finding.pointer))
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def _quoted(finding: Finding) -> list[tuple[str, str]] | str:
    pattern = _pattern(finding.code)
    found = None if pattern is None else pattern.fullmatch(finding.message_th)
    if found is None:
        return finding.message_th
    return sorted((name, words) for name, words in found.groupdict().items() if name not in _LABELS)


@cache
def _pattern(code: str) -> re.Pattern[str] | None:
    """Return what matches a code's message and names the words of the record in it; None for an unknown code."""
    if code not in CODES:
        return None
    pieces, known = [], set()
    for place, piece in enumerate(_PLACEHOLDER.split(CODES[code].message_th)):
        if place % 2 == 0:
            pieces.append(re.escape(piece))
        elif piece in known:
            pieces.append(f"(?P={piece})")
        else:
            known.add(piece)
            pieces.append(f"(?P<{piece}>.*)")
    return re.compile("".join(pieces), re.DOTALL)


def keyed(document: ActivityDocument, found: Iterable[Finding]) -> list[tuple[str, Finding]]:
    """Return each finding with its key, in the given order; what says the same twice stands once."""
    return list({key_of(document, each): each for each in found}.items())
