"""Somebody without any right looks into one pack until a day, sees exactly what was exported, and nothing else."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select, update

from ropa.attachments import service_files
from ropa.audit.tables import audit_events
from ropa.errors import Forbidden, Invalid, NotFound
from ropa.files import open_files
from ropa.jobs.passes import tick
from ropa.packs import service, service_cleaning, service_shares
from ropa.packs.service import MadePack
from ropa.packs.tables import pack_shares, packs
from schemas.access import Channel, Grant, Role
from schemas.packs import PackQuery, ShareInput
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.packs import CONTENT, FOLDER, REVISION, manifest, pack
from tests.support.web import browser, found_in, keys_for, national_id, send
from tests.support.world import bearer, client_of, create, settings_for

PACK_ID = "01900000-0000-7000-8000-000000000001"
DPO = person("ดีพีโอ", Role.DPO)
REASON = "ตรวจสอบประจำปีงบประมาณ"


@pytest.fixture
def stored(register):
    """A pack in the store, made just now."""
    present = datetime.now(UTC)
    whole, digest = pack()
    files = open_files(settings_for(register.url))
    with register.write(DPO, present) as uow:
        kept = service.kept_of(files, io.BytesIO(whole), keeps=True)
        said = manifest(pack_id=PACK_ID, made_at=present, query=PackQuery(office=PHETCHABURI))
        service.keep(uow, DPO, MadePack(manifest=said, manifest_hash=digest), kept)
    return whole


def share(register, through, number=7, now=None, reason=REASON):
    said = ShareInput(reason=reason, valid_through=through, national_id=national_id(number))
    with register.write(DPO, now or datetime.now(UTC)) as uow:
        return service_shares.share(uow, keys_for(register), PACK_ID, said)


def today():
    return (datetime.now(UTC) + timedelta(hours=7)).date()


def actions(register):
    with register.read(DPO, datetime.now(UTC)) as uow:
        query = select(audit_events.c.action, audit_events.c.details).where(audit_events.c.subject == f"pack:{PACK_ID}")
        return [(row.action, bytes(row.details).decode()) for row in uow.connection.execute(query)]


def test_a_person_without_any_right_sees_exactly_what_was_exported(register, now, stored):
    create(register, now, office_id=PHETCHABURI, main_process="งานที่ไม่ได้ส่งออก")
    share(register, today() + timedelta(days=2))
    with browser(register, number=7) as client:
        assert f"/packs/{PACK_ID}" in client.get("/packs").text
        page = client.get(f"/packs/{PACK_ID}")
        assert page.status_code == 200
        assert "งานที่ไม่ได้ส่งออก" not in page.text
        assert "ผู้ที่ให้เข้าดู" not in page.text
        for path in [*CONTENT, REVISION, "manifest.json", "SHA256SUMS", "README.txt"]:
            answer = client.get(f"/packs/{PACK_ID}/files/{path}")
            with zipfile.ZipFile(io.BytesIO(stored)) as opened:
                assert answer.content == opened.read(path), path
            assert answer.headers["content-disposition"].startswith("attachment")
            assert "sandbox" in answer.headers["content-security-policy"]
        assert client.get(f"/packs/{PACK_ID}/zip").content == stored
        for path in ("../../etc/passwd", "%2e%2e/x", "none.txt", "records/", f"{FOLDER}/", "/etc/passwd"):
            assert client.get(f"/packs/{PACK_ID}/files/{path}").status_code in {400, 404}, path
        for path in ("/activities", "/trail", "/people", "/packs/new", f"/packs/{PACK_ID}/share", "/downloads"):
            assert client.get(path).status_code == 403, path
        other = PACK_ID.replace("0001", "0002")
        assert client.get(f"/packs/{other}").status_code == 404
    said = actions(register)
    assert [action for action, _ in said].count("pack.opened") == 1
    assert ("pack.downloaded", '{"file":"*"}') in said
    assert ("pack.downloaded", f'{{"file":"{REVISION}"}}') in said


def test_after_the_last_day_and_after_withdrawal_nothing_opens_any_more(register, stored):
    made = share(register, today())
    share(register, today() + timedelta(days=9), number=8)
    with browser(register, number=7) as client, browser(register, (Role.DPO, 0), number=2) as officer:
        assert client.get(f"/packs/{PACK_ID}").status_code == 200
        assert send(officer, f"/packs/{PACK_ID}/shares/{made.id}/end", {}, at=f"/packs/{PACK_ID}").status_code == 303
        for path in ("", "/zip", f"/files/{REVISION}"):
            answer = client.get(f"/packs/{PACK_ID}{path}")
            assert answer.status_code == 403
            assert "สิ้นสุดแล้ว" in answer.text
        assert PACK_ID not in client.get("/packs").text
    with register.write(DPO, datetime.now(UTC)) as uow:
        uow.connection.execute(update(pack_shares).values(valid_through=today() - timedelta(days=1)))
    with browser(register, number=8) as client:
        assert client.get(f"/packs/{PACK_ID}/zip").status_code == 403
    with browser(register, (Role.RECORDER, PHETCHABURI), number=9) as stranger:
        assert stranger.get(f"/packs/{PACK_ID}").status_code == 404


def test_an_officer_shares_at_the_page_and_every_fault_is_told(register, stored):
    place = f"/packs/{PACK_ID}/share"
    with browser(register, (Role.DPO, 0), number=2) as officer:
        late = (today() + timedelta(days=91)).isoformat()
        answer = send(officer, place, {"reason": "สั้น", "valid_through": late, "national_id": "123"})
        assert answer.status_code == 422
        for words in ("13 หลัก", "ไม่เกิน 90 วัน", "อย่างน้อย 10"):
            assert words in answer.text
        assert send(officer, place, {"reason": REASON, "valid_through": today().isoformat()}).status_code == 422
        fields = {"reason": REASON, "valid_through": today().isoformat(), "national_id": national_id(7)}
        assert send(officer, place, fields).headers["location"] == f"/packs/{PACK_ID}?said=pack-shared"
        shown = officer.get(f"/packs/{PACK_ID}")
        assert "ยังไม่เคยลงชื่อเข้าใช้" in shown.text
        assert national_id(7) not in shown.text
        assert found_in(shown, r"<code class=\"hash\">([0-9a-f]{64})")
        send(officer, place, {**fields, "national_id": national_id(2)})
    with register.read(DPO, datetime.now(UTC)) as uow:
        assert len(service_shares.shares(uow, PACK_ID).items) == 1
    assert "pack.shared" in [action for action, _ in actions(register)]


@pytest.mark.only_on("sqlite")
def test_only_a_person_with_the_right_shares(register, stored, now):
    said = ShareInput(reason=REASON, valid_through=today(), national_id=national_id(7))
    for actor in (somebody(Role.DPO), person("ผู้ตรวจ", Role.AUDITOR), person("คนบันทึก", Role.RECORDER)):
        with register.write(actor, datetime.now(UTC)) as uow, pytest.raises((Forbidden, NotFound)):
            service_shares.share(uow, keys_for(register), PACK_ID, said)
    assert somebody(Role.DPO).channel is Channel.TOKEN
    with register.read(DPO, datetime.now(UTC)) as uow, pytest.raises(NotFound):
        service.see(uow, "no-id")
    with pytest.raises(Invalid):
        share(register, today() - timedelta(days=1))


def test_the_file_is_kept_while_somebody_may_look_and_goes_after(register, stored):
    files = open_files(settings_for(register.url))
    with register.read(DPO, datetime.now(UTC)) as uow:
        digest = service.see(uow, PACK_ID).item.sha256
    share(register, today() + timedelta(days=90))
    late = datetime.now(UTC) + timedelta(days=90, hours=1)

    def cleaned(at):
        with register.read(DPO, at) as uow:
            found = service_files.unneeded(uow, files)
        with register.write(DPO, at) as uow:
            return service_files.clean(uow, found), service_cleaning.expire(uow)

    # Somebody looks into it for longer than a pack is kept by itself.
    with register.write(DPO, late) as uow:
        uow.connection.execute(update(pack_shares).values(valid_through=date(2099, 1, 1)))
    assert cleaned(late) == (0, 0)
    with register.write(DPO, late) as uow:
        uow.connection.execute(update(pack_shares).values(valid_through=today()))
        assert service_cleaning.waits(uow)
    cleaned(late)
    gone, again = cleaned(late)
    assert (gone >= 1, again, files.has(digest)) == (True, 0, False)
    with register.read(DPO, late) as uow:
        item = service.see(uow, PACK_ID).item
        assert (item.is_gone, item.reason, item.sha256) == (True, "ตรวจสอบประจำปี", digest)
        with pytest.raises(NotFound):
            service.see_file(uow, PACK_ID)
    with browser(register, (Role.DPO, 0), number=2) as officer:
        assert "ถูกลบแล้ว" in officer.get(f"/packs/{PACK_ID}").text
        assert officer.get(f"/packs/{PACK_ID}/zip").status_code == 404


@pytest.mark.only_on("sqlite")
def test_the_worker_lets_expired_packs_go(register, stored):
    with register.write(DPO, datetime.now(UTC)) as uow:
        uow.connection.execute(update(packs).values(expires_at=datetime.now(UTC) - timedelta(days=1)))
    done = list(tick(register, keys_for(register), datetime.now(UTC)))
    assert "packs 1" in [each.told for each in done]
    assert ("pack.expired", "{}") in actions(register)


@pytest.mark.only_on("sqlite")
def test_the_api_lists_reads_and_hands_out(register, stored):
    headers = bearer(register, Role.AUDITOR)
    with client_of(register) as client:
        assert [each["id"] for each in client.get("/api/v1/packs", headers=headers).json()["items"]] == [PACK_ID]
        item = client.get(f"/api/v1/packs/{PACK_ID}", headers=headers).json()
        answer = client.get(f"/api/v1/packs/{PACK_ID}/file", headers=headers)
        assert (answer.content, answer.headers["etag"]) == (stored, f'"{item["sha256"]}"')
        again = client.get(
            f"/api/v1/packs/{PACK_ID}/file", headers={**headers, "If-None-Match": answer.headers["etag"]}
        )
        assert again.status_code == 304
        assert client.get(f"/api/v1/packs/{PACK_ID}/shares", headers=headers).json()["items"] == []
        of_office = bearer(register, Role.DPO, PHETCHABURI)
        assert client.get("/api/v1/packs", headers=of_office).json()["items"] == []
        assert client.get(f"/api/v1/packs/{PACK_ID}/file", headers=of_office).status_code == 404
        faults = client.post("/api/v1/packs", json={"reason": "ก", "office": 9_999_999}, headers=headers)
        assert faults.status_code == 422
        assert "/reason" in faults.text


def test_a_pack_closes_when_a_part_of_the_rights_it_was_made_with_is_gone(register):
    present = datetime.now(UTC)
    digest = "e" * 64

    def with_rights(*grants):
        held = tuple(Grant(role=role, office_id=office) for role, office in grants)
        return msgspec.structs.replace(person("สองจังหวัด", Role.DPO, PHETCHABURI), grants=held)

    both = with_rights((Role.DPO, PHETCHABURI), (Role.AUDITOR, PRACHUAP))
    whole, _ = pack()
    with register.write(both, present) as uow:
        kept = service.kept_of(open_files(settings_for(register.url)), io.BytesIO(whole), keeps=True)
        made = MadePack(manifest=manifest(pack_id=PACK_ID, made_at=present), manifest_hash=digest)
        service.keep(uow, both, made, kept)
        narrow = PACK_ID.replace("0001", "0002")
        said = manifest(pack_id=narrow, made_at=present, query=PackQuery(office=PHETCHABURI))
        service.keep(uow, both, MadePack(manifest=said, manifest_hash=digest), kept)

    def listed(actor):
        with register.read(actor, present) as uow:
            return [each.id for each in service.list_packs(uow, None, 10).items]

    with register.read(both, present) as uow:
        # A DPO of one of its offices shows nobody what belongs to the other.
        assert not service.see_file(uow, PACK_ID).shares
        assert service.see_file(uow, narrow).shares
    asked = ShareInput(reason=REASON, valid_through=today(), national_id=national_id(7))
    with register.write(both, present) as uow, pytest.raises(Forbidden):
        service_shares.share(uow, keys_for(register), PACK_ID, asked)
    assert listed(both) == [narrow, PACK_ID]
    for rights in ([(Role.DPO, PHETCHABURI)], [(Role.AUDITOR, PRACHUAP)], [(Role.RECORDER, PHETCHABURI)], []):
        less = with_rights(*rights)
        assert listed(less) == []
        for look in (service.see, service.see_file, service_shares.shares):
            with register.read(less, present) as uow, pytest.raises(Forbidden, match="เปลี่ยนไป"):
                look(uow, PACK_ID)
    with register.read(with_rights((Role.AUDITOR, PRACHUAP), (Role.DPO, PHETCHABURI)), present) as uow:
        assert service.see(uow, PACK_ID).exports
    with register.read(DPO, present) as uow:
        assert service.see(uow, PACK_ID).shares


def test_sharing_again_notes_who_did_it_and_when(register, stored):
    other = msgspec.structs.replace(DPO, id="person:0", name="ดีพีโอคนที่สอง")
    first = share(register, today())

    def again(at, through):
        said = ShareInput(reason=REASON, valid_through=through, national_id=national_id(7))
        with register.write(other, at) as uow:
            return service_shares.share(uow, keys_for(register), PACK_ID, said)

    longer = again(first.shared_at + timedelta(seconds=1), today() + timedelta(days=1))
    assert (longer.id, longer.shared_by_name) == (first.id, other.name)
    assert longer.shared_at > first.shared_at
    later = longer.shared_at + timedelta(days=5)
    renewed = again(later, today() + timedelta(days=9))
    assert (renewed.id == first.id, renewed.shared_by_name, renewed.shared_at) == (False, other.name, later)
    with register.read(DPO, later) as uow:
        kept = {each.id: each.valid_through for each in service_shares.shares(uow, PACK_ID).items}
    assert kept == {first.id: today() + timedelta(days=1), renewed.id: today() + timedelta(days=9)}
