"""The score of a record, and what many records add up to. Pure.

The score is the completeness (`ropa.activities.rules_answered`) less 10 points for each open error and 3 for each open
warning that is not itself about completeness, 50 points at most, and never below 0. Hints cost nothing; neither does
what a DPO has accepted.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from schemas.findings import Finding, Severity
from schemas.office import Office
from schemas.worklist import OfficeTally, Tally

POINTS = {Severity.ERROR: 10, Severity.WARNING: 3, Severity.HINT: 0}
MOST_POINTS = 50
#: How long the history has every day; before that one day a month, the last.
KEPT_DAYS = 92
#: Codes about blanks: the completeness has them already.
COMPLETENESS = "completeness."


class Standing(Struct, frozen=True, kw_only=True):
    """How a record stands: percent, score, and its open and accepted findings."""

    completeness: int
    score: int
    errors: int
    warnings: int
    hints: int
    accepted: int


def standing(completeness: int, keyed: Iterable[tuple[str, Finding]], accepted: frozenset[str]) -> Standing:
    """Return how a record with these findings stands; `accepted`: the keys that a DPO accepted and that count today."""
    counted = dict.fromkeys(Severity, 0)
    points = taken = 0
    for key, each in keyed:
        if key in accepted:
            taken += 1
            continue
        counted[each.severity] += 1
        if not each.code.startswith(COMPLETENESS):
            points += POINTS[each.severity]
    return Standing(
        completeness=completeness,
        score=max(0, completeness - min(points, MOST_POINTS)),
        errors=counted[Severity.ERROR],
        warnings=counted[Severity.WARNING],
        hints=counted[Severity.HINT],
        accepted=taken,
    )


def to_let_go(days: Iterable[date], today: date) -> list[date]:
    """Return the days of history that are let go: older than 92 days and not the last one kept of their month."""
    old = sorted(day for day in days if (today - day).days > KEPT_DAYS)
    last = {(day.year, day.month): day for day in old}
    return [day for day in old if last[day.year, day.month] != day]


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return what tallies add up to."""
    names = Tally.__struct_fields__
    sums = dict.fromkeys(names, 0)
    for tally in tallies:
        for name in names:
            sums[name] += getattr(tally, name)
    return Tally(**sums)


def rolled_up(tree: Iterable[tuple[int, Office]], own: Mapping[int, Tally]) -> list[OfficeTally]:
    """Return the offices that have records at or below them, in the order of the tree, each with all below it.

    `tree`: every office with its depth, parents first; `own`: what stands in an office's own records. Depths are from
    the topmost office shown: the way there, with one office below another and no records beside, is left out.
    """
    listed = list(tree)
    parents = {office.id: office.parent_id for _, office in listed}
    gathered: dict[int, list[Tally]] = {}
    for office_id, tally in own.items():
        at: int | None = office_id
        while at is not None:
            gathered.setdefault(at, []).append(tally)
            at = parents.get(at)
    shown = [(depth, office, summed(gathered[office.id])) for depth, office in listed if office.id in gathered]
    total = summed(own.values())
    # Offices above all that is shown say the same as the first that has records of its own or beside others.
    while len(shown) > 1 and shown[0][1].id not in own and shown[1][2] == total:
        shown.pop(0)
    top = shown[0][0] if shown else 0
    return [
        OfficeTally(
            office_id=office.id,
            name=office.name,
            depth=depth - top,
            records=tally.records,
            errors=tally.errors,
            warnings=tally.warnings,
            hints=tally.hints,
            accepted=tally.accepted,
            completeness=tally.completeness,
            score=tally.score,
        )
        for depth, office, tally in shown
    ]
