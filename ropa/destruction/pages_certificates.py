"""The register of certificates, one certificate, and what of the destroyed data is still to be checked."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_board, service_certificates, service_pending
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, link, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.evidence import Certificate, CertificateDetail, CertificatePage, CheckOutcome, PendingKind, Verification
from schemas.pending import PendingCheckInput, PendingDetail, PendingPage

LIMIT = 30
PENDING = "/destruction/pending"
_HASH = 64
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=100)]
HashText = Annotated[str | None, QueryParameter(name="sha256", max_length=100)]
_FITTING = {
    PendingKind.REVIEW: (CheckOutcome.IDENTIFIABLE, CheckOutcome.ANONYMOUS),
}
_USUAL = (CheckOutcome.STILL_THERE, CheckOutcome.GONE)


@get("/certificates", opt=page_for(Permission.READ_RETENTION))
async def certificates_page(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, sha256: HashText = None
) -> Response[bytes]:
    """All certificates that the reader may see, newest first; one in hand can be looked up by its hash."""
    words = (sha256 or "").strip().lower()

    def work(uow: UnitOfWork) -> tuple[CertificatePage, Verification | None, dict[str, str]]:
        found = service_certificates.list_certificates(uow, cursor or None, LIMIT)
        is_hash = len(words) == _HASH and all(sign in "0123456789abcdef" for sign in words)
        names = service_board.names_of(uow, [each.made_by for each in found.items])
        return found, service_certificates.verify(uow, words) if is_hash else None, names

    found, verified, names = await runner.read(request.user, work)
    return page(
        request,
        "destruction/certificates.html",
        part="rows" if cursor else None,
        items=found.items,
        names=names,
        asked=words,
        verified=verified,
        offices=await offices_of(request, runner),
        more=link(request.url.path, cursor=found.next_cursor) if found.next_cursor else None,
    )


@get("/certificates/{certificate_id:str}", opt=page_for(Permission.READ_RETENTION))
async def certificate_page(
    request: ApiRequest, runner: NamedDependency[Runner], certificate_id: FromPath[str]
) -> Response[bytes]:
    """What a certificate says, as it was made; its number holds the slash of an addendum, so the id is the address."""

    def work(uow: UnitOfWork) -> tuple[CertificateDetail, list[Certificate]]:
        one = service_certificates.read(uow, certificate_id)
        others = service_certificates.list_certificates(uow, None, LIMIT, list_id=one.certificate.list_id).items
        ref = one.certificate.addendum_to or one.certificate.ref
        same = [each for each in others if ref in {each.ref, each.addendum_to} and each.id != one.certificate.id]
        return one, same

    one, same = await runner.read(request.user, work)
    return page(
        request,
        "destruction/certificate.html",
        certificate=one.certificate,
        facts=one.facts,
        same=same,
        offices=await offices_of(request, runner),
    )


@get("/pending", opt=page_for(Permission.READ_RETENTION))
async def pending_page(request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None) -> Response[bytes]:
    """What is blocked until it can be erased, the earliest check first."""
    found: PendingPage = await runner.read(
        request.user, lambda uow: service_pending.list_pending(uow, cursor or None, LIMIT)
    )
    return page(
        request,
        "destruction/pending.html",
        part="rows" if cursor else None,
        items=found.items,
        offices=await offices_of(request, runner),
        more=link(PENDING, cursor=found.next_cursor) if found.next_cursor else None,
    )


class _Found(Struct, frozen=True):
    detail: PendingDetail
    records: bool
    kept: buffers.Buffer | None


@get("/pending/{pending_id:uuid}", opt=page_for(Permission.READ_RETENTION))
async def pending_one_page(
    request: ApiRequest, runner: NamedDependency[Runner], pending_id: FromPath[UUID]
) -> Response[bytes]:
    """What it is, every check of it, and the form of the next."""
    found = await _find(request, runner, str(pending_id))
    form = fresh(request) if found.kept is None else kept(request, found.kept.fields)
    return await _show(request, runner, found, form)


@post("/pending/{pending_id:uuid}", opt=page_for(Permission.RECORD_DESTRUCTION), status_code=200)
async def check_pending_page(
    request: ApiRequest, runner: NamedDependency[Runner], pending_id: FromPath[UUID]
) -> Response[bytes]:
    """Record a check."""
    form, key, path = sent(request), str(pending_id), request.url.path
    data = _read(form)
    version = form.value("version")
    if data is not None:
        given = data

        def work(uow: UnitOfWork) -> None:
            seen = int(version) if version.isdecimal() and len(version) < 10 else 0  # noqa: PLR2004 - a 32-bit number
            service_pending.check(uow, key, seen, given)
            buffers.discard(uow, path)

        try:
            await runner.write(request.user, work)
        except PreconditionFailed:
            form.fault(
                "", "มีผู้บันทึกการตรวจไปก่อน ตรวจดูแล้วกดอีกครั้ง", "Somebody recorded a check first; look and press again"
            )
        except Conflict as error:
            form.fault("", error.message_th, error.message_en)
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(path, said="pending-checked")
    return await _show(request, runner, await _find(request, runner, key), form, status=422)


def _read(form: ShortForm) -> PendingCheckInput | None:
    form.text("outcome", required=("เลือกผลการตรวจ", "Choose what was found"))
    form.day("checked_on")
    if not form.value("checked_on").strip():
        form.fault("checked_on", "กรอกวันที่ตรวจ", "Give the day of the check")
    form.text("words", required=("เขียนว่าตรวจอย่างไรและพบอะไร", "Say how it was checked and what was seen"))
    form.day("next_check_on", ahead=True)
    form.text("reason")
    form.text("measures")
    name, position = form.value("reviewer").strip(), form.value("reviewer_position").strip()
    if name or position:
        form.body["reviewer"] = {"name": name, "position": position}
    return form.read(PendingCheckInput)


async def _find(request: ApiRequest, runner: Runner, pending_id: str) -> _Found:
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> _Found:
        detail = service_pending.read(uow, pending_id)
        may = access.may(uow, Permission.RECORD_DESTRUCTION, detail.pending.office_id)
        return _Found(detail, may and detail.pending.closed_at is None, buffers.find(uow, keys, path))

    return await runner.read(request.user, work)


async def _show(
    request: ApiRequest, runner: Runner, found: _Found, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    return page(
        request,
        "destruction/pending_one.html",
        status=status,
        pending=found.detail.pending,
        checks=found.detail.checks,
        records=found.records,
        form=form,
        outcomes=_FITTING.get(found.detail.pending.kind, _USUAL),
        is_review=found.detail.pending.kind is PendingKind.REVIEW,
        place=request.url.path,
        saved_at=found.kept.saved_at if found.kept and not form.problems else None,
        offices=await offices_of(request, runner),
        today=clock.bangkok(moment_now(request)).date(),
    )


router = Router(
    "/destruction",
    route_handlers=[
        certificates_page,
        certificate_page,
        pending_page,
        pending_one_page,
        check_pending_page,
    ],
)
