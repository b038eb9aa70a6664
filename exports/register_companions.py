"""What the register's workbook lists beside the documents: data sets kept, findings, revisions."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from exports.records import RegisterRow, day_in_bangkok
from exports.register_columns import OWNER, Column, SheetKind, Value, owner_cells
from exports.register_lists import Choices
from schemas.destruction import HoldingState
from schemas.findings import Severity
from schemas.holding import Carrier, DueState, HoldingCopy
from schemas.register_lines import HeldSet
from schemas.shown import place_of
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import Applies, RevisionStatus, StartEvent
from schemas.worklist import FindingState, WorkItem

HOLDINGS_TITLE, FINDINGS_TITLE, REVISIONS_TITLE = "ชุดข้อมูลที่เก็บ", "ข้อสังเกต", "ฉบับ"


def _kind(title: str, *columns: tuple[str, float, Choices | None]) -> SheetKind:
    return SheetKind(title, OWNER + tuple(Column(title, *said) for said in columns), frozen=1)


def holdings_kind() -> SheetKind:
    """Return the columns of the data sets that are kept."""
    return _kind(
        HOLDINGS_TITLE,
        ("ชุดข้อมูล", 34.0, None),
        ("เหตุการณ์เริ่มนับ", 18.0, Choices.of(StartEvent)),
        ("วันที่เริ่มนับ (พ.ศ.)", 14.0, None),
        ("เก็บถึงวันที่ (พ.ศ.)", 14.0, None),
        ("ครบกำหนดเสนอทำลาย (พ.ศ.)", 14.0, None),
        ("สถานะวันครบกำหนด", 20.0, Choices.of(DueState)),
        ("ที่มาของวัน", 44.0, None),
        ("ระงับการทำลาย", 18.0, None),
        ("สถานที่เก็บ", 24.0, None),
        ("สื่อ", 18.0, None),
        ("ปริมาณ", 16.0, None),
        ("ข้อมูลตั้งแต่วันที่ (พ.ศ.)", 14.0, None),
        ("ข้อมูลถึงวันที่ (พ.ศ.)", 14.0, None),
        ("เก็บบน", 20.0, Choices.of(Carrier)),
        ("เป็นหนังสือตามระเบียบงานสารบรรณ", 18.0, Choices.of(Applies)),
        ("สำเนาและข้อมูลสำรอง", 34.0, None),
        ("เกณฑ์ระยะเวลา", 20.0, None),
        ("รหัสของระบบต้นทาง", 20.0, None),
        ("สถานะในการทำลาย", 24.0, Choices.of(HoldingState)),
        ("ขยายเวลาเก็บถึง (พ.ศ.)", 14.0, None),
        ("ทำลายหรือส่งมอบเมื่อ (พ.ศ.)", 14.0, None),
    )


def findings_kind() -> SheetKind:
    """Return the columns of the findings."""
    return _kind(
        FINDINGS_TITLE,
        ("ระดับ", 12.0, Choices.of(Severity)),
        ("รหัส", 26.0, None),
        ("ช่องในแบบฟอร์ม", 32.0, None),
        ("ข้อสังเกต", 46.0, None),
        ("กฎหมาย", 20.0, None),
        ("ข้อแนะนำ", 36.0, None),
        ("สถานะ", 11.0, Choices.of(FindingState)),
        ("ยอมรับโดย", 18.0, None),
        ("ยอมรับถึงวันที่ (พ.ศ.)", 14.0, None),
        ("เหตุผลที่ยอมรับ", 26.0, None),
        ("ผู้ดูแลข้อสังเกต", 18.0, None),
    )


def revisions_kind() -> SheetKind:
    """Return the columns of the revisions."""
    return _kind(
        REVISIONS_TITLE,
        ("ฉบับที่", 9.0, None),
        ("สถานะ", 18.0, Choices.of(RevisionStatus)),
        ("บันทึกล่าสุด (พ.ศ.)", 14.0, None),
        ("อนุมัติเมื่อ (พ.ศ.)", 14.0, None),
        ("อนุมัติโดย", 30.0, None),
        ("มีฉบับใหม่แทนเมื่อ (พ.ศ.)", 16.0, None),
        ("SHA-256 ของเอกสาร", 40.0, None),
        ("SHA-256 ของสิ่งที่อนุมัติ", 40.0, None),
    )


def holding_rows(row: RegisterRow) -> Iterator[list[Value]]:
    """Yield the cells of every data set kept under an activity."""
    owner = owner_cells(row)
    for held in row.holdings:
        yield [*owner, *_holding(held)]


def _holding(held: HeldSet) -> list[Value]:
    return [
        held.title,
        held.start_event.th if held.start_event else "",
        _day(held.started_on),
        _day(held.last_day_kept),
        _day(held.due_on),
        held.due_state.th,
        held.reason_th,
        "\n".join(kind.th for kind in held.holds) or "ไม่มี",
        held.location or "",
        held.medium or "",
        held.volume or "",
        _day(held.data_from),
        _day(held.data_through),
        held.carrier.th if held.carrier else "",
        held.saraban.th,
        "\n".join(_copy(each) for each in held.copies),
        held.rule,
        held.source_key or "",
        held.state.th,
        _day(held.extended_through),
        _day(held.disposed_on),
    ]


def _copy(copy: HoldingCopy) -> str:
    facts = [copy.carrier.th if copy.carrier else ""]
    if copy.erasable_within_days is not None:
        facts.append(f"ถูกลบเองใน {copy.erasable_within_days} วัน")
    return " · ".join([f"{copy.kind.th}: {copy.place}", *(each for each in facts if each)])


def finding_rows(row: RegisterRow, form: type[Struct]) -> Iterator[list[Value]]:
    """Yield the cells of every finding in an activity."""
    owner = owner_cells(row)
    for item in row.findings:
        yield [*owner, *_finding(item, form)]


def _finding(item: WorkItem, form: type[Struct]) -> list[Value]:
    taken = item.acceptance
    return [
        item.severity.th,
        item.code,
        place_of(item.pointer, form),
        item.message_th,
        item.law or "",
        item.suggestion or "",
        item.state.th,
        taken.accepted_by_name if taken else "",
        _day(taken.valid_through) if taken else "",
        taken.reason if taken else "",
        item.owner_name or "",
    ]


def revision_rows(row: RegisterRow) -> Iterator[list[Value]]:
    """Yield the cells of every revision of an activity."""
    owner = owner_cells(row)
    for each in row.revisions:
        yield [
            *owner,
            each.revision,
            each.status.th,
            _moment(each.updated_at),
            _moment(each.approved_at),
            each.approved_by_name or "",
            _moment(each.superseded_at),
            each.content_hash,
            each.manifest_hash or "",
        ]


def _day(day: date | None) -> str:
    return "" if day is None else format_thai_date(day)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else format_thai_date(day_in_bangkok(moment))
