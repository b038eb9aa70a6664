"""Route that checks a pack somebody holds in hand."""

from typing import Annotated

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Meta, Struct

from ropa.access.rules import Permission
from ropa.errors import invalid
from ropa.packing_check import hash_in, verified
from ropa.packs import service_checking
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from ropa.web.uploads import LARGEST, body_limit, no_file, read_said, received
from schemas.pack_checks import PackVerification

_LIMIT = "max_pack_mb"
Hash = Annotated[
    str | None,
    QueryParameter(name="hash", max_length=100, description="The manifest's hash as the exporter told it"),
]
Name = Annotated[str | None, QueryParameter(name="name", max_length=300, description="What the file is called")]


class VerifyPack(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said of the file."""

    hash: Annotated[str, Meta(max_length=100)] | None = None
    name: Annotated[str, Meta(max_length=300)] | None = None


@post(
    "/verify-file",
    opt=needs(Permission.SIGNED_IN, answers={200: PackVerification}, **{TAKES_FILE: VerifyPack, LARGEST: _LIMIT}),
    summary="Verify a pack by its file",
    status_code=200,
)
async def verify_pack_file(
    request: ApiRequest, runner: NamedDependency[Runner], hash_: Hash = None, name: Name = None
) -> Response[bytes]:
    """Send the zip: a form with the part `file` (and `hash`), or the file itself. Nothing of it is kept.

    A file that is no pack is answered, too (200): `verdict` is `unreadable`, and `faults` say why. `trail_word` tells
    whether this register's sealed trail has the manifest's hash.
    """
    settings: Settings = request.app.state.settings
    async with received(request, {"hash": hash_, "name": name}) as sent:
        said = read_said(sent.said, VerifyPack)
        wanted = hash_in(said.hash) if said.hash else None
        if said.hash and wanted is None:
            raise invalid("/hash", "ต้องเป็นเลขฐานสิบหก 64 ตัว", "A hash has 64 hexadecimal digits")
        found = await runner.think(lambda: verified(sent.file, said.name or sent.name, wanted, settings.max_pack_mb))
    if not found.size:
        raise no_file()
    return json(await runner.read(request.user, lambda uow: service_checking.judged(uow, found)))


def router_of(settings: Settings) -> Router:
    """Return the route; the largest pack follows the settings."""
    return Router(
        "/api/v1/packs",
        route_handlers=[verify_pack_file],
        tags=["packs"],
        request_max_body_size=body_limit(settings, _LIMIT),
    )
