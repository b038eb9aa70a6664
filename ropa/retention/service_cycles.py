"""Cycles of the form (review, destruction, monitoring) as they are read or as a person confirmed them."""

from collections.abc import Collection

import msgspec

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_readings
from ropa.retention.rules_cycles import CYCLES_VERSION, read_cycle
from ropa.retention.service_hooks import CYCLES_CHANGED
from ropa.retention.store_readings import Place, StoredConfirmation, StoredCycle
from schemas.document import ActivityDocument
from schemas.retention import Cycle, CyclePart, RuleStatus

_BATCH = 500


def cycle_of(
    uow: UnitOfWork, activity_ids: Collection[str], part: CyclePart = CyclePart.DESTRUCTION
) -> dict[str, Cycle]:
    """Return one cycle of many activities by activity: as it was confirmed, else as its words are read.

    Says nothing about rights. An activity without a reading (a register of an older version) is left out.
    """
    return store_readings.cycles_among(uow, activity_ids, part)


def keep_cycles(uow: UnitOfWork, activity_id: str, document: ActivityDocument) -> None:
    """Keep the readings of an activity's cycles in step with its saved document."""
    words = {
        CyclePart.REVIEW: document.form.review.review_cycle,
        CyclePart.DESTRUCTION: document.form.destruction.destruction_cycle,
        CyclePart.MONITORING: document.form.safeguards.retention_monitoring_cycle,
    }
    now = store_readings.cycles(uow, activity_id)
    changed = [
        part
        for part, said in words.items()
        if part not in now or (now[part].words, now[part].rules_version) != (said, CYCLES_VERSION)
    ]
    if changed:
        set_cycles(uow, activity_id, {part: words[part] for part in changed})


def set_cycles(uow: UnitOfWork, activity_id: str, words: dict[CyclePart, str | None]) -> None:
    """Read words of cycles anew, with what is confirmed of them, and store that."""
    confirmed = store_readings.latest(uow, activity_id)
    made = {
        part: StoredCycle(
            words=said, rules_version=CYCLES_VERSION, cycle=as_confirmed(said, confirmed.get((str(part), "")))
        )
        for part, said in words.items()
    }
    store_readings.save_cycles(uow, activity_id, made)


def refresh_cycles(uow: UnitOfWork) -> int:
    """Read again the cycles that an older version of the reader read; return how many, and tell of each that changed.

    A confirmed cycle stays as it was confirmed.
    """
    done = 0
    while stale := store_readings.stale_cycles(uow, CYCLES_VERSION, _BATCH):
        now = {part: store_readings.cycles_among(uow, [key for key, _, _ in stale], part) for part in CyclePart}
        acts = store_readings.latest_among(uow, {key for key, _, _ in stale})
        groups: dict[tuple[CyclePart, bytes], list[str]] = {}
        made: dict[tuple[CyclePart, bytes], StoredCycle] = {}
        changed: dict[CyclePart, list[str]] = {}
        for key, part, words in stale:
            cycle = as_confirmed(words, acts.get(Place(activity_id=key, part=str(part))))
            one = (part, msgspec.json.encode(cycle, order="deterministic"))
            groups.setdefault(one, []).append(key)
            made[one] = StoredCycle(words=words, rules_version=CYCLES_VERSION, cycle=cycle)
            if now[part].get(key) != cycle:
                changed.setdefault(part, []).append(key)
        for one, keys in groups.items():
            store_readings.change_cycles(uow, keys, one[0], made[one])
        for part, keys in changed.items():
            for told in CYCLES_CHANGED:
                told(uow, part, keys)
        done += len(stale)
    return done


def as_confirmed(words: str | None, last: StoredConfirmation | None) -> Cycle:
    """Return the cycle of words: the confirmed one while the confirmation holds for these very words."""
    if last is None or last.cycle is None or not last.holds_for(words):
        return read_cycle(words)
    return msgspec.structs.replace(
        last.cycle,
        raw_text=words or "",
        status=RuleStatus.CONFIRMED,
        unconfirmed=[],
        confirmed_by=last.actor_name or last.actor_id,
        confirmed_at=last.at,
        confirmation_reason=last.reason,
    )
