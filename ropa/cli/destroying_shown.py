"""The lines that `ropa destroy` prints: Thai and English, one fact a line."""

from collections.abc import Iterator

from ropa import clock
from ropa.cli.output import explain
from ropa.erasure.rules_days import span_words
from schemas.erasure_runs import AdviceShown, DryRun, DryRunReport, ItemErasure, ListErasure, RunDone
from schemas.thai_dates import format_thai_date

_WAYS = (
    "ขั้นต่อไป / next",
    "หัวหน้าส่วนราชการพิจารณา แล้วสั่งดำเนินการที่หน้าของบัญชี / the head decides; then a person orders the run",
)


def dry_run_lines(tried: list[DryRun]) -> list[str]:
    """Return what dry runs found."""
    lines = ["ทดลองเท่านั้น ไม่มีการเปลี่ยนข้อมูลในฐานข้อมูลปลายทาง / dry run: nothing was changed in any target"]
    for each in tried:
        report = each.report
        lines += [
            f"{report.target} ({report.server})  {report.table}  {report.method.th} / {report.method.en}",
            *_days(report),
            *(f"  {table.table}: {table.rows:,} แถว/rows{_orphans(table.orphans)}" for table in report.tables),
            f"  {report.batches:,} ชุด/batches × {report.batch_size:,}; ไม่มีวันที่/undated {report.undated:,}",
        ]
        if report.sample:
            lines.append(f"  ตัวอย่างกุญแจ/sample keys: {', '.join(report.sample)}")
        lines.append(f"  hash {each.hash}")
        lines += [f"  ! {explain(fault)}" for fault in report.faults]
        lines += [f"  - {note.message_th} / {note.message_en}" for note in (*report.notes, *report.role_notes)]
        lines += [f"  ~ {limit.message_th} / {limit.message_en}" for limit in report.limits]
    if not any(each.report.faults for each in tried):
        lines.append(": ".join(_WAYS))
    return lines


def _days(report: DryRunReport) -> Iterator[str]:
    if report.date_through is not None:
        days = f"{report.date_from or '-'} - {report.date_through}"
        yield f"  {report.date_column} {span_words(report.date_from, report.date_through)} / {days}"


def _orphans(count: int) -> str:
    return f" (ไม่มีแถวแม่/orphans {count:,}: คงไว้/they stay)" if count else ""


def run_lines(done: RunDone) -> list[str]:
    """Return what a run did."""
    if done.before:
        return [f"{done.ref}: ดำเนินการครบแล้วก่อนหน้านี้ ไม่มีสิ่งใดต้องทำ / done before; nothing to do"]
    lines = []
    for item in done.items:
        lines.append(f"#{item.seq} {item.title}  {item.target}  {item.batches_done:,}/{item.batches:,} ชุด/batches")
        if item.certificate:
            lines.append(f"  หนังสือรับรอง/certificate {item.certificate}")
        lines += [f"  ! {explain(problem)}" for problem in item.problems]
    ended = "ดำเนินการครบ / done" if done.is_done else f"หยุด / stopped: {done.stopped_th} / {done.stopped_en}"
    return [*lines, f"{done.ref}: {ended}"]


def status_lines(found: ListErasure) -> list[str]:
    """Return where a list stands."""
    lines = []
    for item in found.items:
        lines.append(f"#{item.seq} {item.title}  {item.target or '-'}  {' '.join(_standing(item))}")
        lines += [f"  ! {explain(problem)}" for problem in item.problems]
    if not found.items:
        lines.append("ไม่มีรายการที่อยู่ในฐานข้อมูล / no item lies in a database")
    if found.order is not None:
        ends = clock.bangkok(found.order.expires_at)
        until = f"{format_thai_date(ends.date())} เวลา {ends:%H.%M} น. ({ends:%Y-%m-%d %H:%M})"
        over = " [หมดอายุ / expired]" if found.order_over else ""
        lines.append(f"คำสั่ง/order: {found.order.ordered_by_name} ถึง/until {until}{over}")
    lines += [f"! {explain(problem)}" for problem in found.problems]
    if found.command:
        lines.append(f"ขั้นต่อไป/next: {found.command}")
    return lines


def _standing(item: ItemErasure) -> Iterator[str]:
    if item.done_at is not None:
        yield f"ทำลายแล้ว/destroyed {item.certificate or ''}".rstrip()
        return
    if item.dry_run is None:
        yield "ยังไม่ได้ทดลอง/no dry run"
        return
    report = item.dry_run.report
    yield f"{report.rows:,} แถว/rows, {item.batches_done:,}/{report.batches:,} ชุด/batches"
    yield "อนุมัติแล้ว/frozen" if item.frozen_at else "รออนุมัติ/not decided"


def advice_lines(found: list[AdviceShown], *, asked: bool) -> list[str]:
    """Return the statements for a target's administrator, and what the present role has."""
    lines = []
    for each in found:
        lines += [f"-- {each.table}", *each.statements]
        lines += [f"-- {note.message_th} / {note.message_en}" for note in each.notes]
        lines += [f"-- ! {explain(fault)}" for fault in each.faults]
        lines += [f"-- - {note.message_th} / {note.message_en}" for note in each.role_notes]
    if not asked:
        lines.append("-- ไม่ได้ตรวจบทบาทปัจจุบัน เพราะไม่มีที่อยู่ / the present role was not checked: no address is set")
    return lines
