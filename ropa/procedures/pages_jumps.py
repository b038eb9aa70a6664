"""Where the list of faults at the top of a page leads: to the field of the one form that was sent, or to the chapter.

A run's page has a form for each open step, so that a field's name alone is no place on it.
"""

from collections.abc import Callable, Collection

from ropa.web.short_forms import ShortForm
from schemas.findings import Problem
from schemas.form import row_number
from schemas.procedure import ProcedureDocument

Jumps = list[tuple[str | None, str]]
_ENDING = frozenset({"answer", "done_on", "cause", "note", "file"})
_HANDING = frozenset({"person_id", "office_id", "due_on", "reason"})
_EXPLAINING = frozenset({"cause", "note"})
#: Chapters that the page shows only when something is in them.
_WHEN_FILLED = frozenset({"definitions", "duties", "problems", "solutions", "notes"})
_ALWAYS = frozenset({"purposes", "scope", "steps", "follow_up", "references", "forms", "contact"})


def of_step(form: ShortForm, ended: Collection[str], explained: Collection[str]) -> Jumps:
    """Return the faults of a form of a run's page with the ids of their fields.

    `ended`, `explained`: steps whose form to end them, or to say why they were late, is on the page now.
    """
    step_id, names = form.value("step"), frozenset[str]()
    if step_id in explained:
        names = _EXPLAINING
    elif step_id in ended:
        names = _HANDING if form.value("do") == "hand" else _ENDING
    return _jumps(form, lambda problem: f"f-{root}-{step_id}" if (root := _parts(problem)[0]) in names else None)


def of_procedure(form: ShortForm, document: ProcedureDocument) -> Jumps:
    """Return the faults of a procedure's page with the ids of their steps and chapters, as the page shows them."""

    def place(problem: Problem) -> str | None:
        chapter, *rest = _parts(problem)
        if chapter == "note":
            return "f-note"
        at = row_number(rest[0]) if chapter == "steps" and rest else None
        if at is not None and at < len(document.steps):
            return f"step-{document.steps[at].number}"
        is_shown = chapter in _ALWAYS or (chapter in _WHEN_FILLED and getattr(document, chapter))
        return f"c-{chapter}" if is_shown else None

    return _jumps(form, place)


def _parts(problem: Problem) -> list[str]:
    return problem.pointer.lstrip("/").split("/")


def _jumps(form: ShortForm, place: Callable[[Problem], str | None]) -> Jumps:
    return [(place(problem), words) for problem, (_, words) in zip(form.problems, form.summary(), strict=True)]
