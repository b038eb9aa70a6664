"""What the papers of a round's report say in both kinds of file: figures with their labels, heads, who signs."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from schemas.round_report import LateStep, PauseReport, RoundReport
from schemas.round_report_words import cutoff_words, period_words, scope_words
from schemas.thai_dates import format_thai_date

BANGKOK = ZoneInfo("Asia/Bangkok")
DAYS = "วันทำการ"
SIGNERS = ("ผู้จัดทำรายงาน", "ผู้ตรวจสอบ", "หัวหน้าส่วนราชการ")
NOT_SAID = "ไม่ได้ระบุ"
STILL_OPEN = "ยังไม่เสร็จ"
HOW = (
    "วันทำการนับตามตารางวันหยุดของที่ตั้งแต่ละหน่วยงาน ไม่นับวันเริ่มขั้นตอนและวันที่พักรอบ "
    "ล่าช้าหมายถึงมีวันทำการผ่านไปหลังวันครบกำหนดแล้ว การทำซ้ำหลังไม่เห็นชอบนับแยกเป็นอีกครั้ง "
    "รายงานนับเฉพาะที่บันทึกไว้ถึงสิ้นวันที่ตัดข้อมูล พิมพ์ซ้ำภายหลังได้ตัวเลขเดิม"
)


def title_lines(report: RoundReport) -> list[str]:
    """Return what stands under the title: the round, the period, the offices, the day at which it counts."""
    return [
        f"{report.title} ({report.ref})",
        f"{period_words(report)[0]} · {cutoff_words(report)[0]}",
        f"{scope_words(report)[0]} · ตามคู่มือ {report.procedure_title} ฉบับที่ {report.revision}",
    ]


def printed_line(report: RoundReport) -> str:
    """Return when and by whom it was printed."""
    return f"พิมพ์เมื่อ {moment_words(report.printed_at)} โดย {report.printed_by}"


def moment_words(moment: datetime) -> str:
    """Return a moment as a clock in Bangkok shows it."""
    there = moment.astimezone(BANGKOK)
    return f"{format_thai_date(there.date(), style='long')} เวลา {there:%H.%M} น."


def figures(report: RoundReport) -> Iterator[tuple[str, int, str]]:
    """Yield the report's numbers with their labels and units."""
    yield "มาตรฐานรวมของกระบวนงาน", report.standard_days, DAYS
    yield "ขั้นตอนที่ทำเสร็จ", report.ended, "ครั้ง"
    yield "มาตรฐานรวมของขั้นตอนที่ทำเสร็จ", report.ended_standard_days, DAYS
    yield "ใช้จริงในขั้นตอนที่มีมาตรฐาน", report.measured_days, DAYS
    if report.actual_days != report.measured_days:
        yield "ใช้จริงทุกขั้นตอน", report.actual_days, DAYS
    yield "ในจำนวนนี้เป็นการทำซ้ำหลังไม่เห็นชอบ", report.again_ended, "ครั้ง"
    yield "วันทำการของการทำซ้ำ", report.again_days, DAYS
    yield "เสร็จหลังกำหนด", report.late_ended, "ครั้ง"
    yield "เกินกำหนดและยังไม่เสร็จ", report.late_open, "ครั้ง"
    yield "วันที่เกินกำหนดรวม", report.late_days, DAYS
    yield "การพิจารณาไม่เห็นชอบ", report.returned, "ครั้ง"
    yield "กำหนดชั่วคราวของขั้นตอนที่ยังไม่เสร็จ", report.provisional, "รายการ"
    yield "หลักฐานที่แนบ", sum(each.files for each in report.steps), "ไฟล์"


def share(part: int, whole: int) -> float:
    """Return a share in percent; 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def cause_words(late: LateStep) -> str:
    """Return the cause of a late step, with what was written beside it."""
    said = late.cause.th if late.cause is not None else STILL_OPEN if late.done_on is None else NOT_SAID
    return f"{said}: {late.note}" if late.note else said


def pause_words(pause: PauseReport) -> str:
    """Return who stood still."""
    return pause.office or f"{pause.offices:,} หน่วย"
