"""What makes a committee, and what it signs. Pure.

Legal source: Saraban Regulation B.E. 2526 ข้อ 67 (a chair and two members at least), ข้อ 68 (it reviews each item).
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence

from ropa.destruction.rules_signers import plain
from schemas.destruction import Opinion, Seat
from schemas.destruction_lists import CommitteeSeat, DestructionItem
from schemas.destruction_steps import SeatInput
from schemas.findings import Problem

MEMBERS = 2
_LAW = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ ข้อ 67"
_LAW_REVIEW = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ ข้อ 68"


def seat_problems(seats: Sequence[SeatInput]) -> Iterator[Problem]:
    """Yield what keeps these seats from being a committee."""
    chairs = sum(each.seat is Seat.CHAIR for each in seats)
    if chairs != 1:
        yield _problem(
            "/seats", f"ต้องมีประธานกรรมการหนึ่งคน (มี {chairs})", f"There must be one chair (there are {chairs})", _LAW
        )
    members = len(seats) - chairs
    if members < MEMBERS:
        yield _problem(
            "/seats",
            f"ต้องมีกรรมการอีกอย่างน้อย {MEMBERS} คน (มี {members})",
            f"There must be {MEMBERS} more members at least (there are {members})",
            _LAW,
        )
    names: set[str] = set()
    people: set[str] = set()
    for place, each in enumerate(seats):
        if plain(each.name) in names or (each.person_id is not None and each.person_id in people):
            yield _problem(f"/seats/{place}", f"{each.name} มีอยู่แล้ว", f"{each.name} has a seat already", _LAW)
        names.add(plain(each.name))
        people |= {each.person_id} if each.person_id else set()


def missing(seats: Sequence[CommitteeSeat]) -> Iterator[Problem]:
    """Yield what the committee still lacks before its opinion goes to the head."""
    if not seats:
        yield _problem("/seats", "ยังไม่ได้บันทึกคณะกรรมการที่หัวหน้าส่วนราชการแต่งตั้ง", "No committee was named yet", _LAW)
    for place, each in enumerate(seats):
        if not each.has_signed:
            yield _problem(
                f"/seats/{place}",
                f"{each.seat.th} {each.name} ยังไม่ได้ลงนามในความเห็นฉบับนี้",
                f"{each.name} ({each.seat.en}) has not signed these opinions",
                _LAW_REVIEW,
            )


def signed_by_one(seats: Sequence[CommitteeSeat], secretaries: Collection[str]) -> Iterator[Problem]:
    """Yield a problem when one account alone made the list and recorded every signature under its opinions.

    `secretaries`: actors who made or submitted the list.
    """
    accounts = {each.signed_by for each in seats if each.signed_by}
    if len(accounts) == 1 and accounts <= set(secretaries):
        yield _problem(
            "/seats",
            "ผู้จัดทำบัญชีคนเดียวบันทึกการลงนามทั้งหมด ต้องมีกรรมการอื่นลงนามด้วยบัญชีผู้ใช้ของตนเองอย่างน้อยหนึ่งคน "
            "หรือให้เจ้าหน้าที่อื่นบันทึกการลงนามตามรายงานการประชุม",
            "One account alone made the list and recorded every signature: another member must sign in person, "
            "or another officer record the minutes",
            _LAW_REVIEW,
        )


def without_opinion(items: Iterable[DestructionItem]) -> Iterator[Problem]:
    """Yield the items on which the committee said nothing."""
    for each in items:
        if each.opinion is None:
            yield _problem(
                f"/items/{each.seq}",
                f"รายการที่ {each.seq}: คณะกรรมการยังไม่ได้ให้ความเห็น",
                f"Item {each.seq}: the committee gave no opinion",
                _LAW_REVIEW,
            )


def opinions_hash(items: Iterable[DestructionItem]) -> str:
    """Return the SHA-256 over all opinions of a list, in the order of its items: what each member signs."""
    digest = hashlib.sha256()
    for each in sorted(items, key=lambda one: one.seq):
        if each.opinion is not None:
            said = (each.seq, each.listed_hash, each.opinion, each.opinion_through or "", each.opinion_reason or "")
            digest.update(("\x1f".join(map(str, said)) + "\n").encode())
    return digest.hexdigest()


def decisions_hash(decided: Iterable[tuple[DestructionItem, Opinion]]) -> str:
    """Return the SHA-256 over the lines `seq hash decision` of a decision, joined by line feeds."""
    lines = (f"{item.seq} {item.listed_hash} {opinion}" for item, opinion in decided)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _problem(pointer: str, thai: str, english: str, law: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english, law=law)
