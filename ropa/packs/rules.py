"""What a pack is asked for with, whom it may be shown to, and for how long. Pure."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

import msgspec

from schemas.access import Grant
from schemas.findings import Problem
from schemas.packs import KEPT_DAYS, LONGEST_REASON, LONGEST_SHARE_DAYS, SHORTEST_REASON, PackQuery
from schemas.thai_dates import format_thai_date


def reason_problems(reason: str, pointer: str = "/reason") -> Iterator[Problem]:
    """Yield what is wrong with a reason. It is asked for because somebody will read it years later."""
    if len(reason.strip()) < SHORTEST_REASON:
        yield Problem(
            pointer=pointer,
            message_th=f"บอกเหตุผลอย่างน้อย {SHORTEST_REASON} ตัวอักษร",
            message_en=f"Say why, in at least {SHORTEST_REASON} characters",
        )
    elif len(reason) > LONGEST_REASON:
        yield Problem(
            pointer=pointer,
            message_th=f"เหตุผลยาวได้ไม่เกิน {LONGEST_REASON} ตัวอักษร",
            message_en=f"A reason has at most {LONGEST_REASON} characters",
        )


def query_problems(query: PackQuery, today: date) -> Iterator[Problem]:
    """Yield what of a query does not go together. Days are of Bangkok."""
    if query.as_of is None:
        return
    if query.as_of > today:
        yield Problem(pointer="/as_of", message_th="วันนั้นยังมาไม่ถึง", message_en="That day has not come yet")
    for name, value in (("q", query.q), ("status", query.status)):
        if value is not None:
            yield Problem(
                pointer=f"/{name}",
                message_th="ทะเบียนย้อนหลังเลือกได้เฉพาะหน่วยงาน",
                message_en="The register of a past day is narrowed by office only",
            )


def last_day_problems(last: date, today: date) -> Iterator[Problem]:
    """Yield what is wrong with the last day of a share. A pack is looked into for a time, not for good."""
    if last < today:
        yield Problem(pointer="/valid_through", message_th="วันสุดท้ายผ่านไปแล้ว", message_en="The last day has passed")
    elif last > today + timedelta(days=LONGEST_SHARE_DAYS):
        yield Problem(
            pointer="/valid_through",
            message_th=f"ให้เข้าดูได้ไม่เกิน {LONGEST_SHARE_DAYS} วัน",
            message_en=f"At most {LONGEST_SHARE_DAYS} days from today",
        )


def expires_at(made_at: datetime) -> datetime:
    """Return when the file of a pack goes unless somebody may look into it for longer."""
    return made_at + timedelta(days=KEPT_DAYS)


def grants_text(grants: Collection[Grant]) -> str:
    """Return rights as they are stored: the same text for the same rights, in whatever order they come."""
    plain = {(str(each.role), each.office_id): each for each in grants}
    return msgspec.json.encode([plain[key] for key in sorted(plain)]).decode()


def grants_of(text: str) -> tuple[Grant, ...]:
    """Return stored rights."""
    return msgspec.json.decode(text, type=tuple[Grant, ...])


def query_words(query: PackQuery, office: str) -> str:
    """Return a query in words; `office` is the name of its office, or of the whole that the exporter sees."""
    parts = [office]
    if query.status is not None:
        parts.append(f"สถานะ{query.status.th}")
    if query.q:
        parts.append(f"คำค้น “{query.q}”")
    if query.as_of is not None:
        parts.append(f"ณ สิ้นวันที่ {format_thai_date(query.as_of, style='long')}")
    return " ".join(parts)


def moment_words(moment: datetime) -> str:
    """Return a moment of Bangkok in the Buddhist Era: `20 พฤศจิกายน พ.ศ. 2569 09:00 น.`."""
    return f"{format_thai_date(moment.date(), style='long')} {moment:%H:%M} น."
