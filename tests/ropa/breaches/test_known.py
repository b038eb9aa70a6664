"""What the register knows of a breach's data: numbers and terms of all records, words of the readable ones."""

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import event

from ropa.activities import service as activities
from ropa.breaches import service, service_known
from ropa.breaches.known import volume_of
from ropa.db.unit_of_work import Database
from ropa.errors import NotFound
from schemas.access import Actor, Role
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.activity_safeguards import Safeguards
from schemas.beyond import Beyond, CrossBorderTransfer, ProcessorAgreement
from schemas.breach import BreachInput
from schemas.breach_details import Known
from schemas.breach_known import KnownFacts, KnownVolume
from schemas.choices import CloudLocationChoice, ExchangeType, HostingChoice
from schemas.document import ActivityDocument, ActivityInput
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.vocabulary import CloudLocation, Direction, Hosting, SpecialCategory
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.small_records import record

DPO = somebody(Role.DPO)


def health_record(**data: Any) -> ActivityDocument:
    """A record of a hospital with everything that a breach asks for."""
    given: dict[str, Any] = {
        "personal_data_items": ["ชื่อ นามสกุล", "เลขประจำตัวประชาชน", "โรคประจำตัว"],
        "local_third_parties": ["กรมตัวอย่าง"],
        "offshore_third_parties": ["Example Ltd"],
        "data_volume": "27,084 ราย ณ วันที่ 23 ส.ค. 65",
    }
    line = ExchangeLine(
        data_exchange_type=ExchangeType(direction=Direction.SEND),
        external_org_unit="สำนักงานสมมุติ",
        external_processor_org_unit="บริษัทสมมุติ จำกัด",
    )
    system = InformationSystem(
        seq=1,
        system_name="ระบบเวชระเบียนสมมุติ",
        system_owner_org_unit="กลุ่มงานสมมุติ",
        hosting=HostingChoice(code=Hosting.ON_CLOUD),
        cloud_location=CloudLocationChoice(code=CloudLocation.ABROAD),
        exchanges=[line],
    )
    return ActivityDocument(
        form=Form(
            header=Header(main_process="งานรักษาพยาบาล", parent_org_unit="กรมสมมุติ"),
            data_category=DataCategory(**(given | data)),
            safeguards=Safeguards(breach_pdpc_liaisons=["ผู้ประสานงานคนที่หนึ่ง"], breach_report_channels=["โทร 0000"]),
            beyond=Beyond(
                data_subject_categories=["นักเรียน"],
                transfer_country_and_safeguard=[CrossBorderTransfer(recipient="Example Ltd", country="JP")],
                processor_and_dpa_ref=[ProcessorAgreement(processor="ผู้ประมวลผลสมมุติ")],
            ),
        ),
        systems=[system],
    )


def kept(register: Database, now: Any, document: ActivityDocument, office_id: int = PHETCHABURI) -> str:
    given = ActivityInput(
        office_id=office_id, **{f: getattr(document, f) for f in ("form", "steps", "systems", "marks")}
    )
    with register.write(DPO, now) as uow:
        return activities.create(uow, given).id


def known(register: Database, now: Any, ids: list[str], actor: Actor = DPO) -> KnownFacts:
    with register.read(actor, now) as uow:
        return service_known.known(uow, ids)


def test_the_facts_of_a_record_are_filled_in(register, now):
    found = known(register, now, [kept(register, now, health_record())])
    assert found.special_categories == [SpecialCategory.HEALTH]
    assert (found.has_national_id, found.has_minors, found.goes_abroad, found.is_cloud) == (Known.YES,) * 4
    assert (found.persons, found.records, found.volume_as_of) == (27_084, None, date(2022, 8, 23))
    assert found.systems[0].name == "ระบบเวชระเบียนสมมุติ"
    assert found.recipients == ["กรมตัวอย่าง", "สำนักงานสมมุติ"]
    assert (found.recipients_abroad, found.countries) == (["Example Ltd"], ["JP"])
    assert found.processors == ["ผู้ประมวลผลสมมุติ", "บริษัทสมมุติ จำกัด"]
    assert (found.liaisons, found.report_channels) == (["ผู้ประสานงานคนที่หนึ่ง"], ["โทร 0000"])
    assert found.controllers == ["กรมสมมุติ"]


def test_what_a_record_does_not_say_is_unknown_and_not_no(register, now):
    empty = ActivityDocument(form=Form(header=Header(main_process="งานสมมุติ")))
    found = known(register, now, [kept(register, now, empty)])
    answers = (found.has_special, found.has_national_id, found.has_minors, found.goes_abroad, found.is_cloud)
    assert answers == (Known.UNKNOWN,) * 5
    assert (found.persons, found.uncounted) == (None, 1)
    listed = known(register, now, [kept(register, now, record())])
    assert (listed.has_special, listed.has_national_id, listed.has_minors) == (Known.NO, Known.NO, Known.UNKNOWN)


@pytest.mark.parametrize(
    ("words", "persons", "records"),
    [
        ("27,084 ราย ณ วันที่ 23 ส.ค. 65", 27_084, None),
        ("๑๒,๕๐๐ คน", 12_500, None),
        ("ประมาณ 1.2 ล้านคน 3 ล้านรายการ", 1_200_000, 3_000_000),
        ("366 รายการ", None, 366),
        ("500 รายต่อปี", None, None),
        ("10 รายเดือน", None, None),
        ("100 คน หรือ 200 คน", None, None),
        ("จำนวนมาก", None, None),
        ("ผู้ใช้ 1 แถวต่อบุคคล 1 คนที่ลงชื่อเข้าใช้", None, None),
    ],
)
def test_a_number_is_read_only_where_it_is_certain(words, persons, records):
    document = ActivityDocument(form=Form(data_category=DataCategory(data_volume=words)))
    found = volume_of(document, date(2026, 11, 20))
    assert isinstance(found, KnownVolume)
    assert (found.persons, found.records) == (persons, records)


def test_words_of_records_that_the_actor_may_not_read_are_left_out_and_still_counted(register, now):
    own, other = kept(register, now, record()), kept(register, now, health_record(), PRACHUAP)
    reader = somebody(Role.REVIEWER, PHETCHABURI)
    found = known(register, now, [own, other], reader)
    assert found.hidden == 1
    assert found.special_categories == [SpecialCategory.HEALTH]
    assert (found.has_national_id, found.goes_abroad, found.persons) == (Known.YES, Known.YES, 27_084)
    shown = msgspec.json.encode(found).decode()
    hidden = ("เวชระเบียน", "โรคประจำตัว", "รักษาพยาบาล", "กรมตัวอย่าง", "Example", "ผู้ประสานงาน", "27,084 ราย", "บริษัท")
    assert [words for words in hidden if words in shown] == []
    assert found.data_items == ["ชื่อ", "นามสกุล", "เบอร์โทรศัพท์มือถือ", "อีเมล"]


def test_records_that_are_not_there_are_counted_as_missing(register, now):
    found = known(register, now, [kept(register, now, record()), "00000000-0000-7000-8000-000000000000"])
    assert (found.missing, len(found.activities), found.has_national_id) == (1, 1, Known.UNKNOWN)
    assert known(register, now, []) == KnownFacts()


def test_however_many_records_there_are_the_number_of_queries_is_the_same(register, now):
    ids = [kept(register, now, record()) for _ in range(12)]

    def queries(some: list[str]) -> int:
        asked: list[str] = []
        with register.read(DPO, now) as uow:
            event.listen(uow.connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
            service_known.known(uow, some)
        return len(asked)

    assert queries(ids) == queries(ids[:1])


def test_the_facts_of_a_breach_are_for_those_who_may_see_it(register, now):
    activity_id = kept(register, now, health_record())
    given = BreachInput(office_id=PHETCHABURI, title="ก", aware_at=now, activity_ids=[activity_id])
    with register.write(person("dpo", Role.DPO), now) as uow:
        made = service.report(uow, given)
    with register.read(DPO, now) as uow:
        assert service_known.known_of(uow, made.id).persons == 27_084
    with register.read(somebody(Role.REVIEWER, PRACHUAP), now) as uow, pytest.raises(NotFound):
        service_known.known_of(uow, made.id)
