"""JSON routes of a list's steps: committee, head, National Archives."""

from uuid import UUID

from litestar import Response, Router, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.destruction import service_archives, service_committee, service_decisions
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.destruction_lists import DestructionList, StepDone
from schemas.destruction_steps import (
    AnswerInput,
    CommitteeInput,
    DecisionInput,
    LetterInput,
    OpinionsInput,
    SignatureInput,
    SkipArchives,
    StepItems,
)


@put(
    "/{list_id:uuid}/committee",
    opt=needs(Permission.LIST_DESTRUCTION, body=CommitteeInput, answers={200: DestructionList}, if_match=True),
    summary="Name the committee that the head appointed",
)
async def name_destruction_committee(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """One chair and two members at least. Who sat and sits again keeps the signature."""
    version = version_of(request)
    data = await read_body(request, runner, CommitteeInput)
    return _shown(
        await runner.write(request.user, lambda uow: service_committee.name_committee(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/submit",
    opt=needs(Permission.LIST_DESTRUCTION, body=StepItems, answers={200: StepDone}, if_match=True),
    summary="Hand a list in to its committee",
    status_code=200,
)
async def submit_destruction_list(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Held items stay behind and can be handed in later."""
    version = version_of(request)
    data = await read_body(request, runner, StepItems)
    return _done(
        await runner.write(request.user, lambda uow: service_committee.submit(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/opinions",
    opt=needs(Permission.SIT_IN_COMMITTEE, body=OpinionsInput, answers={200: DestructionList}, if_match=True),
    summary="Write down the committee's opinions",
    status_code=200,
)
async def give_destruction_opinions(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Destroy, keep or extend, per item. A changed opinion asks every member for a new signature."""
    version = version_of(request)
    data = await read_body(request, runner, OpinionsInput)
    return _shown(
        await runner.write(request.user, lambda uow: service_committee.give_opinions(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/signatures",
    opt=needs(Permission.SIT_IN_COMMITTEE, body=SignatureInput, answers={200: DestructionList}, if_match=True),
    summary="Sign the committee's opinions",
    status_code=200,
)
async def sign_destruction_list(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """The own seat in person; for a member without an account, the secretary records the signed minutes."""
    version = version_of(request)
    data = await read_body(request, runner, SignatureInput)
    return _shown(
        await runner.write(request.user, lambda uow: service_committee.sign(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/conclude",
    opt=needs(Permission.RECORD_DESTRUCTION, body=StepItems, answers={200: StepDone}, if_match=True),
    summary="Put what the committee advised before the head",
    status_code=200,
)
async def conclude_destruction_list(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """When every item has an opinion and every seat signed."""
    version = version_of(request)
    data = await read_body(request, runner, StepItems)
    return _done(
        await runner.write(request.user, lambda uow: service_committee.conclude(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/decision",
    opt=needs(Permission.DECIDE_DESTRUCTION, body=DecisionInput, answers={200: StepDone}, if_match=True),
    summary="Decide on a list as the head",
    status_code=200,
)
async def decide_destruction_list(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """In one's own name, as the approver that the record of each item names; never on one's own list."""
    version = version_of(request)
    data = await read_body(request, runner, DecisionInput)
    return _done(
        await runner.write(request.user, lambda uow: service_decisions.decide(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/archives/letters",
    opt=needs(Permission.RECORD_DESTRUCTION, body=LetterInput, answers={200: StepDone}, if_match=True),
    summary="Record a letter to the National Archives",
    status_code=200,
)
async def send_to_archives(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """From the day of sending on the archives have 60 days."""
    version = version_of(request)
    data = await read_body(request, runner, LetterInput)
    return _done(await runner.write(request.user, lambda uow: service_archives.send(uow, str(list_id), version, data)))


@post(
    "/{list_id:uuid}/archives/answers",
    opt=needs(Permission.RECORD_DESTRUCTION, body=AnswerInput, answers={200: StepDone}, if_match=True),
    summary="Record what the National Archives said",
    status_code=200,
)
async def record_archives_answer(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Agreed, agreed beforehand, silent for 60 days, to be kept longer, or reserved."""
    version = version_of(request)
    data = await read_body(request, runner, AnswerInput)
    return _done(
        await runner.write(request.user, lambda uow: service_archives.answer(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/archives/skip",
    opt=needs(Permission.RECORD_DESTRUCTION, body=SkipArchives, answers={200: StepDone}, if_match=True),
    summary="Record that items need no National Archives",
    status_code=200,
)
async def skip_archives(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Only what its data set says to be no document under the Saraban Regulation."""
    version = version_of(request)
    data = await read_body(request, runner, SkipArchives)
    return _done(await runner.write(request.user, lambda uow: service_archives.skip(uow, str(list_id), version, data)))


def _shown(found: DestructionList) -> Response[bytes]:
    return json(found, headers={"ETag": etag(found.version)})


def _done(done: StepDone) -> Response[bytes]:
    return json(done, headers={"ETag": etag(done.destruction_list.version)})


router = Router(
    "/api/v1/retention/destruction-lists",
    route_handlers=[
        name_destruction_committee,
        submit_destruction_list,
        give_destruction_opinions,
        sign_destruction_list,
        conclude_destruction_list,
        decide_destruction_list,
        send_to_archives,
        record_archives_answer,
        skip_archives,
    ],
    tags=["destruction"],
)
