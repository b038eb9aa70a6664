"""Reads the ministry's office table and computes the tree. Pure."""

import csv
from collections.abc import Iterable, Iterator, Mapping

from schemas.office import WHOLE_MINISTRY, Office

MINISTRY_NAME = "ทั้งกระทรวง"


def read_offices(lines: Iterable[str]) -> list[Office]:
    """Return the offices of a CSV of the ministry's shape, office 0 and missing parents added, parents first.

    Raises: ValueError for a row that is no office, naming its line, and for a cycle.
    """
    listed = [_office(row, number) for number, row in enumerate(csv.DictReader(lines), start=2)]
    known = {office.id for office in listed}
    missing = sorted({office.parent_id for office in listed if office.parent_id is not None} - known - {0})
    placeholders = [
        Office(
            id=number,
            parent_id=WHOLE_MINISTRY,
            name=f"หน่วยงานรหัส {number} (ไม่มีชื่อในตารางของกระทรวง)",
            is_placeholder=True,
        )
        for number in missing
    ]
    root = Office(id=WHOLE_MINISTRY, parent_id=None, name=MINISTRY_NAME)
    return _parents_first([root, *placeholders, *listed])


def _office(row: dict[str, str], line: int) -> Office:
    try:
        return Office(
            id=int(row["office_id"]),
            parent_id=int(row["office_parent_id"] or WHOLE_MINISTRY),
            name=row["office_name"].strip(),
            org_id=int(row["org_id"]) if row["org_id"] else None,
            province_id=int(row["province_id"]) if row["province_id"] else None,
        )
    except (KeyError, ValueError) as error:
        message = f"ตารางหน่วยงาน บรรทัด {line}: {error} / office table, line {line}: {error}"
        raise ValueError(message) from error


def _parents_first(offices: list[Office]) -> list[Office]:
    placed: dict[int | None, Office | None] = {None: None}
    ordered: list[Office] = []
    waiting = offices
    while waiting:
        ready = [office for office in waiting if office.parent_id in placed]
        if not ready:
            message = f"วงจรในตารางหน่วยงาน / cycle in the office table: {sorted(o.id for o in waiting)}"
            raise ValueError(message)
        for office in ready:
            placed[office.id] = office
        ordered += ready
        waiting = [office for office in waiting if office.id not in placed]
    return ordered


def closure(offices: Iterable[Office]) -> Iterator[tuple[int, int, int]]:
    """Yield (ancestor, descendant, depth) for each office and all above it; depth 0 is the office itself.

    An office that ended reaches nothing and is reached by nobody; what stands below one counts as below the next above.
    """
    listed = {office.id: office for office in offices}
    for office in listed.values():
        above: int | None = office.id if office.ended_on is None else None
        depth = 0
        while above is not None:
            if listed[above].ended_on is None:
                yield above, office.id, depth
                depth += 1
            above = listed[above].parent_id


def upwards(offices: Iterable[Office], office_id: int) -> list[int]:
    """Return an office and all above it, the nearest first; offices above that ended are left out."""
    listed = {office.id: office for office in offices}
    found = [office_id]
    at = listed.get(office_id)
    while at is not None and at.parent_id is not None and at.parent_id not in found:
        at = listed.get(at.parent_id)
        if at is not None and at.ended_on is None:
            found.append(at.id)
    return found


def at_or_below(office_id: int, parents: Mapping[int, int | None]) -> set[int]:
    """Return an office and all below it in a tree given as the parent of each office."""
    children: dict[int | None, list[int]] = {}
    for office, parent in parents.items():
        children.setdefault(parent, []).append(office)
    found: set[int] = set()
    waiting = [office_id]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += children.get(at, ())
    return found


def tree(offices: Iterable[Office]) -> list[tuple[int, Office]]:
    """Return every office with its depth below its root, each right above its children, siblings in the given order."""
    listed = list(offices)
    children: dict[int | None, list[Office]] = {}
    known = {office.id for office in listed}
    for office in listed:
        children.setdefault(office.parent_id if office.parent_id in known else None, []).append(office)
    placed: list[tuple[int, Office]] = []
    waiting = [(0, office) for office in reversed(children.get(None, []))]
    while waiting:
        depth, office = waiting.pop()
        placed.append((depth, office))
        waiting += [(depth + 1, child) for child in reversed(children.get(office.id, []))]
    return placed
