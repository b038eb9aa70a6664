"""What keeps an item on its list once a run in a database has begun with it."""

from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import store_bound
from ropa.errors import Invalid
from schemas.destruction_lists import DestructionList
from schemas.findings import Problem


def refuse_begun(uow: UnitOfWork, left: DestructionList) -> None:
    """Return when no run has begun with the items that would leave their list (`left.items`).

    What is half gone is neither kept nor handed over: only the run leads on, to the certificate.
    Raises: Invalid with each such item.
    """
    begun = store_bound.begun(uow, left.id)
    problems = [
        Problem(
            pointer=f"/items/{item.seq}",
            message_th=f"รายการที่ {item.seq}: ข้อมูลบางส่วนถูกทำลายในฐานข้อมูลไปแล้ว ออกจากบัญชีไม่ได้ "
            "ให้สั่งดำเนินการอีกครั้งและทำต่อจนครบ (ropa destroy run)",
            message_en=f"Item {item.seq}: a part of it was destroyed in its database, so it cannot leave the list; "
            "order the run again and let it go on to the end (ropa destroy run)",
        )
        for item in left.items
        if item.id in begun
    ]
    if problems:
        raise Invalid(problems)
