"""Open steps that nobody does: whoever runs the round is told, once for the same steps, and gives them to somebody."""

import hashlib
from collections.abc import Sequence

from ropa.access import service_reach
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.procedures import service_people, store_handover
from ropa.procedures.store_rounds import AnyRow
from schemas.notices import Notice, NoticeKind
from schemas.rounds import StepState


def tell(uow: UnitOfWork) -> int:
    """Tell of the open steps without a doer; return how many notices are new."""
    rows = [row for row in store_handover.active_steps(uow, None) if row.state == str(StepState.OPEN)]
    doers = service_people.doers(uow, rows)
    lonely = [row for row in rows if not doers[row.id]]
    held = service_reach.holders(uow, {row.run_office_id for row in lonely})
    mine: dict[tuple[str, str], list[AnyRow]] = {}
    for row in lonely:
        for person_id in service_people.runners(held[row.run_office_id], row.owner_id):
            mine.setdefault((row.round_id, person_id), []).append(row)
    notices = [_notice(round_id, person_id, steps) for (round_id, person_id), steps in sorted(mine.items())]
    return post(uow, notices) if notices else 0


def _notice(round_id: str, person_id: str, rows: Sequence[AnyRow]) -> Notice:
    # The same steps are told of once; when one more has nobody, all of them again.
    steps = hashlib.sha256(" ".join(sorted(row.id for row in rows)).encode()).hexdigest()[:16]
    offices = len({row.run_office_id for row in rows})
    place = f"/rounds/{round_id}"
    return Notice(
        cause=f"round-nobody:{round_id}:{steps}:{person_id}",
        kind=NoticeKind.ROUND_STEP,
        person_id=person_id,
        path=f"{place}/offices/{rows[0].run_office_id}" if offices == 1 else place,
        title_th=f"{rows[0].round_title}: {len(rows)} ขั้นตอนไม่มีผู้ทำ",
        title_en=f"{rows[0].round_title}: {len(rows)} steps have nobody to do them",
        body_th=f"{offices} หน่วยงาน ไม่มีผู้มีสิทธิตามที่คู่มือกำหนด หรือสิทธิสิ้นสุดแล้ว โปรดมอบให้ผู้อื่น",
        body_en=f"{offices} offices: nobody holds the role, or the right ended. Please give them to somebody",
    )
