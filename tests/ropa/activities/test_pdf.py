"""PDFs of a record and of the register through the doors."""

import pytest

from ropa.activities import api_register
from ropa.downloads import api_makers
from ropa.downloads.service_kinds import KINDS, Stopped
from schemas.access import Role
from tests.ropa.web.test_denials import entries
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.pdf_text import squeezed, text_of
from tests.support.web import browser
from tests.support.world import create

pytestmark = pytest.mark.only_on("sqlite")
PDF = "application/pdf"


def test_a_record_and_the_register_are_sent_and_it_is_told(register, now):
    made = create(register, now, office_id=PHETCHABURI, steps=1, sub_process="ติดต่อเรา")
    other = create(register, now, office_id=PRACHUAP)
    with browser(register, (Role.AUDITOR, PHETCHABURI)) as client:
        one = client.get(f"/api/v1/activities/{made.id}/form.pdf?revision=1")
        all_of_them = client.get("/api/v1/register.pdf")
        assert client.get(f"/api/v1/activities/{other.id}/form.pdf").status_code == 404
    for answer in (one, all_of_them):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == PDF
        assert made.ref in text_of(answer.content)
        assert other.ref not in text_of(answer.content)
    assert f"{made.ref}.pdf" in one.headers["content-disposition"]
    assert squeezed("ร่าง") in squeezed(text_of(one.content))
    found = entries(register, "register.exported")
    assert [(subject, '"file":"form.pdf"' in details) for _, subject, details in found] == [
        (made.ref, True),
        ("register", False),
    ]


def test_a_large_register_is_asked_for_as_a_download(register, now, monkeypatch):
    monkeypatch.setattr(api_register, "PDF_AT_ONCE", 1)
    for _ in range(2):
        create(register, now)
    with browser(register, (Role.DPO, 0)) as client:
        answer = client.get("/api/v1/register.pdf")
        assert answer.status_code == 409
        assert "/downloads/new" in answer.text
        assert "register.pdf" in client.get("/downloads/new").text
    assert entries(register, "register.exported") == []


def test_the_maker_of_the_download_tells_its_progress_and_stops(register, now, tmp_path):
    made = create(register, now)
    api_makers.join()
    seen: list[tuple[int, int]] = []
    out = tmp_path / "made.pdf"
    dpo = somebody(Role.DPO, 0)
    file = KINDS["register.pdf"].make(
        register, dpo, {"status": "draft"}, out, lambda done, of: seen.append((done, of)), lambda: False
    )
    assert (file.name, file.media_type) == ("ropa-register.pdf", PDF)
    assert made.ref in text_of(out.read_bytes())
    assert seen == [(1, 1)]
    with pytest.raises(Stopped):
        KINDS["register.pdf"].make(register, dpo, {}, out, lambda *_: None, lambda: True)


def test_more_than_one_pdf_can_hold_is_refused_in_both_languages(register, now, monkeypatch):
    from ropa import renderings

    monkeypatch.setattr(renderings, "MOST_RECORDS", 0)
    create(register, now)
    with browser(register, (Role.DPO, 0)) as client:
        answer = client.get("/api/v1/register.pdf")
    assert answer.status_code == 409
    assert "ทีละหน่วยงาน" in answer.text
    assert "one office at a time" in answer.text
