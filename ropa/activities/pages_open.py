"""The questions that a record still waits for, on one page: the short way from a template to a record that is sent."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.activities import service_open, service_sections
from ropa.activities.pages_edit_form import ACT, BASE, TAKE, digest, summary
from ropa.activities.pages_merge import CHOOSE, MINE, THEIRS, Clash
from ropa.activities.pages_record_body import section_name
from ropa.activities.pages_record_cells import cells
from ropa.activities.service_open import Answers, OpenQuestions
from ropa.activities.service_parts import part_of
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, PreconditionFailed
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import Typed, below, compact, first, typed_of, typed_value, typed_values, was_sent, without
from ropa.web.forms_controls import Control, Remarks, controls_for
from ropa.web.forms_read import read_typed
from ropa.web.language import language_of
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.findings import Problem
from schemas.form import FieldInfo, sections


@get("/{activity_id:uuid}/open", opt=page_for(Permission.WRITE_ACTIVITIES))
async def open_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Every question that is not answered; where the office answers alike in all its records, that is filled in."""
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> tuple[OpenQuestions, buffers.Buffer | None]:
        return service_open.open_questions(uow, str(activity_id)), buffers.find(uow, keys, path)

    found, kept = await runner.read(request.user, work)
    return _show(request, found, typed_of(kept.fields) if kept is not None else {}, proposed=True)


@post("/{activity_id:uuid}/open", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def answer_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Save every answer that was sent, or show what must be mended or chosen first; then go on to sending the record.

    What somebody else answered meanwhile is never written over, and never wins, without being asked about.
    """
    key, path = str(activity_id), request.url.path
    typed = typed_of(typed_into(request))
    found = await runner.read(request.user, lambda uow: service_open.open_questions(uow, key))
    answers, problems = _answers(found, typed)
    if _undecided(found, typed):
        return _show(request, found, typed, problems, 412)
    if problems:
        return _show(request, found, typed, problems, 422)

    def work(uow: UnitOfWork) -> None:
        service_open.answer(uow, key, found.stored.version, answers)
        buffers.discard(uow, path)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        return _show(request, found, typed, error.problems, 422)
    except PreconditionFailed:
        newest = await runner.read(request.user, lambda uow: service_open.open_questions(uow, key))
        return _show(request, newest, typed, [], 412)
    if first(typed, ACT) == "submit":
        return go(f"/activities/{key}/life/submit", said="saved")
    return go(f"/activities/{key}", said="saved")


def _answers(found: OpenQuestions, typed: Typed) -> tuple[list[Answers], list[Problem]]:
    """Return each section of which something was sent, with what was sent in its place; and every fault."""
    for info in _answered_elsewhere(found, typed):
        if first(typed, TAKE + info.key) == THEIRS or not below(typed, info.key):
            typed = without(typed, info.key)
    answers, problems = list[Answers](), list[Problem]()
    for section in sections():
        if any(was_sent(typed, info.key) for info in section.fields):
            read = read_typed(section, typed, part_of(found.document, section.key), found.document.marks)
            problems += read.problems
            said = found.hashes[section.key]
            answers.append(Answers(section=section.key, hash=said, value=read.value, marks=read.marks))
    return answers, problems


def _answered_elsewhere(found: OpenQuestions, typed: Typed) -> list[FieldInfo]:
    """Return the fields that were sent and wait for no answer any more: somebody gave one since."""
    waiting = {info.key for info in found.fields}
    every = (info for section in sections() for info in section.fields)
    return [info for info in every if info.key not in waiting and was_sent(typed, info.key)]


def _clashing(found: OpenQuestions, typed: Typed) -> list[FieldInfo]:
    """Return the fields that this person answered otherwise than somebody else did since."""
    return [
        info
        for info in _answered_elsewhere(found, typed)
        if (said := below(compact([info], typed), info.key))
        and said != below(compact([info], _stored(found, [info])), info.key)
    ]


def _undecided(found: OpenQuestions, typed: Typed) -> list[str]:
    """Return the fields of which a person has yet to choose; a choice is about the answer that was shown with it."""
    return [
        info.key
        for info in _clashing(found, typed)
        if first(typed, TAKE + info.key) not in {MINE, THEIRS} or first(typed, BASE + info.key) != _shown(found, info)
    ]


def _shown(found: OpenQuestions, info: FieldInfo) -> str:
    return digest(compact([info], _stored(found, [info])), info.key)


def _stored(found: OpenQuestions, fields: list[FieldInfo]) -> Typed:
    typed: Typed = {}
    for info in fields:
        typed |= typed_values([info], part_of(found.document, info.section), found.document.marks)
    return typed


def _proposed(found: OpenQuestions, typed: Typed) -> Typed:
    for info in found.fields:
        if info.key in found.proposals:
            said = typed_of(typed_value(info, found.proposals[info.key].value, {}, info.pointer, info.key))
            typed = without(typed, info.key) | said
    return typed


def _over(typed: Typed, said: Typed, fields: list[FieldInfo]) -> Typed:
    for info in fields:
        if was_sent(said, info.key):
            inside = {name: values for name, values in said.items() if name == info.key or _below(name, info.key)}
            typed = without(typed, info.key) | inside
    return typed


def _below(name: str, key: str) -> bool:
    return name.startswith(f"{key}.")


def _clash(control: Control, found: OpenQuestions, typed: Typed, undecided: list[str]) -> Clash:
    info = control.info
    asked = bool(first(typed, BASE + info.key))
    return Clash(
        control=control,
        theirs=getattr(part_of(found.document, info.section), info.key),
        theirs_changed=True,
        mine_changed=True,
        take="" if info.key in undecided else first(typed, TAKE + info.key),
        unchosen=asked and info.key in undecided,
    )


def _show(
    request: ApiRequest,
    found: OpenQuestions,
    sent: Typed,
    problems: Sequence[Problem] = (),
    status: int = 200,
    *,
    proposed: bool = False,
) -> Response[bytes]:
    clashing = _clashing(found, sent)
    stored = _stored(found, [*found.fields, *clashing])
    typed = _over(_proposed(found, stored) if proposed else stored, sent, [*found.fields, *clashing])
    # Only faults stand beside the fields: that an open question is open need not be said again.
    remarks = Remarks(problems=problems)
    controls, both = controls_for(found.fields, typed, remarks), controls_for(clashing, typed, remarks)
    undecided = _undecided(found, sent)
    clashes = [_clash(control, found, sent, undecided) for control in both]
    choose: list[tuple[str | None, str]] = [
        (f"c-{each.control.name}", in_language(request, *CHOOSE)) for each in clashes if each.unchosen
    ]
    header = found.document.form.header
    language = language_of(request)
    return page(
        request,
        "activities/open.html",
        status=status,
        stored=found.stored,
        title=header.sub_process or header.main_process or "",
        controls=controls,
        clashes=clashes,
        marks=found.document.marks,
        show_value=cells(language).show,
        names={info.section: section_name(info.section, language) for info in found.fields},
        proposals=found.proposals,
        notes=found.notes,
        hidden=[(BASE + info.key, _shown(found, info)) for info in clashing],
        errors=service_sections.findings_about(found.document),
        problems=[*choose, *summary(request, [*both, *controls])],
        focus="",
        moved=status == 412 or bool(clashes),  # noqa: PLR2004 - a status
    )


router = Router("/activities", route_handlers=[open_page, answer_page])
