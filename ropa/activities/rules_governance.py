"""Findings on who decides, which class the data have, and how many they are. Pure.

Legal source: PDPA s.42 (tasks of the DPO); Official Secrets Regulation B.E.2544; PDPC breach notification B.E.2565.
"""

import re
from collections.abc import Iterator

from ropa.activities.rules_answers import Answer, answer_at, squeezed
from ropa.activities.rules_finding_codes import finding
from schemas.document import ActivityDocument
from schemas.findings import Finding

_DPO = re.compile("dpo|เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล")
_VOLUME = "/form/data_category/data_volume"
#: A count of two or more with its unit, in squeezed words.
_COUNT = re.compile(
    r"(?<![\d,.])(?:[2-9]|\d{2,}|\d{1,3}(?:,\d{3})+)(ราย(?!ละ|เดือน|ปี|ได้)(?:การ)?|คน|ระเบียน|รายชื่อ|record|แฟ้ม|ฉบับ)"
)
_ENTRIES = frozenset({"รายการ", "ระเบียน", "record", "แฟ้ม", "ฉบับ"})
_PERSONS = frozenset({"ราย", "คน", "รายชื่อ"})
_DATED = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|ณวันที่|ณสิ้น|ณเดือน|พ\.ศ\.\d{4}|(?<!\d)25\d{2}(?!\d)|(?<!\d)20\d{2}-\d")
_MONTH = re.compile(
    "ม\\.ค|ก\\.พ|มี\\.ค|เม\\.ย|พ\\.ค|มิ\\.ย|ก\\.ค|ส\\.ค|ก\\.ย|ต\\.ค|พ\\.ย|ธ\\.ค|มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา"
)


def governance_findings(document: ActivityDocument) -> Iterator[Finding]:
    """Yield the findings on roles, secrecy and volume; in no order."""
    yield from _dpo(document)
    given = answer_at(document, "/form/roles/role_classifier") is Answer.GIVEN
    if given and answer_at(document, "/form/beyond/secrecy_class") is Answer.BLANK:
        yield finding("secrecy.not_recorded", "/form/beyond/secrecy_class")
    yield from _volume(document)


def _dpo(document: ActivityDocument) -> Iterator[Finding]:
    roles = document.form.roles
    if _dpo_at(roles.role_inspector) is None:
        return
    for key in ("role_disclosure_approver", "role_destruction_approver"):
        place = _dpo_at(getattr(roles, key))
        if place is not None:
            yield finding("dpo.approves_and_inspects", f"/form/roles/{key}/{place}")


def _dpo_at(names: list[str] | None) -> int | None:
    return next((place for place, name in enumerate(names or []) if _DPO.search(squeezed(name))), None)


def _volume(document: ActivityDocument) -> Iterator[Finding]:
    words = squeezed(document.form.data_category.data_volume or "")
    units = set(_COUNT.findall(words))
    if not units:
        return
    if not _DATED.search(words) and not _MONTH.search(words):
        yield finding("volume.no_date", _VOLUME)
    if units & _ENTRIES and not units & _PERSONS:
        yield finding("volume.counts_entries", _VOLUME)
