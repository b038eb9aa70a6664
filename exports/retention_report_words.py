"""What the monthly report says, whether on paper or in a workbook."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from schemas.holding import DueState, HoldKind, RetentionRun
from schemas.retention import RuleStatus
from schemas.retention_report import RetentionReport
from schemas.retention_work import WorkKind
from schemas.thai_dates import BE_OFFSET, MONTHS, format_thai_date

BANGKOK = ZoneInfo("Asia/Bangkok")
TITLE = "รายงานการตรวจอายุการเก็บรักษาข้อมูลประจำเดือน"
HEADINGS = {
    WorkKind.ENDED: "1. ชุดข้อมูลที่ครบกำหนดแล้ว (ข้อเสนอ ยังไม่มีการทำลาย)",
    WorkKind.HELD: "2. ชุดข้อมูลที่ครบกำหนดแต่ถูกระงับการทำลาย",
    WorkKind.UNDATABLE: "3. ชุดข้อมูลที่คำนวณวันครบกำหนดไม่ได้",
    WorkKind.CHANGED: "4. รายการที่เคยแจ้งแล้วและเปลี่ยนแปลงภายหลัง",
}
LAW = "พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 37(3) · ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526 ข้อ 66"
SIGNERS = ("ผู้จัดทำ", "ผู้ตรวจสอบ", "หัวหน้าส่วนราชการ")
NOTHING = "ไม่มี"
_ACTORS = {"worker": "งานตามเวลาของระบบ", "command-line": "ผู้ดูแลระบบ (บรรทัดคำสั่ง)"}
_PROOF = {
    True: "รายการในบัญชีตรงกับ SHA-256 ของการตรวจทุกครั้งในเดือน",
    False: "คำเตือน: รายการในบัญชีไม่ตรงกับ SHA-256 ของการตรวจ โปรดตรวจสอบด้วย ropa audit verify",
    None: "การเทียบรายการทั้งบัญชีกับ SHA-256 อยู่ในรายงานของทุกหน่วยงาน",
}
#: Runs whose hashes are printed: a month has one for each day on which something changed, at most.
_MOST_RUNS = 40


def month_words(month: str) -> str:
    """Return a month `YYYY-MM` in Thai words of the Buddhist Era."""
    year, _, number = month.partition("-")
    return f"{MONTHS[int(number) - 1]} พ.ศ. {int(year) + BE_OFFSET}"


def moment_words(moment: datetime) -> str:
    """Return a moment as a clock in Bangkok shows it."""
    there = moment.astimezone(BANGKOK)
    return f"{format_thai_date(there.date(), style='long')} เวลา {there:%H.%M} น."


def between(first: date | None, last: date | None) -> str:
    """Return two days in short words, or the one that both are; "-" for none."""
    if first is None or last is None:
        return "-"
    return format_thai_date(first) if first == last else f"{format_thai_date(first)} – {format_thai_date(last)}"


def numbers(report: RetentionReport) -> Iterator[tuple[str, str]]:
    """Yield the report's numbers in its scope, with their words."""
    yield "ครบกำหนดแล้ว รอเสนอทำลาย", _sets(report.ended.count, report.ended.activities)
    if report.away:
        yield "ครบกำหนดและอยู่ในบัญชีขอทำลายแล้ว", f"{report.away:,} ชุด"
    yield "เข้ารอบสำรวจถัดไป (งานสารบรรณ ข้อ 66)", f"{report.survey:,} ชุด"
    yield "ครบกำหนดแต่ถูกระงับ", _sets(report.held.count, report.held.activities)
    yield "คำนวณวันครบกำหนดไม่ได้", _sets(report.undatable.count, report.undatable.activities)
    yield "เปลี่ยนแปลงหลังแจ้ง", _sets(report.changed.count, report.changed.activities)
    yield "ข้อความระยะเวลาจัดเก็บที่ต้องมีคนดู", f"{report.unread:,} เกณฑ์"


def _sets(count: int, activities: int) -> str:
    return f"{count:,} ชุด ใน {activities:,} กิจกรรม" if count else "0 ชุด"


def evidence(report: RetentionReport) -> Iterator[tuple[str, str]]:
    """Yield what the run left as evidence, for the whole register, less the hashes."""
    run = report.run
    late = " (ทำย้อนหลัง)" if run.late else ""
    yield "การตรวจ", f"เดือน{month_words(run.month)} ครั้งที่ {run.number} จาก {len(report.runs)}{late}"
    yield "เลขที่การตรวจ", run.id
    yield "ตรวจเมื่อ", f"{moment_words(run.ran_at)} ใช้เวลา {run.facts.duration_ms / 1000:,.2f} วินาที"
    yield "ผู้สั่งตรวจ", _ACTORS.get(run.actor_id) or report.ran_by or run.actor_id
    found = f"ครบกำหนด {run.due:,} ชุด (ใหม่ {run.added:,}) ระงับ {run.held:,} ไม่มีวันครบกำหนด {run.undatable:,}"
    yield "ผลทั้งทะเบียนเมื่อตรวจ", f"{found} เข้ารอบสำรวจ {run.facts.survey:,}"
    yield "เหตุที่ไม่มีวัน", _counts(_undatable(run))
    yield "ระงับเพราะ", _counts((HoldKind.of(code).th, count) for code, count in run.facts.held_by.items())
    yield "เกณฑ์ที่ใช้", _counts((RuleStatus.of(code).th, count) for code, count in run.facts.readings.items())
    yield "งานของหน่วยงาน", f"เปิดใหม่ {run.facts.opened:,} ปิด {run.facts.closed:,} แจ้งผู้รับผิดชอบ {run.facts.told:,} คน"
    yield "การตรวจที่ล้มเหลวก่อนหน้า", ", ".join(run.facts.failures) or NOTHING
    yield "รุ่นของโปรแกรมและตัวอ่าน", f"{run.program_version} / {run.rules_version}"


def _undatable(run: RetentionRun) -> Iterator[tuple[str, int]]:
    for code, count in run.reasons.items():
        kind, _, state = code.partition("_")
        yield (DueState.of(state) if kind == "holding" else RuleStatus.of(state)).th, count


def _counts(found: Iterator[tuple[str, int]]) -> str:
    return " · ".join(f"{words} {count:,}" for words, count in found) or NOTHING


def hashes(report: RetentionReport) -> Iterator[tuple[str, str]]:
    """Yield the hashes that prove the report, and the newest seal of the trail."""
    run, seal = report.run, report.seal
    for each in [one for one in report.runs if one.added or one.id == run.id][-_MOST_RUNS:]:
        yield f"SHA-256 รายการใหม่ {each.added:,} ชุด (ครั้งที่ {each.number})", each.items_hash
    yield "SHA-256 ของเกณฑ์ที่ใช้", run.rules_hash or NOTHING
    if seal is not None:
        yield "ผนึกล่าสุดของบันทึกเหตุการณ์", f"{seal.number}:{seal.hash}"
        yield "HMAC ของผนึก", seal.mark


def proof(report: RetentionReport) -> str:
    """Return in words how far the hashes were checked when the report was made."""
    listed = _PROOF[report.items_match]
    if report.seal is None:
        return f"{listed} · ยังไม่มีผนึกของบันทึกเหตุการณ์"
    sealed = "ผนึกคลุมการตรวจนี้แล้ว" if report.seal.covers_run else "ผนึกยังไม่คลุมการตรวจนี้ (ผนึกถัดไปจะคลุม)"
    return f"{listed} · {sealed} · ผนึกเมื่อ {moment_words(report.seal.sealed_at)}"
