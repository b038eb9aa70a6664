"""Whoever holds a pack learns by page and API whether it is as exported; nothing of it is kept."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from ropa.attachments.tables import file_blobs
from ropa.audit import service_seals
from ropa.audit.tables import audit_events
from ropa.files import open_files
from ropa.packs import service
from ropa.packs.service import MadePack
from ropa.packs.tables import packs
from schemas.access import Role
from schemas.packs import MANIFEST, REGISTER, PackQuery
from tests.support.actors import PHETCHABURI, person, somebody
from tests.support.packs import FOLDER, REVISION, manifest, pack, revision, rewritten
from tests.support.web import browser, keys_for, mark_of
from tests.support.world import bearer, client_of, settings_for

PACK_ID = "01900000-0000-7000-8000-000000000001"
DPO = person("ดีพีโอ", Role.DPO)
API, PAGE = "/api/v1/packs/verify-file", "/packs/verify"
PDF = f"{FOLDER}/record.pdf"


def numbered(pack_id, content=None, **said):
    """Return a pack of a number with its manifest's hash."""
    return pack({REVISION: revision(pack_id=pack_id), **(content or {})}, pack_id=pack_id, **said)


@pytest.fixture
def exported(register):
    """A pack that this register exported just now, with its manifest's hash."""
    present = datetime.now(UTC)
    whole, digest = numbered(PACK_ID, made_at=present, query=PackQuery(office=PHETCHABURI))
    with register.write(DPO, present) as uow:
        kept = service.kept_of(open_files(settings_for(register.url)), io.BytesIO(whole), keeps=True)
        said = manifest(pack_id=PACK_ID, made_at=present, query=PackQuery(office=PHETCHABURI))
        service.keep(uow, DPO, MadePack(manifest=said, manifest_hash=digest), kept)
    return whole, digest


def seal(register):
    moment = datetime.now(UTC) + timedelta(hours=1)
    with register.write(somebody(Role.SYSTEM_ADMIN), moment) as uow:
        service_seals.seal(uow, keys_for(register), service_seals.settled_through(uow))


def asked(register, content, *, words=None, headers=None, **query):
    with client_of(register) as client:
        head = headers or bearer(register, Role.AUDITOR)
        answer = client.post(API, content=content, params=query, headers={**head, "Content-Type": "application/zip"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def flipped(path):
    def change(files):
        content = bytearray(files[path])
        content[len(content) // 2] ^= 1
        files[path] = bytes(content)

    return change


def test_a_pack_of_this_register_is_genuine_and_is_told_whether_a_seal_stands_for_it(register, exported):
    whole, digest = exported
    found = asked(register, whole)
    assert (found["verdict"], found["trail_word"], found["is_same_zip"]) == ("genuine", "unsealed", True)
    assert (found["manifest_hash"], found["is_as_told"], found["faults"]) == (digest, None, [])
    assert found["pack"]["exported_by"] == {"id": "person:1", "name": "ผู้ส่งออก"}
    assert (found["pack"]["reason"], found["pack"]["counts"]["records"]) == ("ตรวจสอบประจำปี", 1)
    seal(register)
    assert asked(register, whole, hash=digest)["trail_word"] == "sealed"
    # Packed anew with nothing else in it, it is the same pack in another zip.
    again = asked(register, rewritten(whole, lambda _: None), hash=digest.upper())
    assert (again["verdict"], again["is_as_told"], again["is_same_zip"]) == ("genuine", True, False)


def test_what_was_done_to_a_pack_is_told_with_the_name_of_the_file(register, exported):
    whole = exported[0]
    for change, path, words in (
        (flipped(PDF), PDF, "was changed"),
        (lambda files: files.pop(REVISION), REVISION, "is missing"),
        (lambda files: files.update({"extra.txt": b"x"}), "extra.txt", "was added"),
        (lambda files: files.update({REGISTER: bytes(3_000_000)}), REGISTER, "its size differs"),
    ):
        found = asked(register, rewritten(whole, change))
        assert found["verdict"] == "changed"
        assert [each["path"] for each in found["faults"]].count(path)
        assert words in next(each["message_en"] for each in found["faults"] if each["path"] == path)
        assert all(re.search("[ก-๙]", each["message_th"]) for each in found["faults"])


def test_another_pack_with_the_number_of_an_exported_one_is_told_from_it(register, exported):
    forged = numbered(PACK_ID, {PDF: b"%PDF-1.7 forged"})[0]
    found = asked(register, forged)
    assert (found["verdict"], found["trail_word"]) == ("changed", "other")
    assert found["faults"][0]["path"] == MANIFEST
    # What the exporter told does not make the trail's word undone.
    assert asked(register, forged, hash=found["manifest_hash"])["verdict"] == "changed"


def test_a_pack_that_the_trail_does_not_know_is_believed_only_with_the_hash_that_was_told(register, exported):
    strange, digest = numbered("01900000-0000-7000-8000-000000000009", made_at=datetime.now(UTC))
    found = asked(register, strange)
    assert (found["verdict"], found["trail_word"]) == ("unvouched", "unknown")
    assert asked(register, strange, hash=digest)["verdict"] == "genuine"
    wrong = asked(register, strange, hash="0" * 64)
    assert (wrong["verdict"], wrong["is_as_told"], wrong["faults"][0]["path"]) == ("changed", False, MANIFEST)
    # Older than the trail in the database: it cannot say no.
    old = numbered("01900000-0000-7000-8000-000000000008", made_at=datetime(2020, 1, 1, tzinfo=UTC))[0]
    assert asked(register, old)["trail_word"] == "left"
    naive = numbered("no id", made_at=datetime(1, 1, 1))[0]  # noqa: DTZ001 - a moment without a zone is the case
    assert asked(register, naive)["trail_word"] == "unknown"


def test_what_is_no_pack_is_answered_too(register, exported):
    whole = exported[0]
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for content, words in (
        (b"%PDF-1.7 no zip at all", "no zip"),
        (whole[: len(whole) // 2], "no zip"),
        (empty.getvalue(), "no pack"),
        (rewritten(whole, lambda files: files.update({MANIFEST: b"{"})), "cannot be read"),
    ):
        found = asked(register, content)
        assert (found["verdict"], found["pack"]) == ("unreadable", None)
        assert words in " ".join(each["message_en"] for each in found["faults"])


def test_a_bomb_is_named_and_not_unpacked(register, exported, monkeypatch):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(MANIFEST, b"{}")
        with made.open("records/bomb.json", "w", force_zip64=True) as out:
            for _ in range(1300):
                out.write(bytes(1 << 20))
    found = asked(register, bomb.getvalue())
    assert (found["verdict"], found["files_read"]) == ("unreadable", 0)
    assert [each["path"] for each in found["faults"]] == ["records/bomb.json"]
    assert "nothing was unpacked" in found["faults"][0]["message_en"]


def test_texts_without_an_end_and_faults_without_number_are_cut(register):
    names = {f"extra/{number}": b"" for number in range(300)}
    content = rewritten(pack(reason="ก" * 500_000)[0], lambda files: files.update(names))
    found = asked(register, content)
    assert (len(found["faults"]), found["fault_count"]) == (200, 300)
    assert len(found["pack"]["reason"]) == 1001


def test_a_wrong_hash_no_file_and_a_file_that_is_too_large_are_refused_in_both_languages(register):
    with client_of(register) as client:
        head = bearer(register, Role.AUDITOR)
        wrong = client.post(API, content=b"x", params={"hash": "abc"}, headers=head)
        nothing = client.post(API, content=b"", headers=head)
        form = client.post(API, files={"other": b"x"}, headers=head)
        large = client.post(API, content=b"x", headers={**head, "Content-Length": str(300 << 20)})
    assert [each.status_code for each in (wrong, nothing, form, large)] == [422, 422, 422, 413]
    assert wrong.json()["errors"][0]["pointer"] == "/hash"
    assert "200 MB" in large.text


def test_nothing_of_a_pack_is_kept_and_nothing_is_written(register, exported):
    whole = exported[0]

    def state():
        with register.read(DPO, datetime.now(UTC)) as uow:
            return [
                uow.connection.scalar(select(func.count()).select_from(table))
                for table in (audit_events, packs, file_blobs)
            ]

    headers = bearer(register, Role.AUDITOR)
    before = state()
    asked(register, whole, headers=headers)
    asked(register, b"nothing", headers=headers)
    assert state() == before


def test_the_page_answers_whoever_is_signed_in_without_any_right(register, exported):
    whole, digest = exported
    with browser(register) as reader:
        shown = reader.get(PAGE)
        assert shown.status_code == 200
        assert 'enctype="multipart/form-data"' in shown.text
        mark = {"csrf_token": mark_of(shown)}

        def sent(content, **said):
            files = {"file": ("ชุด.zip", content)} if content is not None else {"other": b""}
            return reader.post(PAGE, data={**mark, **said}, files=files)

        good = sent(whole, hash=f" {digest.upper()} ")
        assert good.status_code == 200
        for words in ("ครบและตรงตามที่ส่งออก", "ทะเบียนนี้ส่งออกชุดนี้", "ผู้ส่งออก", "ตรวจสอบประจำปี", "ตรงกัน", digest):
            assert words in good.text
        bad = sent(rewritten(whole, flipped(PDF)))
        assert bad.status_code == 200
        assert "ชุดเอกสารไม่ตรงตามที่ส่งออก" in bad.text
        assert f'<code class="hash">{PDF}</code>' in bad.text
        assert "เนื้อหาถูกแก้ไข" in bad.text
        none = sent(b"no zip")
        assert "ไม่ใช่ชุดเอกสารผู้ตรวจสอบที่อ่านได้" in none.text
        assert "ไม่ใช่ไฟล์ zip" in none.text
        evil = sent(rewritten(whole, lambda files: files.update({"<b>x</b>": b""})))
        assert "<b>x</b>" not in evil.text
        faulty = sent(None, hash="xyz")
        assert faulty.status_code == 422
        assert "เลือกไฟล์ชุดเอกสารที่จะตรวจ" in faulty.text
        assert "ต้องเป็นเลขฐานสิบหก 64 ตัว" in faulty.text
        assert 'value="xyz"' in faulty.text
        assert 'href="/packs/verify"' in reader.get("/packs").text


def test_the_page_takes_no_file_of_a_stranger_nor_one_that_is_too_large(register):
    with browser(register) as reader:
        large = reader.post(PAGE, content=b"x", headers={"Content-Length": str(300 << 20)})
        assert large.status_code == 413
        assert "200 MB" in large.text
        assert reader.post(PAGE, files={"file": ("p.zip", b"x")}).status_code == 403
        reader.cookies.clear()
        assert reader.post(PAGE, files={"file": ("p.zip", b"x")}).status_code in {303, 401, 403}
