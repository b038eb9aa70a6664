"""What an answer of the National Archives needs before it counts. Pure.

Legal source: Saraban Regulation B.E. 2526 ข้อ 69-70 (silent for 60 days from the day of sending: taken as agreed);
National Archives Act B.E. 2556; Civil and Commercial Code s.193/3 (the first day is not counted).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.destruction import ArchivesAnswer
from schemas.destruction_lists import ArchivesReview
from schemas.destruction_steps import AnswerInput
from schemas.findings import Problem
from schemas.thai_dates import format_thai_date

#: Days in which the National Archives may answer (ข้อ 70.1).
SILENCE_DAYS = 60
_LAW = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ ข้อ 70"
#: Answers that say something in writing.
WRITTEN = frozenset(
    {
        ArchivesAnswer.AGREED,
        ArchivesAnswer.AGREED_BEFOREHAND,
        ArchivesAnswer.KEEP_LONGER,
        ArchivesAnswer.RESERVED,
    }
)
#: Answers with which an item is approved to be destroyed.
CLEARS = frozenset({ArchivesAnswer.AGREED, ArchivesAnswer.AGREED_BEFOREHAND, ArchivesAnswer.SILENT})


def silence_ends(sent_on: date) -> date:
    """Return the last day (Bangkok) on which an answer is awaited; from the day after, silence counts."""
    return sent_on + timedelta(days=SILENCE_DAYS)


def answer_problems(data: AnswerInput, today: date) -> Iterator[Problem]:
    """Yield what an answer lacks, whichever items it is about."""
    if data.answer in WRITTEN:
        if data.letter_no is None:
            yield _problem("/letter_no", "ระบุเลขที่หนังสือของหอจดหมายเหตุแห่งชาติ", "Give the number of the archives' letter")
        if data.answered_on is None:
            yield _problem("/answered_on", "ระบุวันที่ของหนังสือ", "Give the day of the letter")
        elif data.answered_on > today:
            yield _problem("/answered_on", "วันที่ของหนังสือยังไม่ถึง", "The day of the letter has not come")
    elif data.letter_no is not None or data.answered_on is not None:
        yield _problem("/answer", "ไม่มีหนังสือตอบ จึงไม่มีเลขที่และวันที่", "Silence has no letter and no day")
    if (data.answer is ArchivesAnswer.KEEP_LONGER) != (data.through is not None):
        yield _problem(
            "/through", "ระบุวันสุดท้ายที่ให้เก็บ เมื่อให้ขยายเวลาการเก็บ", "A day goes with keeping longer, and only with it"
        )


def letter_problems(data: AnswerInput, letter: ArchivesReview, today: date) -> Iterator[tuple[str, str, str]]:
    """Yield (code, Thai, English) of what stands between a letter sent and this answer to it."""
    sent = format_thai_date(letter.dated_on)
    if data.answered_on is not None and data.answered_on < letter.dated_on:
        yield (
            "answer_before_letter",
            f"หนังสือตอบลงวันที่ก่อนวันที่ส่ง ({sent})",
            f"the answer is older than the letter of {letter.dated_on}",
        )
    if data.answer is not ArchivesAnswer.SILENT:
        return
    last = silence_ends(letter.dated_on)
    if today <= last:
        yield (
            "archives_may_answer",
            f"ส่งเมื่อ {sent} หอจดหมายเหตุแห่งชาติตอบได้ถึง {format_thai_date(last)}",
            f"sent on {letter.dated_on}; the archives may answer until {last}",
        )
    if letter.receipt_no is None and letter.paper is None:
        yield (
            "no_proof_of_sending",
            f"หนังสือที่ {letter.letter_no} ไม่มีหลักฐานการส่ง (เลขรับ เลขลงทะเบียน หรือไฟล์)",
            f"letter {letter.letter_no} has no evidence of its sending (receipt, registered number or file)",
        )


def _problem(pointer: str, thai: str, english: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english, law=_LAW)
