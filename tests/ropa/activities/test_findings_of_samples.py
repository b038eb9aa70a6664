"""What the check says of the ministry's two real forms and of our own record: exactly this, and nothing false."""

from importlib.resources import files

import msgspec
import pytest

from ropa.activities.rules_finding_codes import CODES
from ropa.activities.service_findings import findings_about
from schemas.document import ActivityDocument, ActivityInput
from schemas.findings import Severity
from tests.support.findings_of_samples import CONTACT_US, OWN_RECORD, REGISTRATION, Expected

EXPECTED = {"contact_us": CONTACT_US, "industry_registration": REGISTRATION, "ropa_register": OWN_RECORD}

#: law.md D.12 in its order: the codes of each row, and whether the row is true of form 002 and of form 003.
CROSS_CHECKS = [
    ({"third_parties.no_but_sends"}, True, True),
    ({"collector.none_but_receives"}, False, True),
    ({"data_items.not_declared"}, False, True),
    ({"basis.duty_but_consent"}, False, True),
    ({"basis.ambiguous"}, True, True),
    ({"processing.other_unnamed"}, False, True),
    ({"cloud.location_unanswered", "hosting.unanswered"}, True, True),
    ({"exchange.body_is_a_system"}, False, True),
    ({"exchange.direction_contradicts"}, True, True),
    ({"exchange.counterpart_is_self"}, True, False),
    ({"flow.discloses_nothing"}, True, True),
    ({"destruction.electronic_rule_not_cited"}, True, True),
    ({"destruction.single_approver"}, True, True),
    ({"names.near_header_name"}, False, True),
    ({"volume.no_date", "volume.counts_entries"}, True, False),
    ({"dpo.approves_and_inspects"}, True, False),
    ({"secrecy.not_recorded"}, True, True),
]


@pytest.fixture(scope="module")
def samples() -> dict[str, ActivityDocument]:
    folder = files("ropa") / "samples"
    return {
        name: msgspec.json.decode((folder / f"{name}.json").read_bytes(), type=ActivityInput).document()
        for name in EXPECTED
    }


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=list(EXPECTED))
def test_the_check_says_exactly_this_of_a_sample(samples, name, expected: Expected):
    assert [(item.code, item.pointer, item.severity) for item in findings_about(samples[name])] == expected


@pytest.mark.parametrize(
    ("codes", "in_002", "in_003"),
    CROSS_CHECKS,
    ids=lambda value: "|".join(sorted(value)) if isinstance(value, set) else None,
)
def test_each_cross_check_is_found_where_it_is_true_and_nowhere_else(samples, codes, in_002, in_003):
    for name, is_true in (("contact_us", in_002), ("industry_registration", in_003)):
        found = {item.code for item in findings_about(samples[name])}
        assert bool(found & codes) == is_true, name


def test_no_sample_has_an_error(samples):
    assert [item for one in samples.values() for item in findings_about(one) if item.severity is Severity.ERROR] == []


def test_the_lines_of_the_table_are_those_that_the_law_report_counts():
    """law.md D.12: 15 lines without a processor, a system as counterpart in systems 2-9, the wrong way in 3-9."""
    lines = [pointer for code, pointer, _ in REGISTRATION if code == "processing.other_unnamed"]
    assert len(lines) == 15
    as_body = {pointer.split("/")[2] for code, pointer, _ in REGISTRATION if code == "exchange.body_is_a_system"}
    assert as_body == {str(number) for number in range(1, 9)}
    wrong_way = {pointer.split("/")[2] for code, pointer, _ in REGISTRATION if code == "exchange.direction_contradicts"}
    assert wrong_way == {str(number) for number in range(2, 9)}


def test_bodies_are_named_but_not_the_agency_itself_nor_its_systems(samples):
    words = {item.code: item.message_th for item in findings_about(samples["industry_registration"])}

    assert words["third_parties.no_but_sends"].endswith("ให้ หน่วยงานภายในสังกัดกระทรวงอุตสาหกรรม")
    assert words["collector.none_but_receives"].endswith(
        "จาก กรมการปกครอง, กรมโรงงานอุตสาหกรรม, การนิคมอุตสาหกรรมแห่งประเทศไทย"
    )


def test_what_the_flow_keeps_and_the_form_does_not_declare_is_named(samples):
    words = {item.pointer: item.message_th for item in findings_about(samples["industry_registration"])}

    assert "เลขหลังบัตรประชาชน" in words["/steps/1/collection"]
    assert "OTP" in words["/steps/3/collection"]
    assert "Log" in words["/steps/7/storage"]


def test_a_suggestion_says_the_words_to_write_where_they_are_known(samples):
    said = {item.code: item.suggestion or "" for item in findings_about(samples["industry_registration"])}

    assert "“กระทรวงอุตสาหกรรม สำนักงานปลัดกระทรวงอุตสาหกรรม”" in said["exchange.body_is_a_system"]
    assert "“รับข้อมูลจากหน่วยงานอื่น”" in said["exchange.direction_contradicts"]
    assert "“นายตัวอย่าง ดาววิเศษ”".replace("นาย", "") in said["names.near_header_name"]
    assert "“ไม่น้อยกว่า 10 ปี และได้รับคำสั่งจากผู้มีอำนาจ”" in said["retention.unconfirmed"]
    assert "(ฉบับที่ 4) พ.ศ. 2564" in said["legal.outdated_reference"]


def test_the_codes_that_no_sample_teaches_are_these(samples):
    met = {item.code for document in samples.values() for item in findings_about(document)}

    assert set(CODES) - met == {
        "basis.changed_after_withdrawal",
        "basis.changed_from_consent",
        "choice.not_in_list",
        "cloud.abroad_without_transfer",
        "completeness.form_unanswered",
        "completeness.missing",
        "completeness.none_not_possible",
        "consent.no_document",
        "disclosure.log_missing",
        "exchange.counterpart_unknown",
        "flow.arrow_to_nowhere",
        "flow.no_steps",
        "flow.step_unreached",
        "flow.store_unread",
        "holdings.missing",
        "mirror.direction",
        "mirror.mode",
        "processor.no_agreement",
        "retention.below_minimum",
        "retention.consent_items_inside",
        "retention.electronic_under_ten",
        "retention.maximum_conflict",
        "retention.permanent_without_ground",
        "retention.rules_of_one_name",
        "retention.unparsed",
        "special.no_ground",
        "special.not_flagged",
        "text.national_id",
        "transfer.no_mechanism",
    }
