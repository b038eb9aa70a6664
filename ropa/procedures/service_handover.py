"""All open steps of somebody who left given to somebody else, at every office and in every round that the actor runs.

Somebody's steps are those that were handed to them by name, and those of a role that they alone hold at the nearest
level. The steps that nobody does are given in the same way.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from ropa.access import service as access
from ropa.access import service_identities, service_reach
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, PreconditionFailed, invalid
from ropa.notices.service import post
from ropa.procedures import service_people, store_handover, store_rounds
from ropa.procedures.service_rounds import event
from ropa.procedures.service_runs import places_of
from ropa.procedures.store_rounds import AnyRow
from schemas.notices import Notice, NoticeKind
from schemas.reading import control_characters
from schemas.round_moves import HandLine, HandOver, HandPreview, PeopleOfRounds, PersonChoice

_PERSON = "person:"


class _Plan(Struct, frozen=True):
    rows: list[AnyRow]
    fits: list[bool]


def people(uow: UnitOfWork) -> PeopleOfRounds:
    """Return from whom steps may be taken and to whom they may be given, by name.

    Raises: Forbidden when the actor runs rounds nowhere.
    """
    rows = _steps(uow)
    held = service_reach.holders(uow, {row.office_id for row in rows})
    owned = _owned(uow, rows)
    able = {person for each in held.values() for person in service_people.workers(each)}
    names = service_identities.names(uow, [f"{_PERSON}{each}" for each in able | set(owned)])

    def choices(ids: set[str], counted: Counter[str]) -> list[PersonChoice]:
        made = [PersonChoice(id=each, name=names.get(f"{_PERSON}{each}") or each, steps=counted[each]) for each in ids]
        return sorted(made, key=lambda each: (each.name, each.id))

    counted = Counter({person: len(mine) for person, mine in owned.items() if person})
    nobody = len(owned.get("", ()))
    return PeopleOfRounds(holding=choices(set(counted), counted), able=choices(able, counted), without_doer=nobody)


def _steps(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return what is still to be done in runs that the actor runs, those of offices that ended at their successors too.

    Raises: Forbidden when the actor runs rounds nowhere.
    """
    within, ids = access.visible_offices(uow, Permission.RUN_ROUNDS), access.visible_ids(uow, Permission.RUN_ROUNDS)
    if ids is None:
        return store_handover.active_steps(uow, within)
    places = places_of(uow, store_handover.succeeded(uow))
    return store_handover.active_steps(uow, within, also={run for run, office_id in places.items() if office_id in ids})


def _owned(uow: UnitOfWork, rows: Sequence[AnyRow]) -> dict[str, list[AnyRow]]:
    """Return the steps of each person, and under "" those that nobody does.

    Of somebody whose right ended both are: they are theirs by name, and nobody does them.
    """
    doers = service_people.doers(uow, rows)
    found: dict[str, list[AnyRow]] = {}
    for row in rows:
        now = doers[row.id]
        if not now:
            found.setdefault("", []).append(row)
        if row.person_id is not None or len(now) == 1:
            found.setdefault(row.person_id or now[0], []).append(row)
    return found


def preview(uow: UnitOfWork, given: HandOver) -> HandPreview:
    """Return which steps a hand-over gives away, and which stay because the new person has no right there.

    Raises: Forbidden; Invalid for the same person twice and without a reason.
    """
    return _shown(_plan(uow, given))


def hand_over(uow: UnitOfWork, given: HandOver) -> HandPreview:
    """Give the steps, and return what was given and what stays.

    Raises: Forbidden; Invalid; Conflict when nothing is to be given, and when it is not what was seen;
    PreconditionFailed when somebody else changed one of the steps meanwhile.
    """
    plan = _plan(uow, given)
    found = _shown(plan)
    if given.seen is not None and given.seen != found.hash:
        raise Conflict(
            "ขั้นตอนเปลี่ยนไปจากที่ท่านเห็นในตัวอย่าง ยังไม่ได้มอบ โปรดดูใหม่",
            "The steps are no longer what the preview showed; nothing was given. Look again",
        )
    going = [row for row, fits in zip(plan.rows, plan.fits, strict=True) if fits]
    if not going:
        raise Conflict("ไม่มีขั้นตอนที่มอบได้", "There is no step to give")
    if store_handover.give(uow, going, given.to_person_id) != len(going):
        raise PreconditionFailed
    reason = given.reason.strip()
    events = [
        event(
            uow,
            row.round_id,
            "handed",
            run_id=row.run_id,
            step_id=row.id,
            reason=reason,
            details={"step": row.step, "visit": row.visit, "from": row.person_id, "person_id": given.to_person_id},
        )
        for row in going
    ]
    store_rounds.add_events(uow, events)
    _tell(uow, going, given.to_person_id, reason)
    for round_id, count in sorted(Counter(row.round_id for row in going).items()):
        details: dict[str, object] = {"steps": count, "to": given.to_person_id, "reason": reason}
        record(uow, "round.steps_handed", f"round:{round_id}", details | {"from": given.from_person_id})
    return found


def _plan(uow: UnitOfWork, given: HandOver) -> _Plan:
    every = _steps(uow)
    if not given.reason.strip() or list(control_characters(given.reason)):
        raise invalid("/reason", "ต้องระบุเหตุผล", "Give a reason")
    if given.from_person_id == given.to_person_id:
        raise invalid("/to_person_id", "ผู้รับเป็นคนเดียวกับผู้ส่ง", "It is the same person")
    rows = _owned(uow, every).get(given.from_person_id or "", [])
    held = service_reach.holders(uow, {row.office_id for row in rows})
    return _Plan(rows, [given.to_person_id in service_people.workers(held[row.office_id]) for row in rows])


def _shown(plan: _Plan) -> HandPreview:
    lines = [
        HandLine(
            step_id=row.id,
            round_id=row.round_id,
            round_title=row.round_title,
            run_office_id=row.run_office_id,
            office_id=row.office_id,
            step=row.step,
            fits=fits,
        )
        for row, fits in zip(plan.rows, plan.fits, strict=True)
    ]
    return HandPreview(lines=lines, hash=hashlib.sha256(msgspec.json.encode(lines)).hexdigest())


def _tell(uow: UnitOfWork, rows: Sequence[AnyRow], person_id: str, reason: str) -> None:
    first = rows[0]
    only = f"/rounds/{first.round_id}/offices/{first.run_office_id}"
    post(
        uow,
        [
            Notice(
                cause=f"rounds-handed:{uow.now.isoformat()}:{person_id}",
                kind=NoticeKind.ROUND_STEP,
                person_id=person_id,
                path=only if len(rows) == 1 else "/rounds",
                title_th=f"ท่านได้รับมอบขั้นตอนของรอบงาน {len(rows)} ขั้นตอน",
                title_en=f"{len(rows)} steps of rounds are yours now",
                body_th=f"เหตุผล: {reason}",
                body_en=f"Reason: {reason}",
            )
        ],
    )
