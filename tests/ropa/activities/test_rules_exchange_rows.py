"""What the rows of exchange lines say of the data that go out."""

import pytest

from diagrams.recipients import Borders
from ropa.activities.rules_data_items import LOG, NAME, NATIONAL_ID, kind_named, kinds_exchanged
from ropa.activities.rules_exchange_rows import exchange_rows
from schemas.beyond import CrossBorderTransfer
from schemas.vocabulary import Direction
from tests.support.small_records import exchange, record


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("ข้อมูลผู้แจ้ง (ชื่อ,นามสกุล, โทรศัพท์)", {"ชื่อ นามสกุล", "หมายเลขโทรศัพท์"}),
        ("ข้อมูลทะเบียนราษฎร (ชื่อ, รหัสบัตรประชาชน)", {"ทะเบียนบ้าน", "ชื่อ นามสกุล", "เลขประจำตัวประชาชน"}),
        (
            "สำเนาทะเบียนบ้าน",
            {"ทะเบียนบ้าน", "เลขประจำตัวประชาชน", "ชื่อ นามสกุล", "วันเดือนปีเกิด", "ที่อยู่", "เพศ", "สัญชาติ"},
        ),
        ("ชื่อโรงงาน เลขทะเบียนโรงงาน", set()),
        ("ไม่มีการจัดเก็บเลขประจำตัวประชาชน", set()),
    ],
)
def test_kinds_are_those_that_the_words_list(words, kinds):
    assert set(kinds_exchanged(words)) == kinds


def test_a_copy_of_the_id_card_is_the_national_id_too():
    assert {"สำเนาบัตรประจำตัวประชาชน", "เลขประจำตัวประชาชน", "อีเมล"} <= set(kinds_exchanged("สำเนาบัตรประชาชน, อีเมล"))


def test_somebody_may_ask_for_a_kind_in_any_spelling_and_for_no_other_words():
    kinds = [NAME, NATIONAL_ID, LOG, "รหัส OTP", "ภาพจากกล้องวงจรปิด"]
    assert [kind_named(kind) for kind in kinds] == kinds
    assert [kind_named(words) for words in ("เลข 13 หลัก", "E-Mail", "ชื่อโรงงาน", "ชื่อและอีเมล")] == [
        "เลขประจำตัวประชาชน",
        "อีเมล",
        None,
        None,
    ]


def test_a_row_holds_one_line_of_text_its_search_key_where_it_differs_and_what_was_found():
    document = record()
    document.systems = [
        exchange(
            Direction.SEND, "กรม  อื่น\nแห่งหนึ่ง", exchanged_data="ผลตรวจสุขภาพ\nE-mail", external_processor_org_unit="บริษัท"
        )
    ]
    [row] = exchange_rows(document)
    assert (row.partner, row.data, row.data_key) == ("กรม อื่น แห่งหนึ่ง", "ผลตรวจสุขภาพ E-mail", "ผลตรวจสุขภาพ e-mail")
    assert (row.is_special, row.is_abroad, row.direction, row.mode, row.processor) == (
        True,
        False,
        "send",
        "online",
        "บริษัท",
    )
    assert "|อีเมล|" in row.kinds
    document.systems[0].exchanges[0].exchanged_data = "ที่อยู่"
    assert exchange_rows(document)[0].data_key is None


@pytest.mark.parametrize(
    ("listed", "transferred", "partner", "is_abroad"),
    [
        (["Google LLC (สหรัฐอเมริกา)"], None, "Google LLC", True),
        (["Google LLC"], None, "google-llc (Workspace)", True),
        (None, "Amazon", "Amazon", True),
        (["N/A"], None, "N/A", False),
        (["กอง (ก)", "กอง (ข)"], None, "กอง", False),
        (["Google LLC"], "Amazon", "กรมอื่น", False),
    ],
)
def test_who_is_abroad_is_what_the_records_own_pictures_say(listed, transferred, partner, is_abroad):
    document = record()
    document.systems = [exchange(Direction.SEND, partner, exchanged_data="ชื่อ")]
    document.form.data_category.offshore_third_parties = listed
    if transferred is not None:
        transfer = CrossBorderTransfer(recipient=transferred, country="US")
        document.form.beyond.transfer_country_and_safeguard = [transfer]
    assert [row.is_abroad for row in exchange_rows(document)] == [is_abroad]
    assert (Borders(document).of(partner) is not None) is is_abroad
