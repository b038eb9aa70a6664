"""The page on which the risk of a breach is assessed: what is known, the suggestion with its grounds, the decision."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.breaches import service_assessments, service_files
from ropa.breaches.pages_frame import Frame, done, find, show, take
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.breach import BreachRecord
from schemas.breach_assessment import (
    LEVELS,
    Answer,
    AssessmentDraft,
    AssessmentInput,
    AssessmentView,
    Effect,
    RiskFactor,
    WhoGot,
)

BreachId = FromPath[UUID]
CIRCUMSTANCES = (
    ("who_got", _("ใครเห็นหรือได้ข้อมูลไป"), tuple(WhoGot)),
    ("is_unintelligible", _("ผู้ที่ได้ไปอ่านข้อมูลไม่ได้ (เข้ารหัสและกุญแจปลอดภัย)"), tuple(Answer)),
    ("is_restored", _("ข้อมูลที่หายหรือถูกแก้กลับมาครบแล้ว และไม่มีผู้เสียหายระหว่างนั้น"), tuple(Answer)),
    ("effect", _("ผลกระทบต่อเจ้าของข้อมูล"), tuple(Effect)),
    ("is_contained", _("เหตุยุติแล้วและไม่ลุกลามต่อ"), tuple(Answer)),
    ("is_wide", _("กระทบสาธารณะหรือทำให้งานของหน่วยงานหยุด"), tuple(Answer)),
)


class Seen(Struct, frozen=True):
    """What the page shows beside the breach."""

    view: AssessmentView
    files: list[Any]


def _seen(uow: UnitOfWork, it: BreachRecord) -> Seen:
    return Seen(service_assessments.view(uow, it.id), service_files.list_files(uow, it.id).items)


@get("/{breach_id:uuid}/assessment", opt=page_for(Permission.READ_BREACHES))
async def assessment_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The seven factors with what the register knows, as the draft or the last decision answered them."""
    found = await find(request, runner, breach_id, _seen)
    form = fresh(request, **_proposed(found.extra.view)) if found.kept is None else kept(request, found.kept.fields)
    return await _show(request, runner, found, form)


def _proposed(view: AssessmentView) -> dict[str, str]:
    last = view.assessments[0] if view.assessments else None
    answers = view.draft.answers if view.draft else last.answers if last else []
    proposed = {f"words_{each.factor}": each.words for each in answers}
    return proposed | {name: str(getattr(view.circumstances, name)) for name, _words, _options in CIRCUMSTANCES}


@post("/{breach_id:uuid}/assessment", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def assess(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Keep a draft, or decide."""
    form, key = sent(request), str(breach_id)
    decides = form.value("do") == "decide"
    given = _decision(form) if decides else _draft(form)

    def step(uow: UnitOfWork, version: int) -> object:
        if isinstance(given, AssessmentInput):
            return service_assessments.assess(uow, key, given, version)
        if isinstance(given, AssessmentDraft):
            return service_assessments.save_draft(uow, key, given)
        raise RuntimeError("nothing was read")

    if given is not None and await take(request, runner, form, step, _field):
        return done(breach_id, "breach-assessed" if decides else "saved", "" if decides else "/assessment")
    return await _show(request, runner, await find(request, runner, breach_id, _seen), form, status=422)


def _common(form: ShortForm) -> None:
    answers = [(str(each), form.value(f"words_{each}").strip()) for each in RiskFactor]
    form.body["answers"] = [{"factor": factor, "words": words} for factor, words in answers if words]
    said = {name: form.value(name) for name, _words, _options in CIRCUMSTANCES}
    form.body["circumstances"] = {name: value for name, value in said.items() if value}


def _draft(form: ShortForm) -> AssessmentDraft | None:
    _common(form)
    number = form.value("based_on")
    form.body["based_on"] = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0  # noqa: PLR2004 - a 32-bit number
    return form.read(AssessmentDraft)


def _decision(form: ShortForm) -> AssessmentInput | None:
    _common(form)
    form.text("level", required=("เลือกระดับความเสี่ยง", "Choose the level of risk"))
    form.text("reason", required=("บอกเหตุผลของการตัดสิน", "Give the reason of the decision"))
    form.text("lower_reason")
    form.moment("new_facts_at")
    lines = [each.strip() for each in form.value("evidence_words").splitlines()]
    form.body["evidence"] = [
        *({"file_id": each} for each in form.values("evidence_files")),
        *({"reference": each} for each in lines if each),
    ]
    return form.read(AssessmentInput)


def _field(pointer: str) -> str:
    """Return the form's field that a fault of the assessment is about."""
    root, _slash, rest = pointer.lstrip("/").partition("/")
    if root == "circumstances":
        return rest.partition("/")[0]
    if root == "answers":
        place = rest.partition("/")[0]
        # Only answers with words are sent; the first box is near enough to any of them.
        return f"words_{RiskFactor.NATURE}" if place else "words"
    return root


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    seen: Seen = found.extra
    return await show(
        request,
        runner,
        "assessment",
        found,
        form,
        status=status,
        view=seen.view,
        files=seen.files,
        file_names={each.id: each.file_name for each in seen.files},
        circumstances=CIRCUMSTANCES,
        levels=LEVELS,
    )


router = Router("/breaches", route_handlers=[assessment_page, assess])
