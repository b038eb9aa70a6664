"""Use cases of proposals: what approved records imply, and what became of it.

Nothing is stored until somebody answers: the proposals follow from the record, its rules and the holdings that are
there. An answered one is never offered again, whatever becomes of its holding.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import structs

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_implied
from ropa.activities.service_implied import ApprovedRecord
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.retention import service_many, store_proposals
from ropa.retention.rules_proposals import Slot, Span, first_known, kind_of, proposals, years
from ropa.retention.rules_slots import shown_name
from ropa.retention.service import id_cursor
from ropa.retention.service_columns import faults_of
from ropa.retention.service_cycles import cycle_of
from ropa.retention.service_many import Wanted
from ropa.retention.service_missing import recheck
from ropa.retention.service_readings import rule_of
from ropa.retention.store import StoredRule
from schemas.findings import Problem
from schemas.holding_ways import (
    HoldingBatch,
    HoldingProposal,
    ProposalAnswers,
    ProposalEdit,
    ProposalPage,
    SaveOutcome,
    YearKind,
)
from schemas.retention import Cycle
from schemas.thai_dates import BE_OFFSET

#: Records of one page of an office: each has some lines for each year.
RECORDS = 20
ACCEPTED, DECLINED = "accepted", "declined"
_ORIGIN = "proposal"


def proposed(
    uow: UnitOfWork, activity_id: str, kind: YearKind | None = None, from_year_be: int | None = None
) -> list[HoldingProposal]:
    """Return what an approved record implies and nobody entered or answered; nothing for one that is not approved.

    `kind` None means the years of the record's destruction cycle; `from_year_be` the first year, where the record's
    volume and first approval do not tell it.
    Raises: NotFound, Forbidden.
    """
    rule_of(uow, activity_id, Permission.READ_RETENTION)
    found = service_implied.approved(uow, activity_id)
    return [] if found is None else list(_of(uow, [found], kind, from_year_be))


def proposed_in(
    uow: UnitOfWork,
    office: int | None,
    cursor: str | None,
    kind: YearKind | None = None,
    from_year_be: int | None = None,
) -> ProposalPage:
    """Return what the next records of an office and all below it imply, of those that the actor may enter data for.

    A page looks at some records; it may be empty although there is a next one.
    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    offices = [
        access.visible_offices(uow, Permission.WRITE_HOLDINGS),
        None if office is None else access.at_or_below(office),
    ]
    after = id_cursor(cursor)
    items: list[HoldingProposal] = []
    while not items:
        found = service_implied.approved_in(uow, offices, after, RECORDS + 1)
        items = list(_of(uow, found[:RECORDS], kind, from_year_be))
        if len(found) <= RECORDS:
            return ProposalPage(items=items)
        after = found[RECORDS - 1].activity_id
    return ProposalPage(items=items, next_cursor=after)


def _of(
    uow: UnitOfWork, records: Sequence[ApprovedRecord], kind: YearKind | None, from_year_be: int | None
) -> Iterator[HoldingProposal]:
    """Yield the proposals of records; four queries for all of them."""
    ids = [each.activity_id for each in records]
    if not ids:
        return
    rules: dict[str, list[StoredRule]] = {}
    for (activity_id, _), rule in sorted(service_many.rules_among(uow, ids).items()):
        rules.setdefault(activity_id, []).append(rule)
    cycles: dict[str, Cycle] = cycle_of(uow, ids)
    spans, answers = store_proposals.spans(uow, ids), store_proposals.answered(uow, ids)
    today = clock.bangkok(uow.now).date()
    for each in records:
        by = kind or kind_of(cycles.get(each.activity_id))
        since = _since(each, from_year_be, today)
        if since is None:
            continue
        yield from proposals(
            each.activity_id,
            each.document,
            [_slot(rule) for rule in rules.get(each.activity_id, ())],
            [Span(*span) for span in spans.get(each.activity_id, ())],
            answers.get(each.activity_id, {}),
            by,
            years(by, since, today),
        )


def _since(found: ApprovedRecord, from_year_be: int | None, today: date) -> date | None:
    if from_year_be is not None:
        return date(from_year_be - BE_OFFSET, 1, 1)
    approved = found.first_approved_at
    return first_known(found.document, None if approved is None else clock.bangkok(approved).date(), today)


def _slot(rule: StoredRule) -> Slot:
    about = rule.said.about
    return Slot(rule.slot, "" if about is None else shown_name(about), rule.rule.start_event or rule.stated_event)


def answer(uow: UnitOfWork, activity_id: str, answers: ProposalAnswers) -> HoldingBatch:
    """Return the holdings that accepted proposals became; declined ones are put aside for good.

    The same answer once more changes nothing.
    Raises: NotFound, Forbidden; Invalid with every fault: a key that is not offered, or what was typed over it.
    """
    rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    offered = {each.key: each for each in proposed(uow, activity_id, answers.kind, answers.from_year_be)}
    before = store_proposals.answered(uow, [activity_id]).get(activity_id, {})
    rules = service_many.rules_among(uow, [activity_id])
    own = {slot: rule for (_, slot), rule in rules.items()}
    problems: list[Problem] = []
    wanted: list[Wanted] = []
    seen: set[str] = set()
    for place, edit in enumerate(answers.accept):
        if before.get(edit.key) == ACCEPTED or edit.key in seen:
            seen.add(edit.key)
            continue
        seen.add(edit.key)
        if edit.key not in offered:
            problems.append(_not_offered(f"/accept/{place}/key"))
            continue
        made = _edited(offered[edit.key], edit)
        problems += [
            structs.replace(each, pointer=f"/accept/{place}{each.pointer}") for each in faults_of(made.data, own)
        ]
        wanted.append(Wanted(activity_id, made.data, _ORIGIN, f"proposal:{edit.key}"))
    declined = [key for key in dict.fromkeys(answers.decline) if before.get(key) != DECLINED]
    problems += [
        _not_offered(f"/decline/{place}") for place, key in enumerate(declined) if key not in offered or key in before
    ]
    if problems:
        raise Invalid(problems)
    saved = [
        *service_many.save(uow, service_many.planned(uow, wanted), rules),
        *service_many.made_before(uow, activity_id, [f"proposal:{key}" for key in seen if before.get(key) == ACCEPTED]),
    ]
    accepted = [each.made_from.removeprefix("proposal:") for each in wanted if each.made_from]
    store_proposals.note(
        uow, activity_id, [(key, ACCEPTED) for key in accepted] + [(key, DECLINED) for key in declined]
    )
    if accepted or declined:
        told = {"accepted": accepted, "declined": declined, "items_hash": service_many.digest(saved)}
        record(uow, "holdings.proposals_answered", f"activity:{activity_id}", told)
    recheck(uow, [activity_id])
    counts = Counter(each.outcome for each in saved)
    return HoldingBatch(items=saved, created=counts[SaveOutcome.CREATED], changed=0, same=counts[SaveOutcome.SAME])


def _edited(offered: HoldingProposal, edit: ProposalEdit) -> HoldingProposal:
    changes = {
        name: value for name in ("title", "start_event", "started_on") if (value := getattr(edit, name)) is not None
    }
    return structs.replace(offered, data=structs.replace(offered.data, **changes))


def _not_offered(pointer: str) -> Problem:
    return Problem(
        pointer=pointer,
        message_th="ไม่มีข้อเสนอนี้แล้ว อาจมีผู้ตอบหรือบันทึกชุดข้อมูลของช่วงนี้ไปแล้ว",
        message_en="This is not proposed any more; it was answered, or a data set of these days was entered",
    )
