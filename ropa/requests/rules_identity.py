"""What is missing before a person's data may be handed to whoever asked. Pure.

Legal source: PDPA s.20 (minors, incompetent persons), s.30 (only the data subject has the right); CCC ss.19-24.
"""

from datetime import date

from msgspec import Struct

from schemas.findings import Problem
from schemas.reading import control_characters
from schemas.request_terms import IdentityLevel
from schemas.requests import AgeBand, IdentityInput, RequesterKind

#: From here on somebody of the agency, or the portal, has looked.
ENOUGH = frozenset({IdentityLevel.DOCUMENT_SEEN, IdentityLevel.VERIFIED, IdentityLevel.PORTAL})


class IdentityGap(Struct, frozen=True):
    """One thing that is missing."""

    code: str
    th: str
    en: str


IDENTITY = IdentityGap("identity", "ยังไม่ได้ตรวจยืนยันตัวตนผู้ยื่นคำขอ", "Nobody has checked who asks")
AGE = IdentityGap("age", "ยังไม่ทราบว่าเจ้าของข้อมูลบรรลุนิติภาวะหรือไม่", "It is not known whether the data subject is of age")
AUTHORITY = IdentityGap("authority", "ยังไม่ได้ตรวจเอกสารมอบอำนาจ", "The document of authority was not checked")
GUARDIAN = IdentityGap(
    "guardian", "ยังไม่ได้ตรวจหลักฐานของผู้ใช้อำนาจปกครองหรือผู้แทน", "The representative's proof was not checked"
)
MINOR = IdentityGap(
    "minor",
    "ยังไม่ได้ตรวจความยินยอมของผู้ใช้อำนาจปกครอง หรือเหตุที่ผู้เยาว์ทำได้โดยลำพัง",
    "Neither the consent of the holder of parental power nor why the minor may act alone was checked",
)
ALL = {each.code: each for each in (IDENTITY, AGE, AUTHORITY, GUARDIAN, MINOR)}


def gaps(
    level: IdentityLevel, requester: RequesterKind, age_band: AgeBand, representative_checked_on: date | None
) -> list[IdentityGap]:
    """Return what is missing, in the order in which it is asked for; empty: nothing."""
    found = [] if level in ENOUGH else [IDENTITY]
    if age_band is AgeBand.UNKNOWN:
        found.append(AGE)
    if representative_checked_on is not None:
        return found
    if requester is RequesterKind.AGENT:
        found.append(AUTHORITY)
    elif requester is RequesterKind.GUARDIAN:
        found.append(GUARDIAN)
    elif age_band is AgeBand.FROM_10:
        found.append(MINOR)
    return found


def faults(given: IdentityInput, requester: RequesterKind, today: date, pointer: str = "") -> list[Problem]:
    """Return what is wrong with a check of identity; `today` is the day in Bangkok."""
    found = list(control_characters(given.how, f"{pointer}/how"))
    checked_on = given.representative_checked_on
    if checked_on is None:
        return found
    place = f"{pointer}/representative_checked_on"
    if checked_on > today:
        found.append(Problem(pointer=place, message_th="วันนี้ยังมาไม่ถึง", message_en="This day lies in the future"))
    if requester is RequesterKind.SELF and given.age_band is AgeBand.ADULT:
        th = "เจ้าของข้อมูลยื่นเองและบรรลุนิติภาวะ จึงไม่มีผู้แทนให้ตรวจ"
        en = "The data subject is of age and asks alone; there is no representative to check"
        found.append(Problem(pointer=place, message_th=th, message_en=en))
    return found


def vouching_faults(given: IdentityInput, pointer: str = "", *, by_machine: bool) -> list[Problem]:
    """Return the faults of who says it: documents are looked at by people, and no portal of citizens is connected.

    A token is held by a program, whoever it was given to; it may say what somebody claims and no more.
    """
    found = []
    if given.level is IdentityLevel.PORTAL:
        th = "ยังไม่ได้เชื่อมระบบกลางที่ยืนยันตัวตนประชาชน จึงใช้ระดับนี้ไม่ได้ เจ้าหน้าที่ต้องตรวจหลักฐานเอง"
        en = "No portal that vouches for citizens is connected; somebody of the agency looks at the proof"
        found.append(Problem(pointer=f"{pointer}/level", message_th=th, message_en=en))
    elif by_machine and given.level in ENOUGH:
        th = "ระบบงานยืนยันเอกสารแทนเจ้าหน้าที่ไม่ได้"
        en = "A system cannot look at documents in an officer's place"
        found.append(Problem(pointer=f"{pointer}/level", message_th=th, message_en=en))
    if by_machine and given.representative_checked_on is not None:
        th = "ระบบงานตรวจหลักฐานของผู้แทนแทนเจ้าหน้าที่ไม่ได้"
        en = "A system cannot check a representative's proof in an officer's place"
        found.append(Problem(pointer=f"{pointer}/representative_checked_on", message_th=th, message_en=en))
    return found


def age_faults(age_band: AgeBand | None, requester: RequesterKind) -> list[Problem]:
    """Return the fault of a data subject who turns out to be a child and asked alone.

    Legal source: PDPA s.20(2).
    """
    if age_band is not AgeBand.UNDER_10 or requester is RequesterKind.GUARDIAN:
        return []
    th = "ผู้เยาว์อายุไม่เกิน 10 ปี ต้องให้ผู้ใช้อำนาจปกครองยื่นคำขอ โปรดแก้ไขข้อมูลผู้ยื่นก่อน"
    en = "For a minor not over ten the holder of parental power asks; put the requester right first"
    return [Problem(pointer="/age_band", message_th=th, message_en=en, law="PDPA s.20(2)")]
