"""The page of one letter: its words, edited until it went out; that it went out, and that it arrived."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.requests import service_letters, service_letters_sent, service_letters_shown
from ropa.requests.pages_frame import Frame, done, find, path_of, sent, show, take, version_of
from ropa.requests.pages_letter_fields import CONTENT, labels_of, shown_of
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_fields import collect, proposed, rows_in
from ropa.web.short_forms import ShortForm, fresh
from ropa.web.steps import CHANGED
from schemas.request_letters import Letter, LetterChannel, LetterContent, LetterReceipt, LetterSent, LetterShown
from schemas.thai_dates import format_thai_date

RequestId = FromPath[UUID]
Number = FromPath[int]
_PATH = "/{request_id:uuid}/letters/{number:int}"
_SENT = {"letter_no": "sent_no", "letter_on": "sent_on", "channel": "sent_channel", "receipt_ref": "sent_receipt_ref"}


@get(_PATH, opt=page_for(Permission.SEE_REQUESTERS))
async def letter_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId, number: Number
) -> Response[bytes]:
    """The words of a letter; that it was opened stands in the trail."""
    keys, key = keys_of(request), str(request_id)
    shown: LetterShown = await runner.write(request.user, lambda uow: service_letters.read(uow, keys, key, number))
    form = fresh(request)
    form.typed = {**form.typed, **proposed(CONTENT, shown.content), **_sending(shown.content)}
    return await _show(request, runner, await find(request, runner, request_id), form, shown.letter)


def _sending(content: LetterContent) -> dict[str, list[str]]:
    found = {"sent_no": content.letter_no or "", "sent_on": ""}
    if content.letter_on is not None:
        found["sent_on"] = format_thai_date(content.letter_on)
    return {name: [words] for name, words in found.items()}


@post(_PATH, opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def change_letter_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId, number: Number
) -> Response[bytes]:
    """Save the words, discard the draft, record that it went out, or that it arrived."""
    form, rest = sent(request), f"/letters/{number}"
    acts = {"save": _save, "discard": _discard, "sent": _went_out, "receipt": _arrived}
    act = acts.get(form.value("do"))
    if act is None:
        raise NotFound
    said = await act(request, runner, str(request_id), number, form)
    if said is not None:
        return done(request_id, said, "/letters" if said == "letter-discarded" else rest)
    found = await find(request, runner, request_id)
    keys = keys_of(request)
    letter: Letter = await runner.read(
        request.user, lambda uow: service_letters_shown.one(uow, keys, str(request_id), number)
    )
    return await _show(request, runner, found, form, letter, status=422)


async def _save(request: ApiRequest, runner: Runner, key: str, number: int, form: ShortForm) -> str | None:
    form.body = collect(form, CONTENT)
    given, keys = form.read(LetterContent, _place), keys_of(request)
    if given is None:
        return None
    content = given
    is_saved = await take(
        request,
        runner,
        form,
        lambda uow, version: service_letters.edit(uow, keys, key, number, version, content),
        _place,
    )
    return "saved" if is_saved else None


def _place(pointer: str) -> str:
    """Return the field of a pointer: that of a row for `/answers/0/reason`, else its root."""
    steps = [each for each in pointer.removeprefix("/content").split("/") if each]
    if len(steps) > 2 and steps[0] in {"answers", "dues"}:  # noqa: PLR2004 - list, place, name
        return "_".join(steps[:3])
    return steps[0] if steps else ""


async def _discard(request: ApiRequest, runner: Runner, key: str, number: int, form: ShortForm) -> str | None:
    is_done = await take(request, runner, form, lambda uow, version: service_letters.discard(uow, key, number, version))
    return "letter-discarded" if is_done else None


async def _went_out(request: ApiRequest, runner: Runner, key: str, number: int, form: ShortForm) -> str | None:
    from ropa import renderings_requests

    given = _read_sent(form)
    if given is None:
        return None
    keys, version = keys_of(request), version_of(form)
    try:
        paper = await runner.read(
            request.user, lambda uow: service_letters_sent.check(uow, keys, key, number, version, given)
        )
        pdf = await runner.think(lambda: renderings_requests.request_letter(paper, given.letter_on))
        await runner.write(
            request.user, lambda uow: service_letters_sent.sent(uow, keys, key, number, version, given, pdf)
        )
    except PreconditionFailed:
        form.typed = {name: values for name, values in form.typed.items() if name != "version"}
        form.fault("", *CHANGED)
    except (Conflict, Forbidden) as error:
        form.fault("", error.message_th, error.message_en)
    except Invalid as error:
        for each in error.problems:
            form.fault(_of_sent(each.pointer), each.message_th, each.message_en)
    else:
        return "letter-sent"
    return None


def _read_sent(form: ShortForm) -> LetterSent | None:
    form.body = {}
    needed = {
        "sent_no": ("กรอกเลขที่หนังสือ", "Give the number of the letter"),
        "sent_on": ("กรอกวันที่ของหนังสือ", "Give the date of the letter"),
        "sent_channel": ("เลือกทางที่ส่ง", "Choose the way"),
    }
    for name, words in needed.items():
        if not form.value(name).strip():
            form.fault(name, *words)
    form.moment("sent_at")
    form.day("sent_on", ahead=True)
    if "sent_on" in form.body:
        form.body["letter_on"] = form.body.pop("sent_on")
    form.body |= {"letter_no": form.value("sent_no").strip(), "channel": form.value("sent_channel")}
    if form.value("sent_receipt_ref").strip():
        form.body["receipt_ref"] = form.value("sent_receipt_ref").strip()
    return None if form.problems else form.read(LetterSent, _of_sent)


def _of_sent(pointer: str) -> str:
    """Return the field of what is wrong with sending; what the letter itself lacks stands at its own field."""
    if pointer.startswith("/content/"):
        return _place(pointer)
    root = pointer.strip("/").partition("/")[0]
    return _SENT.get(root, root)


async def _arrived(request: ApiRequest, runner: Runner, key: str, number: int, form: ShortForm) -> str | None:
    form.body = {}
    form.text("receipt_ref", required=("กรอกหลักฐานการรับ", "Give the proof of receipt"))
    form.moment("receipt_at")
    given, keys = form.read(LetterReceipt), keys_of(request)
    if given is None:
        return None
    receipt = given
    is_done = await take(
        request, runner, form, lambda uow, _version: service_letters_sent.received(uow, keys, key, number, receipt)
    )
    return "receipt-noted" if is_done else None


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, letter: Letter, *, status: int = 200
) -> Response[bytes]:
    values: dict[str, Any] = {"letter": letter, "controls": shown_of(form), "rows_in": rows_in}
    return await show(
        request,
        runner,
        "letter",
        found,
        form,
        status=status,
        letter_version=version_of(form) or letter.version,
        pdf=f"/api/v1{path_of(found.it.id)}/letters/{letter.number}/letter.pdf",
        channels=tuple(LetterChannel),
        words_of=labels_of(language_of(request)),
        **values,
    )


router = Router("/requests", route_handlers=[letter_page, change_letter_page])
