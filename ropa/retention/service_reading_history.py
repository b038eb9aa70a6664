"""How a record's retention words are understood, with what people confirmed of it and how it was read before."""

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_readings, store_rules
from ropa.retention.rules_cycles_shown import describe_cycle
from ropa.retention.rules_shown import describe
from ropa.retention.rules_slots import FORM_SLOT
from ropa.retention.service_cycle_confirmations import shown_cycle
from ropa.retention.service_readings import reading_of, rules_of
from ropa.retention.store import stored_rule
from ropa.retention.store_readings import StoredConfirmation
from schemas.readings import ConfirmationEntry, PastReading, RecordReadings
from schemas.retention import CyclePart, RetentionReading

#: Entries of each history that are shown.
LATEST = 30


def readings(uow: UnitOfWork, activity_id: str) -> RecordReadings:
    """Return everything about how a record's retention words are understood.

    Raises: NotFound, Forbidden.
    """
    rules = rules_of(uow, activity_id, Permission.READ_RETENTION)
    office_id = rules[FORM_SLOT].office_id
    cycles = store_readings.cycles(uow, activity_id)
    return RecordReadings(
        activity_id=activity_id,
        readings=[reading_of(each) for each in rules.values()],
        cycles=[shown_cycle(part, cycles[part].cycle) for part in CyclePart if part in cycles],
        confirmations=[_entry(each) for each in store_readings.history(uow, activity_id, LATEST)],
        past=_past(uow, activity_id),
        may_confirm=access.may(uow, Permission.CONFIRM_READING, office_id),
    )


def _past(uow: UnitOfWork, activity_id: str) -> list[PastReading]:
    found = []
    for row in store_rules.past(uow, activity_id, LATEST):
        rule = stored_rule(row).rule
        thai, english = describe(rule)
        found.append(
            PastReading(
                slot=row.slot,
                words=row.retention_text or "",
                reading_th=thai,
                reading_en=english,
                status=rule.status,
                since_at=row.since_at,
                until_at=row.until_at,
            )
        )
    return found


def _entry(act: StoredConfirmation) -> ConfirmationEntry:
    thai, english = "", ""
    if act.rule is not None:
        thai, english = describe(msgspec.structs.replace(act.rule, unconfirmed=[]))
    elif act.cycle is not None:
        thai, english = describe_cycle(act.cycle)
    return ConfirmationEntry(
        part=act.place.part,
        slot=act.place.slot,
        words=act.words,
        act=act.act,
        reading_th=thai,
        reading_en=english,
        changes=act.changes,
        reason=act.reason,
        by=act.actor_name or act.actor_id,
        at=act.at,
    )


def list_readings(uow: UnitOfWork, cursor: str | None, limit: int) -> list[RetentionReading]:
    """Return present readings of the actor's offices, oldest first, after an id.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_RETENTION)
    return [reading_of(stored_rule(row)) for row in store_rules.present(uow, visible, cursor, limit)]
