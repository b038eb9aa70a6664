"""Who is told of the steps of a list: whoever has to act next, in the step's own transaction."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Row

from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.access.service_reach import nearest, roles_with
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from schemas.destruction_lists import DestructionList
from schemas.notices import Notice, NoticeKind

_PERSON = "person:"


class Told(NamedTuple):
    """What a notice says of its list."""

    ref: str
    title: str


def submitted(uow: UnitOfWork, done: DestructionList) -> None:
    """Tell the members who have an account that the list waits for them."""
    open_items = sum(done.counts.values())
    _tell(
        uow,
        done,
        "submitted",
        [each.person_id for each in done.seats if each.person_id and not each.has_signed],
        f"{done.ref}: รอคณะกรรมการพิจารณา {open_items:,} รายการ",
        f"{done.ref}: {open_items:,} items wait for the committee",
    )


def all_signed(uow: UnitOfWork, done: DestructionList) -> None:
    """Tell the secretary that every member signed."""
    _tell(
        uow,
        done,
        "signed",
        _secretaries(done),
        f"{done.ref}: คณะกรรมการลงนามครบแล้ว เสนอหัวหน้าส่วนราชการได้",
        f"{done.ref}: the whole committee signed; the list can go to the head",
    )


def concluded(uow: UnitOfWork, done: DestructionList) -> None:
    """Tell who may decide that the list waits for the decision; neither secretary nor member decides."""
    held = service_reach.holders(uow, [done.office_id])[done.office_id]
    without = [*_secretaries(done), *(each.person_id for each in done.seats if each.person_id)]
    _tell(
        uow,
        done,
        "concluded",
        nearest(held, roles_with(Permission.DECIDE_DESTRUCTION), without),
        f"{done.ref}: รอหัวหน้าส่วนราชการสั่งการ",
        f"{done.ref}: waits for the head's decision",
    )


def decided(uow: UnitOfWork, done: DestructionList, destroy: int) -> None:
    """Tell the secretary what comes next after the head's decision."""
    thai = "ส่งหอจดหมายเหตุแห่งชาติต่อไป" if destroy else "ไม่มีรายการที่ให้ทำลาย"
    english = "they go to the National Archives next" if destroy else "nothing is to be destroyed"
    _tell(
        uow,
        done,
        "decided",
        _secretaries(done),
        f"{done.ref}: หัวหน้าส่วนราชการสั่งให้ทำลาย {destroy:,} รายการ {thai}",
        f"{done.ref}: the head ordered the destruction of {destroy:,} items; {english}",
    )


def approved(uow: UnitOfWork, done: DestructionList, items: int) -> None:
    """Tell who records destructions that items may be destroyed."""
    held = service_reach.holders(uow, [done.office_id])[done.office_id]
    _tell(
        uow,
        done,
        "approved",
        [*_secretaries(done), *nearest(held, roles_with(Permission.RECORD_DESTRUCTION))],
        f"{done.ref}: อนุมัติให้ทำลายแล้ว {items:,} รายการ ทำลายและบันทึกหลักฐานได้",
        f"{done.ref}: destruction is approved (items: {items:,}); destroy them and record the evidence",
    )


def cancelled(uow: UnitOfWork, done: DestructionList) -> None:
    """Tell everybody who had a part in a list that it was given up."""
    decided_by = [each.decided_by for each in done.decisions]
    people = [*(each.person_id for each in done.seats if each.person_id), *_people(decided_by), *_secretaries(done)]
    _tell(uow, done, "cancelled", people, f"{done.ref}: ยกเลิกบัญชีขอทำลายแล้ว", f"{done.ref}: the list was cancelled")


def silence(uow: UnitOfWork, waiting: Row[Any]) -> int:
    """Tell the secretary, once for a letter (a row of `store_decisions`), that the archives' 60 days have passed.

    Returns how many people were told now.
    """
    people = _people(each for each in (waiting.created_by, waiting.submitted_by, waiting.concluded_by) if each)
    return _post(
        uow,
        Told(ref=waiting.ref, title=waiting.title),
        f"destruction:{waiting.letter_id}:silent",
        people,
        f"{waiting.ref}: ครบ 60 วันแล้วหอจดหมายเหตุแห่งชาติยังไม่ตอบหนังสือที่ {waiting.letter_no}",
        f"{waiting.ref}: 60 days have passed without an answer to letter {waiting.letter_no}",
    )


def _secretaries(done: DestructionList) -> list[str]:
    return sorted(set(_people(each for each in (done.created_by, done.submitted_by, done.concluded_by) if each)))


def _people(actor_ids: Iterable[str]) -> list[str]:
    return [each.removeprefix(_PERSON) for each in actor_ids if each.startswith(_PERSON)]


def _tell(
    uow: UnitOfWork, done: DestructionList, step: str, people: Collection[str], title_th: str, title_en: str
) -> None:
    _post(
        uow,
        Told(ref=done.ref, title=done.title),
        f"destruction:{done.id}:{step}:{done.version}",
        people,
        title_th,
        title_en,
    )


def _post(uow: UnitOfWork, done: Told, cause: str, people: Collection[str], title_th: str, title_en: str) -> int:
    me = uow.actor.id.removeprefix(_PERSON)
    notices = [
        Notice(
            cause=cause,
            kind=NoticeKind.DESTRUCTION,
            person_id=each,
            title_th=title_th,
            title_en=title_en,
            body_th=done.title,
            body_en=done.title,
            path=f"/destruction/{done.ref}",
        )
        for each in sorted(set(people))
        if each != me
    ]
    return post(uow, notices) if notices else 0
