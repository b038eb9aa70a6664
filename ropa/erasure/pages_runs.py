"""The page of a list in the databases of its items: dry runs, the order, and how far the run is."""

from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import service_orders, service_state
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.erasure_runs import ListErasure, OrderEnd, OrderInput
from schemas.evidence import Ground

PATH = "/destruction"
Ref = Annotated[str, PathParameter(max_length=40)]


@get("/{list_id:str}/erasure", opt=page_for(Permission.READ_RETENTION))
async def erasure_page(request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[Ref]) -> Response[bytes]:
    """What the dry runs found, who ordered the run, and what became of each item."""
    return await _show(request, runner, list_id, fresh(request, valid_hours="24", ground=str(Ground.PERIOD_ENDED)))


@post("/{list_id:str}/erasure", opt=page_for(Permission.ORDER_ERASURE), status_code=200)
async def order_page(request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[Ref]) -> Response[bytes]:
    """Order the run, or withdraw the order."""
    form = sent(request)
    act = _withdrawn(form) if form.value("act") == "withdraw" else _ordered(form, form.id(request))
    if act is not None:
        try:
            await runner.write(request.user, lambda uow: act(uow, service_state.of_ref(uow, list_id).list_id))
        except Invalid as error:
            form.take(error.problems)
        except (Conflict, Forbidden) as error:
            form.fault("", error.message_th, error.message_en)
        else:
            return go(f"{PATH}/{list_id}/erasure", said="saved")
    return await _show(request, runner, list_id, form, status=422)


def _ordered(form: ShortForm, key: str | None) -> Any:
    form.text("position", required=("กรอกตำแหน่งของท่าน", "Give your position"))
    form.text("ground")
    form.text("reason")
    people = [
        {"name": form.value(f"witness_{n}").strip(), "position": form.value(f"witness_{n}_position").strip()}
        for n in (1, 2, 3)
    ]
    form.body["witnesses"] = [each for each in people if each["name"] or each["position"]]
    if not form.body["witnesses"]:
        form.fault("witness_1", "กรอกผู้ควบคุมการทำลายอย่างน้อยหนึ่งคน", "Name at least one witness")
    for number, each in enumerate(people, start=1):
        if bool(each["name"]) is not bool(each["position"]):
            form.fault(f"witness_{number}", "กรอกทั้งชื่อและตำแหน่ง", "Give both name and position")
    try:
        form.body["valid_hours"] = int(form.value("valid_hours") or "24")
    except ValueError:
        form.fault("valid_hours", "ต้องเป็นจำนวนเต็ม", "Give a whole number")
    said = None if form.problems else form.read(OrderInput)
    if said is None:
        return None
    return lambda uow, list_id: service_orders.order(uow, list_id, said, key)


def _withdrawn(form: ShortForm) -> Any:
    form.text("end_reason", required=("บอกเหตุผลที่ถอนคำสั่ง", "Say why the order is withdrawn"))
    form.body["reason"] = form.body.pop("end_reason", "")
    said = None if form.problems else form.read(OrderEnd)
    if said is None:
        return None
    return lambda uow, list_id: service_orders.withdraw(uow, list_id, said)


async def _show(
    request: ApiRequest, runner: Runner, ref: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[ListErasure, bool]:
        found = service_state.of_ref(uow, ref)
        return found, service_state.may_order(uow, found)

    erasure, writes = await runner.read(request.user, work)
    return page(
        request,
        "erasure/list.html",
        status=status,
        erasure=erasure,
        writes=writes,
        form=form,
        grounds=tuple(Ground),
        place=request.url.path,
    )


router = Router(PATH, route_handlers=[erasure_page, order_page])
