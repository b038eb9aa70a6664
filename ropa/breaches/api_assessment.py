"""JSON routes of the assessment of a breach: what is known, the draft, the decision, the duties."""

from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.breaches import service_assessments, service_duties, service_known
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.breach_assessment import AssessmentDraft, AssessmentInput, AssessmentView, SavedDraft
from schemas.breach_duties import BreachDuties
from schemas.breach_known import KnownFacts

BreachId = FromPath[UUID]
_OF_NOW = {"Cache-Control": "no-store"}


@get(
    "/{breach_id:uuid}/known",
    opt=needs(Permission.READ_BREACHES, answers={200: KnownFacts}),
    summary="What the register knows of the data of a breach",
)
async def read_known_facts(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId
) -> Response[bytes]:
    """Of records that you may not read only numbers and terms of closed lists are in the answer."""
    return json(await runner.read(request.user, lambda uow: service_known.known_of(uow, str(breach_id))))


@get(
    "/{breach_id:uuid}/assessment",
    opt=needs(Permission.READ_BREACHES, answers={200: AssessmentView}),
    summary="The seven factors, the suggestion of this moment, the draft and all decisions",
)
async def read_assessment(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The ETag is the version of the breach, which a decision names in If-Match."""
    found = await runner.read(request.user, lambda uow: service_assessments.view(uow, str(breach_id)))
    return json(found, headers={"ETag": etag(found.version)} | _OF_NOW)


@put(
    "/{breach_id:uuid}/assessment/draft",
    opt=needs(Permission.HANDLE_BREACHES, body=AssessmentDraft, answers={200: SavedDraft}),
    summary="Keep answers that decide nothing yet",
)
async def save_assessment_draft(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId
) -> Response[bytes]:
    """`based_on` is the number of the draft that was read (0: none); 409 when somebody saved another since."""
    given = await read_body(request, runner, AssessmentDraft)
    return json(
        await runner.write(request.user, lambda uow: service_assessments.save_draft(uow, str(breach_id), given))
    )


@post(
    "/{breach_id:uuid}/assessment",
    opt=needs(Permission.DECIDE_BREACHES, body=AssessmentInput, answers={201: AssessmentView}, if_match=True),
    summary="Decide on the level of risk",
    status_code=201,
)
async def decide_level(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """A person's act. Below the suggestion or the level before: `lower_reason`. "No risk": `evidence`."""
    version = version_of(request)
    given = await read_body(request, runner, AssessmentInput)
    made = await runner.write(request.user, lambda uow: service_assessments.assess(uow, str(breach_id), given, version))
    return json(made, 201, {"ETag": etag(made.version)})


@get(
    "/{breach_id:uuid}/duties",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachDuties}),
    summary="What a breach obliges to, as it stands now",
)
async def read_duties(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Computed from the state at this moment; ages are whole hours."""
    return json(await runner.read(request.user, lambda uow: service_duties.of(uow, str(breach_id))), headers=_OF_NOW)


router = Router(
    "/api/v1/breaches",
    route_handlers=[read_known_facts, read_assessment, save_assessment_draft, decide_level, read_duties],
    tags=["breaches"],
)
