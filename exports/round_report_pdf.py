"""The report of a round as a PDF to be signed: title block, summary, tables with repeated heads on A4 across."""

from collections.abc import Iterator

from exports.destruction_blocks import (
    Block,
    Column,
    Sheet,
    Signer,
    day_of,
    facts,
    heading,
    numbered,
    paragraph,
    sheet_pdf,
    short_day,
    signs,
    table,
)
from exports.round_report_words import (
    HOW,
    NOT_SAID,
    SIGNERS,
    STILL_OPEN,
    cause_words,
    figures,
    pause_words,
    printed_line,
    share,
    title_lines,
)
from schemas.round_report import RoundReport
from schemas.round_report_words import TITLE, sentences

#: Late steps on paper; a workbook has them all.
MOST_LATE = 1_500
_DOTS = "." * 24
_LABEL = 78.0
_SIZE = 0.88
_STEPS = (
    Column("ที่", 0, "right"),
    Column("ขั้นตอน", 3.4),
    Column("มาตรฐาน", 0, "right"),
    Column("ต้องเสร็จ/เสร็จ (หน่วย)", 1.1, "right"),
    Column("ครั้งแรก: รวม (วัน)", 1.1, "right"),
    Column("เฉลี่ย", 0, "right"),
    Column("ทำซ้ำ: ครั้ง/วัน", 1.1, "right"),
    Column("ไม่เห็นชอบ", 1.05, "right"),
    Column("ช้ากว่าแผนแรก: หน่วย/วัน", 1.3, "right"),
    Column("เสร็จหลังกำหนด", 1.1, "right"),
    Column("เกิน ยังไม่เสร็จ", 1.05, "right"),
    Column("เกินรวม (วัน)", 1.0, "right"),
)
_OFFICES = (
    Column("หน่วยงาน", 3.2),
    Column("สถานะ", 1.3),
    Column("ขั้นตอนที่เสร็จ", 0.9, "right"),
    Column("กำลังทำ", 0.8),
    Column("ครบกำหนด", 1.3),
    Column("มาตรฐาน/ใช้จริง (วัน)", 1.2, "right"),
    Column("ทำซ้ำ (วัน)", 0.8, "right"),
    Column("เกินกำหนด: ครั้ง/วัน", 1.1, "right"),
    Column("สิ้นสุด", 1.2),
)
_LATE = (
    Column("หน่วยงาน", 2.6),
    Column("ขั้นตอน", 2.4),
    Column("ครั้งที่", 0, "right"),
    Column("แผนแรก", 1.2),
    Column("ครบกำหนด", 1.2),
    Column("เสร็จ", 1.2),
    Column("เกิน (วัน)", 0, "right"),
    Column("สาเหตุ", 2.2),
)


def round_report_pdf(report: RoundReport) -> bytes:
    """Return the report on A4 across; long tables repeat their heads. The same report gives the same bytes.

    Raises: PdfError (see `exports.pdf_errors`).
    """
    sheet = Sheet(
        title=TITLE,
        author=report.printed_by,
        under=title_lines(report),
        foot=f"{report.ref} · {report.title} · {printed_line(report)}",
        day=day_of(report.printed_at),
        blocks=list(_blocks(report)),
        stamp="" if report.period.is_over else "ยังไม่สิ้นสุดช่วง",
        landscape=True,
    )
    return sheet_pdf(sheet)


def _blocks(report: RoundReport) -> Iterator[Block]:
    yield heading("1. สรุปผล")
    yield numbered(thai for thai, _ in sentences(report))
    total = len(report.offices)
    yield table(
        (Column("หน่วยงาน", 2), Column("หน่วย", 1, "right"), Column("ร้อยละ", 1, "right")),
        [
            (each.standing.th, f"{each.offices:,}", f"{share(each.offices, total):.1f}")
            for each in report.offices_by_standing
        ],
    )
    yield heading("2. ตัวเลขของรอบ")
    yield facts(((label, f"{number:,} {unit}") for label, number, unit in figures(report)), width=_LABEL)
    yield heading("3. แผนและผลตามขั้นตอน (วันทำการ)")
    yield table(_STEPS, _steps(report), size=_SIZE)
    yield from _causes(report)
    yield from _late(report)
    yield heading(f"6. ผลตามหน่วยงาน: {total:,} หน่วย")
    yield table(_OFFICES, _offices(report), size=_SIZE)
    if report.pauses:
        yield heading("7. การพักการดำเนินงาน")
        yield table(
            (Column("หน่วยงาน", 2), Column("ตั้งแต่", 1.2), Column("ทำต่อเมื่อ", 1.2), Column("เหตุผล", 3)),
            [
                (pause_words(each), short_day(each.from_on), short_day(each.until_on) or "ยังพักอยู่", each.reason)
                for each in report.pauses
            ],
        )
    yield paragraph(HOW, quiet=True)
    yield signs([Signer(role=each, position=f"ตำแหน่ง {_DOTS}", said=f"วันที่ {_DOTS}") for each in SIGNERS], columns=3)


def _steps(report: RoundReport) -> Iterator[tuple[str, ...]]:
    for each in report.steps:
        average = "-" if each.average_days is None else f"{each.average_days:.1f}"
        yield (
            str(each.step),
            each.title,
            "-" if each.standard_days is None else str(each.standard_days),
            f"{each.planned:,}/{each.done:,}",
            f"{each.first_days:,}",
            average,
            f"{each.again_ended:,}/{each.again_days:,}",
            f"{each.returned:,}",
            f"{each.late_by_plan:,}/{each.late_by_plan_days:,}",
            f"{each.late_ended:,}",
            f"{each.late_open:,}",
            f"{each.late_days:,}",
        )


def _causes(report: RoundReport) -> Iterator[Block]:
    yield heading("4. สาเหตุของความล่าช้า")
    if not report.causes:
        yield paragraph("ไม่มีขั้นตอนที่เกินกำหนด")
        return
    yield table(
        (Column("สาเหตุ", 3), Column("ครั้ง", 1, "right"), Column("เกินกำหนดรวม (วันทำการ)", 1.4, "right")),
        [
            (each.cause.th if each.cause else f"{STILL_OPEN} หรือ{NOT_SAID}", f"{each.steps:,}", f"{each.days:,}")
            for each in report.causes
        ],
    )


def _late(report: RoundReport) -> Iterator[Block]:
    yield heading(f"5. ขั้นตอนที่ล่าช้า: {report.late:,} ครั้ง")
    shown = report.late_steps[:MOST_LATE]
    if not shown:
        yield paragraph("ไม่มี")
        return
    rows = [
        (
            each.office,
            f"{each.step}. {each.title}",
            str(each.visit),
            short_day(each.planned_on) or "-",
            short_day(each.due_on) + (" (ชั่วคราว)" if each.is_provisional else ""),
            short_day(each.done_on) or STILL_OPEN,
            f"{each.days_late:,}",
            cause_words(each),
        )
        for each in shown
    ]
    yield table(_LATE, rows, size=_SIZE)
    if len(shown) < report.late:
        yield paragraph(f"ยังมีอีก {report.late - len(shown):,} ครั้ง ดูได้ครบในรายงานฉบับ Excel", strong=True)


def _offices(report: RoundReport) -> Iterator[tuple[str, ...]]:
    for each in report.offices:
        due = short_day(each.due_on) + (" (ชั่วคราว)" if each.is_provisional else "")
        yield (
            each.office,
            each.standing.th,
            f"{each.done_steps}/{len(report.steps)}",
            ", ".join(map(str, sorted(each.open_steps))),
            due,
            f"{each.standard_days:,}/{each.actual_days:,}",
            f"{each.again_days:,}",
            f"{each.late:,}/{each.late_days:,}",
            short_day(each.ended_on),
        )
