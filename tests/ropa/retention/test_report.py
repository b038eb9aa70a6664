"""The monthly report: every data set in the workbook, groups and evidence on paper, and only what one may see."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from exports.retention_report_pdf import retention_report_pdf
from exports.retention_report_words import month_words
from exports.retention_report_workbook import SHEETS, SUMMARY, write_retention_report
from ropa.audit import service_seals
from ropa.errors import NotFound
from ropa.retention import service, service_check, service_report, service_states
from schemas.access import Role
from schemas.destruction import HoldingState
from schemas.holding import HoldingInput
from schemas.retention_work import WorkKind
from schemas.vocabulary import StartEvent
from tests.ropa.retention.conftest import DPO
from tests.ropa.retention.test_service_check import check, place
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.pdf_text import squeezed, text_of
from tests.support.web import browser, keys_for

E = StartEvent
FORMULA = '=HYPERLINK("http://x","y")'


@pytest.fixture
def checked(register, now, add_activity, add_holding):
    """Two ended here (one of them destroyed later, one a formula), one held, one undated, one ended elsewhere."""
    here, there = add_activity("5 ปี", E.COLLECTED), add_activity("5 ปี", E.COLLECTED, PRACHUAP)
    gone = add_holding(here, "2016-01-05")
    held = add_holding(here, "2016-01-06")
    add_holding(here, None)
    add_holding(there, "2016-01-05")
    with register.write(DPO, now) as uow:
        service.create_holding(uow, here, HoldingInput(title=FORMULA, started_on=date(2017, 3, 1)))
    place(register, now, holding_id=held.id)
    check(register, now)
    with register.write(DPO, now) as uow:
        service_states.dispose(uow, gone.id, HoldingState.DESTROYED, date(2026, 11, 19), before=HoldingState.ACTIVE)
    return here


def reported(register, now, actor=DPO, **wanted):
    """Return the report, its workbook's rows by sheet, and the text of its PDF."""
    with register.read(actor, now) as uow:
        found = service_report.report(uow, **wanted)
        out = io.BytesIO()
        write_retention_report(found, out)
        pdf = retention_report_pdf(found)
    sheets = load_workbook(io.BytesIO(out.getvalue())).worksheets
    return found, {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets}, squeezed(text_of(pdf))


def test_it_has_every_data_set_by_kind_and_the_evidence_with_the_newest_seal(register, now, checked):
    with register.write(DPO, now) as uow:
        (seal,) = service_seals.seal(uow, keys_for(register), service_seals.settled_through(uow) or 10**6)
    found, sheets, paper = reported(register, now)
    titles = {kind: [row[3] for row in sheets[name][3:]] for kind, name in SHEETS.items()}
    assert sorted(titles[WorkKind.ENDED]) == sorted(["แฟ้มคำร้อง", FORMULA])
    assert {kind: len(titles[kind]) for kind in (WorkKind.HELD, WorkKind.UNDATABLE, WorkKind.CHANGED)} == {
        WorkKind.HELD: 1,
        WorkKind.UNDATABLE: 1,
        WorkKind.CHANGED: 1,
    }
    assert sheets[SHEETS[WorkKind.CHANGED]][3][7] == "ทำลายแล้ว"
    front = {row[0]: row[1] for row in sheets[SUMMARY]}
    assert front["ผนึกล่าสุดของบันทึกเหตุการณ์"] == f"{seal.number}:{seal.hash}"
    assert front["HMAC ของผนึก"] == seal.mark
    assert found.seal.covers_run
    assert found.items_match
    for words in (seal.mark, found.run.items_hash, found.run.rules_hash, "หัวหน้าส่วนราชการ", "พฤศจิกายน พ.ศ. 2569"):
        assert squeezed(words) in paper, words
    assert squeezed("ผนึกคลุมการตรวจนี้แล้ว") in paper
    assert (found.ended.count, found.held.count, found.undatable.count, found.changed.count) == (2, 1, 1, 1)


def test_one_sees_only_ones_own_offices_and_a_narrower_scope_narrows(register, now, checked):
    auditor = somebody(Role.AUDITOR, PRACHUAP)
    found, sheets, paper = reported(register, now, auditor)
    assert [row[3] for row in sheets[SHEETS[WorkKind.ENDED]][3:]] == ["แฟ้มคำร้อง"]
    assert (found.held.count, found.undatable.count) == (0, 0)
    assert "HYPERLINK" not in paper
    assert reported(register, now, office=PRACHUAP)[0].ended.count == 1
    with register.read(auditor, now) as uow:
        assert service_report.report(uow, office=PHETCHABURI).ended.count == 0
        with pytest.raises(NotFound):
            service_report.report(uow, month="2026-01")


def test_paper_is_bounded_and_says_where_the_whole_list_is(register, now, add_activity, add_holding, monkeypatch):
    monkeypatch.setattr(service_report, "MOST_GROUPS", 2)
    for _ in range(4):
        add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    check(register, now)
    found, sheets, paper = reported(register, now)
    assert len(found.ended.groups) == 2
    assert squeezed("ยังมีอีก 2 ชุด (ทั้งหมดใน 4 กิจกรรม)") in paper
    assert len(sheets[SHEETS[WorkKind.ENDED]]) == 3 + 4


@pytest.mark.only_on("sqlite")
def test_the_files_come_from_the_page_of_the_runs(register, now, checked):
    with register.read(DPO, now) as uow:
        (run,) = service_check.list_runs(uow, None, 10).items
    with browser(register, (Role.AUDITOR, 0)) as client:
        page = client.get("/retention/runs").text
        for ending, begins in (("pdf", b"%PDF-"), ("xlsx", b"PK")):
            address = f"/api/v1/retention/runs/{run.id}/report.{ending}"
            assert f'href="{address}"' in page
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer.content.startswith(begins)
            assert f"ropa-retention-2026-11.{ending}" in answer.headers["content-disposition"]
        assert client.get("/api/v1/retention/runs/0199a000-0000-7000-8000-000000000000/report.pdf").status_code == 404


def test_a_month_is_said_in_the_buddhist_era():
    assert month_words("2026-11") == "พฤศจิกายน พ.ศ. 2569"
