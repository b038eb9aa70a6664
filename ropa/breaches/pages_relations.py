"""The page of what a breach has to do with others: what was looked into, and what may be related."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.breaches import service_relations
from ropa.breaches.pages_frame import Frame, done, find, form_of, show, take
from ropa.breaches.pages_work import PARTS
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.breach import BreachRecord
from schemas.breach_work import BreachRelations, RelationEnd, RelationInput, RelationKind

BreachId = FromPath[UUID]


def _relations(uow: UnitOfWork, it: BreachRecord) -> BreachRelations:
    return service_relations.list_relations(uow, it.id)


@get("/{breach_id:uuid}/tasks/relations", opt=page_for(Permission.READ_BREACHES))
async def relations_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The relations, those that the register proposes, and a form."""
    found = await find(request, runner, breach_id, _relations)
    return await _show(request, runner, found, form_of(request, found))


@post("/{breach_id:uuid}/tasks/relations", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def change_relations(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId
) -> Response[bytes]:
    """Write a relation down, or end one."""
    form, key = sent(request), str(breach_id)
    relation_id = form.value("relation")[:36]
    ends = form.value("do") == "end"
    given = _end(form, relation_id) if ends else _relation(form)

    def step(uow: UnitOfWork, _version: int) -> object:
        if isinstance(given, RelationEnd):
            return service_relations.end(uow, key, relation_id, given)
        if isinstance(given, RelationInput):
            return service_relations.relate(uow, key, given)
        raise RuntimeError("nothing was read")

    names = {"reason": f"end_{relation_id}"} if ends else {}
    if given is not None and await take(request, runner, form, step, names):
        return done(breach_id, "saved", "/tasks/relations")
    return await _show(request, runner, await find(request, runner, breach_id, _relations), form, status=422)


def _relation(form: ShortForm) -> RelationInput | None:
    form.text("other_id", required=("เลือกเหตุที่เกี่ยวข้อง", "Choose the breach that is related"))
    form.text("kind")
    form.text("reason")
    return form.read(RelationInput)


def _end(form: ShortForm, relation_id: str) -> RelationEnd | None:
    words = form.value(f"end_{relation_id}").strip()
    if not words:
        form.fault(f"end_{relation_id}", "บอกเหตุผล", "Give the reason")
        return None
    form.body["reason"] = words
    return form.read(RelationEnd)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    return await show(
        request,
        runner,
        "relations",
        found,
        form,
        status=status,
        seen=found.extra,
        relations=found.extra.items,
        kinds=tuple(RelationKind),
        work_parts=PARTS,
    )


router = Router("/breaches", route_handlers=[relations_page, change_relations])
