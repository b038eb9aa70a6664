"""Use cases of confirming: a person says how retention words are meant, with a reason, and may take it back.

Every act is kept for ever (`retention_confirmations`) and told in the trail. It holds while the words, the stated
event and what the rule is about are the same; a changed text is read anew and waits for its own confirmation.
"""

from typing import NamedTuple

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.findings import service as findings
from ropa.retention import store_readings, store_rules
from ropa.retention.rules_changes import bare
from ropa.retention.rules_confirming import Chosen, choose
from ropa.retention.rules_reading import RULES_VERSION
from ropa.retention.rules_shown import describe
from ropa.retention.rules_slots import about_hash, read_slot
from ropa.retention.service_hooks import Cause
from ropa.retention.service_readings import read_again, reading_of, rules_of
from ropa.retention.store import StoredRule
from ropa.retention.store_readings import CONFIRMED, RULE, WITHDRAWN, Place, StoredConfirmation
from schemas.findings import Problem
from schemas.reading import control_characters
from schemas.readings import ConfirmationWarning, Confirmed, ReadingConfirm, ReadingWithdraw
from schemas.retention import RetentionRule, RuleStatus

#: Records that one confirmation reaches at most.
MOST = 5_000
#: Records whose findings are looked at again at once; the daily look reaches the others.
_FINDINGS_AT_ONCE = 20
_OPEN = (str(RuleStatus.NEEDS_CONFIRMATION), str(RuleStatus.UNPARSED))


class Preview(NamedTuple):
    """What a confirmation would do."""

    rule: RetentionRule
    changes: list[str]
    warnings: list[ConfirmationWarning]
    others: int
    """Other records with the same words that could be confirmed with it."""


def preview(uow: UnitOfWork, activity_id: str, slot: str, given: ReadingConfirm) -> Preview:
    """Return what a confirmation would do. Changes nothing.

    Raises: NotFound, Forbidden; PreconditionFailed when the words are others by now; Invalid with every fault.
    """
    found = _present(uow, activity_id, slot, given)
    chosen = _chosen(found, given)
    return Preview(chosen.rule, chosen.changes, chosen.warnings, len(_alike(uow, found)))


def alike(uow: UnitOfWork, activity_id: str, slot: str) -> int:
    """Return how many other records have the same unconfirmed words, in the offices where the actor may confirm.

    Raises: NotFound, Forbidden.
    """
    return len(_alike(uow, _slot(uow, activity_id, slot)))


def confirm(uow: UnitOfWork, activity_id: str, slot: str, given: ReadingConfirm) -> Confirmed:
    """Return the reading as it counts from now on; the dates of what is kept by it are computed anew.

    Raises: NotFound, Forbidden; PreconditionFailed when the words are others by now; Invalid with every fault, and with
    each warning that was not accepted.
    """
    found = _present(uow, activity_id, slot, given)
    chosen = _chosen(found, given)
    open_warnings = [each for each in chosen.warnings if each.code not in given.accepts]
    if open_warnings:
        raise Invalid(
            [
                Problem(pointer="/accepts", message_th=each.message_th, message_en=f"{each.message_en} ({each.code})")
                for each in open_warnings
            ]
        )
    readings = [found, *(_alike(uow, found) if given.same_words_everywhere else [])]
    batch_id = new_id(uow.now) if len(readings) > 1 else None
    _keep(uow, readings, CONFIRMED, given.reason, chosen=chosen, batch_id=batch_id)
    for each in readings:
        record(uow, "reading.confirmed", f"activity:{each.activity_id}", _told(each, chosen, batch_id))
    read_again(uow, readings, Cause.CONFIRMED)
    _look_again(uow, readings)
    return Confirmed(reading=reading_of(_slot(uow, activity_id, slot)), changes=chosen.changes, records=len(readings))


def withdraw(uow: UnitOfWork, activity_id: str, slot: str, given: ReadingWithdraw) -> Confirmed:
    """Return the reading of the register itself, which counts again.

    Raises: NotFound, Forbidden, Invalid; Conflict when nothing is confirmed.
    """
    _require_plain(given.reason)
    found = _slot(uow, activity_id, slot)
    if found.rule.status is not RuleStatus.CONFIRMED:
        raise Conflict("การอ่านนี้ไม่มีการยืนยันให้ยกเลิก", "Nothing of this reading is confirmed")
    _keep(uow, [found], WITHDRAWN, given.reason)
    record(uow, "reading.withdrawn", f"activity:{activity_id}", {"slot": slot, "was": describe(found.rule)[1]})
    read_again(uow, [found], Cause.WITHDRAWN)
    _look_again(uow, [found])
    return Confirmed(reading=reading_of(_slot(uow, activity_id, slot)), changes=[], records=1)


def _slot(uow: UnitOfWork, activity_id: str, slot: str) -> StoredRule:
    found = rules_of(uow, activity_id, Permission.CONFIRM_READING).get(slot)
    if found is None:
        raise NotFound
    return found


def _present(uow: UnitOfWork, activity_id: str, slot: str, given: ReadingConfirm) -> StoredRule:
    _require_plain(given.reason, given.choice.ground)
    found = _slot(uow, activity_id, slot)
    if (found.retention_text or "", found.stated_event) != (given.words, given.stated_event):
        raise PreconditionFailed
    return found


def _require_plain(*texts: str | None) -> None:
    problems = list(control_characters({"reason": [text for text in texts if text]}))
    if problems:
        raise Invalid(problems)


def _chosen(found: StoredRule, given: ReadingConfirm) -> Chosen:
    if found.said.is_doubled:
        raise Conflict(
            "มีเกณฑ์ชื่อเดียวกันมากกว่าหนึ่งข้อ แก้ชื่อในแบบฟอร์มก่อน", "Two rules have this name; rename one in the form first"
        )
    chosen = choose(read_slot(found.said), given.choice, given.stated_event)
    if isinstance(chosen, list):
        raise Invalid(chosen)
    return chosen


def _alike(uow: UnitOfWork, found: StoredRule) -> list[StoredRule]:
    """Return the other unconfirmed readings of the same words that mean the same, where the actor may confirm."""
    if not (found.retention_text or "").strip():
        return []
    offices = access.visible_offices(uow, Permission.CONFIRM_READING)
    mine = read_slot(found.said)
    same = store_rules.same_words(uow, found, _OPEN, offices, MOST)
    # The same words in a line for backups may mean something else than in the form's own period.
    return [
        each
        for each in same
        if not each.said.is_doubled
        and bare(each.rule) == bare(mine)
        and {one.code for one in each.rule.unconfirmed} == {one.code for one in mine.unconfirmed}
    ]


def _keep(
    uow: UnitOfWork,
    readings: list[StoredRule],
    act: str,
    reason: str,
    *,
    chosen: Chosen | None = None,
    batch_id: str | None = None,
) -> None:
    store_readings.add(
        uow,
        [
            StoredConfirmation(
                id=new_id(uow.now),
                place=Place(activity_id=each.activity_id, part=RULE, slot=each.slot),
                words=each.retention_text or "",
                stated_event=None if each.stated_event is None else str(each.stated_event),
                about_hash=about_hash(each.said),
                act=act,
                rule=None if chosen is None else chosen.rule,
                cycle=None,
                changes=[] if chosen is None else chosen.changes,
                reason=reason.strip(),
                rules_version=RULES_VERSION,
                batch_id=batch_id,
                actor_id=uow.actor.id,
                actor_name=uow.actor.name,
                at=uow.now,
            )
            for each in readings
        ],
    )


def _told(each: StoredRule, chosen: Chosen, batch_id: str | None) -> dict[str, object]:
    # What was read and what counts now, in English: the words themselves stand with the record.
    return {
        "slot": each.slot,
        "was": describe(each.rule)[1],
        "confirmed": describe(chosen.rule)[1],
        "changes": chosen.changes,
        "accepted": [warning.code for warning in chosen.warnings],
        "batch": batch_id,
    }


def _look_again(uow: UnitOfWork, readings: list[StoredRule]) -> None:
    """Let the findings of the first few records say at once what the confirmation answered."""
    revisions = list(dict.fromkeys(each.revision_id for each in readings))[:_FINDINGS_AT_ONCE]
    findings.write(uow, findings.prepare(uow, revisions))
