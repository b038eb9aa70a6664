"""Laws and places in files stand in the words of the reader's language."""

import pytest

from ropa.web.citations import law_in, place_in


@pytest.mark.parametrize(
    ("kept", "thai"),
    [
        ("PDPA s.39(3)", "มาตรา 39(3)"),
        ("PDPA s.24(4), s.24(6)", "มาตรา 24(4), มาตรา 24(6)"),
        ("PDPA ss.30-36", "มาตรา 30-36"),
        ("PDPA s.27 para 3 · PDPA s.39(6)", "มาตรา 27 วรรคสาม · มาตรา 39(6)"),
        ("PDPA s.32 para 1 (1)(a)", "มาตรา 32 วรรคหนึ่ง (1)(ก)"),
        ("Saraban Regulation No.4 B.E.2564 cl.89/5", "ระเบียบงานสารบรรณ (ฉบับที่ 4) พ.ศ. 2564 ข้อ 89/5"),
        ("PDPC breach notification B.E.2565 ข้อ 12", "ประกาศคณะกรรมการฯ เรื่องการแจ้งเหตุละเมิด พ.ศ. 2565 ข้อ 12"),
        ("Computer Crime Act B.E.2550 s.26", "พ.ร.บ.คอมพิวเตอร์ พ.ศ. 2550 มาตรา 26"),
        ("พระราชบัญญัติสมมุติ มาตรา 5", "พระราชบัญญัติสมมุติ มาตรา 5"),
    ],
)
def test_a_thai_page_cites_the_law_in_thai(kept, thai):
    assert law_in("th", kept) == thai


def test_an_english_page_has_no_thai_clause_behind_an_english_name():
    assert law_in("en", "PDPC breach notification B.E.2565 ข้อ 12") == "PDPC breach notification B.E.2565 cl.12"
    assert law_in("en", "PDPA s.39(3)") == "PDPA s.39(3)"
    assert law_in("en", "ระเบียบงานสารบรรณ ข้อ 69") == "ระเบียบงานสารบรรณ ข้อ 69"


def test_a_place_in_a_file_is_said_in_the_readers_language():
    assert place_in("th", "line 5, column 3") == "บรรทัด 5 คอลัมน์ 3"
    assert place_in("th", "ทะเบียน, row 7, column 2") == "ทะเบียน, แถว 7 คอลัมน์ 2"
    assert place_in("en", "line 5, column 3") == "line 5, column 3"
