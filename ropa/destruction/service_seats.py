"""Whether those who are named for a committee can sign, and are named by their accounts where they have one.

A name without an account is signed for by the minutes, so whoever has an account must not hide behind a name.
"""

from collections.abc import Collection, Iterator, Sequence

from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.rules_signers import plain
from ropa.destruction.service_steps import Opened
from schemas.destruction_steps import SeatInput
from schemas.findings import Problem

_PERSON = "person:"


def problems(uow: UnitOfWork, opened: Opened, seats: Sequence[SeatInput]) -> list[Problem]:
    """Return what is wrong with the accounts of the seats, and with their lack."""
    roles = service_reach.roles_with(Permission.SIT_IN_COMMITTEE)
    held = service_reach.holders(uow, [opened.office_id], roles)[opened.office_id]
    able = {person_id for some in held.values() for _, person_id in some}
    return [*_cannot_sign(seats, able), *_hidden(uow, opened, seats, able)]


def _cannot_sign(seats: Sequence[SeatInput], able: Collection[str]) -> list[Problem]:
    return [
        Problem(
            pointer=f"/seats/{place}/person_id",
            message_th="บัญชีผู้ใช้นี้ไม่มีสิทธิในหน่วยงานของบัญชี จึงลงนามเองไม่ได้ ให้เว้นบัญชีผู้ใช้ไว้แล้วบันทึกการลงนามด้วยรายงานการประชุม",
            message_en="This account has no right at the list's office and could not sign; leave it out and record the "
            "signature with the minutes",
        )
        for place, each in enumerate(seats)
        if each.person_id and each.person_id not in able
    ]


def _hidden(uow: UnitOfWork, opened: Opened, seats: Sequence[SeatInput], able: Collection[str]) -> Iterator[Problem]:
    actors = opened.secretaries | {uow.actor.id}
    people = {each.removeprefix(_PERSON) for each in actors if each.startswith(_PERSON)} | set(able)
    names = {plain(each.name) for each in contacts(uow, sorted(people)).values()} | {plain(uow.actor.name)}
    for place, each in enumerate(seats):
        if each.person_id is None and plain(each.name) in names:
            yield Problem(
                pointer=f"/seats/{place}/person_id",
                message_th=f"{each.name} มีบัญชีผู้ใช้ ให้เลือกบัญชีผู้ใช้ แล้วลงนามด้วยตนเอง",
                message_en=f"{each.name} has an account: choose it; such a member signs in person",
                law="ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ ข้อ 67",
            )
