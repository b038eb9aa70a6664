"""JSON routes of notices to data subjects: recipients, giving out, letters, public text, what came back."""

import tempfile
from typing import Annotated, BinaryIO, cast
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.breaches import service_letters, service_letters_printed, service_recipient_acts, service_recipients
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, download, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.uploads import body_limit, received
from schemas.breach_letters import (
    MOST_LETTERS_AT_ONCE,
    Publication,
    PublicText,
    Recipient,
    RecipientChange,
    RecipientPage,
    RecipientsChanged,
    RecipientsTaken,
)
from schemas.breach_notice import BreachNotice

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Of a list on its way into the register, in memory; more waits on disk.
_IN_MEMORY = 1 << 20
Number = FromPath[int]
Cursor = Annotated[
    int, QueryParameter(name="cursor", ge=0, le=10_000_000, description="next_cursor of the page before")
]
Limit = Annotated[
    int, QueryParameter(name="limit", ge=1, le=service_recipients.MAX_LIMIT, description="Lines on a page")
]
Anew = Annotated[bool, QueryParameter(name="anew", description="Replace the list of a draft")]
Name = Annotated[str | None, QueryParameter(name="name", max_length=1000, description="File name, when the body is it")]


class RecipientFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """Nothing is said of the list: its headings tell."""


@get(
    "/{breach_id:uuid}/notices/{number:int}/recipients",
    opt=needs(Permission.READ_BREACHES, answers={200: RecipientPage}),
    summary="The delivery register",
)
async def list_recipients(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    breach_id: FromPath[UUID],
    number: Number,
    cursor: Cursor = 0,
    limit: Limit = 100,
) -> Response[bytes]:
    """Contacts are masked; counts are of the whole register."""
    keys = keys_of(request)
    found = await runner.read(
        request.user, lambda uow: service_recipients.page(uow, keys, str(breach_id), number, cursor, limit)
    )
    return json(found)


@post(
    "/{breach_id:uuid}/notices/{number:int}/recipients",
    opt=needs(Permission.HANDLE_BREACHES, answers={201: RecipientsTaken}, **{TAKES_FILE: RecipientFile}),
    summary="Add a list of recipients",
    status_code=201,
)
async def add_recipients(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    breach_id: FromPath[UUID],
    number: Number,
    anew: Anew = False,  # noqa: FBT002 - a word in the query
    name: Name = None,
) -> Response[bytes]:
    """An .xlsx or .csv (UTF-8) with the headings name and e-mail or address, up to 100,000 lines.

    Faults are told by line and column, and then nothing of the list is saved.
    """
    keys, key = keys_of(request), str(breach_id)
    # Who may not is told so before a list of 100,000 lines is read.
    await runner.read(request.user, lambda uow: service_recipients.notice_of(uow, key, number, handle=True))
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        source = cast("BinaryIO", spool)
        async with received(request, {"name": name}) as sent:
            await runner.think(lambda: service_letters_printed.read_list(sent.file, sent.name, source))

        def add(uow: UnitOfWork) -> RecipientsTaken:
            source.seek(0)
            contacts = service_letters_printed.contacts(source)
            return service_recipients.add(uow, keys, key, number, contacts, anew=anew)

        made = await runner.write(request.user, add)
    return json(made, 201)


@post(
    "/{breach_id:uuid}/notices/{number:int}/recipients/change",
    opt=needs(Permission.HANDLE_BREACHES, body=RecipientChange, answers={200: RecipientsChanged}),
    summary="Say what became of recipients",
    status_code=200,
)
async def change_recipients(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Send again, turn into letters, posted, returned: those of `ids`, or all of a `way` and `state`."""
    given = await read_body(request, runner, RecipientChange)
    made = await runner.write(
        request.user, lambda uow: service_recipient_acts.change(uow, str(breach_id), number, given)
    )
    return json(made)


@post(
    "/{breach_id:uuid}/notices/{number:int}/release",
    opt=needs(Permission.DECIDE_BREACHES, answers={200: BreachNotice}, if_match=True),
    summary="Give a notice to data subjects out",
    status_code=200,
)
async def release_breach_letters(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """From then on its content is frozen and the worker sends the mails. Of a drill nothing goes out."""
    version = version_of(request)
    made = await runner.write(request.user, lambda uow: service_letters.release(uow, str(breach_id), number, version))
    return json(made, headers={"ETag": etag(made.version)})


@get(
    "/{breach_id:uuid}/notices/{number:int}/letters.pdf",
    opt=needs(Permission.HANDLE_BREACHES, answers={200: PDF}),
    summary="The letters as one PDF",
)
async def breach_letters_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """All recipients by letter, in the order of the register. More than 1,000: ask for the download instead."""
    keys, key = keys_of(request), str(breach_id)
    printed = await runner.read(
        request.user, lambda uow: service_letters_printed.letters(uow, keys, key, number, MOST_LETTERS_AT_ONCE + 1)
    )
    if len(printed.recipients) > MOST_LETTERS_AT_ONCE:
        kind = service_letters_printed.LETTERS
        raise Conflict(
            f"จดหมายเกิน {MOST_LETTERS_AT_ONCE:,} ฉบับ ให้สั่งสร้างเป็นไฟล์ดาวน์โหลดชนิด {kind}",
            f"More than {MOST_LETTERS_AT_ONCE:,} letters: ask for a download of the kind {kind}",
        )
    from ropa import renderings_breaches  # the renderers are heavy, and every process joins this module

    made = await runner.think(lambda: renderings_breaches.breach_letters_pdf(printed))
    return download(made, PDF, f"breach-letters-{number}.pdf")


@get(
    "/{breach_id:uuid}/notices/{number:int}/public-text",
    opt=needs(Permission.READ_BREACHES, answers={200: PublicText}),
    summary="The public text to copy",
)
async def breach_public_text(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Plain and as HTML; `missing` names what has to be added before it is put up."""
    found = await runner.read(request.user, lambda uow: service_letters.public_text(uow, str(breach_id), number))
    return json(found)


@post(
    "/{breach_id:uuid}/notices/{number:int}/published",
    opt=needs(Permission.DECIDE_BREACHES, body=Publication, answers={201: Recipient}),
    summary="Record that the public text was put up",
    status_code=201,
)
async def breach_text_published(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Only with the reason why data subjects cannot be told one by one."""
    keys, given = keys_of(request), await read_body(request, runner, Publication)
    made = await runner.write(
        request.user, lambda uow: service_letters.published(uow, keys, str(breach_id), number, given)
    )
    return json(made, 201)


@get(
    "/{breach_id:uuid}/notices/{number:int}/recipients.xlsx",
    opt=needs(Permission.READ_BREACHES, answers={200: XLSX}),
    summary="The delivery register as an Excel workbook",
)
async def breach_recipients_workbook(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Contacts masked; the hashes stay when the contacts are deleted."""
    from ropa import renderings_breaches

    keys = keys_of(request)
    made = await runner.read(
        request.user, lambda uow: renderings_breaches.breach_recipients_workbook(uow, keys, str(breach_id), number)
    )
    return download(made, XLSX, f"breach-recipients-{number}.xlsx")


def router_of(settings: Settings) -> Router:
    """Return the routes; the largest list follows the settings."""
    return Router(
        "/api/v1/breaches",
        route_handlers=[
            list_recipients,
            add_recipients,
            change_recipients,
            release_breach_letters,
            breach_letters_pdf,
            breach_public_text,
            breach_text_published,
            breach_recipients_workbook,
        ],
        tags=["breaches"],
        request_max_body_size=body_limit(settings),
    )
