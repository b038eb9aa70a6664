"""Mapping files and reorganisations that somebody made to do harm, or by an honest mistake that does the same."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from ropa.access.tables import grants
from ropa.errors import Invalid
from ropa.reorganisations import service
from schemas.access import Role
from schemas.reorganisation import ChangeStatus, RightChoice
from tests.ropa.reorganisations.conftest import ADMIN
from tests.ropa.reorganisations.test_service import TODAY, give
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP

THIRD = 12
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def counting(register, now, role):
    """Return the offices of the rights of a role that count."""
    query = select(grants.c.office_id).where(grants.c.role == str(role), grants.c.ended_at.is_(None))
    with register.read(ADMIN, now) as uow:
        return list(uow.connection.scalars(query))


def later(register, now, ministry, *lines):
    """Return a reorganisation of tomorrow that is confirmed, and tomorrow."""
    tomorrow = now + timedelta(days=1)
    return ministry.preview(*(line.replace(TODAY, "2026-11-21") for line in lines)), tomorrow


def test_a_right_given_while_a_reorganisation_waited_does_not_stand_twice(register, now, ministry):
    give(register, now, "คนเดียว", Role.RECORDER, PHETCHABURI)
    change, tomorrow = later(register, now, ministry, f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")
    assert ministry.commit(change).status is ChangeStatus.SCHEDULED
    give(register, now, "คนเดียว", Role.RECORDER, PRACHUAP)

    with register.write(ADMIN, tomorrow) as uow:
        assert service.run_due(uow) == (1, 0)

    assert counting(register, now, Role.RECORDER) == [PRACHUAP]


def test_a_right_that_came_to_reach_more_while_it_waited_ends(register, now, ministry):
    """What was confirmed was that it reaches no more than before."""
    give(register, now, "ดีพีโอ", Role.DPO, PHETCHABURI)
    change, tomorrow = later(register, now, ministry, f"merge,{PHETCHABURI},{GROUP_IN_PHETCHABURI},,{TODAY},")
    assert [(each.proposed, each.widens) for each in change.preview.rights] == [(RightChoice.MOVE, False)]
    ministry.commit(change)
    ministry.do(f"move,{GROUP_IN_PHETCHABURI},{PRACHUAP},,{TODAY},")

    with register.write(ADMIN, tomorrow) as uow:
        assert service.run_due(uow) == (1, 0)

    assert counting(register, now, Role.DPO) == []


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("name", ["ชื่อ\x07ใหม่", "ชื่อ\x1b[2Jใหม่", "ชื่อ\ufffeใหม่"], ids=["bell", "terminal", "noncharacter"])
def test_an_office_gets_no_name_that_no_workbook_can_hold(register, now, ministry, name):
    with pytest.raises(Invalid) as refused:
        ministry.preview(f"rename,{PHETCHABURI},{name},,{TODAY},")

    assert [each.pointer for each in refused.value.problems] == ["/2/new"]


@pytest.mark.only_on("sqlite")
def test_an_office_has_a_name_of_one_line(register, now, ministry):
    change = ministry.preview(f'rename,{PHETCHABURI},"ชื่อ\r\n  ใหม่\t",,{TODAY},')

    assert change.preview.renamed[0].after == "ชื่อ ใหม่"


def book(sheet, *, sheets='<sheet name="s" sheetId="1" r:id="rId1"/>', strings=""):
    """Return a workbook of one sheet, its parts as they are given."""
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{KIND}.{kind}+xml"/>'
        for part, kind in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("sharedStrings", "sharedStrings"),
        )
    )
    related = "application/vnd.openxmlformats-package.relationships+xml"
    link = '<Relationship Id="rId{}" Type="' + OFFICE + '/{}" Target="{}"/>'
    inside = link.format(1, "worksheet", "worksheets/sheet1.xml") + link.format(2, "sharedStrings", "sharedStrings.xml")
    outside = link.format(1, "officeDocument", "xl/workbook.xml")
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{related}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{outside}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        book('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        book('<row r="1"><c r="A1" t="n"><v>abc</v></c></row>'),
        book('<row r="x"><c r="A1"><v>1</v></c></row>'),
        book('<row r="1"><c r="A1"><v>' + "9" * 5000 + "</v></c></row>"),
        book("", sheets=""),
        book('<row r="1"><c r="A1"></row>'),
    ],
    ids=["no such string", "no number", "no row", "digits", "no sheet", "cut"],
)
def test_a_damaged_workbook_is_refused_in_words_of_ours(content):
    with pytest.raises(Invalid) as refused:
        service.read_file("x.xlsx", content)

    assert refused.value.problems[0].message_en == "this is neither .xlsx nor .csv"


def test_a_small_workbook_does_not_unpack_to_a_million_texts():
    content = book("", strings="<si><t>x</t></si>" * 500_000)
    assert len(content) < service.MOST_BYTES

    with pytest.raises(Invalid, match="far more"):
        service.read_file("x.xlsx", content)
