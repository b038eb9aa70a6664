"""What the report of a round says in sentences, in Thai and in English, on its page and on paper alike."""

from collections.abc import Iterator

from schemas.round_report import RoundReport
from schemas.thai_dates import BE_OFFSET, format_english_date, format_thai_date

TITLE = "รายงานผลการดำเนินงานตามรอบ"
MONTHS_6, MONTHS_12 = 6, 12
_MOST_CAUSES = 3
Words = tuple[str, str]
"""Thai, English."""


def period_words(report: RoundReport) -> Words:
    """Return the period in words, such as `รอบ 6 เดือน (1 ต.ค. 2569 ถึง 31 มี.ค. 2570)`."""
    period = report.period
    days = f"{format_thai_date(period.first)} ถึง {format_thai_date(period.last)}"
    english = f"{format_english_date(period.first)} to {format_english_date(period.last)}"
    if period.months is None:
        return f"ตั้งแต่ {days}", f"From {english}"
    return f"รอบ {period.months} เดือน ({days})", f"First {period.months} months ({english})"


def scope_words(report: RoundReport) -> Words:
    """Return which offices are in it."""
    count = len(report.offices)
    if report.office is not None:
        return f"{report.office} และหน่วยงานในสังกัด {count:,} หน่วย", f"{report.office} and below, {count:,} offices"
    if report.is_whole:
        return f"ทุกหน่วยงานของรอบ {count:,} หน่วย", f"All {count:,} offices of the round"
    return f"หน่วยงานที่ผู้จัดทำรายงานมีสิทธิเห็น {count:,} หน่วย", f"The {count:,} offices that the reader sees"


def cutoff_words(report: RoundReport) -> Words:
    """Return at which day it counts, and that the period is not over when it is not."""
    day = report.period.as_of
    thai, english = (
        f"ข้อมูล ณ สิ้นวันที่ {format_thai_date(day, style='long')}",
        f"As known at the end of {format_english_date(day)}",
    )
    if report.period.is_over:
        return thai, english
    return f"{thai} ช่วงของรายงานยังไม่สิ้นสุด", f"{english}; the period is not over"


def sentences(report: RoundReport) -> Iterator[Words]:
    """Yield the summary, a sentence each; only what there is something to say of."""
    if not report.offices:
        yield "ไม่มีหน่วยงานในขอบเขตของรายงาน", "There is no office in the report."
        return
    yield _offices(report)
    yield _days(report)
    yield _late(report)
    if report.late_ended:
        yield _causes(report)
    if report.returned:
        yield (
            (
                f"มีการพิจารณาไม่เห็นชอบและส่งกลับ {report.returned:,} ครั้ง ใน {report.returned_offices:,} หน่วยงาน "
                f"ทำซ้ำเสร็จแล้ว {report.again_ended:,} ครั้ง ใช้ {report.again_days:,} วันทำการ"
            ),
            (
                f"{report.returned:,} decisions were not agreed, at {report.returned_offices:,} offices; "
                f"{report.again_ended:,} steps were done again, in {report.again_days:,} working days."
            ),
        )
    if report.pauses:
        offices = sum(each.offices for each in report.pauses)
        yield (
            f"มีการพักการดำเนินงาน {len(report.pauses):,} ช่วง รวม {offices:,} หน่วย/ครั้ง วันที่พักไม่นับเป็นวันทำการของขั้นตอนใด",
            f"Work was paused {len(report.pauses):,} times ({offices:,} office pauses); those days count for no step.",
        )
    if report.provisional:
        yield _provisional(report)


def _offices(report: RoundReport) -> Words:
    total = len(report.offices)
    thai, english = [], []
    for each in report.offices_by_standing:
        if each.offices:
            share = f"{100 * each.offices / total:.1f}"
            thai.append(f"{each.standing.th} {each.offices:,} หน่วย (ร้อยละ {share})")
            english.append(f"{each.offices:,} {each.standing.en} ({share}%)")
    return f"มีหน่วยงาน {total:,} หน่วย: {' '.join(thai)}", f"Of {total:,} offices: {', '.join(english)}."


def _days(report: RoundReport) -> Words:
    more = report.measured_days - report.ended_standard_days
    thai = "เท่ากับมาตรฐาน" if not more else f"{'มากกว่า' if more > 0 else 'น้อยกว่า'}มาตรฐาน {abs(more):,} วันทำการ"
    english = "as the standard" if not more else f"{abs(more):,} {'more' if more > 0 else 'fewer'} than the standard"
    others = report.actual_days - report.measured_days
    told = f" และขั้นตอนที่ไม่มีมาตรฐานอีก {others:,} วันทำการ" if others else ""
    said = f", and {others:,} for steps without a standard" if others else ""
    return (
        (
            f"ดำเนินการขั้นตอนเสร็จ {report.ended:,} ครั้ง มาตรฐานรวม {report.ended_standard_days:,} วันทำการ "
            f"ใช้จริง {report.measured_days:,} วันทำการ ({thai}){told}"
        ),
        (
            f"{report.ended:,} steps were ended; their standard is {report.ended_standard_days:,} working days, "
            f"they took {report.measured_days:,} ({english}){said}."
        ),
    )


def _late(report: RoundReport) -> Words:
    if not report.late:
        return "ไม่มีขั้นตอนที่เกินกำหนด", "No step is past its due date."
    worst = max(report.steps, key=lambda each: (each.late, each.late_days))
    return (
        (
            f"เกินกำหนด {report.late:,} ครั้ง รวม {report.late_days:,} วันทำการ: เสร็จหลังกำหนด {report.late_ended:,} ครั้ง "
            f"ยังไม่เสร็จ {report.late_open:,} ครั้ง มากที่สุดที่ขั้นตอนที่ {worst.step} {worst.title} ({worst.late:,} ครั้ง)"
        ),
        (
            f"{report.late:,} steps are past their due date, {report.late_days:,} working days together: "
            f"{report.late_ended:,} ended late, {report.late_open:,} still open; most of them step {worst.step} "
            f"({worst.late:,})."
        ),
    )


def _causes(report: RoundReport) -> Words:
    given = [each for each in report.causes if each.cause is not None][:_MOST_CAUSES]
    if not given:
        return "ขั้นตอนที่เสร็จหลังกำหนดไม่ได้ระบุสาเหตุ", "No cause was given for what was ended late."
    thai = " ".join(f"{each.cause.th} {each.steps:,} ครั้ง" for each in given if each.cause)
    english = ", ".join(f"{each.cause.en} ({each.steps:,})" for each in given if each.cause)
    return f"สาเหตุที่แจ้งมากที่สุด ได้แก่ {thai}", f"Causes given most: {english}."


def _provisional(report: RoundReport) -> Words:
    years = ", ".join(str(year + BE_OFFSET) for year in report.unconfirmed_years)
    why = (f" เพราะตารางวันหยุดปี {years} ยังไม่ยืนยัน", f": the holidays of {years} are not confirmed") if years else ("", "")
    return (
        f"กำหนดของขั้นตอนที่ยังไม่เสร็จ {report.provisional:,} รายการเป็นกำหนดชั่วคราว{why[0]}",
        f"{report.provisional:,} due dates of open steps are provisional{why[1]}.",
    )
