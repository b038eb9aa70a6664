"""What a document must hold to be kept, and what is computed from it, without a database."""

import msgspec
import pytest
from hypothesis import given

from ropa.activities.rules import completed, problems_of
from ropa.activities.rules_projection import KEY_LENGTH, project
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.activity_keeping import Storage
from schemas.choices import ExchangeType, HostingChoice, ProcessingByChoice, StorageFormatChoice
from schemas.document import ActivityDocument, ActivityInput, Source, decode_document, encode_document
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.thai_text import searchable
from schemas.vocabulary import Direction, ExchangeMode, Mark, ProcessingBy
from tests.support.random_documents import values


def refused(data: ActivityInput) -> list[str]:
    return [each.pointer for each in problems_of(data, encode_document(data.document()))]


@pytest.mark.parametrize(
    "pointer",
    [
        "/form/data_category/local_third_parties",
        "/form/header/main_process",
        "/form/beyond/dpo_contact",
        "/steps/0/collection",
        "/systems/0/hosting",
        "/systems/0/exchanges/0/remark",
    ],
)
def test_a_mark_may_stand_at_every_empty_place_of_the_form(pointer):
    data = ActivityInput(
        office_id=4,
        steps=[Step(seq=1, title="ก")],
        systems=[InformationSystem(seq=1, system_name="ก", exchanges=[ExchangeLine()])],
        marks={pointer: Mark.DASH},
    )
    assert refused(data) == []


@pytest.mark.parametrize(
    "pointer",
    [
        "/",
        "/form",
        "/form/",
        "/form/nothing",
        "/form/header/__class__",
        "/form/header/main_process/real",
        "/steps/0/title",
        "/steps/1/title",
        "/steps/-1/collection",
        "/steps/²/collection",
        "/steps/๐/collection",
        "/steps/" + "9" * 200,
        "/marks",
        "/~0~1",
        "/form~1header",
    ],
)
def test_a_mark_elsewhere_is_refused_by_its_pointer(pointer):
    data = ActivityInput(office_id=4, steps=[Step(seq=1, title="ก")], marks={pointer: Mark.DASH})
    assert refused(data) == ["/marks/" + pointer.replace("~", "~0").replace("/", "~1")]


def test_control_characters_are_found_in_texts_and_sources():
    data = ActivityInput(
        office_id=4,
        form=Form(data_category=DataCategory(personal_data_items=["ก\tข\r\nค", "\x07", "\x7f", "\ufffe"])),
        sources={"/form": Source(raw="\x00")},
    )
    items = "/form/data_category/personal_data_items"
    assert refused(data) == [f"{items}/1", f"{items}/2", f"{items}/3", "/sources/~1form/raw"]


def test_backslashes_are_no_control_characters():
    words = ["\\u0000", "\\b\\f", "C:\\users\\0"]
    assert refused(ActivityInput(office_id=4, form=Form(data_category=DataCategory(personal_data_items=words)))) == []


def test_words_that_fit_no_term_are_kept_and_nothing_is_guessed():
    line = ExchangeLine(
        data_exchange_type=ExchangeType(raw="รับ-ส่ง"),
        processing_by=ProcessingByChoice(raw="สปอ. ประมวลผลเอง"),
    )
    said = completed(
        ActivityDocument(
            form=Form(storage=Storage(storage_formats=[StorageFormatChoice(raw="ม้วนไมโครฟิล์ม")])),
            systems=[InformationSystem(seq=1, system_name="ก", hosting=HostingChoice(raw="ไม่ทราบ"), exchanges=[line])],
        )
    )
    kept = said.systems[0].exchanges[0]
    assert said.systems[0].hosting == HostingChoice(code=None, raw="ไม่ทราบ")
    assert kept.processing_by == ProcessingByChoice(code=ProcessingBy.SELF, raw="สปอ. ประมวลผลเอง")
    assert said.form.storage.storage_formats == [StorageFormatChoice(code=None, raw="ม้วนไมโครฟิล์ม")]


def test_only_those_who_get_data_are_recipients():
    def line(direction: Direction, unit: str) -> ExchangeLine:
        kind = ExchangeType(direction=direction, mode=ExchangeMode.ONLINE)
        return ExchangeLine(data_exchange_type=kind, external_org_unit=unit)

    lines = [line(Direction.SEND, "ผู้รับ"), line(Direction.RECEIVE, "ผู้ส่ง"), line(Direction.SEND, "ผู้รับ")]
    data = ActivityDocument(
        form=Form(data_category=DataCategory(local_third_parties=["กรม ก", "กรม ก"], offshore_third_parties=["ABC"])),
        systems=[InformationSystem(seq=1, system_name="ก", exchanges=lines)],
    )
    assert [(row.seq, row.name, row.kind) for row in project(data).recipients] == [
        (1, "กรม ก", "local"),
        (2, "ABC", "offshore"),
        (3, "ผู้รับ", "exchange"),
    ]


@given(values(ActivityDocument))
def test_any_document_survives_its_bytes_and_completing_it_twice_changes_nothing(document):
    whole = completed(document)
    assert completed(whole) == whole
    content = encode_document(whole)
    assert decode_document(content) == whole
    assert encode_document(decode_document(content)) == content
    assert project(decode_document(content)) == project(whole)


@given(values(ActivityDocument))
def test_any_projection_fits_its_columns_and_holds_what_is_searched(document):
    made = project(document)
    keys = [row.name_key for row in made.systems] + [row.name_key for row in made.recipients]
    assert all(len(key) <= KEY_LENGTH for key in keys)
    assert len({row.seq for row in made.systems}) == len(made.systems)
    assert all(searchable(system.system_name) in made.search_text for system in document.systems)
    assert list(made.bases) == sorted(set(made.bases))
    msgspec.json.encode(made)
