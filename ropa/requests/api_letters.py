"""JSON routes of letters of requests, and of how long the requester is kept."""

from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa import clock
from ropa.access.rules import Permission
from ropa.requests import service_keeping, service_letters, service_letters_sent, service_letters_shown
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.request_letters import (
    Keeping,
    KeepInput,
    Letter,
    LetterContent,
    LetterInput,
    LetterReceipt,
    Letters,
    LetterSent,
    LetterShown,
    LettersInput,
    LettersMade,
)

PDF = "application/pdf"
#: Letters name the requester: nothing on the way may keep them.
_OF_NOW = {"Cache-Control": "no-store"}
Number = FromPath[int]


def _shown(made: LetterShown, status: int = 200, **headers: str) -> Response[bytes]:
    return json(made, status, _OF_NOW | {"ETag": etag(made.letter.version), **headers})


@get(
    "/{request_id:uuid}/letters",
    opt=needs(Permission.READ_REQUESTS, answers={200: Letters}),
    summary="The register of letters of a request",
)
async def list_request_letters(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Which were drafted and sent, when, how, with which receipt; nobody's name. `unanswered` are rights."""
    keys = keys_of(request)
    found = await runner.read(request.user, lambda uow: service_letters_shown.listed(uow, keys, str(request_id)))
    return json(found, headers=_OF_NOW)


@post(
    "/{request_id:uuid}/letters",
    opt=needs(Permission.SEE_REQUESTERS, body=LetterInput, answers={201: LetterShown}),
    summary="Draft a letter of a request",
    status_code=201,
)
async def draft_request_letter(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Filled from the decisions, what was asked, pauses, tasks. An answer becomes part, refusal or not held by them.

    Its words name the requester, so it is for who may see them; no tokens. A recipient is told only what finds the
    person.
    """
    keys, given = keys_of(request), await read_body(request, runner, LetterInput, echoes=False)
    made = await runner.write(request.user, lambda uow: service_letters.make(uow, keys, str(request_id), given))
    where = f"/api/v1/requests/{request_id}/letters/{made.letter.number}"
    return _shown(made, 201, Location=where)


@post(
    "/{request_id:uuid}/letters/recipients",
    opt=needs(Permission.SEE_REQUESTERS, body=LettersInput, answers={201: LettersMade}),
    summary="Draft a notice for every recipient who is still to be told",
    status_code=201,
)
async def draft_recipient_letters(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """One for each open task to tell a recipient that has none yet, at most 200 at once (PDPA s.33 paragraph 3)."""
    keys, given = keys_of(request), await read_body(request, runner, LettersInput, echoes=False)
    made = await runner.write(
        request.user, lambda uow: service_letters.make_for_recipients(uow, keys, str(request_id), given)
    )
    return json(made, 201, _OF_NOW)


@get(
    "/{request_id:uuid}/letters/{number:int}",
    opt=needs(Permission.SEE_REQUESTERS, answers={200: LetterShown}),
    summary="Read a letter with its words",
)
async def read_request_letter(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """That it was opened stands in the trail and the timeline. 409 once the requester was forgotten."""
    keys = keys_of(request)
    return _shown(
        await runner.write(request.user, lambda uow: service_letters.read(uow, keys, str(request_id), number))
    )


@put(
    "/{request_id:uuid}/letters/{number:int}",
    opt=needs(Permission.SEE_REQUESTERS, body=LetterContent, answers={200: LetterShown}, if_match=True),
    summary="Save the words of a draft",
)
async def save_request_letter(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """The whole content. A national ID in full is refused, but among what a recipient finds the person by."""
    version, keys = version_of(request), keys_of(request)
    given = await read_body(request, runner, LetterContent, echoes=False)
    return _shown(
        await runner.write(
            request.user, lambda uow: service_letters.edit(uow, keys, str(request_id), number, version, given)
        )
    )


@post(
    "/{request_id:uuid}/letters/{number:int}/discard",
    opt=needs(Permission.HANDLE_REQUESTS, answers={200: Letter}, if_match=True),
    summary="Discard a draft of a letter",
    status_code=200,
)
async def discard_request_letter(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Its words are gone; its number is not given again."""
    version = version_of(request)
    made = await runner.write(request.user, lambda uow: service_letters.discard(uow, str(request_id), number, version))
    return json(made, headers=_OF_NOW | {"ETag": etag(made.version)})


@get(
    "/{request_id:uuid}/letters/{number:int}/letter.pdf",
    opt=needs(Permission.SEE_REQUESTERS, answers={200: PDF}),
    summary="A letter of a request as PDF",
)
async def request_letter_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """In the form of an official letter; of a sent one always the bytes that were kept. The opening is in the trail."""
    from ropa import renderings_requests

    keys = keys_of(request)
    found = await runner.write(request.user, lambda uow: service_letters_sent.paper(uow, keys, str(request_id), number))
    day = clock.bangkok(runner.now()).date()
    content = (
        found
        if isinstance(found, bytes)
        else await runner.think(lambda: renderings_requests.request_letter(found, day))
    )
    answer = download(content, PDF, f"request-letter-{number}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@post(
    "/{request_id:uuid}/letters/{number:int}/sent",
    opt=needs(Permission.HANDLE_REQUESTS, body=LetterSent, answers={200: Letter}, if_match=True),
    summary="Record that a letter went out",
    status_code=200,
)
async def request_letter_sent(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """The register sends no letter itself. Content and PDF are frozen from now on; what is missing is refused."""
    from ropa import renderings_requests

    version, keys, key = version_of(request), keys_of(request), str(request_id)
    given = await read_body(request, runner, LetterSent, echoes=False)
    paper = await runner.read(
        request.user, lambda uow: service_letters_sent.check(uow, keys, key, number, version, given)
    )
    pdf = await runner.think(lambda: renderings_requests.request_letter(paper, given.letter_on))
    made = await runner.write(
        request.user, lambda uow: service_letters_sent.sent(uow, keys, key, number, version, given, pdf)
    )
    return json(made, headers=_OF_NOW | {"ETag": etag(made.version)})


@post(
    "/{request_id:uuid}/letters/{number:int}/receipt",
    opt=needs(Permission.HANDLE_REQUESTS, body=LetterReceipt, answers={200: Letter}),
    summary="Record the proof that a letter arrived",
    status_code=200,
)
async def request_letter_receipt(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Once; the first word stays."""
    keys, given = keys_of(request), await read_body(request, runner, LetterReceipt, echoes=False)
    made = await runner.write(
        request.user, lambda uow: service_letters_sent.received(uow, keys, str(request_id), number, given)
    )
    return json(made, headers=_OF_NOW | {"ETag": etag(made.version)})


@get(
    "/{request_id:uuid}/keeping",
    opt=needs(Permission.READ_REQUESTS, answers={200: Keeping}),
    summary="How long the requester is kept",
)
async def read_request_keeping(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """The day on which the register forgets who asked, why it does not yet, and what it forgot when."""
    found = await runner.read(request.user, lambda uow: service_keeping.read(uow, str(request_id)))
    return json(found, headers=_OF_NOW)


@post(
    "/{request_id:uuid}/keeping",
    opt=needs(Permission.DECIDE_REQUESTS, body=KeepInput, answers={201: Keeping}),
    summary="Keep the requester longer, or no longer, with a reason",
    status_code=201,
)
async def keep_requester(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """For a complaint, a court case, a claim, an audit; at most ten years ahead. Every word stays. No tokens."""
    keys, given = keys_of(request), await read_body(request, runner, KeepInput, echoes=False)
    made = await runner.write(request.user, lambda uow: service_keeping.keep(uow, keys, str(request_id), given))
    return json(made, 201, _OF_NOW)


router = Router(
    "/api/v1/requests",
    route_handlers=[
        list_request_letters,
        draft_request_letter,
        draft_recipient_letters,
        read_request_letter,
        save_request_letter,
        discard_request_letter,
        request_letter_pdf,
        request_letter_sent,
        request_letter_receipt,
        read_request_keeping,
        keep_requester,
    ],
    tags=["requests"],
)
