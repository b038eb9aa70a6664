"""JSON routes of the library of templates, and of clones."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.activities import service, service_clone
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body
from ropa.web.running import Runner
from schemas.document import ActivityRecord
from schemas.templates import CloneInput, Template, TemplateList

Words = Annotated[
    str | None, QueryParameter(name="q", max_length=200, description="Words that a template must have, Thai or English")
]


@get("/", opt=needs(Permission.READ_ACTIVITIES, answers={200: TemplateList}), summary="List templates by group")
async def list_templates(q: Words = None) -> Response[bytes]:
    """Ready activities that every agency has, with what each contains."""
    return json(TemplateList(items=service_clone.templates(q)))


@get("/{template:str}", opt=needs(Permission.READ_ACTIVITIES, answers={200: Template}), summary="Read one template")
async def read_template(template: FromPath[str]) -> Response[bytes]:
    """The whole document, and the notes of what an office must adapt."""
    return json(service_clone.template(template))


@post(
    "/clone",
    opt=needs(Permission.WRITE_ACTIVITIES, body=CloneInput, answers={201: ActivityRecord}),
    summary="Begin a draft from a template or from another activity",
    status_code=201,
)
async def clone_activity(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Answers the new record with its ETag and Location. Attachments and approvals stay with the source."""
    wanted = await read_body(request, runner, CloneInput)
    stored = await runner.write(request.user, lambda uow: service_clone.clone(uow, wanted))
    headers = {"ETag": etag(stored.version), "Location": f"/api/v1/activities/{stored.id}"}
    return json(service.record_bytes(stored), 201, headers)


routers = (
    Router("/api/v1/templates", route_handlers=[list_templates, read_template], tags=["templates"]),
    Router("/api/v1/activities", route_handlers=[clone_activity], tags=["activities"]),
)
