"""Refusals as they stand in the record of an activity (PDPA s.39(7)): written once, corrected by a later row.

The rows tell which right was refused, when, by which ground and why; never who asked.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec

from ropa import clock
from ropa.activities import service as activities
from ropa.activities.service_hooks import Dropped
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict
from ropa.findings import service as findings
from ropa.requests import rules_decisions, rules_grounds, store_decisions
from schemas.refusals import ActivityRefusal, Refusal, RefusalLine, RefusalList
from schemas.request_decisions import DecisionInput
from schemas.request_terms import Right, RightOutcome

_AT_ONCE = 500


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A decision whose refusals are written to activities."""

    request_id: str
    request_ref: str
    decision_id: str
    right: Right
    given: DecisionInput
    activity_ids: tuple[str, ...]
    """All activities of the request."""
    before_id: str | None
    """The decision that it takes the place of."""


def write(uow: UnitOfWork, refused: Refused) -> list[str]:
    """Write the refused parts of a decision to each activity concerned, and return those activities.

    Rows of the decision before are corrected by the new ones, or taken back. Says nothing about rights.
    Legal source: PDPA s.39(7); of s.33 and s.34, which it does not name, the same (F.4 61).
    """
    before = [] if refused.before_id is None else list(store_decisions.standing_of(uow, refused.before_id))
    touched = sorted({*refused.activity_ids, *(row.activity_id for row in before)})
    had = having(uow, touched)
    last = store_decisions.last_numbers(uow, touched)
    rows: list[dict[str, object]] = []
    for activity_id in touched:
        concerned = (
            [] if activity_id not in refused.activity_ids else rules_decisions.refused_on(refused.given, activity_id)
        )
        made = _rows(uow, refused, concerned, [row for row in before if row.activity_id == activity_id])
        for number, values in enumerate(made, last.get(activity_id, 0) + 1):
            rows.append({**values, "activity_id": activity_id, "number": number})
    store_decisions.add_refusals(uow, rows)
    for row in rows:
        details = {name: row[name] for name in ("number", "request_ref", "right_code", "ground", "is_withdrawal")}
        record(uow, "refusal.recorded", f"activity:{row['activity_id']}", details)
    has = having(uow, touched)
    findings.check_again(uow, sorted(had ^ has))
    return sorted({str(row["activity_id"]) for row in rows if not row["is_withdrawal"]})


def _rows(
    uow: UnitOfWork, refused: Refused, concerned: Sequence[tuple[int, Any]], before: Sequence[store_decisions.AnyRow]
) -> list[dict[str, object]]:
    """Return the rows for one activity: each refused part, in the place of a row before as far as there are some."""
    today, made = clock.bangkok(uow.now).date(), []
    for at, (number, part) in enumerate(concerned):
        said = Refusal(
            request_ref=refused.request_ref,
            right=refused.right,
            rejected_on=today,
            what=part.what,
            ground=part.ground,
            law=" · ".join(filter(None, (rules_grounds.law_th(part.ground), part.law_ref))),
            reason=part.reason if part.harm is None else f"{part.reason}\n{part.harm}",
            is_whole=refused.given.outcome is RightOutcome.REFUSED,
        )
        corrects = before[at].id if at < len(before) else None
        made.append(_row(uow, refused, said, part=number, corrects=corrects))
    made += [
        _row(uow, refused, _content(row)[0], part=-row.number, corrects=row.id, is_withdrawal=True)
        for row in before[len(concerned) :]
    ]
    return made


def _row(
    uow: UnitOfWork, refused: Refused, said: Refusal, *, part: int, corrects: str | None, is_withdrawal: bool = False
) -> dict[str, object]:
    return {
        "id": new_id(uow.now),
        "request_id": refused.request_id,
        "request_ref": refused.request_ref,
        "decision_id": refused.decision_id,
        "part": part,
        "right_code": str(said.right),
        "ground": str(said.ground),
        "rejected_on": said.rejected_on,
        "content": msgspec.json.encode(_Content(refusal=said, why=refused.given.why if corrects else None)),
        "corrects_id": corrects,
        "is_withdrawal": is_withdrawal,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
    }


def listed(uow: UnitOfWork, activity_id: str) -> RefusalList:
    """Return the refusals of an activity, newest first, corrected ones included: they are part of its record.

    Raises: NotFound.
    """
    activities.read(uow, activity_id)
    return RefusalList(items=[_shown(row) for row in store_decisions.refusals(uow, activity_id)])


def standing(
    uow: UnitOfWork, activity_ids: Collection[str], until: datetime | None = None
) -> dict[str, list[RefusalLine]]:
    """Return the refusals that count of some activities, or that counted just before `until`.

    Says nothing about rights: for exports of what may be read.
    """
    found: dict[str, list[RefusalLine]] = {}
    wanted = list(activity_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        for row in store_decisions.standing(uow, wanted[start : start + _AT_ONCE], until):
            line = RefusalLine(number=row.number, refusal=_content(row)[0], created_at=clock.bangkok(row.created_at))
            found.setdefault(row.activity_id, []).append(line)
    return found


def having(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities have a refusal that counts: a hook of the findings. Says nothing about rights."""
    found: set[str] = set()
    wanted = list(activity_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        found |= store_decisions.with_refusals(uow, wanted[start : start + _AT_ONCE])
    return found


def before_drop(uow: UnitOfWork, dropped: Dropped) -> None:
    """Keep an activity whose record has a refusal: it is not deleted as a draft that never was.

    Raises: Conflict.
    """
    if dropped.whole_activity and store_decisions.names_activity(uow, dropped.activity_id):
        raise Conflict(
            "กิจกรรมนี้มีบันทึกการปฏิเสธคำขอของเจ้าของข้อมูล จึงลบไม่ได้",
            "A refused request of a data subject is on record for this activity, so it cannot be deleted",
        )


class _Content(msgspec.Struct):
    refusal: Refusal
    why: str | None = None


def _content(row: store_decisions.AnyRow) -> tuple[Refusal, str | None]:
    found = msgspec.json.decode(row.content, type=_Content)
    return found.refusal, found.why


def _shown(row: store_decisions.AnyRow) -> ActivityRefusal:
    refusal, why = _content(row)
    return ActivityRefusal(
        id=row.id,
        activity_id=row.activity_id,
        number=row.number,
        request_id=row.request_id,
        refusal=refusal,
        why=why,
        corrects_id=row.corrects_id,
        corrected_by_id=row.corrected_by_id,
        is_withdrawal=row.is_withdrawal,
        created_at=clock.bangkok(row.created_at),
        created_by_name=row.created_by_name,
    )
