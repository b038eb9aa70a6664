"""What a procedure must hold to be kept, its life as one table, and what the list keeps of it. Pure.

draft -> submitted -> approved -> superseded, or retired as a whole; a returned one is edited and sent again.
"""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

import msgspec
from msgspec import Struct

from schemas.findings import Finding, Problem, Severity
from schemas.procedure import ProcedureDocument, ProcedureStatus
from schemas.procedure_record import ProcedureMove, ProcedureMoveInput
from schemas.reading import control_characters
from schemas.thai_text import searchable
from schemas.vocabulary import Term

#: The sum of all steps must fit its column. What is no standard of one step is a finding long before.
MOST_KEPT_DAYS = 1_000_000


class Way(Struct, frozen=True):
    """From where a move leads to where. `reason`: it must say why."""

    sources: tuple[ProcedureStatus, ...]
    target: ProcedureStatus
    reason: bool = False


_OPEN = (ProcedureStatus.DRAFT, ProcedureStatus.RETURNED)
WAYS: Mapping[ProcedureMove, Way] = MappingProxyType(
    {
        ProcedureMove.SUBMIT: Way(_OPEN, ProcedureStatus.SUBMITTED),
        ProcedureMove.WITHDRAW: Way((ProcedureStatus.SUBMITTED,), ProcedureStatus.DRAFT),
        ProcedureMove.RETURN: Way((ProcedureStatus.SUBMITTED,), ProcedureStatus.RETURNED, reason=True),
        ProcedureMove.APPROVE: Way((ProcedureStatus.SUBMITTED,), ProcedureStatus.APPROVED),
        ProcedureMove.RETIRE: Way((ProcedureStatus.APPROVED,), ProcedureStatus.RETIRED, reason=True),
    }
)


def is_editable(status: ProcedureStatus) -> bool:
    """Tell whether a revision can be saved again, or a next draft begins beside it."""
    return status in {*_OPEN, ProcedureStatus.APPROVED}


def move_problems(move: ProcedureMove, given: ProcedureMoveInput) -> list[Problem]:
    """Return what is wrong with what came along with a move."""
    found = list(control_characters(given.note or "", "/note"))
    if WAYS[move].reason and not (given.note or "").strip():
        found.append(Problem(pointer="/note", message_th="ต้องระบุเหตุผล", message_en="Give a reason"))
    return found


def problems_of(document: ProcedureDocument) -> list[Problem]:
    """Return every reason not to keep a document; all else about it is a finding."""
    places = [("/stated_days", document.stated_days)]
    places += [(f"/steps/{place}/working_days", step.working_days) for place, step in enumerate(document.steps)]
    found = list(control_characters(msgspec.to_builtins(document), ""))
    for pointer, days in places:
        if days is not None and abs(days) > MOST_KEPT_DAYS:
            thai, english = "จำนวนวันมากหรือน้อยเกินกว่าที่เก็บได้", "More or fewer days than can be kept"
            found.append(Problem(pointer=pointer, message_th=thai, message_en=english))
    return found


def blocking(findings: Collection[Finding]) -> list[Problem]:
    """Return the findings that stop an approval, as problems at their places."""
    return [
        Problem(pointer=each.pointer, message_th=each.message_th, message_en=each.message_en)
        for each in findings
        if each.severity is Severity.ERROR
    ]


def working_days(document: ProcedureDocument) -> int | None:
    """Return the sum of the steps' standards in working days; None when no step says one.

    A step that parallel branches do beside others counts like any other: it is the sum that a manual states.
    """
    said = [step.working_days for step in document.steps if step.working_days is not None]
    return sum(said) if said else None


def search_text(ref: str, document: ProcedureDocument) -> str:
    """Return what the list looks for words in: the reference, and every text of the document."""
    return "\n".join(searchable(each) for each in (ref, *_texts(document)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Term):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
