"""What the public sees of the register: what a DPO published, and nothing else, as strangers and officers see it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs
from sqlalchemy import text

from ropa.activities import service as activities
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Invalid
from ropa.publishing import rules, service, service_public
from schemas.access import Channel, Role
from schemas.activity_data import DataCategory, Header
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond, Contact, PurposeBasis
from schemas.document import ActivityInput
from schemas.exchange import InformationSystem
from schemas.privacy_notice import gaps
from schemas.publishing import PublicActivity, PublicFilter, PublishInput, RecipientKind
from schemas.vocabulary import LawfulBasis, SecrecyClass
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.quick_apps import quick_app
from tests.support.statements import counted
from tests.support.web import HTML, browser, mark_of
from tests.support.world import DPO, activity_input, approve, create, settings_for

PATH = "/register-public"
OFFICER = structs.replace(DPO, channel=Channel.WEB)
SECRETS = ("ระบบลับสุดยอด", "ตู้เซฟ", "สมมุติ ทดลอง", "รหัสผ่านยาว", "1-1111-11111-11-9")


def full(**more: Any) -> ActivityInput:
    """A record that answers all of s.23, with things that the public must not see."""
    said = activity_input(office_id=PHETCHABURI)
    said.form.header = Header(
        main_process="งานออกใบอนุญาต",
        sub_process="รับคำขอ",
        parent_org_unit="หน่วยงานทดสอบ",
        recorder_name="นายสมมุติ ทดลอง",
        responsible_persons=["นายสมมุติ ทดลอง"],
    )
    said.form.data_category = DataCategory(
        personal_data_items=["ชื่อ", "=ที่อยู่", "-"],
        collection_purposes=["เพื่อออกใบอนุญาต ติดต่อสมมุติ ทดลอง หรือ นายทดแทน คนหนึ่ง เลข 1-1111-11111-11-9"],
        data_source="จากเจ้าของข้อมูล",
        local_third_parties=["กรมทดสอบ", "บริษัท ทดสอบ จำกัด", "ผู้ใดไม่ทราบ"],
        authorised_accessors=["นายสมมุติ ทดลอง"],
    )
    said.form.storage = Storage(retention_period="10 ปี", storage_locations=["ตู้เซฟ"])
    said.form.safeguards.access_control_measures = "รหัสผ่านยาว"
    said.form.beyond = Beyond(
        data_subject_categories=["ผู้ยื่นคำขอ"],
        lawful_basis_code_per_purpose=[PurposeBasis(purpose="ออกใบอนุญาต", lawful_basis=LawfulBasis.LEGAL_OBLIGATION)],
        controller_contact=Contact(name="หน่วยงานทดสอบ", address="เลขที่ 1"),
        dpo_contact=Contact(name="นายสมมุติ ทดลอง", email="dpo@example.org"),
    )
    said.systems = [InformationSystem(seq=1, system_name="ระบบลับสุดยอด")]
    return structs.replace(said, **more)


def approved(register: Database, now: Any, said: ActivityInput | None = None) -> str:
    with register.write(OFFICER, now) as uow:
        made = activities.create(uow, said or full())
        approve(uow, made.id)
    return made.id


def publish(
    register: Database, now: Any, key: str, necessity: str | None = "ต้องให้ตามกฎหมาย", *, notice: bool = True
) -> None:
    with register.write(OFFICER, now) as uow:
        seen = service.preview(uow, key, necessity or "").seen
        service.publish(uow, key, PublishInput(seen=seen, with_notice=notice, necessity=necessity))


@contextmanager
def visitor(register: Database, **settings: Any) -> Iterator[TestClient[Litestar]]:
    made = replace(settings_for(register.url), **{"public_register": True} | settings)
    with TestClient(quick_app(made, register), raise_server_exceptions=False) as client:
        client.headers.update(HTML)
        yield client


def seen_in(page: str) -> str:
    """Return the hash of the preview that a page shows."""
    return str(re.findall(r'name="seen" value="(\w{64})"', page)[0])


def test_nothing_is_public_until_the_settings_and_a_dpo_say_so(register, now):
    key = approved(register, now)
    with visitor(register) as client:
        assert client.get(f"{PATH}/{key}").status_code == 404
        assert "ยังไม่มีกิจกรรมที่เผยแพร่" in client.get(PATH).text
    publish(register, now, key)
    places = ("", f"/{key}", f"/{key}/notice", f"/{key}/notice.pdf", "/extract.csv", "/extract.json")
    with visitor(register, public_register=False) as client:
        assert {client.get(PATH + each).status_code for each in places} == {404}
    with visitor(register) as client:
        assert {client.get(PATH + each).headers["x-robots-tag"] for each in places} == {"noindex"}
        assert "max-age=60" in client.get(PATH).headers["cache-control"]
    with visitor(register, public_register_indexed=True) as client:
        shown = client.get(PATH)
        assert "x-robots-tag" not in shown.headers
        assert "noindex" not in shown.text


def test_the_public_sees_what_is_meant_for_it_and_no_name_system_or_measure(register, now):
    key = approved(register, now)
    publish(register, now, key, "ต้องให้แก่นายสมมุติ ทดลอง")
    with visitor(register) as client:
        answers = [
            client.get(f"{PATH}{each}") for each in ("", f"/{key}", f"/{key}/notice", "/extract.csv", "/extract.json")
        ]
        assert {each.status_code for each in answers} == {200}
        for each in answers:
            assert [word for word in SECRETS if word in each.text] == [], each.url
            assert "คนหนึ่ง" not in each.text
        page = answers[1].text
        for words in ("งานออกใบอนุญาต", "ผู้ยื่นคำขอ", "10 ปี", "dpo@example.org", "มาตรา 24(6)", "หน่วยงานของรัฐ", "มาตรา 30"):
            assert words in page, words
        assert "กรมทดสอบ" not in page  # the kind of a recipient, never its name
        rows = list(csv.DictReader(io.StringIO(answers[3].content.decode("utf-8-sig"))))
        assert rows[0]["ข้อมูลที่เก็บรวบรวม (มาตรา 23(3))"] == "ชื่อ\n=ที่อยู่"
        assert rows[0]["ที่มาของข้อมูล (มาตรา 25)"] == "จากเจ้าของข้อมูล"
        assert json.loads(answers[4].content)["items"][0]["recipients"] == ["state", "company", "other"]
        for ending, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
            assert client.get(f"{PATH}/{key}/notice.{ending}").content.startswith(begins)
        assert "Privacy notice" in client.get(f"{PATH}/{key}/notice", headers={"Cookie": "ropa_language=en"}).text


def test_the_public_sees_the_published_words_until_somebody_decides_anew(register, now):
    key = approved(register, now)
    publish(register, now, key, notice=False)
    with visitor(register) as client:
        assert client.get(f"{PATH}/{key}/notice").status_code == 404
        with register.write(OFFICER, now) as uow:
            service.withdraw(uow, key)
        assert client.get(f"{PATH}/{key}").status_code == 404
    publish(register, now, key)
    with register.engine.begin() as connection:
        actions = connection.execute(
            text("SELECT action FROM audit_events WHERE subject = :key ORDER BY id"), {"key": key}
        )
        assert [each[0] for each in actions if "publish" in each[0]] == [
            "activity.published",
            "activity.unpublished",
            "activity.published",
        ]
    with register.read(OFFICER, now) as uow:
        assert [each.withdrawn_at is None for each in service.preview(uow, key).history] == [True, False]
        assert service_public.one(uow, key).content.necessity == "ต้องให้ตามกฎหมาย"


def test_a_decision_holds_only_for_what_was_seen_is_approved_and_is_no_secret(register, now):
    draft = create(register, now).id
    secret = full()
    secret.form.beyond.secrecy_class = SecrecyClass.SECRET
    classified, key = approved(register, now, secret), approved(register, now)
    for each in (draft, classified):
        with pytest.raises(Conflict):
            publish(register, now, each, notice=False)
    with register.write(OFFICER, now) as uow, pytest.raises(Conflict):
        service.publish(uow, key, PublishInput(seen="0" * 64))
    with pytest.raises(Invalid) as lacking:
        publish(register, now, key, None)
    assert [each.pointer for each in lacking.value.problems] == ["/necessity"]
    with register.read(OFFICER, now) as uow:
        assert service_public.page(uow, PublicFilter(), None) == ([], False)


def test_the_list_is_searched_narrowed_and_read_on_with_as_many_statements_for_many(register, now):
    for number in range(5):
        said = full(office_id=PHETCHABURI if number else PRACHUAP)
        said.form.header.sub_process = f"ขั้นที่{number}"
        publish(register, now, approved(register, now, said), notice=False)
    with register.read(OFFICER, now) as uow:
        with counted(uow) as statements:
            found, more = service_public.page(uow, PublicFilter(office=PHETCHABURI), None, limit=3)
        assert len([each for each in statements if each != "BEGIN"]) == 1
        assert ([each.content.name[-1] for each in found], more) == (["4", "3", "2"], True)
        rest, more = service_public.page(uow, PublicFilter(office=PHETCHABURI), found[-1].number, limit=3)
        assert ([each.content.name[-1] for each in rest], more) == (["1"], False)
        assert len(service_public.page(uow, PublicFilter(q="ขั้นที่๐"), None)[0]) == 1
        assert service_public.page(uow, PublicFilter(q="ตู้เซฟ"), None)[0] == []
        with counted(uow) as statements:
            listed, _, count = service.candidates(uow, PublicFilter(), is_public=True, after=None)
        assert (len(listed), count, len([each for each in statements if each != "BEGIN"])) == (5, 5, 2)
        assert service.candidates(uow, PublicFilter(), is_public=False, after=None)[0] == []


@pytest.mark.only_on("sqlite")
def test_a_dpo_sees_the_preview_publishes_and_withdraws_and_what_is_missing_is_marked(register, now):
    key = approved(register, now)
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        place = f"/activities/{key}/publish"
        shown = client.get(place)
        assert "ระบบลับสุดยอด" not in shown.text
        given = {"csrf_token": mark_of(shown), "form_key": "", "with_notice": "1"}
        seen = seen_in(shown.text)
        refused = client.post(place, data={**given, "do": "publish", "seen": seen})
        assert (refused.status_code, "e-necessity" in refused.text) == (422, True)
        words = {**given, "necessity": "ต้องให้ <b>"}
        again = client.post(place, data={**words, "do": "preview", "seen": seen})
        assert "ต้องให้ &lt;b&gt;" in again.text
        seen = seen_in(again.text)
        done = client.post(place, data={**words, "do": "publish", "seen": seen})
        assert (done.status_code, done.headers["location"]) == (303, f"{place}?said=published")
        assert "พร้อมประกาศความเป็นส่วนตัว" in client.get("/publications").text
        assert client.post(place, data={**given, "do": "withdraw"}).status_code == 303
        assert client.post(place, data={**given, "do": "withdraw"}).status_code == 422
    bare = create(register, now).id
    with browser(register, (Role.RECORDER, PHETCHABURI), number=2) as client:
        notice = client.get(f"/activities/{bare}/notice").text
        assert f"/activities/{bare}/edit/storage" in notice
        assert "ยังไม่มีระยะเวลาจัดเก็บในบันทึก" in notice
        assert client.get(f"/activities/{bare}/publish").status_code == 403


@pytest.mark.only_on("sqlite")
def test_a_stranger_gets_only_so_many_lists_an_hour(register, now):
    with visitor(register) as client:
        statuses = [client.get(f"{PATH}/extract.json").status_code for _ in range(11)]
        assert statuses == [200] * 10 + [429]
        assert client.get(PATH).status_code == 200


def test_recipients_are_kinds_and_nothing_is_invented():
    names = ("โรงพยาบาลทดสอบ", "กรมทดสอบ", "บริษัท ก", "มหาวิทยาลัย ก", "นาย ก")
    assert [rules.kind_of(each) for each in names] == [
        RecipientKind.HOSPITAL,
        RecipientKind.STATE,
        RecipientKind.COMPANY,
        RecipientKind.SCHOOL,
        RecipientKind.OTHER,
    ]
    empty = PublicActivity(ref="ก", name="ก", office="ก")
    assert {each.key for each in gaps(empty)} == {
        *(
            "purposes",
            "basis",
            "necessity",
            "subjects",
            "data",
            "source",
            "retention",
            "recipients",
            "controller",
            "dpo",
        )
    }
