"""What stands on a notice to the Office, for PDF and Word alike: every field in order, its words, what is missing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from schemas.breach_assessment import RiskFactor
from schemas.breach_details import CountKind, Measures
from schemas.breach_notice import BreachNoticeContent, NoticeFiling, NoticePaper, SubjectsTold
from schemas.breach_notice_fields import NOTICE_FIELDS, PARTS, Need, NoticeField
from schemas.breach_notice_gaps import Mark, mark_of
from schemas.thai_dates import format_thai_date

BANGKOK = ZoneInfo("Asia/Bangkok")
TITLE = "แบบแจ้งเหตุการละเมิดข้อมูลส่วนบุคคล"
TO = "เสนอ สำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล"
GROUND = "ตามมาตรา 37 (4) แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562"
DRILL = "ฝึกซ้อม / DRILL"
DRILL_NOTE = "เอกสารฝึกซ้อม ไม่ใช่การแจ้งจริง ห้ามส่งออกนอกหน่วยงาน / drill, not a real notice, not to be sent"
INCOMPLETE = "ยังไม่ครบ"
_UNITS = {"subject_count": "คน", "record_count": "รายการ"}
_MEASURES = (("personnel", "บุคลากร"), ("process", "กระบวนการ"), ("technology", "เทคโนโลยี"))


class Row(Struct, frozen=True):
    """One field: label, words, what its mark is, and whether it differs from the notice before."""

    label: str
    words: str
    mark: Mark
    is_new: bool = False


class Part(Struct, frozen=True):
    """A heading with its fields."""

    heading: str
    rows: list[Row]


def parts(paper: NoticePaper) -> list[Part]:
    """Return every field of the notice in the order of the list of fields, under its headings."""
    made: list[Part] = []
    for key, heading in PARTS.items():
        rows = [row for each in NOTICE_FIELDS if each.part == key for row in _rows(each, paper)]
        made.append(Part(heading, rows))
    return made


def is_incomplete(paper: NoticePaper) -> bool:
    """Tell whether a field is missing without which nothing may be sent."""
    return any(mark_of(each, paper.content, paper.filing) is Mark.MISSING for each in NOTICE_FIELDS)


def changed_labels(paper: NoticePaper) -> list[str]:
    """Return the labels of the fields that differ from the notice before, in order."""
    return [
        f"{PARTS[each.part]}: {each.th}" for each in NOTICE_FIELDS if each.key != "signed_at" and _is_new(each, paper)
    ]


def _is_new(each: NoticeField, paper: NoticePaper) -> bool:
    names = {"breach_types" if each.key == "breach_type" else each.key, *each.covers}
    return not names.isdisjoint(paper.changed)


def _rows(each: NoticeField, paper: NoticePaper) -> Iterator[Row]:
    if each.key == "factors":
        yield from _factors(paper)
        return
    mark = mark_of(each, paper.content, paper.filing)
    words = _words(each.key, paper) if mark is Mark.FILLED else words_of(mark, each)
    yield Row(each.th, words, mark, _is_new(each, paper))


def words_of(mark: Mark, each: NoticeField) -> str:
    """Return what stands where a value would."""
    if each.need is Need.ON_SENDING and mark is Mark.PENDING:
        later = "รอเลขรับ" if each.key == "receipt_ref" else "ลงเมื่อบันทึกการแจ้ง"
        return f"{Mark.PENDING.th} / {Mark.PENDING.en} ({later})"
    return f"{mark.th} / {mark.en}"


def _factors(paper: NoticePaper) -> Iterator[Row]:
    said = {each.factor: each.words for each in paper.content.factors}
    is_new = "factors" in paper.changed
    for number, factor in enumerate(RiskFactor, 1):
        words = said.get(factor, "").strip()
        mark = Mark.FILLED if words else Mark.PENDING
        yield Row(f"({number}) {factor.th}", words or f"{mark.th} / {mark.en}", mark, is_new)


def _words(key: str, paper: NoticePaper) -> str:
    content, filing = paper.content, paper.filing
    if key in _FROM_FILING:
        return _FROM_FILING[key](filing)
    if key in _FROM_CONTENT:
        return _FROM_CONTENT[key](content)
    return _count(content, key) if key in _UNITS else _plain(getattr(content, key))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, Measures):
        return _measures(value)
    if isinstance(value, list):
        return "\n".join(f"• {each}" for each in value)
    return str(getattr(value, "th", value))


def _count(content: BreachNoticeContent, key: str) -> str:
    kind: CountKind = getattr(content, f"{key}_kind")
    sure = "" if kind is CountKind.UNKNOWN else f" ({kind.th})"
    return f"{getattr(content, key):,} {_UNITS[key]}{sure}"


def _measures(said: Measures) -> str:
    return "\n".join(f"ด้าน{label}: {getattr(said, name) or '-'}" for name, label in _MEASURES)


def _occurred(content: BreachNoticeContent, moment: datetime | None) -> str:
    if moment is not None:
        return moment_words(moment)
    return "ตรวจสอบแล้ว ไม่ทราบเวลา" if content.occurred_unknown else ""


def _pending(content: BreachNoticeContent) -> str:
    lines = []
    for number, each in enumerate(content.pending_items, 1):
        until = f"{Mark.PENDING.th} / {Mark.PENDING.en}" if each.expected_at is None else moment_words(each.expected_at)
        lines.append(f"{number}. {each.words}\n    จะแจ้งภายใน: {until}")
    return "\n".join(lines)


def _told(content: BreachNoticeContent) -> str:
    return content.subjects_notified.th if isinstance(content.subjects_notified, SubjectsTold) else ""


def _late(filing: NoticeFiling) -> str:
    if not filing.late:
        return "ไม่ใช่ / no"
    return "ใช่ เกิน 15 วันนับแต่ทราบเหตุ / yes, past 15 days" if filing.beyond_15d else "ใช่ / yes"


def _receipt(filing: NoticeFiling) -> str:
    at = "" if filing.receipt_at is None else f" รับเมื่อ {moment_words(filing.receipt_at)}"
    return f"{filing.receipt_ref or ''}{at}"


def _channel(filing: NoticeFiling) -> str:
    by = f" โดย {filing.sent_by}" if filing.sent_by else ""
    return f"{filing.channel.th}{by}" if filing.channel is not None else ""


_FROM_FILING: dict[str, Callable[[NoticeFiling], str]] = {
    "notice_kind": lambda filing: f"{filing.kind.th} / {filing.kind.en}",
    "notice_seq": lambda filing: f"{filing.seq}",
    "sent_at": lambda filing: moment_words(filing.sent_at) if filing.sent_at else "",
    "channel": _channel,
    "receipt_ref": _receipt,
    "late": _late,
    "is_drill": lambda filing: DRILL if filing.is_drill else "ไม่ใช่ / no",
}
_FROM_CONTENT: dict[str, Callable[[BreachNoticeContent], str]] = {
    "breach_type": lambda content: "\n".join(f"• {each.th}" for each in content.breach_types),
    "occurred_from": lambda content: _occurred(content, content.occurred_from),
    "occurred_to": lambda content: _occurred(content, content.occurred_to),
    "pending_items": _pending,
    "subjects_notified": _told,
}


def moment_words(moment: datetime) -> str:
    """Return a moment with the seconds of a clock in Bangkok: `20 พฤศจิกายน พ.ศ. 2569 เวลา 09.00.00 น.`."""
    there = moment.astimezone(BANGKOK)
    return f"{format_thai_date(there.date(), style='long')} เวลา {there:%H.%M.%S} น."


def foot(paper: NoticePaper) -> str:
    """Return what stands below every page: which notice it is, and the hash of what it says."""
    filing = paper.filing
    drill = f"{DRILL} · " if filing.is_drill else ""
    return f"{drill}{filing.breach_ref} · ครั้งที่ {filing.seq} ({filing.kind.th}) · SHA-256 {paper.content_sha256[:16]}…"


def under(paper: NoticePaper) -> list[str]:
    """Return the lines below the title."""
    filing = paper.filing
    lines = [TO, GROUND, f"{filing.breach_ref} · การแจ้งครั้งที่ {filing.seq} ({filing.kind.th})"]
    if filing.former_sent_at is not None:
        lines.append(f"ต่อจากการแจ้งเมื่อ {moment_words(filing.former_sent_at)}")
    return [DRILL_NOTE, *lines] if filing.is_drill else lines
