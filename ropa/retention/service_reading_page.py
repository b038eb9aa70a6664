"""What the page of a record's readings shows: each rule and cycle, what is asked about it, and dates for a day."""

from datetime import date

from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.retention import service_confirmations, service_cycle_confirmations, service_reading_history
from ropa.retention.rules_cycles import read_cycle
from ropa.retention.rules_examples import Example, example
from ropa.retention.rules_questions import Question, cycle_questions, questions_about
from ropa.retention.rules_shown import describe
from ropa.retention.rules_slots import read_slot
from ropa.retention.rules_words import read_period, squeezed
from ropa.retention.service_confirmations import Preview
from ropa.retention.service_readings import rules_of
from ropa.retention.store import StoredRule
from schemas.listing import ActivityItem
from schemas.readings import CycleReading, RecordReadings
from schemas.retention import Doubt, RetentionReading, RuleStatus

_OPEN = frozenset({RuleStatus.NEEDS_CONFIRMATION, RuleStatus.UNPARSED})


class ShownReading(Struct, frozen=True):
    """A reading with what is asked about it."""

    reading: RetentionReading
    first: list[Question]
    others: list[Question]
    plain: list[Doubt]
    alike: int
    is_open: bool
    example: Example | None


class ShownCycle(Struct, frozen=True):
    """A cycle with what is asked about it."""

    cycle: CycleReading
    questions: list[Question]
    alike: int
    is_open: bool


class Shown(Struct, frozen=True):
    """What the page shows."""

    activity: ActivityItem
    found: RecordReadings
    readings: list[ShownReading]
    cycles: list[ShownCycle]


class Tried(Struct, frozen=True):
    """What a choice would mean: the preview, its reading in both languages, and its dates for a day."""

    preview: Preview
    words: tuple[str, str]
    example: Example | None


def tried(preview: Preview, day: date | None) -> Tried:
    """Return what a choice would mean for a day."""
    return Tried(preview, describe(preview.rule), None if day is None else example(preview.rule, day))


def period_of(typed: str) -> str | None:
    """Return the ISO 8601 period of Thai words such as 10 ปี; None for words that are none."""
    period = read_period(squeezed(typed))
    return None if period is None else period.iso


def in_words(preview: Preview) -> tuple[str, str]:
    """Return the chosen reading in Thai and in English."""
    return describe(preview.rule)


def find(uow: UnitOfWork, key: str, day: date | None) -> Shown:
    """Return what the page shows; `day`: a start that somebody tries.

    Raises: NotFound, Forbidden.
    """
    found = service_reading_history.readings(uow, key)
    activity = service_listing.named(uow, [key]).get(key)
    if activity is None:
        raise NotFound
    rules = rules_of(uow, key, Permission.READ_RETENTION)
    return Shown(
        activity,
        found,
        [_reading(uow, each, rules[each.slot], day, may_confirm=found.may_confirm) for each in found.readings],
        [_cycle(uow, key, each, may_confirm=found.may_confirm) for each in found.cycles],
    )


def _reading(
    uow: UnitOfWork, each: RetentionReading, stored: StoredRule, day: date | None, *, may_confirm: bool
) -> ShownReading:
    is_open = each.rule.status in _OPEN
    # Asked about the register's own reading: what is left out of a choice stays as that one has it.
    first, others, plain = questions_about(read_slot(stored.said))
    count = service_confirmations.alike(uow, each.activity_id, each.slot) if may_confirm and is_open else 0
    tried = None if day is None else example(each.rule, day)
    return ShownReading(each, first, others, plain, count, is_open, tried)


def _cycle(uow: UnitOfWork, key: str, each: CycleReading, *, may_confirm: bool) -> ShownCycle:
    is_open = each.cycle.status in _OPEN
    count = service_cycle_confirmations.alike(uow, key, each.part) if may_confirm and is_open else 0
    return ShownCycle(each, cycle_questions(read_cycle(each.cycle.raw_text)), count, is_open)
