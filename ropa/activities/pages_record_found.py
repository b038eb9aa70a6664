"""What was found in a record, put where its page shows it. Records that lack the same show the same: it is kept."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
from msgspec import Struct

from ropa.kept import Kept
from schemas.findings import Finding, Severity

FLOW, SYSTEMS = "flow", "systems"
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.HINT)


class Counts(Struct, frozen=True):
    """How many findings a part has."""

    errors: int
    warnings: int
    hints: int


_NONE = Counts(0, 0, 0)
_NOWHERE: Mapping[str, tuple[Finding, ...]] = {}
_DECODER = msgspec.json.Decoder(Finding)


class Placed(Struct, frozen=True, kw_only=True):
    """Findings by their places. `stored`: the JSON that they were read from, of all and of those of each part."""

    findings: tuple[Finding, ...]
    stored: bytes
    at: Mapping[str, Mapping[str, tuple[Finding, ...]]]
    """By the part and by the pointer of the cell that shows them."""
    stored_of: Mapping[str, bytes]
    counts_of: Mapping[str, Counts]
    counts: Counts

    def found_at(self, part: str) -> Mapping[str, tuple[Finding, ...]]:
        """Return the findings of a part, by the pointers of the cells that show them."""
        return self.at.get(part, _NOWHERE)

    def counted(self, part: str) -> Counts:
        """Return how many findings a part has."""
        return self.counts_of.get(part, _NONE)


#: By the JSON of the findings, of which some sixty take 40,000 bytes, three times.
_KEPT: Kept[tuple[bytes, ...], Placed] = Kept(12 * 1024 * 1024, 1024 * 1024, lambda each: 3 * len(each.stored))


def placed(bodies: tuple[bytes, ...]) -> Placed:
    """Return findings by their places, each given as its JSON."""
    found = _KEPT.get(bodies)
    if found is None:
        found = _placed(bodies)
        _KEPT.put(bodies, found)
    return found


def _placed(bodies: tuple[bytes, ...]) -> Placed:
    at: defaultdict[str, defaultdict[str, tuple[Finding, ...]]] = defaultdict(lambda: defaultdict(tuple))
    of: defaultdict[str, list[Finding]] = defaultdict(list)
    stored: defaultdict[str, bytes] = defaultdict(bytes)
    findings = tuple(_finding(body) for body in bodies)
    for each, body in zip(findings, bodies, strict=True):
        part = part_of(each.pointer)
        at[part][_place_of(each.pointer)] += (each,)
        of[part].append(each)
        stored[part] += body
    return Placed(
        findings=findings,
        stored=b"".join(bodies),
        # A place that is only looked up must not come to be one.
        at={part: dict(places) for part, places in at.items()},
        stored_of=dict(stored),
        counts_of={part: _counts(found) for part, found in of.items()},
        counts=_counts(findings),
    )


@lru_cache(4096)
def _finding(body: bytes) -> Finding:
    # Records lack the same in the same places: most findings of one were read with another.
    return _DECODER.decode(body)


def _counts(findings: Sequence[Finding]) -> Counts:
    counted = Counter(each.severity for each in findings)
    return Counts(*(counted[severity] for severity in _SEVERITIES))


@lru_cache(4096)
def part_of(pointer: str) -> str:
    """Return the key of the part that shows a place."""
    match pointer.split("/")[1:]:
        case ["form", section, _key, *_]:
            return section
        case ["steps", *_]:
            return FLOW
        case ["systems", *_]:
            return SYSTEMS
    return ""


@lru_cache(4096)
def _place_of(pointer: str) -> str:
    """Return the pointer of the cell that shows a place: a field of the form, a column of a row."""
    parts = pointer.split("/")
    match parts[1:]:
        case ["form", _section, _key, *_]:
            return "/".join(parts[:4])
        case ["steps", _, _, *_]:
            return "/".join(parts[:4])
        case ["systems", _, "exchanges", _, _, *_]:
            return "/".join(parts[:6])
        case ["systems", _, "exchanges", *_]:
            return "/".join(parts[:3])
        case ["systems", _, _, *_]:
            return "/".join(parts[:4])
    return pointer


def forget() -> None:
    """Forget what was read and placed (for measuring)."""
    _KEPT.clear()
    for kept in (_finding, part_of, _place_of):
        kept.cache_clear()
