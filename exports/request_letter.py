"""Letters of data subjects' requests as PDF, in the form of an official letter: Thai, or English.

Dates are of the Buddhist Era. The facts of a letter are data for the template; nothing in them acts.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from exports.destruction_blocks import line
from exports.destruction_blocks import words as said_words
from exports.pdf_text import printed, visible
from exports.pdf_typesetting import typeset
from exports.safe_text import one_line
from schemas.english_dates import english_letter_day
from schemas.request_letters import LetterAnswer, LetterContent
from schemas.request_terms import LAW_OF, Right, RightOutcome, Tongue
from schemas.thai_dates import MONTHS, format_thai_date

TEMPLATE = "request_letter.typ"
_TITLE = 300
Part = dict[str, Any]
#: A day, and a section with its number, stay in one line.
_TOGETHER = re.compile(rf"(?<![0-9])[0-9]{{1,2}} (?:{'|'.join(MONTHS)}) พ\.ศ\. [0-9]{{4}}|มาตรา [0-9]+")
_NO_BREAK = "\xa0"


def words(text: str) -> str:
    """Return a text for the template."""
    return said_words(_TOGETHER.sub(lambda found: found.group().replace(" ", _NO_BREAK), text))


class LetterOptions(Struct, frozen=True, kw_only=True):
    """What stands around the words. `undated_on`: the day that a draft without a date says it was made on."""

    ref: str
    language: Tongue
    is_draft: bool
    undated_on: date


class _Words(Struct, frozen=True):
    number: str
    heads: tuple[str, str, str, str]
    right: str
    outcome: str
    due: str
    granted: str
    refused: str
    ground: str
    reason: str
    person: str
    regards: str
    draft: str
    missing: str


_SAID = {
    Tongue.TH: _Words(
        number="ที่ {}",
        heads=("เรื่อง", "เรียน", "อ้างถึง", "สิ่งที่ส่งมาด้วย"),
        right="สิทธิที่ขอใช้",
        outcome="ผลการพิจารณา",
        due="แจ้งผลภายใน",
        granted="ส่วนที่ดำเนินการ",
        refused="ส่วนที่ไม่อาจดำเนินการ",
        ground="ข้อกฎหมาย",
        reason="เหตุผล",
        person="ข้อมูลสำหรับค้นหาเจ้าของข้อมูลส่วนบุคคล",
        regards="ขอแสดงความนับถือ",
        draft="ร่าง",
        missing="(ขาด)",
    ),
    Tongue.EN: _Words(
        number="No. {}",
        heads=("Subject", "To", "Reference", "Enclosures"),
        right="Right",
        outcome="Outcome",
        due="Answer by",
        granted="What was done",
        refused="What was not done",
        ground="Legal ground",
        reason="Reason",
        person="To find the data subject",
        regards="Yours faithfully,",
        draft="DRAFT",
        missing="(missing)",
    ),
}
_LAW_TH = {
    Right.WITHDRAWAL: "มาตรา 19",
    Right.ACCESS: "มาตรา 30",
    Right.PORTABILITY: "มาตรา 31",
    Right.OBJECTION: "มาตรา 32",
    Right.ERASURE: "มาตรา 33",
    Right.RESTRICTION: "มาตรา 34",
    Right.RECTIFICATION: "มาตรา 35 และ 36",
}


def letter_pdf(content: LetterContent, options: LetterOptions) -> bytes:
    """Return the letter; the same facts give the same bytes.

    Raises: PdfError.
    """
    said = _SAID[options.language]
    day = content.letter_on or options.undated_on
    subject = content.subject or said.missing
    given = {
        "lang": str(options.language),
        "title": visible(one_line(f"{subject} {options.ref}", longest=_TITLE)),
        "author": visible(one_line(content.agency or "", longest=_TITLE)),
        "foot": line(options.ref),
        "stamp": said.draft if options.is_draft else "",
        "number": line(said.number.format(content.letter_no or "…………………")),
        "sender": [printed(each) for each in _lines(content.agency, content.agency_address)],
        "day": words(_day(content.letter_on, options)),
        "heads": list(_heads(content, said)),
        "parts": list(_parts(content, options)),
        "regards": said.regards,
        "signatory": line(content.signatory or ""),
        "position": line(content.signatory_position or ""),
        "contact": [printed(each) for each in _lines(content.contact)],
    }
    return typeset(given, day, template=TEMPLATE)


def _lines(*texts: str | None) -> list[str]:
    return [each.strip() for text in texts for each in (text or "").splitlines() if each.strip()]


def _day(day: date | None, options: LetterOptions) -> str:
    if day is None:
        return "……… …………………… ………"
    return _date(day, options.language)


def _date(day: date, language: Tongue) -> str:
    if language is Tongue.EN:
        return english_letter_day(day)
    return format_thai_date(day, style="long")


def _heads(content: LetterContent, said: _Words) -> Iterator[list[str]]:
    subject, to, reference, enclosed = said.heads
    yield [subject, words(content.subject or said.missing)]
    yield [to, words("\n".join(_lines(content.to, content.to_address)) or said.missing)]
    if content.reference:
        yield [reference, words(content.reference)]
    if content.enclosures:
        many = len(content.enclosures) > 1
        listed = [f"{place}. {each}" if many else each for place, each in enumerate(content.enclosures, 1)]
        yield [enclosed, words("\n".join(listed))]


def _parts(content: LetterContent, options: LetterOptions) -> Iterator[Part]:
    said, language = _SAID[options.language], options.language
    for text in (content.opening, content.body):
        yield from ({"kind": "text", "text": words(each)} for each in _lines(text))
    if content.asked:
        yield {"kind": "list", "items": [words(each) for each in content.asked]}
    if content.dues:
        rows = [[words(_right(each.right, language)), words(_date(each.due_on, language))] for each in content.dues]
        yield {"kind": "table", "widths": [3, 2], "head": [words(said.right), words(said.due)], "rows": rows}
    for place, answer in enumerate(content.answers, 1):
        yield from _answer(place, answer, said, language)
    if content.person:
        yield {"kind": "label", "text": words(said.person)}
        yield {"kind": "list", "items": [words(each) for each in content.person]}
    for text in (content.complain, content.ending):
        yield from ({"kind": "text", "text": words(each)} for each in _lines(text))


def _right(right: Right, language: Tongue) -> str:
    if language is Tongue.EN:
        return f"{right.en[:1].upper()}{right.en[1:]} ({LAW_OF[right]})"
    return f"{right.th} ({_LAW_TH[right]})"


def _answer(place: int, answer: LetterAnswer, said: _Words, language: Tongue) -> Iterator[Part]:
    outcome = answer.outcome.th if language is Tongue.TH else answer.outcome.en
    yield {"kind": "label", "text": words(f"{place}. {_right(answer.right, language)}: {outcome}")}
    refuses = answer.outcome in {RightOutcome.REFUSED, RightOutcome.PARTLY}
    for label, text, needed in (
        (said.granted, answer.granted, answer.outcome is RightOutcome.PARTLY),
        (said.refused, answer.refused, answer.outcome is RightOutcome.PARTLY),
        (said.ground, answer.ground, refuses),
        (said.reason, answer.reason, refuses),
    ):
        if text or needed:
            yield {"kind": "plain", "text": words(f"{label}: {text or said.missing}")}
