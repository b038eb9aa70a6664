"""JSON routes of contact details."""

from litestar import Response, Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.contact_details import service
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.contact_details import ContactDetailsInput, ContactDetailsList, OfficeContactDetails


@get(
    "/",
    opt=needs(Permission.READ_OFFICES, answers={200: ContactDetailsList}),
    summary="Offices that say who the controller is and how it and the DPO are reached",
)
async def list_contact_details(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Every office that says something of its own (PDPA s.23(5), s.39(3), s.41)."""
    return json(await runner.read(request.user, service.listed))


@get(
    "/{office_id:int}",
    opt=needs(Permission.READ_OFFICES, answers={200: OfficeContactDetails}),
    summary="What an office says, and what counts there",
)
async def read_contact_details(
    request: ApiRequest, runner: NamedDependency[Runner], office_id: FromPath[int]
) -> Response[bytes]:
    """What it does not say comes, field by field, from the nearest office above that does."""
    return json(await runner.read(request.user, lambda uow: service.of_office(uow, office_id)))


@put(
    "/{office_id:int}",
    opt=needs(Permission.MANAGE_CONTACTS, body=ContactDetailsInput, answers={200: OfficeContactDetails}),
    summary="Say who the controller is and how it and the DPO are reached",
)
async def change_contact_details(
    request: ApiRequest, runner: NamedDependency[Runner], office_id: FromPath[int]
) -> Response[bytes]:
    """All three fields are replaced; an empty one comes from above. 412 when `version` is not the present one."""
    given = await read_body(request, runner, ContactDetailsInput)
    return json(await runner.write(request.user, lambda uow: service.change(uow, office_id, given)))


handlers = [list_contact_details, read_contact_details, change_contact_details]
router = Router("/api/v1/contact-details", route_handlers=handlers, tags=["offices"])
