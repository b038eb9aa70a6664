"""What the law lets pause or extend, and what stands against a pause that somebody wants. Pure.

A ground that is shipped is a proposal: the notification on access requests (Gazette, 16 July B.E. 2569) was not read
when this was written. Nothing is paused on it until the data protection officer has read and confirmed the ground.
Legal source: PDPA s.30; law.md A.7, C.5, H 2.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from ropa.requests import rules_clock
from ropa.requests.rules_clock import Span
from schemas.findings import Problem
from schemas.request_clock import GroundInput, GroundState, PauseGround, PauseInput, PauseKind, RightClock
from schemas.request_terms import Right

_NOT_READ = "ประกาศคณะกรรมการฯ ว่าด้วยคำขอเข้าถึงข้อมูล พ.ศ. 2569 (ยังไม่ได้อ่านตัวบท)"
_SOURCE = "ข้อเสนอของระบบ ต้องอ่านราชกิจจานุเบกษา 16 กรกฎาคม 2569 แล้วยืนยันก่อนใช้"


def shipped() -> list[PauseGround]:
    """Return the proposals that the register comes with; none of them may be used."""
    return [
        _proposal("wait_for_identity", PauseKind.PAUSE, "รอหลักฐานยืนยันตัวตนของผู้ขอ", "waiting for proof of identity"),
        _proposal("wait_for_details", PauseKind.PAUSE, "รอรายละเอียดที่จำเป็นจากผู้ขอ", "waiting for necessary details"),
        _proposal("many_or_complex", PauseKind.EXTEND, "คำขอจำนวนมากหรือซับซ้อน", "many or complex requests"),
    ]


def _proposal(code: str, kind: PauseKind, name_th: str, name_en: str) -> PauseGround:
    return PauseGround(
        code=code,
        number=0,
        kind=kind,
        state=GroundState.PROPOSED,
        rights=[Right.ACCESS],
        name_th=name_th,
        name_en=name_en,
        max_days=None,
        effective_on=None,
        law=_NOT_READ,
        source=_SOURCE,
        at=None,
        by_name=None,
    )


def ground_faults(given: GroundInput, known: PauseGround | None, today: date) -> Iterator[Problem]:
    """Yield what stands against a ground that is confirmed; `known` is the version before."""
    if given.max_days is None:
        # A pause without an end would take a request out of every list of what falls due.
        th = "ต้องมีจำนวนวันสูงสุดรวมต่อสิทธิของคำขอหนึ่ง ถ้ากฎหมายไม่กำหนด ให้หน่วยงานกำหนดเอง"
        en = "The most days in all, for a right of a request, are missing; where the law names none, the agency does"
        yield _problem("/max_days", th, en)
    if known is not None and known.kind is not given.kind:
        yield _problem("/kind", "เหตุเดิมเป็นคนละประเภท ใช้รหัสใหม่", "The ground is of the other kind; use another code")
    if given.effective_on > today + timedelta(days=3_653):
        yield _problem("/effective_on", "ระบุปี ค.ศ.", "Give the Gregorian year")
    if len(set(given.rights)) != len(given.rights):
        yield _problem("/rights", "สิทธิซ้ำกัน", "A right stands twice")


class Wanted(Struct, frozen=True, kw_only=True):
    """What a pause is judged by."""

    given: PauseInput
    ground: PauseGround | None
    """None: there is no such ground."""
    rights: Sequence[RightClock]
    spans: Sequence[Span]
    used: Mapping[int, int]
    """By the number of a right, the days of it that this ground has taken already, up to today."""
    waiting_asks: Collection[int]
    today: date

    @property
    def concerned(self) -> list[RightClock]:
        """The rights whose clocks run and that it is for."""
        return [each for each in self.rights if each.runs and self.given.right in {None, each.seq}]

    @property
    def most_used(self) -> int:
        """The days that the ground has taken of the right that has most of them."""
        return max((self.used.get(each.seq, 0) for each in self.concerned), default=0)

    def left(self, seq: int) -> int:
        """Return the days that the ground may still take of a right."""
        most = None if self.ground is None else self.ground.max_days
        return max((most or 0) - self.used.get(seq, 0), 0)

    @property
    def from_on(self) -> date:
        """The first day that does not count."""
        return self.given.from_on or self.today


def faults(wanted: Wanted) -> Iterator[Problem]:
    """Yield every reason why the law, or the state of the request, does not let it be."""
    ground = wanted.ground
    if ground is None or ground.state is not GroundState.CONFIRMED:
        yield _problem(
            "/ground",
            "หยุดหรือขยายเวลาได้เฉพาะเหตุที่เจ้าหน้าที่คุ้มครองข้อมูลอ่านกฎหมายและยืนยันแล้ว",
            "Only a ground of law that the data protection officer has read and confirmed pauses or extends a limit",
            "PDPA s.30",
        )
        return
    yield from _right_faults(wanted, ground)
    if ground.kind is PauseKind.EXTEND:
        yield from _extension_faults(wanted, ground)
    else:
        yield from _pause_faults(wanted, ground)


def _right_faults(wanted: Wanted, ground: PauseGround) -> Iterator[Problem]:
    if not wanted.concerned:
        yield _problem("/right", "ไม่มีกำหนดเวลาที่ยังเดินอยู่ของสิทธินี้", "No clock of this right runs")
    for each in wanted.concerned:
        if ground.rights and each.right not in ground.rights:
            yield _problem(
                "/right",
                f"เหตุนี้ใช้กับสิทธิ “{each.right.th}” ไม่ได้ ให้เลือกสิทธิทีละรายการ",
                f"The ground is not for “{each.right.en}”; choose the right",
                ground.law,
            )
        if each.due_on < wanted.today:
            yield _problem(
                "/right",
                f"กำหนดของสิทธิ “{each.right.th}” สิ้นสุดแล้ว จะหยุดหรือขยายย้อนหลังไม่ได้",
                f"The limit of “{each.right.en}” is over; it is not paused or extended afterwards",
            )
    if ground.effective_on is not None and wanted.from_on < ground.effective_on:
        yield _problem("/ground", "เหตุนี้ยังไม่มีผลใช้บังคับในวันนั้น", "The ground was not in force on that day", ground.law)


def _extension_faults(wanted: Wanted, ground: PauseGround) -> Iterator[Problem]:
    days, most = wanted.given.days, ground.max_days or 0
    if wanted.given.from_on is not None or wanted.given.ask is not None:
        yield _problem("/from_on", "การขยายเวลาระบุเฉพาะจำนวนวัน", "An extension has only a number of days")
    if days is None:
        yield _problem("/days", "ต้องระบุจำนวนวันที่ขยาย", "Give the days of the extension")
    elif wanted.most_used + days > most:
        yield _problem(
            "/days",
            f"กฎหมายให้ขยายรวมไม่เกิน {most} วัน ขยายไปแล้ว {wanted.most_used} วัน",
            f"The law gives {most} days in all; {wanted.most_used} of them are used",
            ground.law,
        )


def _pause_faults(wanted: Wanted, ground: PauseGround) -> Iterator[Problem]:
    given, from_on = wanted.given, wanted.from_on
    if given.days is not None:
        yield _problem("/days", "การหยุดนับไม่ระบุจำนวนวัน สิ้นสุดเมื่อเหตุหมดไป", "A pause ends with its cause, not by days")
    if from_on > wanted.today:
        yield _problem("/from_on", "เป็นวันในอนาคตไม่ได้", "It cannot begin in the future")
        return
    if any(from_on < each.received_on for each in wanted.concerned):
        yield _problem("/from_on", "ก่อนวันที่ได้รับคำขอไม่ได้", "It cannot begin before the receipt")
    if given.ask is not None and given.ask not in wanted.waiting_asks:
        yield _problem("/ask", "ไม่มีเรื่องที่รอคำตอบลำดับนี้", "Nothing of this number waits for an answer")
    used = [
        each.right
        for each in wanted.concerned
        if any(_overlaps(span, from_on, wanted.today) for span in rules_clock.of_right(wanted.spans, each.seq))
    ]
    if used:
        yield _problem("/from_on", "มีการหยุดนับในช่วงวันนั้นอยู่แล้ว", "Another pause lasts on these days already")
    yield from _left_faults(wanted, ground)


def _left_faults(wanted: Wanted, ground: PauseGround) -> Iterator[Problem]:
    """Yield that the days of the ground are used up: they count once for a right, however often it is paused."""
    left = min((wanted.left(each.seq) for each in wanted.concerned), default=None)
    if ground.max_days is None:
        yield _problem("/ground", "เหตุนี้ยังไม่มีจำนวนวันสูงสุด ยืนยันใหม่ก่อน", "The ground has no most days; confirm it anew")
    elif left == 0:
        th = f"เหตุนี้หยุดนับรวมกันได้ไม่เกิน {ground.max_days} วัน ใช้ครบแล้ว เวลาจึงเดินต่อ"
        en = f"The ground gives {ground.max_days} days in all for a right, and they are used: the clock runs on"
        yield _problem("/ground", th, en, ground.law)
    elif left is not None and wanted.from_on + timedelta(days=left) <= wanted.today:
        yield _problem("/from_on", f"เกิน {left} วันที่เหลืออยู่แล้ว", "The days that are left are over", ground.law)


def _overlaps(span: Span, from_on: date, today: date) -> bool:
    if span.kind is not PauseKind.PAUSE:
        return False
    end = rules_clock.ends_on(span)
    return span.from_on <= today and (end is None or from_on < end)


def end_faults(from_on: date, to_on: date, today: date) -> Iterator[Problem]:
    """Yield what stands against the day on which a clock goes on."""
    if not from_on <= to_on <= today:
        yield _problem("/to_on", "ต้องอยู่ระหว่างวันที่หยุดนับกับวันนี้", "It lies between the beginning of the pause and today")


def standing(versions: Iterable[PauseGround]) -> list[PauseGround]:
    """Return each ground as it stands, the usable ones first."""
    last: dict[str, PauseGround] = {each.code: each for each in shipped()}
    for each in sorted(versions, key=lambda one: one.number):
        last[each.code] = each
    order = (GroundState.CONFIRMED, GroundState.PROPOSED, GroundState.ENDED)
    return sorted(last.values(), key=lambda each: (order.index(each.state), each.code))


def _problem(pointer: str, th: str, en: str, law: str | None = None) -> Problem:
    return Problem(pointer=pointer, message_th=th, message_en=en, law=law)
