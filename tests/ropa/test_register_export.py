"""The register's workbook out of the database: what stands beside the documents, by few queries, for whoever may."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from exports.records import ExportCancelled
from ropa import renderings
from ropa.activities import service
from ropa.findings import service_accept, service_worklist
from ropa.retention import service as retention
from ropa.retention import service_holds, service_register
from schemas.holding import HoldingInput, HoldInput, HoldKind
from schemas.listing import ActivityFilter
from schemas.masking import MASK
from schemas.worklist import AcceptInput, WorkFilter
from tests.ropa.activities.test_life import whole
from tests.support.lives import APPROVER, AUDITOR, OFFICER, RECORDER, carry
from tests.support.world import update_of

FIRST_ROW = 5


def new(register, now) -> str:
    """Return the id of an activity with an approved revision."""
    with register.write(RECORDER, now) as uow:
        made = service.create(uow, whole()).id
    carry(register, now, made)
    return made


def hold(register, now, activity_id: str, title: str, started_on: date) -> str:
    with register.write(OFFICER, now) as uow:
        return retention.create_holding(uow, activity_id, HoldingInput(title=title, started_on=started_on)).id


def exported(register, now, **wanted: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each sheet by label."""
    out = io.BytesIO()
    with register.read(AUDITOR, now) as uow:
        renderings.register_workbook(uow, ActivityFilter(as_of=wanted.pop("as_of", None)), out, **wanted)
    sheets: dict[str, list[dict[str, Any]]] = {}
    for sheet in load_workbook(out).worksheets:
        rows = list(sheet.iter_rows(min_row=FIRST_ROW - 1, values_only=True))
        if sheet.sheet_state == "visible":
            sheets[sheet.title] = [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]
    return sheets


def test_holdings_findings_and_revisions_stand_in_the_workbook_as_they_are_now(register, now):
    key = new(register, now)
    later = now + timedelta(days=2)
    with register.write(RECORDER, later) as uow:
        service.replace(uow, key, service.read(uow, key).version, update_of(whole()))
    carry(register, later, key)
    with register.write(RECORDER, later) as uow:
        draft = service.create(uow, whole())
    held = hold(register, now, key, "แฟ้มปี 2560", date(2017, 1, 1))
    hold(register, now, key, "แฟ้มที่ยังไม่เริ่มนับ", date(2020, 1, 1))
    with register.write(OFFICER, later) as uow:
        service_holds.place_hold(uow, HoldInput(kind=HoldKind.AUDIT, reason="คดี", holding_id=held))
        open_ones = list(service_worklist.every(uow, WorkFilter(activity_id=key)))
        wish = AcceptInput(key=open_ones[0].key, reason="รอหนังสือ", valid_through=later.date() + timedelta(days=30))
        service_accept.accept(uow, key, wish)

    sheets = exported(register, later)
    assert [(row["ชุดข้อมูล"], row["ระงับการทำลาย"]) for row in sheets["ชุดข้อมูลที่เก็บ"]] == [
        ("แฟ้มปี 2560", HoldKind.AUDIT.th),
        ("แฟ้มที่ยังไม่เริ่มนับ", "ไม่มี"),
    ]
    mine = [row for row in sheets["ข้อสังเกต"] if row["เลขที่อ้างอิง"] == sheets["ทะเบียน"][0]["เลขที่อ้างอิง"]]
    assert [row["รหัส"] for row in mine] == [item.code for item in open_ones]
    assert [row["สถานะ"] for row in mine].count("ยอมรับแล้ว") == 1
    revisions = [(row["เลขที่อ้างอิง"], row["ฉบับที่"], row["สถานะ"], row["อนุมัติโดย"]) for row in sheets["ฉบับ"]]
    ref = sheets["ทะเบียน"][0]["เลขที่อ้างอิง"]
    assert revisions == [
        (ref, 2, "อนุมัติแล้ว", APPROVER.name),
        (ref, 1, "มีฉบับใหม่แทน", APPROVER.name),
        (draft.ref, 1, "ร่าง", None),
    ]


def test_a_past_day_tells_the_revisions_of_then(register, now):
    key = new(register, now)
    later = now + timedelta(days=2)
    with register.write(RECORDER, later) as uow:
        service.replace(uow, key, service.read(uow, key).version, update_of(whole()))
    carry(register, later, key)
    sheets = exported(register, later, as_of=now.date())
    assert [(row["ฉบับที่"], row["สถานะ"]) for row in sheets["ฉบับ"]] == [(1, "อนุมัติแล้ว")]
    assert "ข้อสังเกต" not in sheets


def test_many_records_are_exported_with_as_many_queries_as_a_few(register, now):
    def queries() -> int:
        asked: list[str] = []
        with register.read(AUDITOR, now) as uow:
            event.listen(uow.connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
            renderings.register_workbook(uow, ActivityFilter(), io.BytesIO())
        return len(asked)

    def add() -> None:
        with register.write(RECORDER, now) as uow:
            key = service.create(uow, whole()).id
        hold(register, now, key, "แฟ้ม", date(2017, 1, 1))

    add()
    few = queries()
    for _ in range(6):
        add()
    assert queries() == few


def test_more_holdings_than_fit_into_memory_come_page_by_page(register, now):
    keys = []
    for _ in range(2):
        with register.write(RECORDER, now) as uow:
            keys.append(service.create(uow, whole()).id)
    for number in range(5):
        hold(register, now, keys[number % 2], f"แฟ้ม {number}", date(2017, 1, 1))
    with register.read(AUDITOR, now) as uow:
        whole_pages = service_register.of_activities(uow, keys)
        paged = service_register.of_activities(uow, keys, most=2)
        for key in keys:
            assert [one.title for one in paged[key]] == [one.title for one in whole_pages[key]]


def test_a_masked_export_names_nobody_and_a_cancelled_one_writes_nothing(register, now):
    new(register, now)
    sheets = exported(register, now, masked=True, watermark="ส่งออกโดย ผู้ตรวจ")
    assert {row["อนุมัติโดย"] for row in sheets["ฉบับ"]} == {MASK}
    assert all(APPROVER.name not in str(row) for rows in sheets.values() for row in rows)
    out = io.BytesIO()
    with register.read(AUDITOR, now) as uow, pytest.raises(ExportCancelled):
        renderings.register_workbook(uow, ActivityFilter(), out, cancelled=lambda: True)
    assert out.getvalue() == b""
