"""Holdings that systems send by their own keys, the list of all of them, and what may still be changed of one."""

from datetime import date
from typing import Any

import pytest

from ropa.errors import Conflict, Invalid
from ropa.retention import service, service_all, service_many, service_states
from ropa.retention.service_all import HeldFilter
from schemas.access import Role
from schemas.destruction import HoldingState as S
from schemas.holding import Carrier, CopyKind, DueState, HoldingCopy, HoldingInput
from schemas.holding_ways import DueShown, SaveOutcome
from schemas.vocabulary import Applies, StartEvent
from tests.ropa.retention.conftest import DPO
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody

RECORDER = somebody(Role.RECORDER, PHETCHABURI)


def full(**changes: object) -> HoldingInput:
    facts = {
        "title": "แฟ้มคำร้อง ปีงบประมาณ 2559",
        "start_event": StartEvent.COLLECTED,
        "started_on": date(2016, 9, 30),
        "location": "ห้องทะเบียน",
        "medium": "กล่อง",
        "volume": "12 แฟ้ม",
        "carrier": Carrier.BOTH,
        "saraban": Applies.YES,
        "data_from": date(2015, 10, 1),
        "data_through": date(2016, 9, 30),
        "copies": [HoldingCopy(kind=CopyKind.BACKUP, place="เทป", erasable_within_days=90)],
        "source_key": "K-1",
    }
    return HoldingInput(**{**facts, **changes})  # type: ignore[arg-type]


def said(holding: object) -> HoldingInput:
    return HoldingInput(**{name: getattr(holding, name) for name in HoldingInput.__struct_fields__})


def test_every_fact_comes_back_and_a_key_sent_again_changes_the_same_holding(register, now, add_activity):
    activity_id = add_activity("5 ปี")
    with register.write(DPO, now) as uow:
        made, is_new = service_many.put(uow, activity_id, full())
    assert is_new
    assert said(made) == full()
    with register.write(DPO, now) as uow:
        again, is_new_again = service_many.put(uow, activity_id, full())
    assert (again.id, again.version, is_new_again) == (made.id, 1, False)
    with register.write(DPO, now) as uow:
        changed, _ = service_many.put(uow, activity_id, full(volume="13 แฟ้ม", started_on=date(2017, 9, 30)))
    assert (changed.id, changed.version, changed.volume, changed.due_on) == (made.id, 2, "13 แฟ้ม", date(2022, 10, 1))


def test_a_batch_is_saved_whole_and_tells_every_fault_by_its_place(register, now, add_activity):
    activity_id = add_activity("5 ปี")
    items = [full(source_key=f"K-{number}") for number in range(3)]
    with register.write(DPO, now) as uow:
        assert service_many.put_all(uow, activity_id, items).created == 3
    items = [items[0], full(source_key="K-1", volume="ใหม่"), full(source_key="K-9")]
    with register.write(DPO, now) as uow:
        outcomes = [each.outcome for each in service_many.put_all(uow, activity_id, items).items]
    assert outcomes == [SaveOutcome.SAME, SaveOutcome.CHANGED, SaveOutcome.CREATED]
    bad = [
        full(source_key="N-1"),
        full(source_key="N-1", data_through=date(2014, 1, 1)),
        full(source_key=None, started_on=date(2559, 1, 1), rule="ไม่มีเกณฑ์นี้"),
    ]
    with pytest.raises(Invalid) as told, register.write(DPO, now) as uow:
        service_many.put_all(uow, activity_id, bad)
    assert sorted(each.pointer for each in told.value.problems) == [
        "/items/1/data_through",
        "/items/1/source_key",
        "/items/2/rule",
        "/items/2/source_key",
        "/items/2/started_on",
    ]
    with register.read(DPO, now) as uow:
        assert len(service.list_holdings(uow, activity_id, None, 50).items) == 4


def test_what_a_committee_decides_about_keeps_its_facts(register, now, add_activity):
    activity_id = add_activity("5 ปี")
    with register.write(DPO, now) as uow:
        made, _ = service_many.put(uow, activity_id, full())
        assert service_states.move(uow, [made.id], before=S.ACTIVE, after=S.LISTED, list_id="L") == [made.id]
    with register.write(DPO, now) as uow:
        made = service.replace_holding(uow, activity_id, made.id, 2, full(volume="14 แฟ้ม"))
        service_states.move(uow, [made.id], before=S.LISTED, after=S.COMMITTEE_REVIEW, list_id="L")
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service_many.put(uow, activity_id, full(volume="15 แฟ้ม"))
    with pytest.raises(Invalid) as told, register.write(DPO, now) as uow:
        service_many.put_all(uow, activity_id, [full(volume="15 แฟ้ม")])
    assert [each.pointer for each in told.value.problems] == ["/items/0"]
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service.delete_holding(uow, activity_id, made.id, 4)
    with register.write(DPO, now) as uow:
        renamed = service.replace_holding(uow, activity_id, made.id, 4, full(volume="14 แฟ้ม", title="ชื่อใหม่"))
    assert (renamed.title, renamed.state, renamed.version) == ("ชื่อใหม่", S.COMMITTEE_REVIEW, 5)


def test_an_extension_outlasts_the_rule_and_a_new_rule_outlasts_the_extension(register, now, add_activity):
    activity_id = add_activity("5 ปี")
    with register.write(DPO, now) as uow:
        made, _ = service_many.put(uow, activity_id, full())
        assert service_states.extend(uow, made.id, date(2028, 12, 31), before=S.ACTIVE)
        kept = service.read_holding(uow, activity_id, made.id)
        assert (kept.due_on, kept.last_day_kept, kept.extended_through) == (
            date(2029, 1, 1),
            date(2028, 12, 31),
            date(2028, 12, 31),
        )
        assert "มติ" in kept.due_reason
        again = service.replace_holding(uow, activity_id, made.id, 2, full(volume="1 แฟ้ม"))
        assert again.due_on == date(2029, 1, 1)
        later = service.replace_holding(uow, activity_id, made.id, 3, full(started_on=date(2026, 1, 1)))
        assert later.due_on == date(2031, 1, 2)


def test_what_is_gone_has_no_date_and_keeps_how_it_went(register, now, add_activity):
    activity_id = add_activity("5 ปี")
    with register.write(DPO, now) as uow:
        made, _ = service_many.put(uow, activity_id, full())
        service_states.move(uow, [made.id], before=S.ACTIVE, after=S.APPROVED_TO_DESTROY, list_id="L")
        assert service_states.dispose(uow, made.id, S.DESTROYED, date(2026, 11, 1))
        assert not service_states.dispose(uow, made.id, S.DESTROYED, date(2026, 11, 2))
        gone = service.read_holding(uow, activity_id, made.id)
    assert (gone.state, gone.due_state, gone.due_on, gone.last_day_kept) == (
        S.DESTROYED,
        DueState.DISPOSED,
        None,
        made.last_day_kept,
    )


def test_the_list_of_all_is_filtered_and_walked_page_by_page(register, now, add_activity, add_holding):
    mine, other = add_activity("5 ปี", StartEvent.COLLECTED), add_activity("5 ปี", StartEvent.COLLECTED, PRACHUAP)
    old = [add_holding(mine, f"2016-0{month}-01") for month in (1, 2, 3)]
    add_holding(mine, "2025-01-01")
    this_year = add_holding(mine, "2021-12-30")
    undated = add_holding(mine, None)
    add_holding(other, "2016-01-01")

    def listed(actor: Any = RECORDER, **wanted: Any) -> list[str]:
        found: list[str] = []
        cursor = None
        with register.read(actor, now) as uow:
            while True:
                page = service_all.list_all(uow, HeldFilter(**wanted), cursor, 2)
                found += [each.holding.id for each in page.items]
                cursor = page.next_cursor
                if cursor is None:
                    return found

    assert len(listed()) == 6
    assert len(listed(DPO)) == 7
    assert len(listed(DPO, office=PRACHUAP)) == 1
    assert listed(due=DueShown.OVERDUE) == [each.id for each in old]
    assert listed(due=DueShown.THIS_YEAR) == [this_year.id]
    assert listed(due=DueShown.NEXT_SURVEY) == [*(each.id for each in old), this_year.id]
    assert listed(due=DueShown.UNDATED) == [undated.id]
    assert listed(words="คำร้อง ตู้", state=S.ACTIVE) == listed()
    assert listed(words="100%") == []
    with register.write(DPO, now) as uow:
        service_states.move(uow, [old[0].id], before=S.ACTIVE, after=S.LISTED, list_id="L")
    assert listed(state=S.LISTED) == [old[0].id]
