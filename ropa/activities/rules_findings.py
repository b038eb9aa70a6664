"""All findings of one record, in the order of the form. Pure.

Used by `ropa check`, the findings route and the approval step: an error-level finding stops approval.
"""

from functools import cache

from msgspec import Struct

from ropa.activities.rules_completeness import completeness
from ropa.activities.rules_crosschecks import crosschecks
from ropa.activities.rules_disclosures import LOGGED, REFUSED, disclosure_findings
from ropa.activities.rules_exchange import exchange_findings
from ropa.activities.rules_flow import flow_findings
from ropa.activities.rules_governance import governance_findings
from ropa.activities.rules_holdings import holding_findings
from ropa.activities.rules_keeping import keeping_findings
from ropa.activities.rules_keeping_parts import changed_basis, part_findings
from ropa.activities.rules_lawful import lawful_findings
from ropa.activities.rules_people import name_slips, national_ids
from ropa.activities.rules_systems import system_findings
from schemas.activity import Form
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Finding
from schemas.flow import Step
from schemas.form import form_fields
from schemas.surroundings import Surroundings

_NOTHING_KNOWN = Surroundings()


def findings_of(
    document: ActivityDocument, around: Surroundings = _NOTHING_KNOWN, *, form_type: type[Struct] = Form
) -> list[Finding]:
    """Return every finding of a record, in the order of the paper: form, steps, systems; each line by its number.

    `around` is what must be known beside the document: the reading of its retention words, and what the register says
    (`service_findings` looks it up); rules that lack their part say nothing. `form_type` is the form's own type; a type
    with one more field that s.39 asks for is checked for it, too.
    Legal source: PDPA s.39(1)-(8); each finding names its own.
    """
    found = [
        *completeness(document, form_type, around.retention, _answered_beside(around)),
        *crosschecks(document),
        *lawful_findings(document),
        *governance_findings(document),
        *keeping_findings(document, around.retention),
        *part_findings(document, around.retention, around.parts),
        *changed_basis(document, around.consented, around.withdrawn),
        *holding_findings(document, holds_data=around.holds_data),
        *disclosure_findings(document, logs_disclosures=around.logs_disclosures),
        *flow_findings(document),
        *system_findings(document),
        *exchange_findings(document, around),
        *national_ids(document),
        *name_slips(document, form_type),
    ]
    order = _order(form_type)
    return sorted(found, key=lambda item: (_place(item.pointer, order), item.code))


def _answered_beside(around: Surroundings) -> set[str]:
    """Return the form's own fields that a log beside the form answers."""
    logs = {LOGGED: around.logs_disclosures, REFUSED: around.logs_refusals}
    return {pointer for pointer, answers in logs.items() if answers}


@cache
def _order(form_type: type[Struct]) -> dict[str, int]:
    """Return the rank of each printed place by its key: sections of the document, fields of the form, columns."""
    names = ["form", *(f"{info.section}/{info.key}" for info in form_fields(form_type)), "steps"]
    for struct in (Step, InformationSystem, ExchangeLine):
        names += [f"column/{name}" for name in struct.__struct_fields__]
    return {name: rank for rank, name in enumerate([*names, "systems", "marks"])}


def _place(pointer: str, order: dict[str, int]) -> tuple[int, ...]:
    """Return the rank of a pointer: list indexes by number, names by their place on the paper, unknown ones last."""
    head, *rest = pointer.split("/")[1:] or [""]
    if head == "form" and len(rest) > 1:
        rest = [f"{rest[0]}/{rest[1]}", *rest[2:]]
    last = len(order)
    ranks = [int(part) if part.isdecimal() else order.get(part, order.get(f"column/{part}", last)) for part in rest]
    return (order.get(head, last), *ranks)
