"""The way through the sections of a record's form: what is answered, what is found wrong, what is not saved yet."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ropa.activities import service_sections
from ropa.activities.pages_record_body import section_name
from ropa.activities.service_sections import SectionRead
from ropa.web.bodies import ApiRequest
from ropa.web.forms_controls import Control
from ropa.web.language import language_of
from ropa.web.pages import in_language
from ropa.web.saving import SAVED_PART
from schemas.findings import Severity
from schemas.form import sections

#: These stand last, in this order: the paper's two tables, then what the law adds.
_ORDER = ("flow", "systems", "beyond")
_TABLES = {"steps": "flow", "systems": "systems"}
_GRAVEST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


def section_order() -> list[str]:
    """Return the sections in the order of the page: the paper's, then its two tables, then what the law adds."""
    paper = [section.key for section in sections() if section.key not in _ORDER]
    return [*paper, *_ORDER]


class Step(Struct, frozen=True, kw_only=True):
    """One section on the way through the form; `errors` and `warnings` are findings about what is saved."""

    key: str
    name: str
    answered: int
    total: int
    here: bool
    errors: int = 0
    warnings: int = 0
    unsaved: bool = False
    """This person typed something there that is not saved."""


class Total(Struct, frozen=True, kw_only=True):
    """All sections together, and which of them stand before and after this one."""

    answered: int
    total: int
    place: int
    sections: int
    before: Step | None
    after: Step | None


class Jump(Struct, frozen=True):
    """One finding of the list at the top of a section: the id of its field, the field's label, and its words."""

    at: str | None
    label: str
    severity: Severity
    words: str


def steps_of(request: ApiRequest, found: SectionRead, here: str) -> tuple[list[Step], Total]:
    """Return every section with what is answered in it, and the sum of those that are fields."""
    language = language_of(request)
    progress = found.progress
    about: Counter[tuple[str, Severity]] = Counter()
    for finding in service_sections.findings_about(found.document):
        about[_section_of(finding.pointer), finding.severity] += 1
    steps = [
        Step(
            key=key,
            name=section_name(key, language),
            answered=progress[key].answered,
            total=progress[key].total,
            here=key == here,
            errors=about[key, Severity.ERROR],
            warnings=about[key, Severity.WARNING],
            unsaved=key in found.unsaved,
        )
        for key in section_order()
    ]
    fields = [step for step in steps if step.key not in {"flow", "systems"}]
    place = next(at for at, step in enumerate(steps) if step.here)
    return steps, Total(
        answered=sum(step.answered for step in fields),
        total=sum(step.total for step in fields),
        place=place + 1,
        sections=len(steps),
        before=steps[place - 1] if place else None,
        after=steps[place + 1] if place + 1 < len(steps) else None,
    )


def saved_part(request: ApiRequest) -> Step | None:
    """Return the section that this person saved a moment ago, whose save the page offers to take back."""
    key = request.query_params.get(SAVED_PART, "")
    if key not in section_order():
        return None
    return Step(key=key, name=section_name(key, language_of(request)), answered=0, total=0, here=False)


def _section_of(pointer: str) -> str:
    parts = pointer.split("/")
    if parts[1:2] == ["form"]:
        return parts[2] if len(parts) > 2 else ""  # noqa: PLR2004 - /form/SECTION
    return _TABLES.get(parts[1] if len(parts) > 1 else "", "")


def jumps_of(request: ApiRequest, controls: Iterable[Control]) -> list[Jump]:
    """Return the findings about a section's fields with where they stand: errors, then warnings, then hints."""
    return sorted(_jumps(request, controls), key=lambda each: _GRAVEST[each.severity])


def _jumps(request: ApiRequest, controls: Iterable[Control]) -> Iterable[Jump]:
    for control in controls:
        label = in_language(request, control.info.label, control.info.note.label_en)
        for each in control.findings:
            yield Jump(control.id, label, each.severity, in_language(request, each.message_th, each.message_en))
        yield from _jumps(request, control.members)
        for row in control.rows:
            yield from _jumps(request, row.members)
