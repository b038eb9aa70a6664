"""A refused request stands, once, in every export of a record and of the register, also of a past day and in a pack."""

import io
import shutil
import zipfile
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from exports.records import RegisterOptions
from exports.refusal_log import TITLE
from exports.register_views import S39_TITLE
from exports.register_workbook import sheets_of
from ropa import clock, renderings
from ropa.disclosures import service as disclosures
from ropa.imports.rules_register_layouts import VIEWS, layouts
from ropa.packing import make_pack
from schemas.listing import ActivityFilter
from schemas.masking import MASK
from schemas.packs import REGISTER, PackInput
from schemas.refusals import RefusalGround as G
from schemas.request_terms import Right
from schemas.vocabulary import LawfulBasis as B
from tests.ropa.disclosures.test_service import ENTRY
from tests.ropa.test_register_export import exported
from tests.support.decisions import activity_on, asked_of, decide, refusal, refused
from tests.support.lives import AUDITOR, OFFICER, RECORDER
from tests.support.pdf_text import squeezed, stands, text_of

READS = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils reads the PDFs")
WHY, REASON = "เหตุผล", "ยังอยู่ระหว่างพิจารณาอุทธรณ์ ตามบันทึกของนายทดสอบ มั่นคงยิ่ง"
NAMED = "มั่นคงยิ่ง"


def refuse(register, now, *activity_ids, reason=REASON, **more):
    found = asked_of(register, now, Right.ERASURE, *activity_ids)
    decide(register, now, found.id, refused(refusal(G.S33_PUBLIC_TASK, reason=reason), **more))
    return found


def reasons_in(workbook: bytes) -> list[str]:
    """Return the reasons of the sheet of refusals of a workbook."""
    sheet = load_workbook(io.BytesIO(workbook))[TITLE]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if WHY in row)
    return [row[head.index(WHY)] for row in rows[rows.index(head) + 1 :] if row[head.index(WHY)]]


def test_the_register_of_a_past_day_has_the_refusals_as_they_stood(register, now):
    key, day = activity_on(register, now, B.PUBLIC_TASK), timedelta(days=1)
    found = refuse(register, now + 2 * day, key)
    other = refusal(G.S33_LEGAL_CLAIMS, reason="มีคดี")
    decide(register, now + 4 * day, found.id, refused(other, supersedes=1, why="พิจารณาใหม่"))
    today = clock.bangkok(now).date()
    sheets = {after: exported(register, now + 9 * day, as_of=today + after * day) for after in (1, 2, 3, 4)}
    said = {after: [line[WHY] for line in each.get(TITLE, []) if line[WHY]] for after, each in sheets.items()}
    assert said == {1: [], 2: [REASON], 3: [REASON], 4: ["มีคดี"]}
    item = next(label for label in sheets[4][S39_TITLE][0] if label.startswith("(7)"))
    assert [found.ref in each[S39_TITLE][0][item] for each in sheets.values()] == [False, True, True, True]
    assert sheets[4][S39_TITLE][0][item].count(found.ref) == 1


def test_every_sheet_of_the_register_is_read_back_or_known_as_a_view_that_only_repeats():
    sheets = [kind for kind, _ in sheets_of(RegisterOptions(printed_on=date(2026, 11, 20)))]
    read = {title for layout in layouts() for title in layout.titles}
    assert [each.title for each in sheets if each.title not in {*read, *VIEWS}] == []
    # A number in brackets at the end is that of a sheet that goes on.
    assert [each.title for each in sheets if each.title.endswith(")")] == []


def test_the_form_has_the_refusal_once_and_the_masked_register_nobody_s_name(register, now):
    key = activity_on(register, now, B.PUBLIC_TASK)
    refuse(register, now, key)
    with register.read(AUDITOR, now) as uow:
        form = renderings.prepare_form(uow, key).render()
        out = io.BytesIO()
        renderings.register_workbook(uow, ActivityFilter(), out, masked=True)
    assert reasons_in(form) == [REASON]
    assert reasons_in(out.getvalue()) == [f"ยังอยู่ระหว่างพิจารณาอุทธรณ์ ตามบันทึกของ{MASK}"]


def _drawing(drawn: list[Any]) -> Any:
    """Return what keeps each paper that would be set."""

    def keep(paper, _options) -> bytes:
        drawn.append(paper)
        return b"%PDF-1.7"

    return keep


@READS
@pytest.mark.only_on("sqlite")
def test_the_refusal_is_printed_with_the_record_and_with_the_register(register, now):
    key = activity_on(register, now, B.PUBLIC_TASK)
    found = refuse(register, now, key)
    with register.read(AUDITOR, now) as uow:
        one = renderings.prepare_form_pdf(uow, key).render()
        many = renderings.register_pdf(uow, ActivityFilter()).content
        hidden = renderings.prepare_form_pdf(uow, key, masked=True).render()
    for pdf in (one, many, hidden):
        text = squeezed(text_of(pdf))
        assert text.count(squeezed(found.ref)) == 1
        assert stands(squeezed("ยังอยู่ระหว่างพิจารณาอุทธรณ์"), text)
        assert stands(squeezed(NAMED), text) is (pdf is not hidden)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("masked", [True, False])
def test_the_forms_of_a_pack_carry_both_logs_as_of_its_day(register, now, monkeypatch, masked):
    drawn: list[Any] = []
    monkeypatch.setattr("ropa.packing_record.record_pdf", _drawing(drawn))
    key, day = activity_on(register, now, B.PUBLIC_TASK), timedelta(days=1)
    with register.write(RECORDER, now) as uow:
        disclosures.add(uow, key, msgspec.structs.replace(ENTRY, decided_by="นายทดสอบ มั่นคงยิ่ง"))
    found = refuse(register, now, key)
    later = refusal(G.S33_LEGAL_CLAIMS, reason="มีคดี")
    decide(register, now + 2 * day, found.id, refused(later, supersedes=1, why="พิจารณาใหม่"))
    out = io.BytesIO()
    asked = PackInput(reason="ตรวจสอบประจำปี", as_of=clock.bangkok(now).date(), with_names=not masked)
    make_pack(register, OFFICER, asked, out, base_url="https://register.example", made_at=now + 3 * day)
    with zipfile.ZipFile(out) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    form = next(content for name, content in files.items() if name.endswith("form.xlsx"))
    shown = [REASON.replace("นายทดสอบ มั่นคงยิ่ง", MASK) if masked else REASON]
    assert reasons_in(form) == reasons_in(files[REGISTER]) == shown
    [paper] = drawn
    assert [line.refusal.reason for line in paper.refusals] == shown
    assert [line.entry.decided_by == MASK for line in paper.disclosures] == [masked]
    assert "ใช้และเปิดเผย มาตรา 27" in load_workbook(io.BytesIO(form)).sheetnames
    if masked:
        assert NAMED not in "".join(str(row) for row in load_workbook(io.BytesIO(form))[TITLE].values)
