"""A pack holds exactly what its exporter may export, says who took it, hides people, and passes its own check."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from exports.pack_reading import check_pack
from exports.records import ExportCancelled
from ropa import packing_children
from ropa.activities import service as activities
from ropa.activities import service_life
from ropa.audit import service_seals
from ropa.audit.rules_excerpts import check_excerpt, lines_of
from ropa.audit.service import record
from ropa.cli import main
from ropa.errors import Forbidden, Invalid
from ropa.packing import Follower, make_pack
from ropa.packs import service
from schemas.access import Actor, Channel, Grant, Role
from schemas.document import content_hash
from schemas.life import LifeStep, StepInput
from schemas.masking import MASK, MASK_ID
from schemas.packs import MANIFEST, README, REGISTER, SUMS, TRAIL, PackInput, RevisionFile
from schemas.vocabulary import RevisionStatus
from tests.ropa.activities.test_life import whole
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.lives import REVIEWER, carry, step
from tests.support.web import keys_for
from tests.support.world import activity_input, approve, create, update_of

DPO = person("ดีพีโอ ตัวอย่าง", Role.DPO)
NAME = "นายทดสอบ มั่นคงยิ่ง"
ADDRESS = "203.0.113.7"
REASON = "ตรวจสอบประจำปีงบประมาณ"


def made(register, now, actor=DPO, **said):
    """Return a pack's files, its manifest, and the whole."""
    out = io.BytesIO()
    pack = make_pack(
        register, actor, PackInput(**{"reason": REASON, **said}), out, base_url="https://register.example", made_at=now
    )
    with zipfile.ZipFile(out) as opened:
        return {name: opened.read(name) for name in opened.namelist()}, pack, out


def words_of(content):
    """Return everything that a file says: an .xlsx is unpacked."""
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return "".join(opened.read(name).decode(errors="replace") for name in opened.namelist())


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """Pages are set by their own tests, and once here."""
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr("ropa.packing_record.record_pdf", lambda *_: b"%PDF-1.7")


@pytest.fixture
def drawn():
    """Everything is drawn."""
    return 2


@pytest.fixture
def named(request, register, now):
    """A record of Phetchaburi with an approved revision and an open draft; both name somebody, in several places."""
    steps = 2 if "drawn" in request.fixturenames else 0
    data = activity_input(sub_process=f"ส่งให้ {NAME} ตรวจ", steps=steps, items=["เลข 1-2345-67890-12-1"])
    data.form.header.recorder_name = NAME
    with register.write(DPO, now) as uow:
        stored = activities.create(uow, data)
        approve(uow, stored.id)
    with register.write(DPO, now) as uow:
        data.form.header.main_process = "งานที่แก้ไขแล้ว"
        activities.replace(uow, stored.id, stored.version + 1, update_of(data))
        record(uow, "test.told", f"activity:{stored.id}", {"said": f"โดย {NAME}"})
    with register.write(msgspec.structs.replace(DPO, address=ADDRESS), now) as uow:
        record(uow, "test.seen", f"activity:{stored.id}", {})
    with register.read(DPO, now) as uow:
        through = service_seals.settled_through(uow)
    with register.write(DPO, now) as uow:
        service_seals.seal(uow, keys_for(register), through)
    return stored


@pytest.mark.only_on("sqlite")
def test_a_masked_pack_names_nobody_anywhere_and_passes_its_check(register, now, drawn, named, tmp_path, capsys):
    reason = "ตามคำร้องของทดสอบ มั่นคงยิ่ง และนายอื่นใด ไม่ซ้ำ เลข 1-2345-67890-12-1"
    files, pack, whole = made(register, now, q="มั่นคงยิ่ง", reason=reason)
    assert pack.manifest.reason == f"ตามคำร้องของ{MASK} และ{MASK} เลข {MASK_ID}"
    assert pack.manifest.query.q == MASK  # who was looked for is somebody, too
    folder = f"records/{named.ref}"
    pages = {f"{folder}/{name}" for name in ("form.xlsx", "record.pdf", "dfd.svg", "dfd.png")}
    revisions = {f"{folder}/revisions/{number}.json" for number in (1, 2)}
    assert set(files) == {MANIFEST, SUMS, README, REGISTER, TRAIL, *pages, *revisions}
    for path, content in files.items():
        assert "มั่นคงยิ่ง" not in words_of(content), path
        assert "67890" not in words_of(content), path
        assert ADDRESS not in words_of(content), path
    signed = {path for path, content in files.items() if DPO.name in words_of(content)}
    # Here the name of who acted is also their id, and ids stay in the trail.
    assert signed - {TRAIL} == {path for path in files if not path.endswith((".pdf", ".png", TRAIL, SUMS))}
    found = check_pack(whole)
    assert (found.faults, found.manifest_hash) == ([], pack.manifest_hash)
    assert found.manifest is not None
    assert found.manifest.made_at.tzinfo is UTC
    assert (found.manifest.counts, found.manifest.records) == (pack.manifest.counts, pack.manifest.records)
    trail = check_excerpt(lines_of(io.BytesIO(files[TRAIL])))
    assert (trail.faults, trail.masked, trail.seals) == ([], 2, 1)
    assert trail.entries == pack.manifest.counts.trail_entries > 2
    first = msgspec.json.decode(files[f"{folder}/revisions/1.json"], type=RevisionFile)
    assert (first.masked, first.content_hash) == (True, named.content_hash)
    assert first.approval is not None
    assert first.approval.approved_by_name == MASK
    (tmp_path / "pack.zip").write_bytes(whole.getvalue())
    assert main(["verify-pack", str(tmp_path / "pack.zip"), "--hash", pack.manifest_hash]) == 0
    assert "does not vouch for what the 2 masked entries say" in capsys.readouterr().out


@pytest.mark.only_on("sqlite")
def test_a_pack_with_names_carries_the_very_bytes_that_were_hashed(register, now, named):
    files, pack, whole = made(register, now, with_names=True)
    assert not pack.manifest.masked
    first = files[f"records/{named.ref}/revisions/1.json"]
    assert content_hash(first.split(b"\n")[2]) == named.content_hash
    assert NAME in first.decode()
    assert ADDRESS in files[TRAIL].decode()
    assert check_excerpt(lines_of(io.BytesIO(files[TRAIL]))).masked == 0
    assert check_pack(whole).faults == []


@pytest.mark.only_on("sqlite")
def test_a_pack_with_names_has_the_approved_picture_and_says_when_it_was_changed(register, now):
    with register.write(DPO, now) as uow:
        stored = activities.create(uow, whole())
    carry(register, now, stored.id)
    path = f"records/{stored.ref}/dfd-approved.svg"
    files, pack, _ = made(register, now, with_names=True)
    told = msgspec.json.decode(files[f"records/{stored.ref}/revisions/1.json"], type=RevisionFile)
    assert told.approval is not None
    assert ("picture", "dfd.svg", hashlib.sha256(files[path]).hexdigest()) in told.approval.manifest
    assert path not in made(register, now)[0]

    with register.write(DPO, now) as uow:
        uow.connection.exec_driver_sql("DROP TRIGGER approved_pictures_no_delete")
        uow.connection.exec_driver_sql("DELETE FROM approved_pictures")
    files, pack, _ = made(register, now, with_names=True)
    assert path not in files
    assert "is gone or was changed" in str(pack.manifest.records[0].notes)


def test_the_manifest_says_who_when_why_and_what_was_asked(register, now):
    create(register, now, office_id=PHETCHABURI, main_process="งานหนึ่ง")
    create(register, now, office_id=PRACHUAP, main_process="งานสอง")
    _, pack, _ = made(register, now, office=PHETCHABURI, status=RevisionStatus.DRAFT)
    said = pack.manifest
    assert [each.main_process for each in said.records] == ["งานหนึ่ง"]
    assert (said.exported_by.name, said.reason, said.register.base_url) == (
        DPO.name,
        REASON,
        "https://register.example",
    )
    assert (said.query.office, said.query.status) == (PHETCHABURI, RevisionStatus.DRAFT)
    assert said.made_at_th == "20 พฤศจิกายน พ.ศ. 2569 09:00 น."
    assert said.query_th.endswith("สถานะร่าง")
    assert said.records[0].notes[0].startswith("dfd:")


@pytest.mark.only_on("sqlite")
def test_only_rights_that_export_packs_count(register, now):
    create(register, now, office_id=PHETCHABURI, main_process="งานหนึ่ง")
    create(register, now, office_id=PRACHUAP, main_process="งานสอง")
    both = Actor(
        id="person:x",
        name="สองหน้าที่",
        channel=Channel.WEB,
        grants=(Grant(role=Role.AUDITOR, office_id=PHETCHABURI), Grant(role=Role.RECORDER, office_id=PRACHUAP)),
    )
    files, pack, _ = made(register, now, both)
    assert [each.main_process for each in pack.manifest.records] == ["งานหนึ่ง"]
    assert "งานสอง" not in words_of(files[REGISTER])
    with pytest.raises(Invalid, match="ไม่มีหน่วยงานนี้"):
        made(register, now, both, office=PRACHUAP)
    for role in (Role.RECORDER, Role.APPROVER, Role.SYSTEM_ADMIN):
        with pytest.raises(Forbidden):
            made(register, now, somebody(role))


@pytest.mark.only_on("sqlite")
def test_an_auditor_gets_no_open_draft_beside_an_approved_revision_and_no_inner_words(register, now, named):
    draft = named.id
    with register.write(person("คนบันทึก", Role.RECORDER, PHETCHABURI), now) as uow:
        service_life.take_step(uow, draft, LifeStep.SUBMIT, StepInput(note="ถึงผู้พิจารณา"))
    step(register, now, REVIEWER, draft, LifeStep.RETURN, "ยังไม่ครบ")
    of_officer, _, _ = made(register, now)
    of_auditor, _, _ = made(register, now, person("ผู้ตรวจ", Role.AUDITOR))
    assert {path for path in of_officer if "revisions" in path} - set(of_auditor) == {
        f"records/{named.ref}/revisions/2.json"
    }
    assert "ยังไม่ครบ" in of_officer[f"records/{named.ref}/revisions/2.json"].decode()
    assert "ยังไม่ครบ" not in "".join(map(words_of, of_auditor.values()))


@pytest.mark.only_on("sqlite")
def test_a_past_day_has_what_was_approved_then(register, now, named):
    files, pack, _ = made(register, now + timedelta(days=3), as_of=now.date())
    assert [each.revisions for each in pack.manifest.records] == [[1]]
    assert "งานที่แก้ไขแล้ว" not in "".join(words_of(each) for path, each in files.items() if path != TRAIL)
    with pytest.raises(Invalid, match="ไม่มีรายการ"):
        made(register, now, as_of=(now - timedelta(days=30)).date())


@pytest.mark.only_on("sqlite")
def test_every_fault_of_the_question_is_told(register, now):
    with register.read(DPO, now) as uow:
        said = PackInput(reason="  สั้น  ", as_of=(now + timedelta(days=9)).date(), q="ก", status=RevisionStatus.DRAFT)
        with pytest.raises(Invalid) as error:
            service.check(uow, said)
    assert [each.pointer for each in error.value.problems] == ["/reason", "/as_of", "/q", "/status"]


class _Stop(Exception):
    pass


@pytest.mark.only_on("sqlite")
def test_who_stops_leaves_nothing_behind(register, now, tmp_path):
    create(register, now, office_id=PHETCHABURI)

    def progress(done, total):
        assert (done, total) == (1, 1)
        raise _Stop

    with pytest.raises(_Stop), (tmp_path / "pack.zip").open("wb") as out:
        make_pack(
            register, DPO, PackInput(reason=REASON), out, base_url="", made_at=now, follower=Follower(progress=progress)
        )
    assert [path.name for path in tmp_path.iterdir()] == ["pack.zip"]
    with (tmp_path / "pack.zip").open("rb") as half:
        assert check_pack(half).manifest is None


@pytest.mark.only_on("sqlite")
def test_many_records_are_drawn_by_processes_in_their_order(register, now, monkeypatch, tmp_path):
    monkeypatch.setattr("ropa.packing.IN_PROCESS", 0)
    monkeypatch.setattr("ropa.packing_children.TOGETHER", 1)
    refs = [create(register, now, office_id=PHETCHABURI, sub_process=f"งาน {number}").ref for number in range(2)]
    _, pack, whole = made(register, now)
    assert [each.ref for each in pack.manifest.records] == refs
    assert check_pack(whole).faults == []

    children = []
    start = packing_children._started

    def started(order):
        children.append(start(order))
        return children[-1]

    monkeypatch.setattr(packing_children, "_started", started)
    follower, said = Follower(cancelled=lambda: bool(children)), PackInput(reason=REASON)
    with (tmp_path / "pack.zip").open("wb") as out, pytest.raises(ExportCancelled):
        make_pack(register, DPO, said, out, base_url="", made_at=now, follower=follower)
    assert len(children) == 2
    assert all(child.returncode is not None for child in children)
    assert [path.name for path in tmp_path.iterdir()] == ["pack.zip"]


@pytest.mark.only_on("sqlite")
def test_the_command_line_writes_one_keeps_it_and_tells_the_hash(register, now, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    monkeypatch.setenv("ROPA_FILES_URL", f"file://{tmp_path / 'files'}")
    create(register, datetime.now(UTC), office_id=PHETCHABURI)
    path = tmp_path / "pack.zip"
    assert main(["export", "pack", "--out", str(path), "--reason", REASON]) == 0
    digest = next(line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("manifest "))
    assert main(["verify-pack", str(path), "--hash", digest]) == 0
    with register.read(DPO, now) as uow:
        kept = service.list_packs(uow, None, 10).items[0]
    assert (kept.manifest_hash, kept.masked, kept.is_gone, kept.size) == (digest, True, False, path.stat().st_size)
    assert main(["export", "pack", "--out", str(path), "--reason", "สั้น"]) == 2
    assert main(["export", "pack", "--out", "x.txt", "--reason", REASON]) == 2
