"""Completeness, order, and what holds for all findings. The two real forms stand in test_findings_of_samples.py."""

from typing import Annotated

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from ropa.activities.rules_finding_codes import CODES, FINDINGS_VERSION, finding
from ropa.activities.rules_findings import findings_of
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.document import ActivityDocument, decode_document, encode_document
from schemas.exchange import InformationSystem
from schemas.field import field, rows
from schemas.findings import Severity
from schemas.flow import Step
from schemas.vocabulary import Mark
from tests.support.random_documents import values
from tests.support.small_records import heavy, record

THIRD_PARTIES = "/form/data_category/local_third_parties"
ITEMS = "/form/data_category/personal_data_items"


def test_a_whole_record_has_no_error_and_no_warning_but_what_the_form_leaves_open():
    assert heavy(record()) == []
    assert not any(item.severity is Severity.ERROR for item in findings_of(record()))


def test_an_empty_record_lacks_every_place_that_section_39_asks_for():
    missing = [item for item in findings_of(ActivityDocument()) if item.code == "completeness.missing"]

    assert [item.pointer.rsplit("/", 1)[1] for item in missing] == [
        "parent_org_unit",
        "responsible_org_unit",
        "personal_data_items",
        "collection_purposes",
        "authorised_accessors",
        "local_third_parties",
        "lawful_basis",
        "retention_period",
        "access_control_measures",
    ]
    assert {item.severity for item in missing} == {Severity.ERROR}
    assert {item.law for item in missing} == {f"PDPA s.39({number})" for number in (1, 2, 3, 4, 5, 6, 8)}


def test_findings_stand_in_the_order_of_the_form():
    document = record()
    document.form.header.parent_org_unit = None
    document.form.safeguards.access_control_measures = " \u200b "
    document.systems = [InformationSystem(seq=1, system_name=f"ก{number}") for number in range(11)]
    document.steps = [Step(seq=1, title="เก็บ", collection="เก็บหมายเลข OTP")]

    pointers = [pointer for _, pointer in heavy(document)]

    assert pointers == [
        "/form/header/parent_org_unit",
        "/form/safeguards/access_control_measures",
        "/steps/0/collection",
        *(f"/systems/{number}/hosting" for number in range(11)),
    ]


@pytest.mark.parametrize("mark", list(Mark))
def test_a_mark_answers_a_blank_place(mark):
    document = record()
    document.form.data_category.local_third_parties = None
    assert heavy(document) == [("completeness.missing", THIRD_PARTIES)]

    document.marks = {THIRD_PARTIES: mark}
    assert heavy(document) == []


@pytest.mark.parametrize("nothing", [[], ["-"], ["ไม่มี"], ["N/A", ""]])
def test_nothing_is_no_answer_where_processing_cannot_be_without_it(nothing):
    document = record()
    document.form.data_category.personal_data_items = nothing

    assert heavy(document) == [("completeness.none_not_possible", ITEMS)]


def test_a_list_of_blank_lines_is_not_answered():
    document = record()
    document.form.data_category.personal_data_items = ["", "  "]

    assert heavy(document) == [("completeness.missing", ITEMS)]


def test_no_answer_on_rejected_requests_is_only_a_hint():
    found = {item.pointer: item for item in findings_of(record())}

    assert found["/form/beyond/rejected_requests"].severity is Severity.HINT
    assert found["/form/beyond/rejected_requests"].law == "PDPA s.39(7)"

    document = record()
    document.form.beyond.rejected_requests = []
    assert "/form/beyond/rejected_requests" not in {item.pointer for item in findings_of(document)}


def test_a_period_without_its_start_is_pointed_out():
    document = record()
    document.form.beyond.retention_start_event = None

    assert heavy(document) == [("retention.no_start_event", "/form/beyond/retention_start_event")]


def test_a_required_field_declared_on_a_derived_form_is_checked_without_any_other_change():
    class Minors(Header, kw_only=True, forbid_unknown_fields=True):
        minors_measures: (
            Annotated[
                list[str], rows("มาตรการสำหรับผู้เยาว์", "Measures for minors", laws=("PDPA s.20",), required_by_law=True)
            ]
            | None
        ) = None

    class FormWithMinors(Form, kw_only=True, forbid_unknown_fields=True):
        header: Annotated[Minors, field("หัว", "Head")] = msgspec.field(default_factory=Minors)

    found = [item for item in findings_of(record(), form_type=FormWithMinors) if "minors" in item.pointer]

    assert [(item.code, item.pointer, item.law) for item in found] == [
        ("completeness.missing", "/form/header/minors_measures", "PDPA s.20")
    ]
    assert "มาตรการสำหรับผู้เยาว์" in found[0].message_th


def test_braces_and_line_breaks_in_a_record_stay_words():
    made = finding("names.near_header_name", "/x", name="{header_name}\n{0}", header_name="ก" * 500)

    assert "“{header_name} {0}”" in made.message_th
    assert len(made.message_th) < 400


def test_every_code_has_words_in_both_languages_and_a_law():
    for code, row in CODES.items():
        assert code.count(".") == 1, code
        assert row.message_th
        assert row.message_en.isascii() or "“" in row.message_en, code
        assert row.law.startswith(("PDPA s.", "PDPC ", "Saraban Regulation ", "Official Secrets Regulation ")), code
        assert row.suggestion, code
        assert row.suggestion_en.isascii() or "“" in row.suggestion_en, code
        assert row.source, code
        assert 1 <= row.since <= FINDINGS_VERSION, code


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(values(ActivityDocument))
def test_no_document_that_decodes_makes_the_check_fail(document):
    stored = decode_document(encode_document(document))

    found = findings_of(stored)

    assert {item.code for item in found} <= set(CODES)
    assert found == findings_of(document)
