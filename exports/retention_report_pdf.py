"""The monthly report on the ends of retention as a PDF that the head can sign: by activity, with its evidence."""

from collections.abc import Iterator

from exports.destruction_blocks import (
    Block,
    Column,
    Sheet,
    Signer,
    codes,
    day_of,
    facts,
    heading,
    paragraph,
    sheet_pdf,
    signs,
    table,
)
from exports.retention_report_words import (
    HEADINGS,
    LAW,
    NOTHING,
    SIGNERS,
    TITLE,
    between,
    evidence,
    hashes,
    moment_words,
    month_words,
    numbers,
    proof,
)
from schemas.retention_report import ReportGroup, ReportTable, RetentionReport
from schemas.retention_work import WorkKind

_LABEL = 48.0
_DOTS = "." * 24
_COUNT = Column("ชุด", 0, "right")
_COLUMNS = {
    WorkKind.ENDED: (Column("กิจกรรม", 3), _COUNT, Column("เก็บถึงสิ้นวันที่", 1.6), Column("รอบสำรวจถัดไป", 1.6)),
    WorkKind.HELD: (Column("กิจกรรม", 3), _COUNT, Column("เก็บถึงสิ้นวันที่", 1.6), Column("ระงับเพราะ", 1.6)),
    WorkKind.UNDATABLE: (Column("กิจกรรม", 3), _COUNT, Column("เหตุที่คำนวณไม่ได้", 3)),
    WorkKind.CHANGED: (Column("กิจกรรม", 3), _COUNT, Column("เดิมเก็บถึง", 1.6), Column("สถานะขณะนี้", 1.6)),
}


def retention_report_pdf(report: RetentionReport) -> bytes:
    """Return the report on A4. Each part shows its largest groups; it says how many more a workbook lists.

    Raises: PdfError.
    """
    run = report.run
    month = month_words(run.month)
    sheet = Sheet(
        title=TITLE,
        author=report.scope,
        under=[f"เดือน{month}", report.scope, f"พิมพ์เมื่อ {moment_words(report.printed_at)} โดย {report.printed_by}"],
        foot=f"รายงานอายุการเก็บ เดือน{month} · การตรวจ {run.id}",
        day=day_of(report.printed_at),
        blocks=list(_blocks(report)),
    )
    return sheet_pdf(sheet)


def _blocks(report: RetentionReport) -> Iterator[Block]:
    yield facts(numbers(report), width=_LABEL)
    yield paragraph("ตัวเลขและตารางเป็นสถานะในขอบเขตข้างต้น ณ เวลาที่พิมพ์ รายการเหล่านี้เป็นข้อเสนอ ระบบไม่ทำลายข้อมูลเอง", quiet=True)
    for part in (report.ended, report.held, report.undatable, report.changed):
        yield from _part(part)
    yield heading("5. หลักฐานของการตรวจ (ทั้งทะเบียน)")
    yield facts(evidence(report), width=_LABEL)
    yield codes(hashes(report), width=_LABEL)
    yield paragraph(proof(report), strong=report.items_match is False, quiet=report.items_match is not False)
    yield paragraph(LAW, quiet=True)
    yield signs([Signer(role=each, position=f"ตำแหน่ง {_DOTS}", said=f"วันที่ {_DOTS}") for each in SIGNERS], columns=3)


def _part(part: ReportTable) -> Iterator[Block]:
    yield heading(f"{HEADINGS[part.kind]}: {part.count:,} ชุด")
    if not part.groups:
        yield paragraph(NOTHING)
        return
    office = ""
    rows: list[list[str]] = []
    for group in part.groups:
        if group.office != office and rows:
            yield from _office(part.kind, office, rows)
            rows = []
        office = group.office
        rows.append(_row(part.kind, group))
    yield from _office(part.kind, office, rows)
    shown = sum(group.count for group in part.groups)
    if shown < part.count:
        yield paragraph(
            f"ยังมีอีก {part.count - shown:,} ชุด (ทั้งหมดใน {part.activities:,} กิจกรรม) "
            "ดูรายชื่อครบทุกชุดได้ในรายงานฉบับ Excel ของการตรวจครั้งเดียวกัน",
            strong=True,
        )


def _office(kind: WorkKind, office: str, rows: list[list[str]]) -> Iterator[Block]:
    yield paragraph(office, strong=True)
    yield table(_COLUMNS[kind], rows)


def _row(kind: WorkKind, group: ReportGroup) -> list[str]:
    named = [f"{group.ref} {group.title}".strip(), f"{group.count:,}"]
    if kind is WorkKind.UNDATABLE:
        return [*named, group.reason]
    kept = between(group.first_kept, group.last_kept)
    if kind is WorkKind.ENDED:
        return [*named, kept, between(group.survey_opens_on, group.survey_closes_on)]
    return [*named, kept, group.reason]
