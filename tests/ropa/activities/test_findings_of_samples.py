"""What the check says of the ministry's two real forms: every row of the cross-check table, and nothing false."""

from collections import Counter
from importlib.resources import files

import msgspec
import pytest

from ropa.activities.rules_finding_codes import CODES
from ropa.activities.rules_findings import findings_of
from schemas.document import ActivityDocument, ActivityInput
from schemas.findings import Severity

CONTACT_US, REGISTRATION = "ติดต่อเรา", "ระบบลงทะเบียนลูกค้ากระทรวงอุตสาหกรรม"
FIRST_FIVE = {
    "third_parties.no_but_sends",
    "collector.none_but_receives",
    "data_items.not_declared",
    "basis.duty_but_consent",
    "basis.ambiguous",
}


@pytest.fixture(scope="module")
def samples() -> dict[str | None, ActivityDocument]:
    folder = files("ropa") / "samples"
    read = [
        msgspec.json.decode(entry.read_bytes(), type=ActivityInput).document()
        for entry in folder.iterdir()
        if entry.name.endswith(".json")
    ]
    return {document.form.header.sub_process: document for document in read}


def crosschecks(document: ActivityDocument) -> list[tuple[str, str]]:
    return [(item.code, item.pointer) for item in findings_of(document) if item.code in FIRST_FIVE]


def test_the_contact_form_contradicts_itself_in_two_places(samples):
    assert crosschecks(samples[CONTACT_US]) == [
        ("third_parties.no_but_sends", "/form/data_category/local_third_parties"),
        ("basis.ambiguous", "/form/data_category/lawful_basis"),
    ]


def test_the_registration_form_contradicts_itself_in_all_five_ways(samples):
    document = samples[REGISTRATION]

    assert crosschecks(document) == [
        ("basis.duty_but_consent", "/form/data_category/privacy_notice_or_consent"),
        ("third_parties.no_but_sends", "/form/data_category/local_third_parties"),
        ("basis.ambiguous", "/form/data_category/lawful_basis"),
        ("collector.none_but_receives", "/form/roles/role_collector"),
        ("data_items.not_declared", "/steps/1/collection"),
        ("data_items.not_declared", "/steps/3/collection"),
        ("data_items.not_declared", "/steps/7/storage"),
    ]
    words = {item.pointer: item.message_th for item in findings_of(document)}
    assert "เลขหลังบัตรประชาชน" in words["/steps/1/collection"]
    assert "OTP" in words["/steps/3/collection"]
    assert "Log" in words["/steps/7/storage"]


def test_bodies_are_named_but_not_the_agency_itself_nor_its_systems(samples):
    words = {item.code: item.message_th for item in findings_of(samples[REGISTRATION])}

    assert words["third_parties.no_but_sends"].endswith("ให้ หน่วยงานภายในสังกัดกระทรวงอุตสาหกรรม")
    assert words["collector.none_but_receives"].endswith(
        "จาก กรมการปกครอง, กรมโรงงานอุตสาหกรรม, การนิคมอุตสาหกรรมแห่งประเทศไทย"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (CONTACT_US, {"hosting.unanswered": 2}),
        (
            REGISTRATION,
            {
                "completeness.unanswered": 1,
                "names.near_header_name": 2,
                "processing.other_unnamed": 15,
                "cloud.location_unanswered": 3,
            },
        ),
    ],
)
def test_both_forms_are_whole_and_their_other_gaps_are_counted(samples, name, expected):
    found = findings_of(samples[name])

    counted = Counter(item.code for item in found if item.code not in FIRST_FIVE and item.severity is not Severity.HINT)
    assert counted == {"retention.no_start_event": 1} | expected
    assert not any(item.severity is Severity.ERROR for item in found)


def test_what_the_two_forms_teach_covers_most_of_the_table(samples):
    met = {item.code for document in samples.values() for item in findings_of(document)}

    assert set(CODES) - met == {
        "completeness.missing",
        "completeness.none_not_possible",
        "choice.not_in_list",
        "text.national_id",
    }
