"""The questions that a record still waits for, on one page: the short way from a template to a record that is sent."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.activities import service_open, service_sections
from ropa.activities.pages_edit import section_of
from ropa.activities.pages_edit_form import ACT, VERSION, summary, version
from ropa.activities.pages_record_body import section_name
from ropa.activities.service_open import Answers, OpenQuestions
from ropa.activities.service_parts import part_of
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, PreconditionFailed
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import Typed, first, typed_of, typed_value, typed_values, was_sent, without
from ropa.web.forms_controls import Remarks, controls_for
from ropa.web.forms_read import read_typed
from ropa.web.language import language_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.findings import Problem

_HASH = "_hash."


@get("/{activity_id:uuid}/open", opt=page_for(Permission.WRITE_ACTIVITIES))
async def open_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Every question that is not answered; where the office answers alike in all its records, that is filled in."""
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> tuple[OpenQuestions, buffers.Buffer | None]:
        return service_open.open_questions(uow, str(activity_id)), buffers.find(uow, keys, path)

    found, kept = await runner.read(request.user, work)
    typed = _proposed(found)
    if kept is not None:
        typed = _over(typed, typed_of(kept.fields), found)
    return _show(request, found, typed, [])


@post("/{activity_id:uuid}/open", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def answer_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Save the answers; then go on to the step that sends the record, or back to it."""
    key, path = str(activity_id), request.url.path
    typed = typed_of(typed_into(request))
    found = await runner.read(request.user, lambda uow: service_open.open_questions(uow, key))
    answers, problems = [], list[Problem]()
    for name in sorted({info.section for info in found.fields}):
        read = read_typed(section_of(name), typed, part_of(found.document, name), found.document.marks)
        problems += read.problems
        said = first(typed, _HASH + name)
        answers.append(Answers(section=name, hash=said, value=read.value, marks=read.marks))
    shown = _over(_stored(found), typed, found)
    if problems:
        return _show(request, found, shown, problems, 422)

    def work(uow: UnitOfWork) -> None:
        service_open.answer(uow, key, version(typed), answers)
        buffers.discard(uow, path)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        return _show(request, found, shown, list(error.problems), 422)
    except PreconditionFailed:
        # Somebody answered something meanwhile: what is still open is shown again, with what was typed.
        return _show(request, found, shown, [], 412)
    if first(typed, ACT) == "submit":
        return go(f"/activities/{key}/life/submit", said="saved")
    return go(f"/activities/{key}", said="saved")


def _stored(found: OpenQuestions) -> Typed:
    typed: Typed = {}
    for info in found.fields:
        holder = part_of(found.document, info.section)
        typed |= typed_values([info], holder, found.document.marks)
    return typed


def _proposed(found: OpenQuestions) -> Typed:
    typed = _stored(found)
    for info in found.fields:
        if info.key in found.proposals:
            said = typed_of(typed_value(info, found.proposals[info.key].value, {}, info.pointer, info.key))
            typed = without(typed, info.key) | said
    return typed


def _over(typed: Typed, said: Typed, found: OpenQuestions) -> Typed:
    for info in found.fields:
        if was_sent(said, info.key):
            inside = {name: values for name, values in said.items() if name == info.key or _below(name, info.key)}
            typed = without(typed, info.key) | inside
    return typed


def _below(name: str, key: str) -> bool:
    return name.startswith(f"{key}.")


def _show(
    request: ApiRequest, found: OpenQuestions, typed: Typed, problems: list[Problem], status: int = 200
) -> Response[bytes]:
    # Only faults stand beside the fields: that an open question is open need not be said again.
    controls = controls_for(found.fields, typed, Remarks(problems=problems))
    header = found.document.form.header
    language = language_of(request)
    return page(
        request,
        "activities/open.html",
        status=status,
        stored=found.stored,
        title=header.sub_process or header.main_process or "",
        controls=controls,
        names={info.section: section_name(info.section, language) for info in found.fields},
        proposals=found.proposals,
        notes=found.notes,
        hidden=[
            (VERSION, str(found.stored.version)),
            *((_HASH + name, said) for name, said in sorted(found.hashes.items())),
        ],
        errors=service_sections.findings_about(found.document),
        problems=summary(request, controls),
        focus="",
        moved=status == 412,  # noqa: PLR2004 - a status
    )


router = Router("/activities", route_handlers=[open_page, answer_page])
