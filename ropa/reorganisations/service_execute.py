"""Does a reorganisation: offices, records, rights and open items, in the caller's one unit of work."""

from collections.abc import Mapping
from datetime import datetime, time

import msgspec

from ropa import clock
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service_changes as offices
from ropa.reorganisations import store, store_changes
from ropa.reorganisations.service_hooks import AFTER_MOVE, BEFORE_END, RecordMoved
from ropa.reorganisations.service_preview import Prepared
from schemas.reorganisation import RightChoice


def execute(uow: UnitOfWork, change_id: str, prepared: Prepared, choices: Mapping[str, RightChoice]) -> None:
    """Do it. `choices` says what was confirmed for each right; one that is not there never comes to reach more."""
    made, preview = prepared.plan, prepared.preview
    start = datetime.combine(preview.effective_on, time(), clock.BANGKOK)
    changed = [
        msgspec.structs.replace(each, ended_on=preview.effective_on) if each.id in made.ended else each
        for each in made.changed
    ]
    moving = [told(uow, made.ended) for told in BEFORE_END] if made.ended else []
    offices.apply(uow, made.created, changed, start)
    _records(uow, change_id, prepared, start)
    for old, new in made.ended.items():
        store.move_office_rows(uow, old, new)
        exceptions = store.end_exceptions(uow, old)
        if exceptions:
            record(uow, "separation.ended", f"office:{old}", {"ended": exceptions, "change": change_id})
    _rights(uow, change_id, prepared, choices)
    details = {
        "effective_on": preview.effective_on.isoformat(),
        "preview": preview.hash,
        "created": [each.id for each in made.created],
        "renamed": [each.office_id for each in preview.renamed],
        "moved": [each.office_id for each in preview.moved],
        "ended": {str(old): new for old, new in made.ended.items()},
        "records": sum(each.to_id != each.from_id for each in prepared.going),
        "undecided": preview.undecided,
        "rights": len(preview.rights),
    }
    record(uow, "offices.changed", f"office-change:{change_id}", details)
    for finish in moving:
        finish(uow)


def _records(uow: UnitOfWork, change_id: str, prepared: Prepared, start: datetime) -> None:
    groups: dict[tuple[int, int], list[str]] = {}
    for each in prepared.going:
        if each.to_id != each.from_id:
            groups.setdefault((each.from_id, each.to_id), []).append(each.activity_id)
    by = {"change_id": change_id, "reason": None, "moved_by": uow.actor.id, "moved_by_name": uow.actor.name}
    for (old, new), ids in groups.items():
        store.note_past(uow, ids, old, start, by)
        store.move_records(uow, ids, new)
    waiting = [(each.activity_id, each.from_id) for each in prepared.going if each.waits]
    store_changes.add_items(uow, change_id, waiting)
    moved = []
    for each in prepared.going:
        if each.to_id != each.from_id:
            details = {"ref": each.ref, "from": each.from_id, "to": each.to_id, "change": change_id}
            record(uow, "activity.moved", f"activity:{each.activity_id}", details)
            moved.append(RecordMoved(activity_id=each.activity_id, from_id=each.from_id, to_id=each.to_id))
    tell(uow, moved)


def tell(uow: UnitOfWork, moved: list[RecordMoved]) -> None:
    """Tell the parts in `AFTER_MOVE`."""
    if moved:
        for told in AFTER_MOVE:
            told(uow, moved)


def _rights(uow: UnitOfWork, change_id: str, prepared: Prepared, choices: Mapping[str, RightChoice]) -> None:
    for each in prepared.preview.rights:
        unconfirmed = RightChoice.END if each.widens or each.has_same else RightChoice.MOVE
        choice = RightChoice.END if each.has_same else choices.get(each.id, unconfirmed)
        kind = "token" if each.is_token else "grant"
        details = {"role": each.role, "from": each.from_id, "to": each.to_id, "change": change_id}
        if choice is RightChoice.MOVE:
            store.move_right(uow, each.id, each.to_id, is_token=each.is_token)
            record(uow, f"{kind}.moved", f"{kind}:{each.id}", details | {"widens": each.widens})
        else:
            store.end_right(uow, each.id, is_token=each.is_token)
            record(uow, f"{kind}.ended", f"{kind}:{each.id}", details)
