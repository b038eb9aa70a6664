"""The finding on data that are collected but of which nothing is entered as kept. Pure.

Legal source: PDPA s.37(3): the controller keeps a system that erases data when their period ends; what is entered
nowhere comes due nowhere.
"""

from collections.abc import Iterator
from typing import Final

from ropa.activities.rules_answers import Answer, answer_of
from ropa.activities.rules_finding_codes import finding
from schemas.document import ActivityDocument
from schemas.findings import Finding

MISSING: Final = "holdings.missing"
_PERIOD: Final = "/form/storage/retention_period"


def holding_findings(document: ActivityDocument, *, holds_data: bool | None) -> Iterator[Finding]:
    """Yield the finding of an approved record that names data items and has no data set; None: nobody looked."""
    if holds_data is False and answer_of(document.form.data_category.personal_data_items) is Answer.GIVEN:
        yield finding(MISSING, _PERIOD)
