"""The pages of contact details: said once, shown to all, changed by who may, nothing typed lost."""

import pytest

from ropa.cli import main
from ropa.contact_details import service
from schemas.access import Role
from schemas.beyond import Contact
from schemas.contact_details import ContactDetailsInput
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.page_forms import form_of
from tests.support.web import browser

DPO = person("dpo", Role.DPO)
PATH = f"/contact-details/{PHETCHABURI}"
PARENT = "สำนักงานปลัดกระทรวงอุตสาหกรรม"


def say(register, now, office_id, version=0, **details):
    with register.write(DPO, now) as uow:
        return service.change(uow, office_id, ContactDetailsInput(version=version, **details))


def own(register, now, office_id=PHETCHABURI):
    with register.read(DPO, now) as uow:
        return service.of_office(uow, office_id).own


@pytest.fixture
def client(register):
    with browser(register, (Role.OFFICE_ADMIN, PHETCHABURI)) as found:
        yield found


def test_the_head_of_an_office_says_it_and_finds_it_in_the_list(register, now, client):
    say(register, now, 0, parent_org_unit=PARENT)
    assert client.get(f"/contact-details?office={PHETCHABURI}").headers["location"] == PATH
    page = client.get(PATH)
    assert PARENT in page.text  # what counts while the field is empty
    typed = {**form_of(page, "narrow"), "dpo_contact_name": "เจ้าหน้าที่", "dpo_contact_email": "dpo@example.go.th"}
    assert client.post(PATH, data=typed).status_code == 303
    assert own(register, now).dpo_contact == Contact(name="เจ้าหน้าที่", email="dpo@example.go.th")
    assert own(register, now).parent_org_unit is None
    listed = client.get("/contact-details").text
    assert f'href="{PATH}"' in listed
    assert "dpo@example.go.th" in listed


def test_faults_stand_at_their_fields_with_all_that_was_typed(register, now, client):
    typed = {**form_of(client.get(PATH), "narrow"), "parent_org_unit": [PARENT], "dpo_contact_email": "ไม่ใช่อีเมล"}
    answer = client.post(PATH, data=typed)
    assert answer.status_code == 422
    assert 'href="#f-dpo_contact_email"' in answer.text
    assert "ไม่ใช่อีเมล เขียนเช่น" in answer.text
    assert PARENT in answer.text
    typed["parent_org_unit"] = "ก" * 20_001
    assert 'href="#f-parent_org_unit"' in client.post(PATH, data=typed).text
    assert own(register, now).parent_org_unit is None


def test_what_another_person_saved_meanwhile_stands_beside_what_was_typed(register, now, client):
    typed = {**form_of(client.get(PATH), "narrow"), "parent_org_unit": "ของฉัน", "dpo_contact_name": "เหมือนกัน"}
    say(register, now, PHETCHABURI, parent_org_unit="ของอีกคน", dpo_contact=Contact(name="เหมือนกัน"))
    answer = client.post(PATH, data=typed)
    assert answer.status_code == 412
    assert "ในทะเบียนขณะนี้: ของอีกคน" in answer.text
    assert answer.text.count("ในทะเบียนขณะนี้") == 1
    assert own(register, now).parent_org_unit == "ของอีกคน"
    again = form_of(answer, "narrow")
    assert again["parent_org_unit"] == "ของฉัน"
    assert client.post(PATH, data=again).status_code == 303
    assert own(register, now).parent_org_unit == "ของฉัน"


def test_who_may_not_change_it_reads_what_counts_and_from_which_office(register, now):
    say(register, now, 0, controller_contact=Contact(name="ส่วนกลาง", telephone="0 2430 6999"))
    with browser(register, (Role.RECORDER, PHETCHABURI)) as reader:
        text = reader.get(PATH).text
        assert "0 2430 6999" in text
        assert "ตามทั้งกระทรวง" in text
        assert "<textarea" not in text
        assert 'name="office"' not in reader.get("/contact-details").text
        assert reader.post(PATH, data={}).status_code == 403
    with browser(register, (Role.OFFICE_ADMIN, PRACHUAP), number=2) as other:
        page = other.get(PATH)
        assert "<textarea" not in page.text
        typed = {**form_of(other.get(f"/contact-details/{PRACHUAP}"), "narrow"), "parent_org_unit": "ก"}
        assert other.post(PATH, data=typed).status_code == 403
    assert own(register, now).parent_org_unit is None


@pytest.mark.parametrize(
    "address", ["/contact-details/999999", "/contact-details/99999999999999", "/contact-details/x"]
)
def test_an_office_that_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_names_of_offices_are_searched_once_there_are_many(register, now, client):
    say(register, now, PHETCHABURI, parent_org_unit=PARENT)
    assert "เพชรบุรี" in client.get("/contact-details?q=เพชร").text
    assert "ไม่มีหน่วยงานที่ระบุเองตามคำนี้" in client.get("/contact-details?q=ไม่มีคำนี้").text


def test_what_was_typed_and_not_saved_is_there_again(client):
    typed = {**form_of(client.get(PATH), "narrow"), "parent_org_unit": "พิมพ์ค้างไว้"}
    assert client.post("/buffers", params={"place": PATH}, data=typed).status_code == 204
    text = client.get(PATH).text
    assert "พิมพ์ค้างไว้" in text
    assert "ทิ้งข้อความที่ค้างไว้" in text


def test_the_command_line_tells_what_counts(register, now, monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    assert main(["offices", "contacts"]) == 1
    say(register, now, 0, parent_org_unit=PARENT, dpo_contact=Contact(name="เจ้าหน้าที่", email="dpo@example.go.th"))
    capsys.readouterr()
    assert main(["offices", "contacts"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "0 ทั้งกระทรวง"
    assert main(["offices", "contacts", str(PHETCHABURI)]) == 0
    assert "  dpo_contact: เจ้าหน้าที่ · dpo@example.go.th  [ทั้งกระทรวง]" in capsys.readouterr().out
    assert main(["offices", "contacts", "999999"]) == 1
