"""What a request of a data subject must say to be taken in. Pure: rows and days in, faults out.

Legal source: PDPA s.20 (minors and incompetent persons), s.30 (who may ask); law.md A.7.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from schemas.findings import Problem
from schemas.reading import control_characters
from schemas.requests import (
    IN_FORCE_ON,
    AgeBand,
    Capacity,
    RequestChannel,
    RequesterKind,
    RequestInput,
    RequestPerson,
    Right,
    RightAsked,
)

BANGKOK = ZoneInfo("Asia/Bangkok")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BUDDHIST = 543
#: A year so far ahead is no slip of a clock: it is of the Buddhist Era.
_ERA_GAP = 100
#: Who stands for a person of age, and who for a minor.
_FOR_ADULTS = frozenset({Capacity.CUSTODIAN, Capacity.CURATOR})
_DAY = "วันนี้ยังมาไม่ถึง", "This day lies in the future"


def say(pointer: str, th: str, en: str, law: str | None = None) -> Problem:
    """Return one fault."""
    return Problem(pointer=pointer, message_th=th, message_en=en, law=law)


def received_faults(
    received_at: datetime | None, now: datetime, today: date, pointer: str = "/received_at"
) -> list[Problem]:
    """Return what is wrong with the moment at which a request reached the agency; `today` is the day in Bangkok.

    Legal source: the rights bind from 1 June B.E. 2565; what came before has no clock of the Act.
    """
    words = None
    if received_at is None:
        return []
    if received_at.tzinfo is None:
        words = "เวลาต้องระบุเขตเวลา เช่น +07:00", "The time needs an offset, such as +07:00"
    elif received_at > now:
        words = _of_the_future(received_at.year, now.year)
    elif received_at.astimezone(BANGKOK).date() < IN_FORCE_ON <= today:
        words = _of_the_past(received_at.year, now.year)
    return [] if words is None else [say(pointer, *words)]


def _of_the_future(year: int, this_year: int) -> tuple[str, str]:
    if year - this_year <= _ERA_GAP:
        return "เวลานี้อยู่ในอนาคต", "This moment lies in the future"
    meant = year - _BUDDHIST
    return (
        f"ปี {year} ดูเป็นปีพุทธศักราช ในช่องนี้ใช้ ค.ศ. {meant}",
        f"{year} looks like a year of the Buddhist Era; write {meant} here",
    )


def _of_the_past(year: int, this_year: int) -> tuple[str, str]:
    if this_year - year <= _ERA_GAP:
        return (
            "ก่อนวันที่ 1 มิถุนายน 2565 ซึ่งเป็นวันที่สิทธิตามกฎหมายมีผลบังคับ",
            "This is before 1 June 2022, the day from which the rights of the Act bind",
        )
    typed = year + _BUDDHIST
    return (
        f"ปี ค.ศ. {year} น่าจะมาจากการกรอก ค.ศ. {typed} ในช่องปีพุทธศักราช",
        f"The year {year} looks like {typed} written where the Buddhist Era is asked",
    )


def rights_faults(rights: Sequence[RightAsked], before: Sequence[Right] = ()) -> list[Problem]:
    """Return a fault for each right that is asked twice; `before` are those that wait already."""
    found: list[Problem] = []
    seen = set(before)
    for place, each in enumerate(rights):
        if each.right in seen:
            th = f"ขอใช้สิทธิ “{each.right.th}” ซ้ำ โปรดรวมเป็นข้อเดียว"
            found.append(
                say(f"/rights/{place}/right", th, f"The right to {each.right.en} is asked twice; write it once")
            )
        seen.add(each.right)
    return found


def text_faults(given: object, pointer: str) -> list[Problem]:
    """Return a fault for each text of a Struct that has a control character."""
    return list(control_characters(msgspec.to_builtins(given), pointer))


def person_faults(
    person: RequestPerson, requester: RequesterKind, age_band: AgeBand, channel: RequestChannel
) -> list[Problem]:
    """Return what is wrong with who asks: agents need an authority, minors a holder of parental power."""
    found = text_faults(person, "/person")
    if person.email is not None and _EMAIL.fullmatch(person.email) is None:
        found.append(say("/person/email", "อีเมลไม่ถูกต้อง", "This is no e-mail address"))
    found += _agent_faults(person, requester)
    found += _guardian_faults(person, requester, age_band)
    ways = (person.email, person.phone, person.address)
    others = [each.contact for each in (person.agent, person.guardian) if each is not None]
    if channel is not RequestChannel.COUNTER and not any(ways) and not any(others):
        th = "ต้องมีที่อยู่ อีเมล หรือโทรศัพท์ เพื่อตอบคำขอ"
        found.append(say("/person/address", th, "An address, e-mail or telephone is needed to answer"))
    return found


def _agent_faults(person: RequestPerson, requester: RequesterKind) -> Iterator[Problem]:
    if requester is not RequesterKind.AGENT:
        if person.agent is not None:
            th = "มีข้อมูลผู้รับมอบอำนาจ แต่ไม่ได้ระบุว่ายื่นโดยผู้รับมอบอำนาจ"
            yield say("/person/agent", th, "An agent is named, but the request is not said to come from one")
        return
    if person.agent is None:
        yield say("/person/agent", "ต้องระบุผู้รับมอบอำนาจและเอกสารมอบอำนาจ", "Name the agent and the document of authority")
        return
    if not person.agent.authority_ref.strip():
        th = "ต้องระบุเอกสารมอบอำนาจ"
        yield say("/person/agent/authority_ref", th, "Name the document of authority")
    if not person.agent.authority_scope:
        th = "ต้องระบุว่าเอกสารมอบอำนาจให้ใช้สิทธิใดแทน"
        yield say("/person/agent/authority_scope", th, "Say which rights the document of authority speaks of")


def _guardian_faults(person: RequestPerson, requester: RequesterKind, age_band: AgeBand) -> Iterator[Problem]:
    guardian, law = person.guardian, "PDPA s.20"
    minor = age_band in {AgeBand.UNDER_10, AgeBand.FROM_10}
    if requester is RequesterKind.GUARDIAN and guardian is None:
        yield say("/person/guardian", "ต้องระบุผู้แทนและหลักฐาน", "Name the representative and the proof", law)
        return
    if guardian is not None:
        if not guardian.proof_ref.strip():
            yield say("/person/guardian/proof_ref", "ต้องระบุหลักฐาน", "Name the proof", law)
        if minor and guardian.capacity in _FOR_ADULTS:
            th = "ผู้เยาว์ใช้ผู้ใช้อำนาจปกครองหรือผู้ปกครองตามคำสั่งศาล"
            yield say("/person/guardian/capacity", th, "For a minor it is a parent or a guardian of a court", law)
        if age_band is AgeBand.ADULT and guardian.capacity not in _FOR_ADULTS:
            th = "ผู้บรรลุนิติภาวะมีผู้แทนได้เฉพาะผู้อนุบาลหรือผู้พิทักษ์ หรือใช้ผู้รับมอบอำนาจ"
            yield say(
                "/person/guardian/capacity", th, "For an adult it is a custodian or curator, or else an agent", law
            )
    if age_band is AgeBand.UNDER_10 and requester is not RequesterKind.GUARDIAN:
        th = "ผู้เยาว์อายุไม่เกิน 10 ปี ต้องให้ผู้ใช้อำนาจปกครองยื่นคำขอ"
        yield say("/requester", th, "For a minor not over ten the holder of parental power asks", law)
    if age_band is AgeBand.FROM_10:
        yield from _older_minor_faults(person, requester)


def _older_minor_faults(person: RequestPerson, requester: RequesterKind) -> Iterator[Problem]:
    """Over ten and not of age: both, unless the minor may do it alone (CCC ss.22-24)."""
    if person.minor_alone_reason is not None and person.minor_alone_reason.strip():
        return
    if person.guardian is None:
        th = "ผู้เยาว์อายุเกิน 10 ปี ต้องมีความยินยอมของผู้ใช้อำนาจปกครอง หรือระบุเหตุที่ทำได้โดยลำพัง"
        en = (
            "A minor over ten needs the consent of the holder of parental power, or the reason why it may be done alone"
        )
        yield say("/person/guardian", th, en, "PDPA s.20(1)")
    elif person.guardian.agreed_on is None and requester is not RequesterKind.GUARDIAN:
        th = "ต้องระบุวันที่ผู้ใช้อำนาจปกครองให้ความยินยอม"
        yield say("/person/guardian/agreed_on", th, "Say when the holder of parental power agreed", "PDPA s.20(1)")
    if requester is not RequesterKind.SELF and not person.minor_agrees:
        th = "ผู้เยาว์อายุเกิน 10 ปี ต้องแสดงความประสงค์ด้วย"
        yield say("/person/minor_agrees", th, "A minor over ten has to want it as well", "PDPA s.20(1)")


def scope_faults(
    person: RequestPerson, requester: RequesterKind, rights: Sequence[Right], received_on: date
) -> list[Problem]:
    """Return a fault for each right that an agent's authority does not speak of, and for one that had ended."""
    agent = person.agent
    if requester is not RequesterKind.AGENT or agent is None or not agent.authority_scope:
        return []
    found = [
        say(
            f"/rights/{place}/right",
            f"เอกสารมอบอำนาจไม่ครอบคลุมสิทธิ “{right.th}”",
            f"The document of authority does not speak of the right to {right.en}",
        )
        for place, right in enumerate(rights)
        if right not in agent.authority_scope
    ]
    if agent.authority_until is not None and agent.authority_until < received_on:
        th = "การมอบอำนาจสิ้นสุดก่อนวันที่ได้รับคำขอ"
        found.append(say("/person/agent/authority_until", th, "The authority had ended when the request came"))
    return found


def day_faults(person: RequestPerson, today: date) -> list[Problem]:
    """Return a fault for each day of a check or an agreement that has not come yet."""
    agent, guardian = person.agent, person.guardian
    days = {
        "/person/agent/authority_checked_on": None if agent is None else agent.authority_checked_on,
        "/person/guardian/checked_on": None if guardian is None else guardian.checked_on,
        "/person/guardian/agreed_on": None if guardian is None else guardian.agreed_on,
    }
    return [say(pointer, *_DAY) for pointer, day in days.items() if day is not None and day > today]


def representative_checked_on(person: RequestPerson, requester: RequesterKind) -> date | None:
    """Return when the proof of who acts for another was looked at; None: not yet, or nobody does."""
    if requester is RequesterKind.AGENT:
        return None if person.agent is None else person.agent.authority_checked_on
    return None if person.guardian is None else person.guardian.checked_on


def intake_faults(given: RequestInput, now: datetime, today: date, received_on: date) -> list[Problem]:
    """Return every fault of a request that its own words show; days are in Bangkok."""
    asked = [each.right for each in given.rights]
    return [
        *received_faults(given.received_at, now, today),
        *rights_faults(given.rights),
        *text_faults(given.rights, "/rights"),
        *person_faults(given.person, given.requester, given.age_band, given.channel),
        *scope_faults(given.person, given.requester, asked, received_on),
        *day_faults(given.person, today),
    ]
