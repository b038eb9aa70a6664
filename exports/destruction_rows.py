"""Items of a destruction list as rows of form 25 and of its workbook: which column holds what of a data set."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from exports.destruction_blocks import Column, short_day, span
from schemas.destruction import ItemOutcome, Opinion
from schemas.destruction_lists import DestructionItem, DestructionList
from schemas.evidence import Certificate
from schemas.holding import Carrier
from schemas.masking import Masker
from schemas.pending import PendingErasure
from schemas.vocabulary import Applies

#: Heads of form 25 (Saraban Regulation B.E. 2526), with their widths on landscape A4.
FORM_25 = (
    Column("ลำดับที่", 0, "center"),
    Column("รหัสแฟ้ม", 1.1),
    Column("ที่", 1.1),
    Column("ลงวันที่", 1.1),
    Column("เลขทะเบียนรับ", 0.9),
    Column("เรื่อง", 3),
    Column("การพิจารณา", 1.5),
    Column("หมายเหตุ", 2.2),
)
#: What stands in each column of the form where the thing to be destroyed is a data set and no letter.
MEANINGS = (
    "รหัสแฟ้ม = เลขที่รายการกิจกรรมในทะเบียน ROPA",
    "ที่ = ที่เก็บชุดข้อมูล",
    "ลงวันที่ = ช่วงวันที่ของข้อมูล ถ้าไม่มีคือวันเริ่มนับระยะเวลา",
    "เลขทะเบียนรับ = ไม่มีในชุดข้อมูล (-)",
    "เรื่อง = ชื่อชุดข้อมูล ปริมาณ และสื่อที่เก็บ",
    "การพิจารณา = ความเห็นคณะกรรมการ และคำสั่งหัวหน้าส่วนราชการเมื่อสั่งแล้ว",
    "หมายเหตุ = วันสุดท้ายที่ต้องเก็บ สำเนา และการเป็นหนังสือตามระเบียบงานสารบรรณ",
)
#: Lists may go to people outside: nobody's name or number in a title.
_MASKER = Masker([])


class ListPaper(Struct, kw_only=True):
    """A list with all that its papers say."""

    listed: DestructionList
    office: str
    offices: Mapping[int, str]
    """Names by id."""
    items: Sequence[DestructionItem]
    today: date
    """Day of printing in Bangkok."""
    certificates: Sequence[Certificate] = ()
    certificate_of: Mapping[str, str] = {}
    """Number of the certificate by item."""
    pending: Sequence[PendingErasure] = ()


def form_25(item: DestructionItem) -> tuple[str, ...]:
    """Return an item's row of form 25."""
    listed = item.listed
    return (
        str(item.seq),
        listed.activity_ref,
        shown(listed.location or "") or "-",
        span(listed.data_from, listed.data_through, "\n") or short_day(listed.started_on) or "-",
        "-",
        _about(item),
        considered(item),
        _remarks(item),
    )


def shown(text: str) -> str:
    """Return a text of the register without names behind a title and without national IDs."""
    return _MASKER.text(text)


def _about(item: DestructionItem) -> str:
    listed = item.listed
    carrier = listed.carrier.th if listed.carrier is not None else ""
    size = " · ".join(part for part in (shown(listed.volume or ""), carrier, shown(listed.medium or "")) if part)
    return "\n".join(part for part in (shown(listed.title), shown(listed.activity_title), size) if part)


def considered(item: DestructionItem) -> str:
    """Return what was said and decided on an item so far."""
    lines = []
    if item.opinion is not None:
        lines.append(f"คณะกรรมการ: {_opinion(item.opinion, item.opinion_through)}")
    if item.decision is not None:
        lines.append(f"สั่ง: {_ordered(item.decision, item.decision_through)}")
    if item.answer is not None:
        lines.append(f"หอจดหมายเหตุฯ: {item.answer.th}")
    if item.outcome is not ItemOutcome.OPEN:
        lines.append(f"ผล: {item.outcome.th}")
    return "\n".join(lines)


def _opinion(opinion: Opinion, through: date | None) -> str:
    return f"{opinion.th}{f' ถึง {short_day(through)}' if through else ''}"


def _ordered(decision: Opinion, through: date | None) -> str:
    words = {Opinion.DESTROY: "ให้ทำลาย", Opinion.KEEP: "ให้เก็บไว้ก่อน", Opinion.EXTEND: "ให้ขยายเวลาเก็บ"}
    return f"{words[decision]}{f' ถึง {short_day(through)}' if through else ''}"


def _remarks(item: DestructionItem) -> str:
    listed = item.listed
    lines = [f"เก็บถึง {short_day(listed.last_day_kept)}"]
    if listed.retention_text:
        lines.append(f"เกณฑ์: {shown(listed.retention_text)}")
    if listed.copies:
        lines.append(f"สำเนา/ข้อมูลสำรอง {len(listed.copies):,} แห่ง")
    lines += _saraban(listed.saraban)
    if item.held:
        lines.append("ถูกระงับการทำลาย")
    return "\n".join(lines)


def _saraban(saraban: Applies) -> list[str]:
    return {Applies.UNCLEAR: ["ยังไม่ชัดว่าเป็นหนังสือ ให้ถือว่าเป็น"], Applies.NO: ["ไม่เป็นหนังสือตามระเบียบฯ"]}.get(saraban, [])


def way(carrier: Carrier | None) -> str:
    """Return by what ways a carrier is destroyed: paper and electronic data share a list, not a way."""
    paper = "กระดาษ: เผา ย่อย หรือวิธีอื่นที่อ่านไม่ได้อีก (ระเบียบงานสารบรรณ ข้อ 68)"
    electronic = "อิเล็กทรอนิกส์: เขียนทับแล้วลบ ทำลายกุญแจเข้ารหัส หรือให้ผู้ให้บริการรับรองการลบ"
    return {Carrier.PAPER: paper, Carrier.ELECTRONIC: electronic}.get(carrier or Carrier.BOTH, f"{paper}\n{electronic}")
