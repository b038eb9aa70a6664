"""Values of the form shown in controls and read back: nothing is lost, and every fault is listed."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from ropa.web.forms import compact, row_numbers, typed_of, typed_values, with_rows
from ropa.web.forms_controls import Remarks, controls_for
from ropa.web.forms_read import read_typed
from schemas.activity import Form
from schemas.beyond import Beyond, Contact, RejectedRequest
from schemas.document import ActivityDocument
from schemas.form import sections
from schemas.vocabulary import Mark
from tests.support.hostile import FITTING
from tests.support.random_documents import values

SAMPLES = sorted((Path(__file__).parents[3] / "ropa" / "samples").glob("*.json"))
PARTS = {section.key: section for section in sections()}


def shown(document, key):
    section = PARTS[key]
    part = getattr(document.form, key)
    sent = typed_values(section.fields, part, document.marks)
    # As a browser sends it: line ends as CR LF.
    return typed_of((name, value.replace("\n", "\r\n")) for name, values in sent.items() for value in values)


def read(key, typed, document=None):
    document = document or ActivityDocument()
    section = PARTS[key]
    return read_typed(section, compact(section.fields, typed), getattr(document.form, key), document.marks)


def typed(**said):
    return {name.replace("__", "."): [value] if isinstance(value, str) else value for name, value in said.items()}


def faults(found):
    return [(problem.pointer, problem.message_en) for problem in found.problems]


def samples():
    for path in SAMPLES:
        plain = msgspec.json.decode(path.read_bytes())
        yield msgspec.convert({"form": plain["form"], "marks": plain["marks"]}, ActivityDocument)


@pytest.mark.parametrize("key", PARTS)
def test_a_section_that_nobody_changed_reads_as_it_is_stored(key):
    for document in samples():
        found = read(key, shown(document, key), document)
        assert found.problems == []
        assert found.value == getattr(document.form, key)
        assert found.marks == {
            place: mark for place, mark in document.marks.items() if place.startswith(f"/form/{key}/")
        }


@given(values(ActivityDocument))
def test_any_document_passes_through_its_forms_unchanged(document):
    for key in PARTS:
        found = read(key, shown(document, key), document)
        assert found.problems == []
        assert found.value == getattr(document.form, key)


@pytest.mark.parametrize("key", PARTS)
def test_values_typed_anew_give_the_same_as_the_importer(key):
    """The same words in an empty record: value and token come out as the importer has them."""
    for document in samples():
        found = read(key, shown(document, key))
        assert found.value == getattr(document.form, key)
        assert found.marks == {
            place: mark for place, mark in document.marks.items() if place.startswith(f"/form/{key}/")
        }


@pytest.mark.parametrize("token", ["-", "NO", "ไม่มี", "N/A"])
def test_the_tokens_of_the_paper_become_marks(token):
    found = read("header", typed(agency_name=f" {token} ", responsible_persons=token))
    assert found.value.agency_name is None
    assert found.value.responsible_persons == ([] if token in {"NO", "ไม่มี"} else None)
    assert found.marks == dict.fromkeys(("/form/header/agency_name", "/form/header/responsible_persons"), token)


def test_blank_is_not_answered_and_has_no_mark():
    found = read("header", typed(agency_name="  ", responsible_persons="\n \n"))
    assert (found.value, found.marks) == (Form().header, {})


@pytest.mark.parametrize(
    ("said", "value", "mark"),
    [
        (typed(local_third_parties="no", local_third_parties__lines=""), [], Mark.NO),
        (typed(local_third_parties="", local_third_parties__lines=""), None, None),
        (
            typed(local_third_parties="listed", local_third_parties__lines="กรมหนึ่ง\r\nกรมสอง"),
            ["กรมหนึ่ง", "กรมสอง"],
            None,
        ),
        (typed(local_third_parties="", local_third_parties__lines="กรมหนึ่ง"), ["กรมหนึ่ง"], None),
        (typed(local_third_parties="", local_third_parties__lines="NO"), [], Mark.NO),
        (typed(local_third_parties="mark:-", local_third_parties__lines=""), None, Mark.DASH),
    ],
)
def test_organisations_have_three_answers(said, value, mark):
    pairs = [(name, each) for name, values in said.items() for each in values]
    found = read("data_category", typed_of(pairs))
    assert (found.value.local_third_parties, found.problems) == (value, [])
    assert found.marks.get("/form/data_category/local_third_parties") == mark


def test_every_fault_of_a_section_is_listed_at_its_place():
    found = read(
        "beyond",
        typed(
            secrecy_class="no such class",
            special_category_flags=["none", "health"],
            rejected_requests="none",
            rejected_requests__0__rejected_on="32 มกราคม 2569",
            transfer_country_and_safeguard__0__country="Thailand",
            retention_start_event="mark:forged",
        ),
    )
    assert found.value is None
    assert [pointer for pointer, _ in faults(found)] == [
        "/form/beyond/special_category_flags",
        "/form/beyond/rejected_requests",
        "/form/beyond/retention_start_event",
        "/form/beyond/transfer_country_and_safeguard/0/country",
        "/form/beyond/secrecy_class",
    ]


def test_dates_are_read_as_people_write_them():
    said = typed(rejected_requests="", rejected_requests__0__rejected_on="๒๐ พ.ย. ๒๕๖๙")
    assert str(read("beyond", said).value.rejected_requests[0].rejected_on) == "2026-11-20"
    wrong = read("beyond", typed(rejected_requests__0__rejected_on="เมื่อวาน"))
    assert [pointer for pointer, _ in faults(wrong)] == ["/form/beyond/rejected_requests/0/rejected_on"]


def test_words_of_a_closed_list_that_no_term_has_are_kept():
    said = typed(storage_formats=["database"], storage_formats__other="ไฟล์ในเครื่อง\nWord")
    found = read("storage", said)
    assert [(each.code, each.raw) for each in found.value.storage_formats] == [
        ("database", "Database"),
        (None, "ไฟล์ในเครื่อง"),
        (None, "Word"),
    ]


def test_an_entry_of_a_closed_list_that_stays_keeps_its_own_words_and_place():
    storage = msgspec.convert(
        {"storage_formats": [{"code": "paper", "raw": "แฟ้ม"}, {"code": "database", "raw": "Database"}]},
        type(Form().storage),
    )
    document = ActivityDocument(form=Form(storage=storage))
    sent = shown(document, "storage") | typed(storage_formats=["", "database", "image"])
    found = read("storage", sent, document)
    assert [(each.code, each.raw) for each in found.value.storage_formats] == [
        ("paper", "แฟ้ม"),
        ("database", "Database"),
        ("image", "รูปภาพ"),
    ]


def test_rows_can_be_added_and_removed_and_empty_ones_do_not_count():
    rows = [RejectedRequest(right="ขอเข้าถึง\nขอสำเนา", reason=" เหตุ "), RejectedRequest(right="ขอลบ")]
    marks = {"/form/beyond/rejected_requests/1/reason": Mark.DASH}
    document = ActivityDocument(form=Form(beyond=Beyond(rejected_requests=rows)), marks=marks)
    sent = shown(document, "beyond")
    more = with_rows(sent, "rejected_requests", row_numbers(sent, "rejected_requests"), more=True)
    assert row_numbers(more, "rejected_requests") == [0, 1, 2]
    assert read("beyond", more, document).value.rejected_requests == rows

    less = read("beyond", with_rows(sent, "rejected_requests", [1]), document)
    assert less.value.rejected_requests == [rows[1]]
    assert less.marks == {"/form/beyond/rejected_requests/0/reason": Mark.DASH}
    assert read("beyond", with_rows(sent, "rejected_requests", []), document).value.rejected_requests is None


def test_a_group_without_words_is_not_there():
    assert read("beyond", typed(dpo_contact__name=" ", dpo_contact__email="")).value.dpo_contact is None
    found = read("beyond", typed(dpo_contact__email="N/A"))
    assert (found.value.dpo_contact, found.marks) == (Contact(), {"/form/beyond/dpo_contact/email": Mark.NA})


def test_a_field_that_was_not_sent_stays():
    document = next(samples())
    found = read("header", typed(agency_name="กรมใหม่"), document)
    assert found.value == msgspec.structs.replace(document.form.header, agency_name="กรมใหม่")


def test_forged_rows_and_names_do_no_harm():
    said = {f"rejected_requests.{number}.reason": ["x"] for number in ("99999999999", "-1", "๑", "1e3", "x")}
    said |= {"rejected_requests.9000.reason": ["เหตุ"], "rejected_requests": [""], "no.such": ["x"], "": ["y"]}
    assert read("beyond", said).value.rejected_requests == [RejectedRequest(reason="เหตุ")]
    many = {f"rejected_requests.{number}.reason": ["x"] for number in range(501)}
    assert [pointer for pointer, _ in faults(read("beyond", many))] == ["/form/beyond/rejected_requests"]


@pytest.mark.parametrize("text", FITTING.values(), ids=FITTING)
def test_hostile_text_stays_text_in_every_text_field(text):
    for key, section in PARTS.items():
        said = {info.key: [text] for info in section.fields if info.kind == "text"}
        found = read(key, typed_of((name, each) for name, values in said.items() for each in values))
        for name in said:
            kept = getattr(found.value, name)
            assert kept == (text.replace("\r\n", "\n").replace("\r", "\n").strip() or None)


def test_faults_and_findings_stand_at_the_innermost_control():
    from schemas.findings import Finding, Problem, Severity

    section = PARTS["beyond"]
    sent = typed(rejected_requests="", rejected_requests__0__reason="x", data_subject_categories="ก\nข")
    at = "/form/beyond/rejected_requests/0/reason"
    remarks = Remarks(
        problems=[
            Problem(pointer=at, message_th="ก", message_en="a"),
            Problem(pointer="/form/beyond/data_subject_categories/1", message_th="ข", message_en="b"),
        ],
        findings=[Finding(code="x", severity=Severity.HINT, pointer=at, message_th="ค", message_en="c")],
    )
    controls = {each.name: each for each in controls_for(section.fields, sent, remarks)}
    inner = {each.name: each for each in controls["rejected_requests"].rows[0].members}
    reason = inner["rejected_requests.0.reason"]
    assert (len(reason.errors), len(reason.findings), controls["rejected_requests"].errors) == (1, 1, ())
    assert controls["data_subject_categories"].errors[0].line == 2
