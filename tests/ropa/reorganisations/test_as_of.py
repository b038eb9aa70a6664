"""The register as of a past day is the same file for ever, whatever is approved, moved, merged or renamed since."""

import hashlib
import io
import random
from datetime import datetime, timedelta
from typing import Any

import msgspec
import openpyxl
import pytest

from ropa import renderings
from ropa.activities import service, service_as_of
from ropa.errors import Invalid
from ropa.offices import service as offices
from ropa.reorganisations import service as reorganisations
from ropa.reorganisations import service_moves
from schemas.access import Role
from schemas.life import LifeStep, StepInput
from schemas.listing import ActivityFilter
from schemas.reorganisation import MoveInput
from schemas.vocabulary import RevisionStatus
from tests.ropa.reorganisations.conftest import ADMIN, Ministry
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.lives import OFFICER
from tests.support.world import update_of

AUDITOR = person("ผู้ตรวจ", Role.AUDITOR)
WHO = (
    (person("ก", Role.RECORDER), LifeStep.SUBMIT),
    (person("ข", Role.REVIEWER), LifeStep.REVIEW),
    (person("ค", Role.APPROVER), LifeStep.APPROVE),
)


def whole(office_id, name):
    from tests.ropa.activities.test_life import whole as filled

    data = msgspec.structs.replace(filled(), office_id=office_id)
    data.form.header.sub_process = name
    return data


def new(register, now, office_id, name):
    with register.write(WHO[0][0], now) as uow:
        made = service.create(uow, whole(office_id, name))
    approve(register, now, made.id)
    return made.id


def approve(register, now, key):
    from ropa.activities import service_life

    for actor, which in WHO:
        with register.write(actor, now) as uow:
            service_life.take_step(uow, key, which, StepInput())


def edit(register, now, key, name):
    with register.write(WHO[0][0], now) as uow:
        stored = service.read(uow, key)
        service.replace(uow, key, stored.version, update_of(whole(stored.office_id, name)))
    approve(register, now, key)


def listed(register, now, day, office=None):
    """Return (ref, office's name, sub-process) of the register as of a day."""
    with register.read(AUDITOR, now) as uow:
        _, records, names = service_as_of.register(uow, ActivityFilter(office=office), day)
        return sorted(
            (each.ref, names[each.office_id], service.document_of(each).form.header.sub_process) for each in records
        )


def workbook(register, now, day):
    out = io.BytesIO()
    with register.read(AUDITOR, now) as uow:
        renderings.register_workbook(uow, ActivityFilter(as_of=day), out)
    return out.getvalue()


def test_a_day_shows_what_was_approved_then_in_its_office_of_then(register, now):
    ministry = Ministry(register, now)
    key = new(register, now, PHETCHABURI, "ฉบับแรก")
    gone = new(register, now, PRACHUAP, "เลิกแล้ว")
    with register.write(WHO[0][0], now) as uow:
        service.create(uow, whole(PRACHUAP, "ร่าง"))
    day = now.date()
    with register.read(AUDITOR, now) as uow:
        old_name = offices.office_name(uow, PHETCHABURI)

    later = now + timedelta(days=3)
    edit(register, later, key, "ฉบับสอง")
    from ropa.activities import service_life

    with register.write(OFFICER, later) as uow:
        service_life.take_step(uow, gone, LifeStep.RETIRE, StepInput(note="เลิกงาน"))
    ministry.now = later
    ministry.do(f"merge,{PHETCHABURI},ที่รวมใหม่,2,{later.date()},")

    assert [each[1:] for each in listed(register, later, day - timedelta(days=1))] == []
    assert [each[1:] for each in listed(register, later, day)] == [
        (old_name, "ฉบับแรก"),
        ("สำนักงานอุตสาหกรรมจังหวัดประจวบคีรีขันธ์", "เลิกแล้ว"),
    ]
    assert [each[1:] for each in listed(register, later, day, office=PHETCHABURI)] == [(old_name, "ฉบับแรก")]
    assert [each[1:] for each in listed(register, later, later.date())] == [("ที่รวมใหม่", "ฉบับสอง")]


def test_the_end_of_the_day_is_midnight_in_bangkok(register, now):
    evening = datetime.fromisoformat("2026-11-20T23:59:59+07:00")
    new(register, evening, PHETCHABURI, "ก่อนเที่ยงคืน")
    new(register, evening + timedelta(seconds=1), PHETCHABURI, "หลังเที่ยงคืน")

    assert [each[2] for each in listed(register, evening + timedelta(days=2), evening.date())] == ["ก่อนเที่ยงคืน"]


@pytest.mark.only_on("sqlite")
def test_the_file_of_a_past_day_is_the_same_to_the_byte_and_names_its_day(register, now):
    new(register, now, PHETCHABURI, "งาน")
    day = now.date()
    first = workbook(register, now, day)

    Ministry(register, now + timedelta(days=9)).do(f"rename,{PHETCHABURI},ชื่อใหม่,,{day + timedelta(days=1)},")
    after = workbook(register, now + timedelta(days=9), day)

    assert hashlib.sha256(first).digest() == hashlib.sha256(after).digest()
    sheet = openpyxl.load_workbook(io.BytesIO(after)).worksheets[0]
    assert "ณ สิ้นวันที่ 20 พฤศจิกายน พ.ศ. 2569" in str(sheet["A2"].value)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_later_no_past_day_changes(register, now, seed):
    chance = random.Random(seed)  # noqa: S311 - a test's choices
    ministry = Ministry(register, now)
    at, named = now, 0
    keys: list[Any] = []
    kept: dict[Any, Any] = {}
    for _ in range(14):
        at += timedelta(hours=chance.choice((5, 20, 30)))
        ministry.now = at
        with register.read(AUDITOR, at) as uow:
            open_ids = [each.id for each in offices.list_offices(uow) if each.ended_on is None and each.id]
        here, there = chance.sample(open_ids, 2)
        what = chance.choice(["new", "new", "edit", "move", "merge", "rename", "under"])
        named += 1
        if what == "new" or not keys:
            keys.append(new(register, at, here, f"งาน {named}"))
        elif what == "edit":
            edit(register, at, chance.choice(keys), f"แก้ {named}")
        elif what == "move":
            with register.write(OFFICER, at) as uow:
                key = chance.choice(keys)
                if service.read(uow, key).office_id != there:
                    service_moves.move(uow, key, MoveInput(office_id=there, reason="ย้าย"))
        else:
            with register.read(AUDITOR, at) as uow:
                here = service.read(uow, chance.choice(keys)).office_id
            line = {"merge": f"merge,{here},{there}", "rename": f"rename,{here},ชื่อ {named}"}.get(
                what, f"move,{here},{there}"
            )
            try:
                ministry.do(f"{line},,{at.astimezone(now.tzinfo).date()},")
            except Invalid:  # a place below itself, or the same office
                continue
        # What has ended is noted at the end of each day and must never be told otherwise.
        today = at.astimezone(now.tzinfo).date()
        for past, (said, below) in kept.items():
            assert listed(register, at, past) == said, (past, what)
            assert listed(register, at, past, office=2) == below, (past, what)
        for days in range(1, 3):
            day = today - timedelta(days=days)
            if day not in kept:
                kept[day] = listed(register, at, day), listed(register, at, day, office=2)
    assert any(said for said, _ in kept.values())


def test_a_correction_for_a_past_day_changes_only_the_days_from_then_on(register, now):
    new(register, now, PHETCHABURI, "งาน")
    day = now.date()
    later = now + timedelta(days=30)
    before = listed(register, later, day), listed(register, later, day + timedelta(days=9))

    Ministry(register, later).do(f"merge,{PHETCHABURI},{PRACHUAP},,{day + timedelta(days=10)},")

    assert (listed(register, later, day), listed(register, later, day + timedelta(days=9))) == before
    assert "ประจวบ" in listed(register, later, day + timedelta(days=10))[0][1]


@pytest.mark.only_on("sqlite")
def test_a_reorganisation_that_waits_is_no_part_of_the_register_yet(register, now):
    new(register, now, PHETCHABURI, "งาน")
    ministry = Ministry(register, now)
    ministry.do(f"merge,{PHETCHABURI},{PRACHUAP},,{now.date() + timedelta(days=5)},")
    day = now + timedelta(days=5)
    with register.write(ADMIN, day + timedelta(days=2)) as uow:  # the worker slept for two days
        assert reorganisations.run_due(uow) == (1, 0)

    assert "เพชรบุรี" in listed(register, day + timedelta(days=3), (day - timedelta(days=1)).date())[0][1]
    assert "ประจวบ" in listed(register, day + timedelta(days=3), day.date())[0][1]


@pytest.mark.parametrize("status", [RevisionStatus.DRAFT, RevisionStatus.RETIRED])
@pytest.mark.only_on("sqlite")
def test_a_past_day_has_approved_records_only(register, now, status):
    with register.read(AUDITOR, now) as uow, pytest.raises(Invalid):
        service_as_of.register(uow, ActivityFilter(status=status), now.date())
