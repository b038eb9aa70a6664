"""The page of what goes to the National Archives and what comes back."""

from collections.abc import Callable
from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_archives
from ropa.destruction.pages_decision import read_numbers
from ropa.destruction.pages_frame import Frame, done, find, form_of, show, take
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.destruction import ArchivesAnswer
from schemas.destruction_steps import AnswerInput, LetterInput, SkipArchives

Ref = FromPath[str]
Step = Callable[[UnitOfWork, str, int], object]


@get("/{list_id:str}/archives", opt=page_for(Permission.RECORD_DESTRUCTION))
async def archives_page(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """Letters and answers so far, and the forms for the next."""
    found = await find(request, runner, list_id)
    return await _show(request, runner, found, form_of(request, found))


@post("/{list_id:str}/archives", opt=page_for(Permission.RECORD_DESTRUCTION), status_code=200)
async def record_archives(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """Record a letter, an answer, an agreement made beforehand, or that none is needed."""
    form = sent(request)
    do = form.value("do")
    step = _letter(form) if do == "letter" else _skip(form) if do == "skip" else _answer(form)
    # Each of the three forms of the page names its fields apart, so that a fault stands where it belongs.
    prefix = do if do in {"letter", "skip"} else "answer"
    renamed = {
        name: f"{prefix}_{name}"
        for name in ("letter_no", "sent_on", "receipt_no", "answered_on", "through", "note", "items", "reason")
    } | {"answer": "answer_answer"}
    if step is not None and await take(request, runner, form, list_id, step, renamed):
        return done(list_id, "archives-recorded", "/archives")
    return await _show(request, runner, await find(request, runner, list_id), form, status=422)


def _letter(form: ShortForm) -> Step | None:
    _text(form, "letter", "letter_no", ("กรอกเลขที่หนังสือ", "Give the number of the letter"))
    _day(form, "letter", "sent_on", ("กรอกวันที่ส่ง", "Give the day on which it was sent"))
    _text(form, "letter", "receipt_no")
    _items(form, "letter")
    data = form.read(LetterInput)
    return None if data is None else lambda uow, key, at: service_archives.send(uow, key, at, data)


def _answer(form: ShortForm) -> Step | None:
    _text(form, "answer", "answer", ("เลือกคำตอบ", "Choose the answer"))
    _text(form, "answer", "letter_no")
    _day(form, "answer", "answered_on")
    _day(form, "answer", "through", ahead=True)
    _text(form, "answer", "note")
    _items(form, "answer")
    data = form.read(AnswerInput)
    return None if data is None else lambda uow, key, at: service_archives.answer(uow, key, at, data)


def _skip(form: ShortForm) -> Step | None:
    _text(form, "skip", "reason", ("บอกเหตุผลที่ไม่ต้องส่ง", "Say why it need not be sent"))
    _items(form, "skip")
    data = form.read(SkipArchives)
    return None if data is None else lambda uow, key, at: service_archives.skip(uow, key, at, data)


def _text(form: ShortForm, prefix: str, name: str, required: tuple[str, str] | None = None) -> None:
    form.text(f"{prefix}_{name}", required=required)
    _take_over(form, prefix, name)


def _day(
    form: ShortForm, prefix: str, name: str, required: tuple[str, str] | None = None, *, ahead: bool = False
) -> None:
    form.day(f"{prefix}_{name}", ahead=ahead)
    if required is not None and not form.value(f"{prefix}_{name}").strip():
        form.fault(f"{prefix}_{name}", *required)
    _take_over(form, prefix, name)


def _take_over(form: ShortForm, prefix: str, name: str) -> None:
    found = form.body.pop(f"{prefix}_{name}", None)
    if found is not None:
        form.body[name] = found


def _items(form: ShortForm, prefix: str) -> None:
    form.body["leave_refused"] = bool(form.value(f"{prefix}_leave"))
    words = form.value(f"{prefix}_items").strip()
    if not words:
        return
    form.body["items"] = read_numbers(words)
    if not form.body["items"]:
        form.fault(f"{prefix}_items", "กรอกเลขรายการ เช่น 3, 7-9", "Give numbers of items, for example 3, 7-9")


async def _show(request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, **more: Any) -> Response[bytes]:
    return await show(request, runner, "archives", found, form, answers=tuple(ArchivesAnswer), **more)


router = Router("/destruction", route_handlers=[archives_page, record_archives])
