"""Attaching a document in Chromium: a real file, a new version, a download, and taking it out."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.documents import DOCX, PDF
from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Way
from tests.support.walks import new_draft


def chosen(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
def test_a_document_is_attached_replaced_downloaded_and_taken_out(visit, way: Way, tmp_path: Path):
    recorder = visit("recorder.npt", way)
    page = recorder.page
    record = new_draft(recorder, f"งานรับสมัคร {way}", "เอกสาร")
    recorder.open(f"{record}/attachments")
    page.get_by_label("ชื่อเอกสาร").fill("ประกาศความเป็นส่วนตัวสำหรับผู้สมัคร")
    page.get_by_label("ไฟล์ *").set_input_files(chosen("หน้าเว็บ.pdf", b"<html></html>"))
    recorder.expects(422)
    page.get_by_role("button", name="แนบเอกสาร").click()
    expect(page.get_by_role("alert")).to_contain_text("เลือกประเภทเอกสาร")
    recorder.has_no_barriers()
    recorder.shot("attach-with-faults")

    page.get_by_label("ประเภท").select_option("privacy_notice")
    page.get_by_label("เป็นเอกสารของ").select_option("/form/header/main_process")
    page.get_by_label("ใช้ได้ถึงวันที่").fill("30 ก.ย. 2590")
    page.get_by_label("ไฟล์ *").set_input_files(chosen("ประกาศ.pdf", PDF))
    page.get_by_role("button", name="แนบเอกสาร").click()
    expect(page.get_by_text("แนบเอกสารแล้ว")).to_be_visible()
    recorder.has_no_barriers()
    recorder.shot("attachments")

    with page.expect_download() as waiting:
        page.get_by_role("link", name="ดาวน์โหลด").click()
    saved = tmp_path / "saved"
    waiting.value.save_as(saved)
    assert waiting.value.suggested_filename == "ประกาศ.pdf"
    assert hashlib.sha256(saved.read_bytes()).digest() == hashlib.sha256(PDF).digest()

    page.get_by_role("link", name="ประกาศความเป็นส่วนตัวสำหรับผู้สมัคร").click()
    page.get_by_label("ไฟล์ *").set_input_files(chosen("ประกาศ ฉบับแก้.docx", DOCX))
    page.get_by_role("button", name="แนบฉบับใหม่").click()
    expect(page.get_by_text("แนบเอกสารแล้ว")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(3)
    recorder.has_no_barriers()
    recorder.shot("attachment")

    page.get_by_role("link", name="นำออก").click()
    recorder.has_no_barriers()
    page.get_by_role("button", name="นำเอกสารออก").click()
    expect(page.get_by_text("นำเอกสารออกแล้ว")).to_be_visible()
    expect(page.get_by_text("ยังไม่มีเอกสารแนบ")).to_be_visible()


def test_a_file_past_the_limit_is_told_and_not_taken(visit, tmp_path: Path):
    recorder = visit("recorder.npt", DESKTOP)
    page = recorder.page
    record = new_draft(recorder, "งานไฟล์ใหญ่", "เอกสาร")
    recorder.open(f"{record}/attachments")
    large = tmp_path / "large.pdf"
    large.write_bytes(PDF + b" " * (30 * 1024 * 1024))
    page.get_by_label("ชื่อเอกสาร").fill("ใหญ่")
    page.get_by_label("ไฟล์ *").set_input_files(large)
    recorder.expects(413)
    page.get_by_role("button", name="แนบเอกสาร").click()
    expect(page.get_by_text("20 MB").first).to_be_visible()
