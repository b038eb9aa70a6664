"""Bodies that one disclosure cell names: those of the exchange table are drawn apart, and once."""

import pytest

from diagrams.dfd_outside import bodies_in

KNOWN = {"กรมสรรพากร", "สำนักงาน ก.พ.", "กรม", "ส่วนราชการและหน่วยงานของรัฐผู้รับหนังสือ", "บริษัท ก"}


@pytest.mark.parametrize(
    ("cell", "bodies"),
    [
        ("กรมสรรพากร", ["กรมสรรพากร"]),
        ("กรมสรรพากร และสำนักงาน ก.พ.", ["กรมสรรพากร", "สำนักงาน ก.พ."]),
        ("กรมสรรพากรและสำนักงาน ก.พ.", ["กรมสรรพากร", "สำนักงาน ก.พ."]),
        ("สาธารณะผ่านเว็บไซต์ และสำนักงาน ก.พ.", ["สำนักงาน ก.พ.", "สาธารณะผ่านเว็บไซต์"]),
        ("บริษัท ก (ขณะซ่อม)", ["บริษัท ก"]),
        ("ส่วนราชการและหน่วยงานของรัฐผู้รับหนังสือ", ["ส่วนราชการและหน่วยงานของรัฐผู้รับหนังสือ"]),
        ("กรมการปกครอง และกระทรวงอื่น", ["กรมการปกครอง และกระทรวงอื่น"]),
        ("กรมสรรพากร, กรมสรรพากร", ["กรมสรรพากร"]),
    ],
)
def test_known_bodies_stand_apart(cell: str, bodies: list[str]):
    assert bodies_in(cell, KNOWN) == bodies


def test_a_cell_is_one_body_where_the_table_knows_none():
    assert bodies_in("กรมสรรพากร และสำนักงาน ก.พ.", set()) == ["กรมสรรพากร และสำนักงาน ก.พ."]
