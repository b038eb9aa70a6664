"""The record of running this register: a record like any other, and true of the code.

A test that fails here asks for a look at `ropa/samples/ropa_register.json`: what the register keeps has changed.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from diagrams.dfd_scene import dfd_scene
from diagrams.exchange_scene import exchange_scene
from diagrams.scene import Shape
from ropa.access.rules import NOT_BY_MACHINE, RULES, Permission
from ropa.access.rules_people import ACTIVE_DAYS
from ropa.access.service_break_glass import SESSION
from ropa.access.service_sessions import LONGEST, REMEMBERED
from ropa.access.tables import access_requests, grants, people, sessions, used_portal_tokens
from ropa.activities import service
from ropa.activities.service_findings import findings_about
from ropa.activities.tables_life import life_steps, review_comments
from ropa.audit.service_pruning import SHORTEST
from ropa.audit.tables import audit_events
from ropa.buffers.service import KEPT
from ropa.buffers.tables import form_buffers
from ropa.cli import main
from ropa.db.unit_of_work import Database
from ropa.jobs.rules import Every
from ropa.jobs.service import JOBS
from ropa.notices.tables import notice_preferences, notices
from ropa.pictures import inline_picture
from ropa.reminders.tables import calendar_feeds
from ropa.requests.tables import subject_requests
from ropa.requests.tables_clock import request_asks
from ropa.requests.tables_decisions import request_decisions
from ropa.requests.tables_letters import request_letters
from ropa.retention.rules import due
from ropa.retention.rules_cycles import read_cycle
from ropa.retention.rules_reading import read_retention
from ropa.samples import own_record
from ropa.settings import requests_person_days
from schemas.access import COMMAND_LINE, Role
from schemas.activity import Form
from schemas.document import ActivityInput
from schemas.form import form_fields, value_at
from schemas.retention import Bound, RuleStatus
from schemas.vocabulary import Hosting, LawfulBasis, StartEvent, StepKind
from tests.support.findings_of_samples import OWN_RECORD
from tests.support.source_tree import ROOT
from tests.support.world import open_register

#: Which declared item (its first words) tells of a column.
TOLD = {
    people: {
        "id_hash": "เลขประจำตัวประชาชน",
        "id_sealed": "เลขประจำตัวประชาชน",
        "display_name": "ชื่อ",
        "username": "ชื่อผู้ใช้",
        "email": "อีเมล",
        "org_hint": "รหัสหน่วยงาน",
        "signed_in_at": "วันเวลาที่ลงชื่อเข้าใช้",
    },
    grants: dict.fromkeys(
        [
            *("role", "office_id", "valid_from", "valid_through", "reason", "is_acting"),
            *("granted_at", "granted_by", "ended_at", "ended_by"),
        ],
        "บทบาท",
    ),
    access_requests: dict.fromkeys(
        ["role", "office_id", "reason", "asked_at", "decided_at", "decided_by", "answer", "grant_id"], "บทบาท"
    ),
    sessions: dict.fromkeys(["token_hash", "started_at", "expires_at", "ended_at"], "วันเวลาที่ลงชื่อเข้าใช้"),
    used_portal_tokens: dict.fromkeys(["token_hash", "expires_at"], "วันเวลาที่ลงชื่อเข้าใช้"),
    audit_events: dict.fromkeys(
        ["at", "channel", "actor_id", "action", "subject", "details", "address", "request_id"], "บันทึกเหตุการณ์"
    ),
    life_steps: dict.fromkeys(
        ["activity_id", "revision_id", "step", "at", "actor_id", "actor_name", "note", "exception_id", "batch_id"],
        "ขั้นตอนที่ดำเนินการ",
    ),
    review_comments: dict.fromkeys(
        [
            *("activity_id", "revision_id", "pointer", "text", "author_id", "author_name"),
            *("resolved_at", "resolved_by_name"),
        ],
        "ขั้นตอนที่ดำเนินการ",
    ),
    notice_preferences: dict.fromkeys(
        ["by_email", "digest", "quiet_from", "quiet_until", "language", "line_user", "changed_at"], "ข้อความแจ้งเตือน"
    ),
    notices: dict.fromkeys(
        [
            *("cause", "kind", "title_th", "title_en", "body_th", "body_en", "path", "is_urgent", "posted_at"),
            "read_at",
        ],
        "ข้อความแจ้งเตือน",
    ),
    calendar_feeds: dict.fromkeys(["secret_hash", "language"], "ข้อความแจ้งเตือน"),
    form_buffers: dict.fromkeys(["place", "saved_at", "sealed"], "ข้อความที่พิมพ์ค้างไว้"),
}
#: What of a request of a data subject tells of a person; what stands beside it names nobody.
REQUESTERS = {
    subject_requests: {"sealed", "person_hash", "code_hash"},
    request_letters: {"content", "pdf"},
    request_asks: {"sealed"},
    request_decisions: {"sealed"},
}
#: Columns that say nothing of anybody.
KEYS = {"id", "person_id", "created_at", "key_version", "id_kind", "activated_at"}
SPAN = re.compile(r"\d[\d,]* (?:นาที|ชั่วโมง|วัน|เดือน|ปี)(?!ที่)")


@pytest.fixture(scope="module")
def record() -> ActivityInput:
    return msgspec.json.decode(own_record().read_bytes(), type=ActivityInput)


@pytest.fixture(scope="module")
def words() -> str:
    return own_record().read_text("utf-8")


def test_it_is_imported_and_the_check_finds_what_the_agency_has_yet_to_do(database_url, now, monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABASE_URL", database_url)
    monkeypatch.delenv("ROPA_SEEDS", raising=False)  # of the tests, and no setting of the register
    database: Database = open_register(database_url, now)
    assert main(["import", str(own_record())]) == 0
    ref = capsys.readouterr().out.split()[-1]
    assert main(["check", ref]) == 0
    assert f"{len(OWN_RECORD)} ข้อ/findings" in capsys.readouterr().out
    with database.read(COMMAND_LINE, now) as uow:
        assert service.read_by_ref(uow, ref).office_id == 435
    database.close()


def test_all_fields_are_answered_and_only_what_the_agency_must_decide_is_found(record):
    document = record.document()
    blank = [
        info.pointer
        for info in form_fields(Form)
        if value_at(document, info.pointer) is None and info.pointer not in document.marks
    ]
    assert blank == []
    # What is left is no slip: it asks for a notice, and for roles and a committee that only the agency can name.
    assert [(item.code, item.pointer, item.severity) for item in findings_about(document)] == OWN_RECORD


def test_its_retention_and_its_cycles_are_understood_without_a_question(record):
    rule = read_retention(record.form.storage.retention_period, record.form.beyond.retention_start_event)
    assert (rule.status, rule.bound, rule.period) == (RuleStatus.UNDERSTOOD, Bound.MIN, f"P{SHORTEST.days}D")
    assert rule.start_event is record.form.beyond.retention_start_event
    assert due(rule, None, date(2026, 1, 1)).last_day_kept == date(2026, 1, 1) + SHORTEST
    cycles = [record.form.review.review_cycle, record.form.destruction.destruction_cycle]
    for text in [*cycles, record.form.safeguards.retention_monitoring_cycle]:
        assert read_cycle(text).every is not None, text


def test_its_flow_is_whole(record):
    scene = dfd_scene(record.document())
    steps = [node for node in scene.nodes if node.number is not None]
    assert scene.notes == []
    assert not any(node.missing or node.orphan for node in scene.nodes), "a fact or a way to a step is missing"
    assert len(steps) == len(record.steps) >= 6
    assert sum(step.kind is StepKind.DECISION for step in record.steps) >= 1
    assert {arrow.to for step in record.steps for arrow in step.next} == set(range(2, len(record.steps) + 1))
    bodies = {node.text for node in scene.nodes if node.shape is Shape.BODY}
    assert bodies == {line.external_org_unit for system in record.systems for line in system.exchanges}
    assert exchange_scene(record.document()).notes == []
    for kind in ("dfd", "exchange"):
        assert b"<svg" in inline_picture(record.document(), kind)


def test_every_span_of_time_that_it_names_is_the_codes_own(words):
    spans = {
        f"{minutes(LONGEST)} นาที",
        f"{minutes(SESSION)} นาที",
        f"{REMEMBERED // timedelta(hours=1)} ชั่วโมง",
        f"{KEPT.days} วัน",
        f"{ACTIVE_DAYS.days} วัน",
        f"{SHORTEST.days} วัน",
        f"{requests_person_days({})} วัน",
    }
    assert set(SPAN.findall(words)) == spans
    assert next(job.every for job in JOBS if job.name == "forget") is Every.HOUR  # "ลบทุกชั่วโมง"


def minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


@pytest.mark.parametrize("table", TOLD, ids=lambda table: table.name)
def test_every_column_about_people_stands_in_its_list_of_data(table, record):
    told = TOLD[table]
    assert {column.name for column in table.columns} - KEYS == told.keys()
    items = record.form.data_category.personal_data_items
    for column, item in told.items():
        assert any(each.startswith(item) for each in items), column


@pytest.mark.case("F.4", 75)
def test_what_the_register_keeps_of_requesters_stands_in_it_with_its_time_and_basis(record, words):
    item = next(each for each in record.form.data_category.personal_data_items if each.startswith("ข้อมูลผู้ยื่นคำขอใช้สิทธิ"))
    for table, columns in REQUESTERS.items():
        assert columns <= {column.name for column in table.columns}, table.name
    rule = next(each for each in record.form.beyond.retention_rules if item in each.data_items)
    read = read_retention(rule.retention_period, rule.start_event)
    assert (read.status, read.period) == (RuleStatus.UNDERSTOOD, f"P{requests_person_days({})}D")
    assert rule.start_event is StartEvent.CASE_CLOSED
    purposes = [each for each in record.form.beyond.lawful_basis_code_per_purpose if item in each.data_items]
    assert [each.lawful_basis for each in purposes] == [LawfulBasis.LEGAL_OBLIGATION]
    assert any("ผู้ยื่นคำขอใช้สิทธิ" in each for each in record.form.beyond.data_subject_categories)
    assert "ถูกลบและเขียนทับโดยงานตามเวลา" in words


def test_what_it_says_of_rights_is_the_table_of_rights():
    assert RULES[Permission.UNMASK_IDS] == {Role.DPO, Role.SYSTEM_ADMIN}
    assert RULES[Permission.READ_TRAIL] == {Role.AUDITOR, Role.DPO, Role.SYSTEM_ADMIN}
    assert {Role.OFFICE_ADMIN, Role.APPROVER, Role.AUDITOR} <= RULES[Permission.READ_GRANTS]
    assert RULES[Permission.REPORT_BREACH] == frozenset(Role)
    assert Permission.UNMASK_IDS in NOT_BY_MACHINE


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("บัญชีผู้ใช้และสิทธิยังไม่มีคำสั่งลบ", r"delete\((?:people|grants)\)"),
        ("ยังไม่มีคำประกาศเกี่ยวกับความเป็นส่วนตัว", "Privacy Notice|ประกาศเกี่ยวกับความเป็นส่วนตัว"),
    ],
)
def test_what_it_says_is_not_there_yet_is_not_there(claim: str, code: str, words):
    assert claim in words
    files: list[Path] = [*(ROOT / "ropa").rglob("*.py"), *(ROOT / "ropa").rglob("*.html")]
    assert not [path for path in files if re.search(code, path.read_text("utf-8"))]


@pytest.mark.parametrize("claim", ["audit prune", "audit verify", "db backup", "db restore"])
def test_the_commands_that_it_names_exist(claim: str, words):
    assert f"ropa {claim}" in words
    assert main([*claim.split(), "--help"]) == 0


def test_it_names_no_person_and_its_system_stands_on_premise(record, words):
    assert not re.search(r"นาย(?!ก)|นางสาว|นาง\s|น\.ส\.", words)
    assert [system.hosting.code for system in record.systems] == [Hosting.ON_PREMISE]
