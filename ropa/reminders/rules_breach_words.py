"""Texts of the reminders of breaches, in Thai and English. Pure.

They go out by mail, so they say reference, office and hours, and nothing that somebody typed into the breach.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from ropa.reminders.rules_breach_stages import DEADLINE, OUTER_LIMIT
from ropa.reminders.rules_words import Words
from schemas.breach_reminders import ReminderSeries
from schemas.english_dates import english_moment
from schemas.thai_dates import format_thai_date

BANGKOK = ZoneInfo("Asia/Bangkok")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LAW_TH = "แจ้งสำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคลภายใน 72 ชั่วโมงนับแต่ทราบเหตุ (มาตรา 37(4))"
_LAW_EN = "The Office must be told within 72 hours of awareness (PDPA s.37(4))."
_LATE_TH = "แจ้งโดยเร็วที่สุดพร้อมเหตุผลและหลักฐานที่ล่าช้า ทั้งนี้ไม่เกิน 15 วันนับแต่ทราบเหตุ"
_LATE_EN = "Tell it at once with the reasons and evidence of the delay, within 15 days of awareness at the latest."
_BEYOND_TH = "เกิน 15 วันแล้วแต่หน้าที่แจ้งยังอยู่ แจ้งทันทีพร้อมเหตุผลและหลักฐาน"
_BEYOND_EN = "The 15 days have passed and the duty stays: tell it at once, with reasons and evidence."


class Said(Struct, frozen=True, kw_only=True):
    """What a reminder tells of a clock."""

    name: str
    """Reference and office in Thai; English offices have no other name here."""
    series: ReminderSeries
    started_at: datetime
    now: datetime
    is_drill: bool = False
    received_at: datetime | None = None
    """When word of it arrived, where that was before the agency became aware."""


def moment_th(moment: datetime) -> str:
    """Return a moment of Bangkok in the Buddhist Era."""
    there = moment.astimezone(BANGKOK)
    return f"{format_thai_date(there.date())} {there:%H:%M} น."


def moment_en(moment: datetime) -> str:
    """Return a moment of Bangkok as English notices have it."""
    return english_moment(moment)


def reminder(said: Said, hour: int | None, *, due_at: datetime, is_late: bool) -> Words:
    """Return what a stage says at this moment; `hour` is None where the clock runs again after a pause."""
    title_th, title_en, body_th, body_en = _SERIES[said.series](said, hour)
    if hour is None:
        title_th, title_en = f"กลับมามีหน้าที่อีกครั้ง {title_th}", f"The duty is back. {title_en}"
    if is_late:
        title_th = f"ส่งช้า (ควรส่ง {moment_th(due_at)}) {title_th}"
        title_en = f"Sent late (due {moment_en(due_at)}). {title_en}"
    if said.is_drill:
        title_th, title_en = f"[ฝึกซ้อม] {title_th}", f"[DRILL] {title_en}"
        body_th, body_en = f"การฝึกซ้อม ไม่ต้องแจ้งผู้ใดภายนอก {body_th}", f"A drill: nobody outside is told. {body_en}"
    return Words(f"{title_th}: {said.name}", f"{title_en}: {said.name}", body_th, body_en)


def _office(said: Said, hour: int | None) -> Words:
    age = said.now - said.started_at
    due_at = said.started_at + DEADLINE * _HOUR
    limit_at = said.started_at + OUTER_LIMIT * _HOUR
    times_th = f"ทราบเหตุ {moment_th(said.started_at)} ครบ 72 ชั่วโมง {moment_th(due_at)}"
    times_en = f"Aware {moment_en(said.started_at)}, 72 hours end {moment_en(due_at)}."
    if said.received_at is not None:
        times_th += f" ได้รับแจ้งตั้งแต่ {moment_th(said.received_at)}"
        times_en += f" Word of it arrived {moment_en(said.received_at)}."
    if said.now <= due_at:
        left_th, left_en = _span(due_at - said.now)
        if hour == 0:
            head = f"ทราบเหตุละเมิดแล้ว นาฬิกา 72 ชั่วโมงเริ่มเดิน เหลือ {left_th}", f"Breach: the 72 hours run, {left_en} left"
        else:
            head = f"ทราบเหตุมาแล้ว {age // _HOUR} ชั่วโมง เหลือ {left_th}", f"{age // _HOUR} hours aware, {left_en} left"
        return Words(*head, f"{_LAW_TH} {times_th}", f"{_LAW_EN} {times_en}")
    times_th += f" ครบ 15 วัน {moment_th(limit_at)}"
    times_en += f" 15 days end {moment_en(limit_at)}."
    over_th, over_en = _span(said.now - due_at)
    if said.now <= limit_at:
        left_th, left_en = _span(limit_at - said.now)
        ends_th, ends_en = f"เหลือ {left_th} จะครบ 15 วัน", f"{left_en} to the end of 15 days"
        head = f"เกินกำหนด 72 ชั่วโมงมาแล้ว {over_th} {ends_th}", f"Past the 72 hours by {over_en}, {ends_en}"
        if said.now - due_at < _HOUR:  # the stage of the deadline itself, put out some seconds after it
            head = f"ครบกำหนด 72 ชั่วโมงแล้ว {ends_th}", f"The 72 hours have ended, {ends_en}"
        return Words(
            *head,
            f"{_LATE_TH} {times_th}",
            f"{_LATE_EN} {times_en}",
        )
    beyond_th, beyond_en = _span(said.now - limit_at)
    return Words(
        f"เกิน 15 วันมาแล้ว {beyond_th}",
        f"Past the 15 days by {beyond_en}",
        f"{_BEYOND_TH} {times_th}",
        f"{_BEYOND_EN} {times_en}",
    )


def _subjects(said: Said, _hour: int | None) -> Words:
    hours = (said.now - said.started_at) // _HOUR
    return Words(
        f"ความเสี่ยงสูง: แจ้งเจ้าของข้อมูลโดยไม่ชักช้า ผ่านมาแล้ว {hours} ชั่วโมง",
        f"High risk: tell the data subjects without delay, {hours} hours so far",
        "แจ้งเหตุและแนวทางการเยียวยาแก่เจ้าของข้อมูลส่วนบุคคลโดยไม่ชักช้า กฎหมายไม่กำหนดจำนวนชั่วโมง (มาตรา 37(4))"
        f" ประเมินว่าสูงเมื่อ {moment_th(said.started_at)}",
        "Tell the data subjects and their remedies without delay; the law gives no hours (PDPA s.37(4))."
        f" Assessed as high {moment_en(said.started_at)}.",
    )


def _reassess(said: Said, _hour: int | None) -> Words:
    hours = (said.now - said.started_at) // _HOUR
    return Words(
        f"ข้อเท็จจริงเปลี่ยนหลังประเมิน ต้องประเมินใหม่ ผ่านมาแล้ว {hours} ชั่วโมง",
        f"The facts changed after the assessment: assess again, {hours} hours so far",
        f"ข้อเท็จจริงเปลี่ยนเมื่อ {moment_th(said.started_at)} ระดับที่ประเมินไว้อาจใช้ไม่ได้แล้ว"
        " ถ้ามีความเสี่ยง 72 ชั่วโมงนับจากเวลาที่ทราบเหตุเดิม",
        f"The facts changed {moment_en(said.started_at)}; the level may hold no longer. Where there is a risk, the 72"
        " hours count from the first awareness.",
    )


def _warning(said: Said, _hour: int | None) -> Words:
    hours = (said.now - said.started_at) // _HOUR
    ends_at = said.started_at + DEADLINE * _HOUR
    body_th = (
        "ตรวจสอบแล้วยืนยันหรือยุติ นาฬิกาเตือนนี้ไม่ใช่กำหนดตามกฎหมาย 72 ชั่วโมงตามกฎหมายเริ่มเมื่อทราบเหตุ"
        f" แต่การปล่อยไว้ไม่เป็นข้อแก้ตัว นาฬิกาเตือนครบ {moment_th(ends_at)}"
    )
    body_en = (
        "Look into it, then confirm or dismiss it. This warning clock is no legal deadline: the 72 hours of the law run"
        f" from awareness, and leaving it lie is no excuse. The warning clock ends {moment_en(ends_at)}."
    )
    if said.now > ends_at:
        over_th, over_en = _span(said.now - ends_at)
        return Words(
            f"เหตุต้องสงสัยยังไม่ได้ข้อสรุป เลยนาฬิกาเตือน 72 ชั่วโมงมาแล้ว {over_th}",
            f"A suspicion is still open, {over_en} past the warning clock of 72 hours",
            body_th,
            body_en,
        )
    return Words(
        f"เหตุต้องสงสัย {hours} ชั่วโมง ตรวจสอบแล้วยืนยันหรือยุติ",
        f"Suspected for {hours} hours: confirm or dismiss it",
        body_th,
        body_en,
    )


def _received(said: Said, _hour: int | None) -> Words:
    hours = (said.now - said.started_at) // _HOUR
    return Words(
        f"ได้รับแจ้งเหตุมาแล้ว {hours} ชั่วโมง ก่อนเวลาที่บันทึกว่าทราบเหตุ",
        f"Word of the breach arrived {hours} hours ago, before the recorded awareness",
        f"ได้รับแจ้ง {moment_th(said.started_at)} สำนักงานอาจนับ 72 ชั่วโมงจากเวลานี้ การไม่ได้เปิดอ่านไม่เป็นข้อแก้ตัว",
        f"It arrived {moment_en(said.started_at)}. The Office may count the 72 hours from then; an unread mailbox is no"
        " excuse.",
    )


_SERIES = {
    ReminderSeries.OFFICE: _office,
    ReminderSeries.SUBJECTS: _subjects,
    ReminderSeries.WARNING: _warning,
    ReminderSeries.REASSESS: _reassess,
    ReminderSeries.RECEIVED: _received,
}


def _span(span: timedelta) -> tuple[str, str]:
    """Return a span in hours, or in minutes where it is less than two; rounded down: never more than there is."""
    if span >= 3 * _DAY:
        return f"{span // _DAY} วัน {span % _DAY // _HOUR} ชั่วโมง", f"{span // _DAY} days {span % _DAY // _HOUR} hours"
    if span >= 2 * _HOUR:
        return f"{span // _HOUR} ชั่วโมง", f"{span // _HOUR} hours"
    minutes = span // timedelta(minutes=1)
    return f"{minutes} นาที", f"{minutes} minutes"


def stage_name(hour: int | None) -> tuple[str, str]:
    """Return how a list calls a stage."""
    if hour is None:
        return "กลับมามีหน้าที่", "the duty is back"
    return ("เริ่มนาฬิกา", "the start") if hour == 0 else (f"ครบ {hour} ชั่วโมง", f"{hour} hours")


def with_late(said: Words, late: Sequence[tuple[int | None, datetime]]) -> Words:
    """Return the words with the earlier stages of the same pass: one mail stands for all of them."""
    if not late:
        return said
    th = ", ".join(f"{stage_name(hour)[0]} (ควรส่ง {moment_th(at)})" for hour, at in late)
    en = ", ".join(f"{stage_name(hour)[1]} (due {moment_en(at)})" for hour, at in late)
    return said._replace(
        body_th=f"{said.body_th} ฉบับนี้แทนการเตือนที่ส่งช้าอีก {len(late)} ครั้ง: {th}",
        body_en=f"{said.body_en} This stands for {len(late)} more reminders sent late: {en}.",
    )


def with_unreached(said: Words, names: Sequence[str]) -> Words:
    """Return the words for the officer who has to telephone those whom the form names and nobody can write to."""
    if not names:
        return said
    listed = ", ".join(names)
    return said._replace(
        body_th=f"{said.body_th} ผู้ประสานงานตามแบบที่ไม่มีบัญชีในระบบ โปรดติดต่อเอง: {listed}",
        body_en=f"{said.body_en} Liaisons named in the form without an account; reach them yourself: {listed}.",
    )


def many(count: int, urgent: Sequence[tuple[str, datetime | None]], now: datetime) -> Words:
    """Return what one mail says of many breaches: how many, and the most urgent with the end of their 72 hours."""
    th = ", ".join(name + (f" (ครบ {moment_th(at)})" if at else " (โดยไม่ชักช้า)") for name, at in urgent)
    en = ", ".join(name + (f" (due {moment_en(at)})" if at else " (without delay)") for name, at in urgent)
    return Words(
        f"เตือนเหตุละเมิด {count} เรื่องพร้อมกัน",
        f"Reminders of {count} breaches at once",
        f"ดูทุกเรื่องในกล่องแจ้งเตือนและหน้าเหตุละเมิด ณ {moment_th(now)} เร่งด่วนที่สุด: {th}",
        f"All of them are in the inbox and on the page of breaches. Most urgent at {moment_en(now)}: {en}.",
    )
