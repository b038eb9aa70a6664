"""Which offices have records: the tree of offices as lines, and the provinces as tiles. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from ropa.dashboard.rules_links import cell, records
from schemas.dashboard import Panel, PanelCell, PanelCode, PanelRow, ProvinceTile, Words
from schemas.office import Office
from schemas.vocabulary import RevisionStatus
from schemas.worklist import OfficeTally

#: The ministry's code of Bangkok, where its central offices are. No provincial office stands there.
BANGKOK = 10
_SHOWN = (RevisionStatus.APPROVED, RevisionStatus.REVIEWED, RevisionStatus.SUBMITTED, RevisionStatus.DRAFT)
_WHOLE = 100
_NOTE = Words(
    "นับรายการที่ใช้อยู่ ตามฉบับและสถานะที่ท่านเห็นในทะเบียน รวมหน่วยงานภายใต้ หน่วยงานที่ยังไม่มีรายการเลยแสดงเป็น 0",
    "Records in use, by the version and the status that you see in the register, with all offices below. "
    "An office without any record has 0.",
)

Counts = Mapping[int, Mapping[str, int]]


class Seen(Struct, frozen=True, kw_only=True):
    """What the reader asked for: offices with depth, parents first, and which of them may be counted."""

    tree: Sequence[tuple[int, Office]]
    offices: frozenset[int]
    office: int | None


def coverage(seen: Seen, counts: Counts, tallies: Iterable[OfficeTally]) -> Panel:
    """Return the offices as lines; inside a province only where that province was asked for."""
    sums = rolled(seen.tree, counts)
    complete = {each.office_id: each.completeness for each in tallies}
    rows: list[PanelRow] = []
    lines = lines_of(seen)
    top = min((depth for depth, _office in lines), default=0)
    for depth, office in lines:
        found = sums.get(office.id, {})
        total = sum(found.values())
        by_status = [records(found.get(str(status), 0), office.id, status=status) for status in _SHOWN]
        rows.append(
            PanelRow(
                key=str(office.id),
                th=office.name,
                en=office.name,
                depth=depth - top,
                cells=[
                    records(total, office.id),
                    *by_status,
                    PanelCell(share(found.get(str(RevisionStatus.APPROVED), 0), total), by_status[0].href),
                    cell(complete.get(office.id), "/findings/scores/records", office=office.id, drafts=1),
                ],
            )
        )
    return Panel(
        code=PanelCode.COVERAGE,
        note=_NOTE,
        head=Words("หน่วยงาน", "Office"),
        columns=[
            Words("รายการ", "Records"),
            *(Words(status.th, status.en) for status in _SHOWN),
            Words("อนุมัติแล้ว %", "Approved %"),
            Words("ความครบถ้วน %", "Completeness %"),
        ],
        rows=rows,
        href="/findings/offices",
    )


def tiles(seen: Seen, counts: Counts) -> list[ProvinceTile]:
    """Return a tile for each province by its code, and Bangkok's with the offices of no province."""
    sums = rolled(seen.tree, counts)
    known = {office.id: office for _depth, office in seen.tree}
    heads: dict[int, list[Office]] = {}
    centre: list[Office] = []
    for _depth, office in seen.tree:
        above = known.get(office.parent_id) if office.parent_id is not None else None
        if office.province_id is None:
            centre.append(office)
        elif office.ended_on is None and (above is None or above.province_id != office.province_id):
            heads.setdefault(office.province_id, []).append(office)
    found = [_tile(seen, sums, code, offices) for code, offices in sorted(heads.items())]
    own = [counts.get(office.id, {}) for office in centre]
    found.append(
        ProvinceTile(
            province_id=BANGKOK,
            name="ส่วนกลาง",
            is_seen=any(office.id in seen.offices for office in centre),
            records=sum(sum(each.values()) for each in own),
            approved=sum(each.get(str(RevisionStatus.APPROVED), 0) for each in own),
        )
    )
    return found


def _tile(seen: Seen, sums: Counts, code: int, heads: list[Office]) -> ProvinceTile:
    mine = [office for office in heads if office.id in seen.offices]
    total = sum(sum(sums.get(office.id, {}).values()) for office in mine)
    return ProvinceTile(
        province_id=code,
        name=heads[0].name,
        is_seen=bool(mine),
        records=total,
        approved=sum(sums.get(office.id, {}).get(str(RevisionStatus.APPROVED), 0) for office in mine),
        href=records(total, mine[0].id).href if len(mine) == 1 else None,
    )


def share(part: int, whole: int) -> int | None:
    """Return a share in percent; None of nothing. Only all of it is 100, only nothing of it is 0."""
    if not whole:
        return None
    if part in {0, whole}:
        return _WHOLE if part else 0
    return min(max(round(part * _WHOLE / whole), 1), _WHOLE - 1)


def rolled(tree: Iterable[tuple[int, Office]], own: Counts) -> dict[int, dict[str, int]]:
    """Return the counts of each office with all below it."""
    above = {office.id: office.parent_id for _depth, office in tree}
    found: dict[int, dict[str, int]] = {}
    for office_id, counts in own.items():
        at: int | None = office_id
        while at is not None:
            sums = found.setdefault(at, {})
            for status, count in counts.items():
                sums[status] = sums.get(status, 0) + count
            at = above.get(at)
    return found


def lines_of(seen: Seen) -> list[tuple[int, Office]]:
    """Return the offices of the reader with depth; inside a province only where that province alone is seen."""
    known = {office.id: office for _depth, office in seen.tree}
    asked = known.get(seen.office) if seen.office is not None else None
    inside = len({known[each].province_id for each in seen.offices if each in known}) == 1
    lines: list[tuple[int, Office]] = []
    for depth, office in seen.tree:
        if office.id not in seen.offices or office.ended_on is not None:
            continue
        above = known.get(office.parent_id) if office.parent_id is not None else None
        within = above is not None and above.province_id is not None and above.province_id == office.province_id
        if not within or inside or (asked is not None and asked.province_id == office.province_id):
            lines.append((depth, office))
    return lines
