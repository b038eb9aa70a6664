"""Who signs is who the record names: without spaces and titles, never by likeness."""

import pytest

from ropa.destruction.rules_signers import Lack, Signer, match_of, named, same_name

CENTRE = "ผู้อำนวยการศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร"
GENERIC = "หัวหน้าส่วนราชการหรือผู้ที่ได้รับมอบหมาย"


@pytest.mark.parametrize(
    ("approver", "signer"),
    [
        (CENTRE, {"position": CENTRE}),
        (CENTRE, {"position": "ผู้อำนวยการ ศูนย์เทคโนโลยีสารสนเทศ และการสื่อสาร "}),
        (f"1. {CENTRE}", {"position": CENTRE}),
        (CENTRE, {"position": f"รักษาราชการแทน{CENTRE}", "delegation_no": "5/2569"}),
        (CENTRE, {"position": "นักวิชาการ", "capacity": f"รรท. {CENTRE}", "delegation_no": "5/2569"}),
        (CENTRE, {"position": f"รองผู้อำนวยการ รักษาการ{CENTRE}", "delegation_no": "5/2569"}),
        ("นายทดสอบ ตัวอย่าง", {"position": "เจ้าพนักงานรักษาการณ์"}),
        ("นายทดสอบ ตัวอย่าง", {"position": "นักวิชาการ"}),
        ("ทดสอบ  ตัวอย่าง", {"position": "นักวิชาการ"}),
        (f"นายทดสอบ ตัวอย่าง {CENTRE}", {"position": CENTRE}),
        (GENERIC, {"position": "อุตสาหกรรมจังหวัด", "capacity": "หัวหน้าส่วนราชการ"}),
        (GENERIC, {"position": "รองผู้อำนวยการ", "capacity": "ผู้ที่ได้รับมอบหมาย", "delegation_no": "5/2569"}),
        (CENTRE, {"position": f"ปฏิบัติราชการแทน {CENTRE}", "delegation_no": "5/2569"}),
    ],
)
def test_the_named_approver_signs(approver: str, signer: dict[str, str]) -> None:
    match = named(["ผู้อื่น", approver], Signer(name="นาย ทดสอบ ตัวอย่าง", **signer))
    assert match is not None
    assert (match.words, match.lacks_delegation) == (approver, False)


@pytest.mark.parametrize(
    ("approver", "position", "code"),
    [
        (CENTRE, "ผู้อำนวยการศูนย์เทคโนโลยีสารสนเทศ", "other_signer"),
        (CENTRE, f"รอง{CENTRE}", "other_signer"),
        ("นายทดสอบ ตัวอย่างดี", CENTRE, "other_signer"),
        ("อุตสาหกรรมจังหวัด", "อุตสาหกรรมจังหวัดเพชรบุรี", "other_signer"),
        (GENERIC, "ผู้ที่ได้รับมอบหมาย", "no_delegation"),
        (CENTRE, f"ปฏิบัติราชการแทน{CENTRE}", "no_delegation"),
        *(
            (CENTRE, f"{word}{CENTRE}", "no_delegation")
            for word in ("รักษาการ", "รักษาราชการแทน ", "รรท.", "รักษาการในตำแหน่ง")
        ),
        (" ", "", "other_signer"),
    ],
)
def test_nobody_else_signs(approver: str, position: str, code: str) -> None:
    found = match_of("ROPA-2569-0001", [approver], Signer(name="ทดสอบ ตัวอย่าง", position=position))
    assert isinstance(found, Lack)
    assert found.code == code


def test_a_record_without_approval_or_without_an_approver_names_nobody() -> None:
    signer = Signer(name="ก", position=CENTRE)
    found = [match_of("R", None, signer), match_of("R", [], signer)]
    assert [each.code for each in found if isinstance(each, Lack)] == ["no_approved_record", "no_approver"]


def test_names_are_the_same_but_for_titles_and_spaces() -> None:
    assert same_name("นางสาวทดสอบ  ตัวอย่าง", "ทดสอบ ตัวอย่าง")
    assert not same_name("ทดสอบ ตัวอย่าง", "ทดสอบ ตัวอย่างดี")
    assert not same_name("", "")
