"""What stands against asking the citizen something, and against what became of it. Pure; days are in Bangkok."""

from collections.abc import Iterator
from datetime import date

from schemas.findings import Problem
from schemas.request_clock import AskEnd, AskState


def faults(asked_on: date, received_on: date, today: date) -> Iterator[Problem]:
    """Yield what is wrong with the day on which something was asked."""
    if asked_on > today:
        yield _problem("/asked_on", "เป็นวันในอนาคตไม่ได้", "It cannot lie in the future")
    if asked_on < received_on:
        yield _problem("/asked_on", "ก่อนวันที่ได้รับคำขอไม่ได้", "It cannot lie before the receipt")


def end_faults(given: AskEnd, asked_on: date, due_on: date, today: date) -> Iterator[Problem]:
    """Yield what stands against what is said to have become of something that was asked."""
    if given.state is AskState.WAITING:
        yield _problem("/state", "ต้องระบุผล", "Say what became of it")
    if given.state is AskState.LAPSED and today <= due_on:
        yield _problem("/state", "ผู้ขอยังมีเวลาตอบ", "There is time left to answer")
    if given.answered_on is None:
        return
    if given.state is not AskState.ANSWERED:
        yield _problem("/answered_on", "ระบุเฉพาะเมื่อได้รับคำตอบ", "Only an answer has a day")
    elif not asked_on <= given.answered_on <= today:
        yield _problem("/answered_on", "ต้องอยู่ระหว่างวันที่แจ้งกับวันนี้", "It lies between the asking and today")


def _problem(pointer: str, th: str, en: str) -> Problem:
    return Problem(pointer=pointer, message_th=th, message_en=en)
