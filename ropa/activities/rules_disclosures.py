"""The finding on recipients that are named while nothing stands in the log of disclosures. Pure.

Legal source: PDPA s.27 paragraph 3 and s.39(6): what was used or disclosed without consent is recorded. A hint: with
consent each time, nothing has to stand there.
"""

from collections.abc import Iterator
from typing import Final

from ropa.activities.rules_answers import Answer, answer_of
from ropa.activities.rules_finding_codes import finding
from schemas.document import ActivityDocument
from schemas.findings import Finding

MISSING: Final = "disclosure.log_missing"
#: The form's own field of s.39(6), which the log answers as well.
LOGGED: Final = "/form/beyond/consent_exempt_use_or_disclosure_log"
#: The form's own field of s.39(7), which the refused requests of data subjects answer as well.
REFUSED: Final = "/form/beyond/rejected_requests"
_RECIPIENTS: Final = "/form/data_category/local_third_parties"


def disclosure_findings(document: ActivityDocument, *, logs_disclosures: bool | None) -> Iterator[Finding]:
    """Yield the finding of an approved record that names recipients and logs nothing; None: nobody looked."""
    if logs_disclosures is False and answer_of(document.form.data_category.local_third_parties) is Answer.GIVEN:
        yield finding(MISSING, _RECIPIENTS)
