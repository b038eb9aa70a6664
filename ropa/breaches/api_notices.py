"""JSON routes of notices to the Office, and of its answer to a late one."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from ropa import renderings
from ropa.access.rules import Permission
from ropa.breaches import service_excuse, service_notices, service_notices_sent
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.uploads import files_of, stored_file
from schemas.breach_notice import (
    BreachNotice,
    Excuse,
    ExcuseInput,
    NoticeDraft,
    NoticeInput,
    NoticeList,
    NoticeReceipt,
    NoticeSent,
)

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Number = FromPath[int]


@get(
    "/{breach_id:uuid}/notices",
    opt=needs(Permission.READ_BREACHES, answers={200: NoticeList}),
    summary="List the notices of a breach",
)
async def list_breach_notices(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Drafts too. `gaps` names what is missing (`blocks`) and what is not known yet."""
    return json(await runner.read(request.user, lambda uow: service_notices.list_notices(uow, str(breach_id))))


@post(
    "/{breach_id:uuid}/notices",
    opt=needs(Permission.HANDLE_BREACHES, body=NoticeInput, answers={201: BreachNotice}),
    summary="Draft a notice",
    status_code=201,
)
async def draft_breach_notice(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Filled with all that the register knows; a supplementary one starts from the last that was sent."""
    given = await read_body(request, runner, NoticeInput)
    made = await runner.write(request.user, lambda uow: service_notices.draft(uow, str(breach_id), given))
    where = f"/api/v1/breaches/{breach_id}/notices/{made.number}"
    return json(made, 201, {"ETag": etag(made.version), "Location": where})


@get(
    "/{breach_id:uuid}/notices/{number:int}",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachNotice}),
    summary="Read a notice",
)
async def read_breach_notice(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """`changed` names the fields that say something else than the notice sent before."""
    found = await runner.read(request.user, lambda uow: service_notices.read(uow, str(breach_id), number))
    return json(found, headers={"ETag": etag(found.version)})


@put(
    "/{breach_id:uuid}/notices/{number:int}",
    opt=needs(Permission.HANDLE_BREACHES, body=NoticeDraft, answers={200: BreachNotice}, if_match=True),
    summary="Save a draft",
)
async def save_breach_notice(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """The whole content. Awareness, level and factors are the register's own, whatever is sent of them."""
    version = version_of(request)
    given = await read_body(request, runner, NoticeDraft)
    made = await runner.write(
        request.user, lambda uow: service_notices.save(uow, str(breach_id), number, version, given)
    )
    return json(made, headers={"ETag": etag(made.version)})


@post(
    "/{breach_id:uuid}/notices/{number:int}/sent",
    opt=needs(Permission.HANDLE_BREACHES, body=NoticeSent, answers={200: BreachNotice}, if_match=True),
    summary="Record that a notice was sent to the Office",
    status_code=200,
)
async def breach_notice_sent(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Refused before awareness, in the future, late without reason and evidence, and with a list of what is missing.

    Content, PDF and Word file are kept as they are then. A notice past 15 days can still be recorded.
    """
    version = version_of(request)
    given = await read_body(request, runner, NoticeSent)
    key = str(breach_id)
    sending = await runner.read(request.user, lambda uow: service_notices_sent.check(uow, key, number, version, given))
    files = files_of(request)
    printed = await runner.think(lambda: renderings.keep_breach_notice(sending.paper, files))
    made = await runner.write(
        request.user, lambda uow: service_notices_sent.sent(uow, key, number, version, given, printed)
    )
    return json(made, headers={"ETag": etag(made.version)})


@post(
    "/{breach_id:uuid}/notices/{number:int}/receipt",
    opt=needs(Permission.HANDLE_BREACHES, body=NoticeReceipt, answers={200: BreachNotice}),
    summary="Record the Office's receipt",
    status_code=200,
)
async def breach_notice_receipt(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Its number and time. A later call sets a slip right; the trail keeps both."""
    given = await read_body(request, runner, NoticeReceipt)
    made = await runner.write(
        request.user, lambda uow: service_notices_sent.receipt(uow, str(breach_id), number, given)
    )
    return json(made, headers={"ETag": etag(made.version)})


@get(
    "/{breach_id:uuid}/notices/{number:int}/notice.pdf",
    opt=needs(Permission.READ_BREACHES, answers={200: PDF}),
    summary="The notice to the Office as PDF",
)
async def breach_notice_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes] | Stream:
    """Every field in its order, what is missing marked. Of a sent notice always the kept bytes."""
    return await _file(request, runner, str(breach_id), number, "pdf")


@get(
    "/{breach_id:uuid}/notices/{number:int}/notice.docx",
    opt=needs(Permission.READ_BREACHES, answers={200: DOCX}),
    summary="The notice to the Office as a Word file",
)
async def breach_notice_docx(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes] | Stream:
    """The same fields, words and marks as the PDF."""
    return await _file(request, runner, str(breach_id), number, "docx")


async def _file(
    request: ApiRequest, runner: Runner, breach_id: str, number: int, kind: str
) -> Response[bytes] | Stream:
    name, media_type = f"breach-notice-{number}.{kind}", PDF if kind == "pdf" else DOCX
    kept = await runner.read(request.user, lambda uow: service_notices.kept(uow, breach_id, number))
    if kept is not None:
        sha256, size = kept[kind]
        return await stored_file(runner, files_of(request), sha256, name, media_type, size)
    paper = await runner.read(request.user, lambda uow: service_notices.printing(uow, breach_id, number))
    make: Any = renderings.breach_notice_pdf if kind == "pdf" else renderings.breach_notice_docx
    return download(await runner.think(lambda: make(paper)), media_type, name)


@post(
    "/{breach_id:uuid}/excuse",
    opt=needs(Permission.DECIDE_BREACHES, body=ExcuseInput, answers={201: Excuse}),
    summary="Record the Office's answer to a late notice",
    status_code=201,
)
async def breach_excuse(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Excused or not, with reference and day. Tokens cannot do this."""
    given = await read_body(request, runner, ExcuseInput)
    made = await runner.write(request.user, lambda uow: service_excuse.answer(uow, str(breach_id), given))
    return json(made, 201)


router = Router(
    "/api/v1/breaches",
    route_handlers=[
        list_breach_notices,
        draft_breach_notice,
        read_breach_notice,
        save_breach_notice,
        breach_notice_sent,
        breach_notice_receipt,
        breach_notice_pdf,
        breach_notice_docx,
        breach_excuse,
    ],
    tags=["breaches"],
)
