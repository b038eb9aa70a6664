"""Offices move, merge, are renamed and split in one transaction, exactly as previewed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select

from ropa.access import service_grants
from ropa.access.rules import Permission
from ropa.access.service import create_token, may
from ropa.access.tables import api_tokens, grants
from ropa.activities import service as activities
from ropa.activities.tables import activities as records
from ropa.activities.tables import revision_index
from ropa.audit.tables import audit_events
from ropa.breaches import service as breaches
from ropa.db.all_tables import metadata
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.offices import service as offices
from ropa.offices.tables import office_history
from ropa.reorganisations import service, service_moves
from ropa.reorganisations.rules_tables import SCOPED
from ropa.reorganisations.service_hooks import AFTER_MOVE
from ropa.requests import service_ending, service_rows
from ropa.retention.tables import retention_rules
from schemas.access import GrantTerms, Role
from schemas.breach import BreachInput
from schemas.reorganisation import ChangeStatus, Placed, RightChoice
from schemas.requests import EndInput, RequestState
from tests.ropa.reorganisations.conftest import ADMIN
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person, somebody
from tests.support.request_effects import a_case
from tests.support.world import activity_input, create, update_of

TODAY = "2026-11-20"
DPO = person("ดีพีโอ", Role.DPO)


def test_every_column_that_names_an_office_is_listed():
    """A later part cannot forget that offices change: its column is listed in rules_tables, or this fails."""
    named = {(t.name, c.name) for t in metadata.sorted_tables for c in t.columns if c.name.endswith("office_id")}
    listed = {(each.table, each.column) for each in SCOPED}

    assert named - listed == set()
    assert listed - named == set()


def give(register, now, name, role, office, **more):
    """Return the id of a right of somebody at an office."""
    person_id = f"{name:0>36}"[-36:]
    with register.write(ADMIN, now) as uow:
        people = metadata.tables["people"]
        if uow.connection.scalar(select(people.c.id).where(people.c.id == person_id)) is None:
            values = {"id": person_id, "id_hash": name, "id_sealed": b"", "key_version": 1, "display_name": name}
            uow.connection.execute(insert(people), {**values, "id_kind": "national_id", "created_at": now})
        return service_grants.give(uow, person_id, GrantTerms(role=role, office_id=office, **more)).id


def office_of(register, now, activity_id):
    with register.read(DPO, now) as uow:
        return activities.read(uow, activity_id).office_id


def test_a_preview_changes_no_office_and_no_record(register, now, ministry):
    made = create(register, now)

    change = ministry.preview(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")

    assert change.status is ChangeStatus.PREVIEWED
    assert [(each.from_id, each.to_id, each.records) for each in change.preview.records] == [(PHETCHABURI, PRACHUAP, 1)]
    assert change.preview.tables["activities"] == change.preview.tables["revision_index"] == 1
    assert office_of(register, now, made.id) == PHETCHABURI


def test_a_merge_takes_records_open_items_and_what_stands_below(register, now, ministry):
    made = create(register, now)
    with register.write(DPO, now) as uow:
        breach = breaches.report(uow, BreachInput(office_id=PHETCHABURI, title="ก", aware_at=now))

    ministry.do(f"รวม,{PHETCHABURI},{PRACHUAP},,20 พ.ย. 2569,")

    with register.read(somebody(Role.DPO, PRACHUAP), now) as uow:
        assert activities.read(uow, made.id).office_id == PRACHUAP
        assert breaches.read(uow, breach.id).office_id == PRACHUAP
        assert may(uow, Permission.READ_ACTIVITIES, GROUP_IN_PHETCHABURI)
        assert set(uow.connection.scalars(select(revision_index.c.office_id))) == {PRACHUAP}
        assert set(uow.connection.scalars(select(retention_rules.c.office_id))) == {PRACHUAP}
        listed = {each.id: each for each in offices.list_offices(uow)}
    assert listed[PHETCHABURI].ended_on == date(2026, 11, 20)
    assert listed[GROUP_IN_PHETCHABURI].parent_id == PRACHUAP
    with register.read(somebody(Role.DPO, PHETCHABURI), now) as uow, pytest.raises(NotFound):
        activities.read(uow, made.id)


def test_a_closed_request_with_a_blocked_backup_is_followed_and_opened_again_by_the_successor(register, now, ministry):
    case = a_case(register, now)
    with register.write(DPO, now) as uow:
        service_rows.change(uow, case.request.id, None, state=RequestState.CLOSED, closed_at=now)

    ministry.do(f"รวม,{PHETCHABURI},{PRACHUAP},,20 พ.ย. 2569,")

    with register.write(person("ดีพีโอของสำนักงานใหม่", Role.DPO, PRACHUAP), now) as uow:
        assert service_rows.read(uow, case.request.id).office_id == PRACHUAP
        again = service_ending.reopen(uow, case.request.id, EndInput(reason="พบข้อมูลอีกแห่ง"))
    assert (again.office_id, again.closed_at) == (PRACHUAP, None)


def test_nothing_new_is_put_into_an_office_that_ended_and_its_name_is_still_found(register, now, ministry):
    ministry.do(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")

    with pytest.raises(Invalid, match="has ended"):
        create(register, now)
    with register.write(DPO, now) as uow, pytest.raises(Invalid, match="has ended"):
        breaches.report(uow, BreachInput(office_id=PHETCHABURI, title="ก", aware_at=now))
    with pytest.raises(Invalid):
        give(register, now, "ใหม่", Role.RECORDER, PHETCHABURI)
    with register.read(DPO, now) as uow:
        assert "เพชรบุรี" in (offices.office_name(uow, PHETCHABURI) or "")
    with pytest.raises(Invalid, match="has ended"):
        ministry.preview(f"rename,{PHETCHABURI},ชื่ออื่น,,{TODAY},")


def test_a_right_that_would_reach_more_ends_unless_it_is_work_or_is_confirmed(register, now, ministry):
    create(register, now, office_id=PRACHUAP)
    create(register, now, office_id=PHETCHABURI)
    recorder = give(register, now, "บันทึก", Role.RECORDER, PHETCHABURI)
    officer = give(register, now, "ดีพีโอ", Role.DPO, PHETCHABURI)
    admin = give(register, now, "ผู้ดูแล", Role.OFFICE_ADMIN, PHETCHABURI)
    with register.write(ADMIN, now) as uow:
        token = create_token(uow, Role.SERVICE, PHETCHABURI, 9).id
    there = give(register, now, "ที่นั่น", Role.DPO, PRACHUAP)

    change = ministry.preview(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")

    lines = {each.id: each for each in change.preview.rights}
    assert {key: each.proposed for key, each in lines.items()} == {
        recorder: RightChoice.MOVE,
        officer: RightChoice.END,
        admin: RightChoice.END,
        token: RightChoice.END,
    }
    assert all(each.widens and each.records_gained == 1 for each in lines.values())
    assert [(each.office_id, each.role, each.records_gained) for each in change.preview.widened] == [
        (PRACHUAP, "dpo", 1)
    ]

    ministry.commit(change, {officer: RightChoice.MOVE, recorder: RightChoice.END})

    with register.read(ADMIN, now) as uow:
        stored = {row.id: row for row in uow.connection.execute(select(grants))}
        assert stored[officer].office_id == PRACHUAP
        assert stored[officer].ended_at is None
        assert stored[recorder].ended_at == stored[admin].ended_at == now
        assert stored[there].office_id == PRACHUAP
        assert uow.connection.scalar(select(api_tokens.c.revoked_at).where(api_tokens.c.id == token)) == now
        said = {row.subject: row.action for row in uow.connection.execute(select(audit_events))}
    assert said[f"grant:{officer}"] == "grant.moved"
    assert said[f"grant:{recorder}"] == "grant.ended"
    assert said[f"token:{token}"] == "token.ended"


def test_rights_go_along_where_they_come_to_reach_nothing_more(register, now, ministry):
    officer = give(register, now, "ดีพีโอ", Role.DPO, PHETCHABURI)
    create(register, now)

    change = ministry.preview(f"merge,{PHETCHABURI},สำนักงานใหม่,2,{TODAY},")

    assert [(each.id, each.proposed, each.widens) for each in change.preview.rights] == [
        (officer, RightChoice.MOVE, False)
    ]
    assert [each.name for each in change.preview.created] == ["สำนักงานใหม่"]
    ministry.commit(change)
    with register.read(somebody(Role.DPO, change.preview.created[0].id), now) as uow:
        assert uow.connection.scalar(select(func.count()).select_from(records)) == 1


def test_a_preview_that_is_no_longer_true_is_refused(register, now, ministry):
    change = ministry.preview(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")
    made = create(register, now)

    with pytest.raises(Conflict, match="preview"):
        ministry.commit(change)

    assert office_of(register, now, made.id) == PHETCHABURI
    with register.write(ADMIN, now) as uow:
        again = service.preview_again(uow, change.id)
    assert ministry.commit(again).status is ChangeStatus.DONE
    assert office_of(register, now, made.id) == PRACHUAP
    with pytest.raises(Conflict):
        ministry.commit(again)


def test_what_fails_half_way_leaves_everything_as_it_was(register, now, ministry, monkeypatch):
    made = create(register, now)
    change = ministry.preview(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")

    def breaks(_uow, _moved):
        raise RuntimeError

    monkeypatch.setattr("ropa.reorganisations.service_execute.AFTER_MOVE", [*AFTER_MOVE, breaks])
    with pytest.raises(RuntimeError):
        ministry.commit(change)

    assert office_of(register, now, made.id) == PHETCHABURI
    with register.read(ADMIN, now) as uow:
        assert uow.connection.scalar(select(func.count()).select_from(office_history)) == 0
        assert service.read(uow, change.id).status is ChangeStatus.PREVIEWED


def test_every_fault_is_told_with_line_and_cell_and_nothing_is_kept(register, ministry):
    with pytest.raises(Invalid) as caught:
        ministry.preview(
            f"ทำลาย,{PHETCHABURI},{PRACHUAP},,{TODAY},",
            f"merge,ไม่มีที่ไหน,{PRACHUAP},,31 ก.พ. 2569,",
            f"merge,{PHETCHABURI},หน่วยพิมพ์ผิด,,{TODAY},",
            f"rename,0,กระทรวงใหม่,,{TODAY},",
            f"split,{PHETCHABURI},{PRACHUAP},,2026-11-21,ตามใจ",
            f"move,{PHETCHABURI},{PRACHUAP},,20/11/69,",
        )

    assert [each.pointer for each in caught.value.problems] == [
        "/2/action",
        "/3/date",
        "/3/old",
        "/4/new",
        "/5/old",
        "/6/date",
        "/6/rule",
        "/7/date",
    ]
    assert "D3" not in caught.value.problems[1].message_th
    assert "E3" in caught.value.problems[1].message_th
    with ministry.register.read(ADMIN, ministry.now) as uow:
        assert service.list_changes(uow).items == []


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ((f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},", f"merge,{PRACHUAP},2,,{TODAY},"), {"/2/new"}),
        ((f"move,2,{PHETCHABURI},,{TODAY},",), {"/2/new"}),
        ((f"merge,{PHETCHABURI},{PHETCHABURI},,{TODAY},",), {"/2/new"}),
        ((f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},", f"rename,{PHETCHABURI},ก,,{TODAY},"), {"/2/action"}),
        ((f"rename,{PHETCHABURI},ก,,{TODAY},", f"rename,{PHETCHABURI},ข,,{TODAY},"), {"/3/old"}),
        ((f"split,{PHETCHABURI},{PRACHUAP},,{TODAY},",), {"/2/new"}),
        (
            (f"split,{PHETCHABURI},{PRACHUAP},,{TODAY},refs: ROPA-2569-9999", f"split,{PHETCHABURI},2,,{TODAY},"),
            {"/2/rule"},
        ),
        ((f"merge,{PHETCHABURI},ใหม่,{PRACHUAP},{TODAY},", f"merge,{PRACHUAP},2,,{TODAY},"), {"/2/parent"}),
    ],
)
@pytest.mark.only_on("sqlite")
def test_lines_that_contradict_each_other_are_refused(ministry, lines, places):
    with pytest.raises(Invalid) as caught:
        ministry.preview(*lines)

    assert {each.pointer for each in caught.value.problems} == places


def test_a_split_places_by_rule_and_the_rest_waits_for_a_person(register, now, ministry):
    licence = create(register, now, main_process="ออกใบอนุญาตโรงงาน")
    listed = create(register, now, main_process="อื่น ๆ")
    both = create(register, now, main_process="ใบอนุญาต และการเงิน")
    none = create(register, now, main_process="ไม่เข้าเกณฑ์")

    change = ministry.do(
        f"split,{PHETCHABURI},กลุ่มใบอนุญาต,2,{TODAY},process: ใบอนุญาต",
        f"split,{PHETCHABURI},กลุ่มการเงิน,2,{TODAY},กระบวนการ: การเงิน",
        f'split,{PHETCHABURI},กลุ่มการเงิน,2,{TODAY},"refs: {listed.ref}"',
        f"split,{PHETCHABURI},กลุ่มทั่วไป,2,{TODAY},ที่เหลือ",
    )

    first, second, rest = (each.id for each in change.preview.created)
    where = [office_of(register, now, each.id) for each in (licence, listed, both, none)]
    assert where == [first, second, rest, rest]
    with register.read(DPO, now) as uow:
        waiting = service_moves.undecided(uow, change.id)
    assert [each.activity_id for each in waiting.items] == [both.id, none.id]
    assert {each.id for each in waiting.targets} == {first, second, rest}

    with register.write(DPO, now + timedelta(days=1)) as uow:
        service_moves.place(
            uow,
            change.id,
            [Placed(activity_id=both.id, office_id=first), Placed(activity_id=none.id, office_id=rest)],
        )
        assert service.read(uow, change.id).open_items == 0
    assert office_of(register, now, both.id) == first
    with register.write(DPO, now) as uow, pytest.raises(Invalid):
        service_moves.place(uow, change.id, [Placed(activity_id=both.id, office_id=second)])


def test_a_part_is_split_off_and_the_office_goes_on(register, now, ministry):
    create(register, now, main_process="ใบอนุญาต")
    stays = create(register, now, main_process="งานทั่วไป")

    change = ministry.do(
        f"split,{PHETCHABURI},กลุ่มใบอนุญาต,2,{TODAY},process: ใบอนุญาต", f"split,{PHETCHABURI},{PHETCHABURI},,{TODAY},"
    )

    assert change.preview.ended == []
    assert office_of(register, now, stays.id) == PHETCHABURI
    assert change.open_items == 1
    create(register, now)


def test_a_day_to_come_is_waited_for_and_then_done_by_the_job(register, now, ministry):
    made = create(register, now)
    officer = give(register, now, "ดีพีโอ", Role.DPO, PHETCHABURI)
    waiting = ministry.preview(f"merge,{PHETCHABURI},{PRACHUAP},,1 ธ.ค. 2569,")
    change = ministry.commit(waiting, {officer: RightChoice.MOVE})
    later = give(register, now, "อีกคน", Role.RECORDER, PHETCHABURI)
    assert change.status is ChangeStatus.SCHEDULED
    assert office_of(register, now, made.id) == PHETCHABURI

    eve, day = now.replace(month=11, day=30, hour=23), now.replace(month=12, day=1, hour=0)
    with register.write(ADMIN, eve) as uow:
        assert service.run_due(uow) == (0, 0)
    with register.write(ADMIN, day) as uow:
        assert service.waits(uow)
        assert service.run_due(uow) == (1, 0)
        assert service.run_due(uow) == (0, 0)

    assert office_of(register, day, made.id) == PRACHUAP
    with register.read(ADMIN, day) as uow:
        ended = {row.id: row.ended_at for row in uow.connection.execute(select(grants))}
    # Nobody confirmed the right that came afterwards.
    assert ended == {officer: None, later: day}


def test_a_day_that_comes_to_offices_that_are_no_more_fails_in_words(register, now, ministry):
    change = ministry.commit(ministry.preview(f"merge,{PHETCHABURI},{PRACHUAP},,1 ธ.ค. 2569,"))
    ministry.do(f"merge,{PRACHUAP},2,,{TODAY},")

    with register.write(ADMIN, now + timedelta(days=30)) as uow:
        assert service.run_due(uow) == (0, 1)
        failed = service.read(uow, change.id)
    assert failed.status is ChangeStatus.FAILED
    assert "has ended" in (failed.fault or "")


def test_a_reload_of_the_ministry_s_table_undoes_nothing(register, now, ministry):
    ministry.do(f"rename,{PHETCHABURI},ชื่อที่ตั้งใหม่,,{TODAY},", f"merge,{PRACHUAP},2,,{TODAY},")
    closure, table = metadata.tables["office_closure"], metadata.tables["offices"]
    with register.write(ADMIN, now) as uow:
        uow.connection.execute(closure.delete().where(closure.c.descendant_id == GROUP_IN_PHETCHABURI))
        uow.connection.execute(table.delete().where(table.c.id == GROUP_IN_PHETCHABURI))

    with register.write(ADMIN, now) as uow:
        assert offices.load_offices(uow) == 1
        listed = {each.id: each for each in offices.list_offices(uow)}

    assert listed[PHETCHABURI].name == "ชื่อที่ตั้งใหม่"
    assert listed[PRACHUAP].ended_on is not None
    with register.read(ADMIN, now) as uow:
        assert PRACHUAP not in set(uow.connection.scalars(select(closure.c.descendant_id)))


def test_only_the_administrator_of_the_whole_ministry_changes_offices(ministry):
    for actor in (DPO, person("ก", Role.SYSTEM_ADMIN, PHETCHABURI), person("ข", Role.OFFICE_ADMIN)):
        with pytest.raises(Forbidden):
            ministry.preview(f"rename,{PHETCHABURI},ก,,{TODAY},", actor=actor)


def test_a_form_with_the_text_of_before_is_told_that_the_record_changed(register, now, ministry):
    from ropa.errors import PreconditionFailed

    made = create(register, now)
    ministry.do(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")

    with register.write(DPO, now) as uow, pytest.raises(PreconditionFailed):
        activities.replace(uow, made.id, made.version, update_of(activity_input()))


def test_who_has_the_same_right_at_two_offices_that_merge_keeps_one(register, now, ministry):
    for office in (PHETCHABURI, PRACHUAP):
        give(register, now, "สองแห่ง", Role.RECORDER, office)

    ministry.do(f"merge,{PHETCHABURI},13,,{TODAY},", f"merge,{PRACHUAP},13,,{TODAY},")

    with register.read(ADMIN, now) as uow:
        left = uow.connection.execute(select(grants).where(grants.c.ended_at.is_(None))).all()
    assert [row.office_id for row in left] == [13]


@pytest.mark.only_on("sqlite")
def test_a_name_with_characters_that_nobody_sees_is_refused(ministry):
    with pytest.raises(Invalid) as caught:
        ministry.preview(f"rename,{PHETCHABURI},ชื่อ\x07ใหม่,,{TODAY},")

    assert [each.pointer for each in caught.value.problems] == ["/2/new"]
