"""Offices that end while a round runs: what is still to be done goes on with the successor, whose people are told once.

The run stays with the office for which it was begun, so that nothing is counted twice where the successor has a run of
the same round. Only steps that are still to be done move (`ropa.reorganisations.rules_tables`); those that come later
open at the successor, of which an event of the run tells.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.offices import service as offices
from ropa.procedures import service_people, store_handover, store_rounds
from ropa.procedures.service_rounds import event
from ropa.procedures.service_runs import places_of
from ropa.procedures.store_rounds import AnyRow
from schemas.notices import Notice, NoticeKind


def before_end(uow: UnitOfWork, ended: Mapping[int, int]) -> Callable[[UnitOfWork], None]:
    """Return what is to be done when steps and rights have moved. `ended`: by office that ends, its successor."""
    going_on = store_handover.active_runs(uow)
    places = places_of(uow, {run.id: run.office_id for run in going_on})
    runs = [run for run in going_on if places[run.id] in ended]
    steps = {row.id: row.office_id for row in store_handover.active_steps(uow, None, set(ended))}

    def after(done: UnitOfWork) -> None:
        kept = [_changed(done, run.round_id, run.id, None, places[run.id], ended[places[run.id]]) for run in runs]
        rows = [row for row in store_handover.active_steps(done, None, set(ended.values())) if row.id in steps]
        kept += [_changed(done, row.round_id, row.run_id, row, steps[row.id], row.office_id) for row in rows]
        store_rounds.add_events(done, kept)
        _tell(done, rows, set(steps.values()))

    return after


def _changed(
    uow: UnitOfWork, round_id: str, run_id: str, step: AnyRow | None, before: int, after: int
) -> dict[str, object]:
    details: dict[str, object] = {"from": before, "office_id": after}
    if step is not None:
        details |= {"step": step.step, "visit": step.visit}
    step_id = None if step is None else str(step.id)
    return event(uow, round_id, store_handover.OFFICE_CHANGED, run_id=run_id, step_id=step_id, details=details)


def _tell(uow: UnitOfWork, rows: Sequence[AnyRow], ended: Collection[int]) -> None:
    people: dict[str, list[AnyRow]] = {}
    doers = service_people.doers(uow, rows)
    for row in rows:
        for person_id in doers[row.id]:
            people.setdefault(person_id, []).append(row)
    names = ", ".join(offices.office_name(uow, each) or str(each) for each in sorted(ended))
    notices = [
        Notice(
            cause=f"rounds-office:{uow.now.isoformat()}:{person_id}",
            kind=NoticeKind.ROUND_STEP,
            person_id=person_id,
            path=_path(mine),
            title_th=f"ท่านรับช่วงขั้นตอนของรอบงาน {len(mine)} ขั้นตอน",
            title_en=f"You take on {len(mine)} steps of rounds",
            body_th=f"จากหน่วยงานที่ยุบเลิก: {names}",
            body_en=f"From offices that ended: {names}",
        )
        for person_id, mine in sorted(people.items())
    ]
    if notices:
        post(uow, notices)


def _path(rows: Sequence[AnyRow]) -> str:
    first = rows[0]
    is_one = len({row.run_id for row in rows}) == 1
    return f"/rounds/{first.round_id}/offices/{first.run_office_id}" if is_one else "/rounds"
