"""The statement of what a right of a data subject did to the data, as a PDF: like a certificate, without the data.

It tells what was recorded, whose hash it bears, and what later checks found; never who asked.
"""

from collections.abc import Iterator
from datetime import datetime

from exports.destruction_blocks import (
    Block,
    Column,
    Sheet,
    Signer,
    codes,
    day_of,
    day_words,
    facts,
    heading,
    moment_words,
    paragraph,
    sheet_pdf,
    short_day,
    signs,
    table,
)
from schemas.evidence import MethodUsed, Person
from schemas.request_effects import Effect, EffectFacts, EffectState
from schemas.request_terms import LAW_OF

TITLE = "บันทึกผลการดำเนินการตามสิทธิของเจ้าของข้อมูล"
_LABEL = 46.0


def effect_pdf(given: Effect, printed_at: datetime) -> bytes:
    """Return the statement of an effect as it stands at the moment of printing.

    Raises: PdfError.
    """
    said = given.facts
    sheet = Sheet(
        title=TITLE,
        author=said.office,
        above=said.office,
        under=[f"เลขที่ {said.ref}", f"บันทึกเมื่อวันที่ {moment_words(said.recorded_at)}"],
        foot=f"{said.ref} · SHA-256 ของข้อเท็จจริง {given.facts_sha256[:16]}…",
        day=day_of(printed_at),
        blocks=list(_blocks(given, printed_at)),
        stamp="บันทึกผิด ไม่มีผล" if given.state is EffectState.VOID else "",
    )
    return sheet_pdf(sheet)


def _blocks(given: Effect, printed_at: datetime) -> Iterator[Block]:
    said = given.facts
    yield facts(_what(said), width=_LABEL)
    yield heading("รายการข้อมูล")
    if given.items:
        rows = [[each.item, short_day(each.due_on), _erased(each.erased_by)] for each in given.items]
        yield table([Column("รายการ", 2.4), Column("ต้องลบภายใน", 1), Column("ผล", 1.4)], rows)
    else:
        yield paragraph(", ".join(said.data_items) or "ไม่มีรายการใดที่สิทธินี้มีผลถึง")
    if said.methods:
        yield heading("วิธีดำเนินการ")
        yield facts(_how(said), width=_LABEL)
    if said.copies:
        yield heading("สำเนาและข้อมูลสำรอง")
        yield table(
            [Column("สำเนา", 1.6), Column("ผล", 1.2), Column("วันที่", 0.9), Column("มาตรการและเหตุผล", 2)],
            [
                [
                    each.words,
                    each.fate.th,
                    short_day(each.on or each.next_check_on),
                    " · ".join(filter(None, (each.measures, each.reason))) or "-",
                ]
                for each in said.copies
            ],
        )
    checks = [(part, check) for part in given.parts for check in part.checks]
    if checks:
        yield heading("ผลการตรวจภายหลัง")
        yield table(
            [Column("สิ่งที่ตรวจ", 1.6), Column("ตรวจเมื่อ", 0.9), Column("ผล", 1.2), Column("ตรวจอย่างไร", 2)],
            [[part.words, short_day(check.checked_on), check.outcome.th, check.words] for part, check in checks],
        )
    yield heading("สถานะ")
    yield paragraph(f"{given.state.th} ณ วันที่ {moment_words(printed_at)}")
    for part in given.parts:
        if part.closed_at is None:
            yield paragraph(f"ยังเหลือ: {part.words} ตรวจครั้งถัดไป {day_words(part.next_check_on)}", indent=True)
    if given.end_reason:
        yield paragraph(f"เหตุผล: {given.end_reason}", indent=True)
    yield signs([Signer(role="ผู้บันทึก", name=said.recorded_by)])
    yield heading("การตรวจสอบเอกสาร")
    yield paragraph("เอกสารนี้ไม่มีข้อมูลที่ถูกลบและไม่ระบุชื่อผู้ขอ ข้อเท็จจริงที่บันทึกไว้แก้ไขไม่ได้ และมีรหัสตรวจสอบดังนี้", quiet=True)
    yield codes([("SHA-256 ของข้อเท็จจริง", given.facts_sha256)], width=_LABEL)


def _erased(number: int | None) -> str:
    return "ยังไม่ลบ" if number is None else f"ตามผลที่ {number}"


def _what(said: EffectFacts) -> Iterator[tuple[str, str]]:
    yield "คำขอ", f"{said.request_ref} ได้รับเมื่อวันที่ {day_words(said.received_on)}"
    yield "สิทธิ", f"{said.right.th} ({LAW_OF[said.right].replace('PDPA ss.', 'มาตรา ').replace('PDPA s.', 'มาตรา ')})"
    yield "ผล", said.kind.th
    yield "กิจกรรม", said.activity_ref
    for label, words in (("ที่", said.place), ("เหตุ", said.ground or ""), ("กฎหมาย", said.law), ("ขอบเขต", said.scope)):
        if words:
            yield label, words
    if said.volume:
        yield "ปริมาณ", said.volume
    yield "ดำเนินการเมื่อ", day_words(said.done_on)
    if said.limit_on is not None:
        late = " (พ้นกำหนด)" if said.late else ""
        yield "วันสุดท้ายตามกฎหมาย", f"{day_words(said.limit_on)}{late}"
    if said.until is not None:
        yield "ถึงวันที่", day_words(said.until)
    if said.measures:
        yield "มาตรการ", said.measures
    if said.note:
        yield "หมายเหตุ", said.note


def _how(said: EffectFacts) -> Iterator[tuple[str, str]]:
    if said.asked is not None and said.way is not None:
        yield "ผู้ขอขอให้", said.asked.th
        yield "ดำเนินการโดย", said.way.th
    if said.other_way is not None:
        told = said.other_way
        yield "แจ้งวิธีอื่นแก่ผู้ขอ", f"{day_words(told.told_on)} ทาง{told.how} เหตุผล: {told.reason}"
    yield "วิธี", "\n".join(map(_method, said.methods))
    if said.executor is not None:
        yield "ผู้ดำเนินการ", _person(said.executor)
    if said.review is not None:
        review = said.review
        yield (
            "ทบทวนการระบุตัวบุคคลซ้ำ",
            f"{_person(review.reviewer)} {day_words(review.reviewed_on)}: {review.words}",
        )


def _method(used: MethodUsed) -> str:
    return f"{used.method.th}: {used.words}" if used.words else used.method.th


def _person(person: Person) -> str:
    return f"{person.name} ({person.position})"
