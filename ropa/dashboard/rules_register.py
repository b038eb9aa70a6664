"""What the records say: findings over time, lawful bases, data of s.26, data abroad, and what falls due. Pure.

Legal source: PDPA ss.24, 26, 28, 29 and 37(3).
"""

from collections.abc import Iterable, Mapping, Sequence

from ropa.dashboard.rules_coverage import share
from ropa.dashboard.rules_links import cell, records, to
from schemas.dashboard import Panel, PanelCell, PanelCode, PanelFact, PanelRow, Words
from schemas.findings import Severity
from schemas.record_marks import SPECIAL_MARKS, RecordMark
from schemas.thai_dates import BE_OFFSET, ENGLISH_MONTHS, MONTHS, format_english_date, format_thai_date
from schemas.vocabulary import LawfulBasis, Term
from schemas.worklist import ScoreDay, ScoreHaving

#: More days than this hide the line and the table's reader: older ones are thinned evenly, the newest stays.
MOST_DAYS = 60
_RECORDS = [Words("รายการ", "Records"), Words("ร้อยละของรายการที่ใช้อยู่", "Percent of records in use")]
_ABROAD = (RecordMark.ABROAD, RecordMark.ABROAD_RECIPIENT, RecordMark.ABROAD_CLOUD, RecordMark.ABROAD_NO_SAFEGUARD)


def thinned(days: Sequence[ScoreDay]) -> list[ScoreDay]:
    """Return at most `MOST_DAYS` of the days, the newest among them."""
    step = -(-len(days) // MOST_DAYS) or 1
    return [each for place, each in enumerate(reversed(days)) if place % step == 0][::-1]


_QUALITY = [
    Words("ความครบถ้วน %", "Completeness %"),
    Words("คะแนน", "Score"),
    Words("รายการ", "Records"),
    Words("ข้อผิดพลาด", "Errors"),
    Words("คำเตือน", "Warnings"),
    Words("ข้อแนะนำ", "Hints"),
    Words("ยอมรับแล้ว", "Accepted"),
]


def quality(days: Sequence[ScoreDay], office: int | None) -> Panel:
    """Return the days as lines, newest first; the findings that stand now open the worklist."""
    rows = [
        PanelRow(
            key=each.day.isoformat(),
            th=format_thai_date(each.day),
            en=format_english_date(each.day),
            cells=_standing(each, office, is_now=place == 0),
        )
        for place, each in enumerate(reversed(days))
    ]
    return Panel(
        code=PanelCode.QUALITY,
        note=Words(
            "ค่าเฉลี่ยของฉบับที่ทุกคนเห็น ณ สิ้นวัน แถวบนสุดคือขณะนี้ ฉบับร่างของท่านจึงอาจมีข้อสังเกตต่างจากนี้",
            "Means of the versions that everybody sees at the end of the day; the first line is now. "
            "Drafts of your own may have other findings.",
        ),
        head=Words("วันที่", "Day"),
        columns=_QUALITY,
        rows=rows,
        facts=[
            PanelFact(th=column.th, en=column.en, cell=number)
            for row in rows[:1]
            for column, number in zip(_QUALITY, row.cells, strict=True)
        ],
        href=to("/findings/scores", {"office": office}),
    )


def _standing(each: ScoreDay, office: int | None, *, is_now: bool) -> list[PanelCell]:
    """Return a day's numbers: its records as they stood then; the findings that stand now are those of the worklist."""
    day = None if is_now else format_thai_date(each.day)
    there = to("/findings/scores/records", {"office": office, "day": day}) if each.records else None
    found: list[PanelCell] = [PanelCell(value, there) for value in (each.completeness, each.score, each.records)]
    if is_now:
        counts = zip(Severity, (each.errors, each.warnings, each.hints), strict=True)
        found += [cell(count, "/findings", office=office, severity=severity) for severity, count in counts]
        return [*found, cell(each.accepted, "/findings", office=office, status="accepted")]
    return found + [
        cell(getattr(each, str(having)), "/findings/scores/records", office=office, day=day, having=having)
        for having in ScoreHaving
    ]


def bases(counts: Mapping[str, int], total: int, office: int | None) -> Panel:
    """Return the lawful bases that records name as codes, and how many name none."""
    terms = [each for each in LawfulBasis if counts.get(str(each))]
    rows = [_row(each, counts, total, records(counts[str(each)], office, lawful_basis=each)) for each in terms]
    none = RecordMark.NO_BASIS
    rows.append(_row(none, counts, total, records(counts.get(str(none), 0), office, mark=none)))
    return Panel(
        code=PanelCode.BASES,
        note=Words(
            "รายการหนึ่งมีได้หลายฐาน ผลรวมจึงเกินจำนวนรายการได้",
            "A record may have several bases: the sum may be more than the records.",
        ),
        head=Words("ฐาน", "Basis"),
        columns=_RECORDS,
        rows=rows,
    )


def special(counts: Mapping[str, int], total: int, office: int | None) -> Panel:
    """Return the categories of s.26 that records flag or name, and what stands without a ground of s.26."""
    found = [each for each in SPECIAL_MARKS.values() if counts.get(str(each))]
    return Panel(
        code=PanelCode.SPECIAL,
        note=Words(
            "นับรายการที่ทำเครื่องหมายไว้หรือระบุข้อมูลประเภทนั้นในรายการข้อมูล",
            "Records that flag the category or name such data among their data items.",
        ),
        head=Words("ประเภทข้อมูล", "Category"),
        columns=_RECORDS,
        rows=_marked((RecordMark.SPECIAL, *found, RecordMark.SPECIAL_NO_GROUND), counts, total, office),
        href=to("/findings", {"office": office, "code": "special.no_ground"}),
    )


def abroad(counts: Mapping[str, int], total: int, office: int | None) -> Panel:
    """Return how data go abroad, and what goes without a mechanism of ss.28-29."""
    return Panel(
        code=PanelCode.ABROAD,
        note=Words(
            "ผู้รับในต่างประเทศ การโอนที่ระบุไว้ และคลาวด์ที่ผู้ให้บริการอยู่ต่างประเทศ (มาตรา 28-29)",
            "Recipients abroad, transfers that are named, and clouds whose provider is abroad (ss.28-29).",
        ),
        head=Words("ลักษณะ", "How"),
        columns=_RECORDS,
        rows=_marked(_ABROAD, counts, total, office),
        href=to("/systems", {"office": office, "abroad": "1"}),
    )


def due(months: Mapping[str, int], overdue: int, undated: int, office: int | None) -> Panel:
    """Return the data sets by the month in which they fall due, what is due already first."""
    rows = [
        PanelRow(
            key=month,
            th=f"{MONTHS[int(month[5:]) - 1]} {int(month[:4]) + BE_OFFSET}",
            en=f"{ENGLISH_MONTHS[int(month[5:]) - 1]} {int(month[:4]) + BE_OFFSET}",
            cells=[cell(count, "/holdings", office=office, month=month)],
        )
        for month, count in months.items()
    ]
    first = PanelRow(
        key="overdue",
        th="ครบกำหนดแล้วถึงวันนี้",
        en="Due already, until today",
        cells=[cell(overdue, "/holdings", office=office, due="overdue")],
    )
    return Panel(
        code=PanelCode.DUE,
        note=Words(
            "แต่ละเดือนนับทั้งเดือน เดือนนี้จึงรวมที่ครบกำหนดแล้วในเดือนนี้ด้วย",
            "Each month is counted whole: this month has what fell due in it already, too.",
        ),
        head=Words("เดือน", "Month"),
        columns=[Words("ชุดข้อมูล", "Data sets")],
        rows=[first, *rows],
        facts=[
            PanelFact(
                th="ยังไม่มีวันครบกำหนด",
                en="Without a date",
                cell=cell(undated, "/holdings", office=office, due="undated"),
            )
        ],
        href=to("/retention", {"office": office}),
    )


def _marked(marks: Iterable[RecordMark], counts: Mapping[str, int], total: int, office: int | None) -> list[PanelRow]:
    return [_row(mark, counts, total, records(counts.get(str(mark), 0), office, mark=mark)) for mark in marks]


def _row(term: Term, counts: Mapping[str, int], total: int, number: PanelCell) -> PanelRow:
    return PanelRow(
        key=str(term),
        th=term.th,
        en=term.en,
        cells=[number, PanelCell(share(counts.get(str(term), 0), total), number.href)],
    )
