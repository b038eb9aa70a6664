"""JSON routes of evidence, certificates, and what is not gone yet."""

import hashlib
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.destruction import service_certificates, service_evidence, service_papers, service_pending
from ropa.errors import invalid
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, download, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.uploads import body_limit, no_file, received
from schemas.evidence import Certificate, CertificateDetail, CertificatePage, EvidenceInput, Verification, VerifyInput
from schemas.pending import PendingCheckInput, PendingDetail, PendingPage

PDF = "application/pdf"
_CHUNK = 1 << 18
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=80, description="next_cursor of the page before")
]
Limit = Annotated[
    int, QueryParameter(name="limit", ge=1, le=service_certificates.MAX_LIMIT, description="Lines on a page")
]
OfList = Annotated[UUID | None, QueryParameter(name="list", description="Of this destruction list")]


class VerifyFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """Nothing is said of the file: its bytes are compared."""


@post(
    "/destruction-lists/{list_id:uuid}/evidence",
    opt=needs(Permission.RECORD_DESTRUCTION, body=EvidenceInput, answers={201: Certificate}),
    summary="Record that items of a list were destroyed",
    status_code=201,
)
async def record_destruction(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """One act, one or many items, one certificate. The order is that of the head's decision. Tokens cannot do this."""
    data = await read_body(request, runner, EvidenceInput)
    made = await runner.write(request.user, lambda uow: service_evidence.record(uow, str(list_id), data))
    return json(made, 201, {"Location": f"/api/v1/retention/certificates/{made.id}"})


@get(
    "/certificates",
    opt=needs(Permission.READ_RETENTION, answers={200: CertificatePage}),
    summary="The register of certificates of destruction",
)
async def list_certificates(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    cursor: Cursor = None,
    limit: Limit = 50,
    of_list: OfList = None,
) -> Response[bytes]:
    """Newest first; `pending` is what is not gone yet of what was destroyed with it."""
    wanted = None if of_list is None else str(of_list)
    found = await runner.read(
        request.user, lambda uow: service_certificates.list_certificates(uow, cursor, limit, list_id=wanted)
    )
    return json(found)


@get(
    "/certificates/{certificate_id:uuid}",
    opt=needs(Permission.READ_RETENTION, answers={200: CertificateDetail}),
    summary="Read a certificate",
)
async def read_certificate(
    request: ApiRequest, runner: NamedDependency[Runner], certificate_id: FromPath[UUID]
) -> Response[bytes]:
    """Its facts, whose canonical JSON has the hash printed on it. 503 when the stored bytes were changed."""
    return json(await runner.read(request.user, lambda uow: service_certificates.read(uow, str(certificate_id))))


@get(
    "/certificates/{certificate_id:uuid}/certificate.pdf",
    opt=needs(Permission.READ_RETENTION, answers={200: PDF}),
    summary="The certificate as PDF, as it was made",
)
async def certificate_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], certificate_id: FromPath[UUID]
) -> Response[bytes]:
    """Always the same bytes, whose SHA-256 is in the register."""
    made, content = await runner.read(request.user, lambda uow: service_certificates.pdf(uow, str(certificate_id)))
    await runner.write(request.user, lambda uow: service_papers.printed(uow, made.list_id, made.ref, "certificate.pdf"))
    return download(content, PDF, f"{made.ref.replace('/', '-')}.pdf")


@post(
    "/certificates/verify",
    opt=needs(Permission.READ_RETENTION, body=VerifyInput, answers={200: Verification}),
    summary="Verify a certificate by a hash",
    status_code=200,
)
async def verify_certificate(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The SHA-256 of the PDF's bytes, or the one printed on it."""
    data = await read_body(request, runner, VerifyInput)
    return json(await runner.read(request.user, lambda uow: service_certificates.verify(uow, data.sha256)))


@post(
    "/certificates/verify-file",
    opt=needs(Permission.READ_RETENTION, answers={200: Verification}, **{TAKES_FILE: VerifyFile}),
    summary="Verify a certificate by its file",
    status_code=200,
)
async def verify_certificate_file(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Send the PDF: a form with the part `file`, or the file itself. Nothing of it is kept."""
    digest, size = hashlib.sha256(), 0
    async with received(request, {}) as sent:
        while piece := sent.file.read(_CHUNK):
            if not size and not piece.startswith(b"%PDF-"):
                raise invalid("/file", "ไฟล์นี้ไม่ใช่ PDF", "This file is no PDF")
            digest.update(piece)
            size += len(piece)
    if not size:
        raise no_file()
    sha256 = digest.hexdigest()
    return json(await runner.read(request.user, lambda uow: service_certificates.verify(uow, sha256)))


@get(
    "/pending-erasures",
    opt=needs(Permission.READ_RETENTION, answers={200: PendingPage}),
    summary="What is not gone yet after a destruction",
)
async def list_pending_erasures(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    cursor: Cursor = None,
    limit: Limit = 50,
    of_list: OfList = None,
) -> Response[bytes]:
    """Blocked copies, missing reviews, what overwriting does not reach; earliest next check first."""
    wanted = None if of_list is None else str(of_list)
    found = await runner.read(
        request.user, lambda uow: service_pending.list_pending(uow, cursor, limit, list_id=wanted)
    )
    return json(found)


@get(
    "/pending-erasures/{pending_id:uuid}",
    opt=needs(Permission.READ_RETENTION, answers={200: PendingDetail}),
    summary="Read one with its checks",
)
async def read_pending_erasure(
    request: ApiRequest, runner: NamedDependency[Runner], pending_id: FromPath[UUID]
) -> Response[bytes]:
    """Checks, oldest first."""
    found = await runner.read(request.user, lambda uow: service_pending.read(uow, str(pending_id)))
    return json(found, headers={"ETag": etag(found.pending.version)})


@post(
    "/pending-erasures/{pending_id:uuid}/checks",
    opt=needs(Permission.RECORD_DESTRUCTION, body=PendingCheckInput, answers={201: PendingDetail}, if_match=True),
    summary="Record a check of something that is pending",
    status_code=201,
)
async def check_pending_erasure(
    request: ApiRequest, runner: NamedDependency[Runner], pending_id: FromPath[UUID]
) -> Response[bytes]:
    """Still there until a next day, with the reason; or gone. The last one gone makes the data set destroyed."""
    version = version_of(request)
    data = await read_body(request, runner, PendingCheckInput)
    made = await runner.write(request.user, lambda uow: service_pending.check(uow, str(pending_id), version, data))
    return json(made, 201, {"ETag": etag(made.pending.version)})


def router_of(settings: Settings) -> Router:
    """Return the routes; the largest file follows the settings."""
    return Router(
        "/api/v1/retention",
        route_handlers=[
            record_destruction,
            list_certificates,
            read_certificate,
            certificate_pdf,
            verify_certificate,
            verify_certificate_file,
            list_pending_erasures,
            read_pending_erasure,
            check_pending_erasure,
        ],
        tags=["destruction"],
        request_max_body_size=body_limit(settings),
    )
