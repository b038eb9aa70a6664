"""Gaps in the exchange table: who processes, where it stands, and words that no closed list has."""

import pytest

from schemas.beyond import ProcessorAgreement
from schemas.choices import (
    CloudLocationChoice,
    ExchangeType,
    HostingChoice,
    ProcessingByChoice,
    StorageFormatChoice,
    SystemStatusChoice,
)
from schemas.exchange import InformationSystem
from schemas.vocabulary import CloudLocation, Direction, Hosting, ProcessingBy
from tests.support.small_records import exchange, heavy, record


@pytest.mark.parametrize("processor", [None, " ", "-"])
def test_another_processor_has_to_be_named(processor):
    document = record()
    other = ProcessingByChoice(code=ProcessingBy.OTHER, raw="ผู้อื่นประมวลผล")
    document.systems = [
        exchange(Direction.RECEIVE, None, processing_by=other, external_processor_org_unit=processor),
        exchange(Direction.RECEIVE, None, processing_by=other, external_processor_org_unit="บริษัทสมมุติ จำกัด"),
    ]
    document.systems[1].system_name = "ระบบที่สอง"
    document.form.beyond.processor_and_dpa_ref = [
        ProcessorAgreement(processor="บริษัท สมมุติ จำกัด", agreement_ref="ข้อตกลง 1/2569")
    ]

    assert heavy(document) == [("processing.other_unnamed", "/systems/0/exchanges/0/external_processor_org_unit")]


def test_a_cloud_needs_a_country_and_a_system_a_place():
    document = record()
    cloud = HostingChoice(code=Hosting.ON_CLOUD)
    document.systems = [
        InformationSystem(seq=1, system_name="ก", hosting=cloud),
        InformationSystem(seq=2, system_name="ข", hosting=cloud, cloud_location=CloudLocationChoice(raw="-")),
        InformationSystem(
            seq=3, system_name="ค", hosting=cloud, cloud_location=CloudLocationChoice(code=CloudLocation.IN_COUNTRY)
        ),
        InformationSystem(seq=4, system_name="ง", hosting=HostingChoice(code=Hosting.ON_PREMISE)),
        InformationSystem(seq=5, system_name="จ"),
    ]

    assert heavy(document) == [
        ("cloud.location_unanswered", "/systems/0/cloud_location"),
        ("cloud.location_unanswered", "/systems/1/cloud_location"),
        ("hosting.unanswered", "/systems/4/hosting"),
    ]


def test_words_that_fit_no_closed_list_ask_for_a_term():
    document = record()
    document.form.storage.storage_formats = [StorageFormatChoice(raw="แผ่นศิลา")]
    document.systems = [exchange(Direction.SEND, None)]
    document.systems[0].system_status = SystemStatusChoice(raw="กึ่งใช้งาน")
    document.systems[0].exchanges[0].data_exchange_type = ExchangeType(direction=Direction.RECEIVE, raw="รับทางนกพิราบ")

    assert [pointer for code, pointer in heavy(document) if code == "choice.not_in_list"] == [
        "/form/storage/storage_formats/0",
        "/systems/0/system_status",
        "/systems/0/exchanges/0/data_exchange_type",
    ]
