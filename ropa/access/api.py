"""JSON route of the caller's own rights."""

from litestar import Response, Router, get

from ropa.access.rules import Permission, permissions_of
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from schemas.access import Me


@get("/", opt=needs(Permission.SIGNED_IN, answers={200: Me}), summary="Who am I")
async def who_am_i(request: ApiRequest) -> Response[bytes]:
    """The caller, its roles and offices, and what they permit."""
    actor = request.user
    return json(
        Me(
            id=actor.id,
            name=actor.name,
            channel=actor.channel,
            grants=list(actor.grants),
            permissions=[permission.value for permission in permissions_of(actor)],
        )
    )


router = Router("/api/v1/me", route_handlers=[who_am_i], tags=["access"])
