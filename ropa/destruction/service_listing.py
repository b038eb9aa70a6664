"""Which data sets go on a list, and how they are put there: thousands at once."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from ropa.access import service as access
from ropa.activities import service_approvers
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import store
from ropa.destruction.rules_states import STEPS, Act
from ropa.destruction.service_steps import expect, today
from ropa.errors import Invalid
from ropa.retention import service_listable, service_states
from schemas.destruction import HoldingState, ItemOutcome
from schemas.destruction_facts import HoldingFacts, facts_hash
from schemas.destruction_lists import DestructionItem, ListedHolding
from schemas.findings import Problem
from schemas.thai_dates import format_thai_date

#: Items of one list. A committee that reads more in a year needs several lists.
MOST = 20_000


def listable(uow: UnitOfWork, office_id: int, year: int, ids: Sequence[str] | None) -> list[HoldingFacts]:
    """Return the data sets of an office and below that go on its list of a year, oldest date first.

    Raises: Invalid with each of the named ones that cannot.
    """
    offices = access.at_or_below(office_id)
    now = today(uow)
    if ids is None:
        by = min(date(year, 12, 31) + timedelta(days=1), now)
        return service_listable.to_list(uow, offices, by, date(now.year, 1, 1), MOST)
    found = service_listable.of_ids(uow, ids, offices)
    busy = store.lists_of(uow, found)
    problems = [
        Problem(pointer=f"/holding_ids/{place}", message_th=words[0], message_en=words[1])
        for place, each in enumerate(ids)
        for words in _faults(found.get(each), busy.get(each), now, again=each in ids[:place])
    ]
    if problems:
        raise Invalid(problems)
    return sorted(found.values(), key=lambda one: (one.due_on or date.max, one.id))


def _faults(facts: HoldingFacts | None, ref: str | None, now: date, *, again: bool) -> Iterator[tuple[str, str]]:
    if facts is None:
        yield "ไม่พบชุดข้อมูลนี้ในหน่วยงานของบัญชี", "The list's office has no such data set"
        return
    if again:
        yield "ระบุชุดข้อมูลนี้ซ้ำ", "The data set is named twice"
    if ref is not None:
        yield f"อยู่ในบัญชี {ref} แล้ว", f"It stands on list {ref}"
    elif facts.state is not HoldingState.ACTIVE:
        yield f"อยู่ในสถานะ “{facts.state.th}”", f"It is “{facts.state.en}”"
    if facts.held:
        yield "ถูกระงับการทำลาย (คดี ข้อพิพาท การตรวจสอบ หรือมาตรา 34)", "It is held (dispute, audit, or s.34)"
    if facts.due_on is None:
        yield f"ไม่มีวันครบกำหนด ({facts.due_state.th})", f"It has no due date ({facts.due_state.en})"
    elif facts.due_on > now:
        yield (
            f"ยังไม่ครบกำหนด เสนอทำลายได้ตั้งแต่ {format_thai_date(facts.due_on)}",
            f"It is not due before {facts.due_on}",
        )


def put(uow: UnitOfWork, list_id: str, last_seq: int, found: Sequence[HoldingFacts]) -> None:
    """Put data sets on a draft, numbered from the last number on.

    Raises: Conflict when another list took one of them meanwhile.
    """
    if not found:
        return
    step = STEPS[Act.LIST]
    ids = [each.id for each in found]
    expect(service_states.move(uow, ids, before=step.before, after=step.after, list_id=list_id), ids)
    listed = snapshots(uow, found)
    rows = []
    for seq, each in enumerate(found, start=last_seq + 1):
        item = DestructionItem(
            id=new_id(uow.now),
            list_id=list_id,
            seq=seq,
            holding_id=each.id,
            state=step.after,
            outcome=ItemOutcome.OPEN,
            listed=listed[each.id],
            listed_hash=facts_hash(each),
        )
        rows.append(store.item_values(item))
    store.add_items(uow, rows)
    store.change_list(uow, list_id, {"last_seq": last_seq + len(rows)})


def snapshots(uow: UnitOfWork, found: Collection[HoldingFacts]) -> dict[str, ListedHolding]:
    """Return how dated data sets stand on a list, by id."""
    records = service_approvers.records(uow, {each.activity_id for each in found})
    return {
        each.id: ListedHolding(
            activity_id=each.activity_id,
            activity_ref=records[each.activity_id].ref,
            activity_title=records[each.activity_id].title,
            office_id=each.office_id,
            title=each.title,
            location=each.location,
            medium=each.medium,
            volume=each.volume,
            carrier=each.carrier,
            saraban=each.saraban,
            start_event=each.start_event,
            started_on=each.started_on,
            data_from=each.data_from,
            data_through=each.data_through,
            copies=each.copies,
            rule=each.rule,
            retention_text=each.retention_text,
            last_day_kept=each.last_day_kept,
            due_on=each.due_on,
        )
        for each in found
        if each.last_day_kept is not None and each.due_on is not None
    }
