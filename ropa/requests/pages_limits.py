"""The page of limits: days for each right by day of receipt, and what the law lets pause or extend."""

from collections.abc import Callable, Mapping

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.requests import service_grounds, service_limits
from ropa.requests.pages_frame import whole
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.steps import take
from schemas.request_clock import GroundEnd, GroundInput, PauseGrounds, PauseKind
from schemas.request_limits import LimitInput, RequestLimits
from schemas.requests import LAW_OF, Right

PATH = "/requests/limits"


@get("/limits", opt=page_for(Permission.READ_REQUESTS))
async def limits_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The limits in force and those to come, and the grounds with where they were read."""
    return await _show(request, runner, fresh(request))


@post("/limits", opt=page_for(Permission.SET_REQUEST_LIMITS), status_code=200)
async def set_limits_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Set or confirm a limit, confirm a ground of law, or end one."""
    form = sent(request)
    do = form.value("do")
    reads = {"limit": _limit, "ground": _ground, "end": _end}
    if do not in reads:
        raise NotFound
    given = reads[do](form)

    def step(uow: UnitOfWork, _version: int) -> object:
        if isinstance(given, LimitInput):
            return service_limits.set_limit(uow, given)
        if isinstance(given, GroundInput):
            return service_grounds.confirm(uow, given)
        if isinstance(given, GroundEnd):
            return service_grounds.end(uow, given)
        raise RuntimeError("nothing was read")

    names: Mapping[str, Callable[[str], str]] = {"limit": _root, "ground": _of_ground, "end": _of_end(form)}
    if given is not None and await take(request, runner, form, step, names[do]):
        return go(PATH, said="saved", fragment="" if do == "limit" else "grounds")
    return await _show(request, runner, form, status=422)


def _limit(form: ShortForm) -> LimitInput | None:
    form.text("right", required=("เลือกสิทธิ", "Choose the right"))
    form.day("effective_on", ahead=True)
    if not form.value("effective_on").strip():
        form.fault("effective_on", "กรอกวันที่มีผล", "Give the day from which it is for")
    whole(form, "days")
    if not form.value("days").strip():
        form.fault("days", "กรอกจำนวนวัน", "Give the days")
    form.text("law", required=("ระบุกฎหมาย", "Give the law"))
    form.text("source", required=("ระบุแหล่งที่ได้อ่านแล้ว", "Give the source that was read"))
    form.body["longer_is_read"] = bool(form.value("longer_is_read"))
    return form.read(LimitInput)


def _ground(form: ShortForm) -> GroundInput | None:
    form.body = {"rights": form.values("g_rights")}
    required = {
        "code": ("ระบุรหัส", "Give the code"),
        "kind": ("เลือกผลต่อกำหนดเวลา", "Choose what it does"),
        "name_th": ("เขียนเหตุเป็นไทย", "Give the ground in Thai"),
        "name_en": ("เขียนเหตุเป็นอังกฤษ", "Give the ground in English"),
        "law": ("ระบุกฎหมาย", "Give the law"),
        "source": ("ระบุแหล่งที่ได้อ่านแล้ว", "Give the source that was read"),
    }
    for name, words in required.items():
        typed = form.value(f"g_{name}").strip()
        if typed:
            form.body[name] = typed
        else:
            form.fault(f"g_{name}", *words)
    whole(form, "g_max_days")
    if "g_max_days" in form.body:
        form.body["max_days"] = form.body.pop("g_max_days")
    form.day("g_effective_on", ahead=True)
    if "g_effective_on" in form.body:
        form.body["effective_on"] = form.body.pop("g_effective_on")
    elif not form.error("g_effective_on"):
        form.fault("g_effective_on", "กรอกวันที่ใช้ได้", "Give the day from which it can be used")
    return form.read(GroundInput, _of_ground)


def _root(pointer: str) -> str:
    return pointer.strip("/").partition("/")[0]


def _of_ground(pointer: str) -> str:
    return f"g_{pointer.strip('/').partition('/')[0]}"


def _end(form: ShortForm) -> GroundEnd | None:
    code = form.value("code")[:60]
    form.body = {"code": code, "source": form.value(f"end_{code}").strip()}
    if not form.body["source"]:
        form.fault(f"end_{code}", "ระบุแหล่งที่ได้อ่านแล้ว", "Give the source that was read")
    return form.read(GroundEnd, _of_end(form))


def _of_end(form: ShortForm) -> Callable[[str], str]:
    return lambda _pointer: f"end_{form.value('code')[:60]}"


async def _show(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[RequestLimits, PauseGrounds]:
        return service_limits.table(uow), service_grounds.grounds(uow)

    limits, grounds = await runner.read(request.user, work)
    return page(
        request,
        "requests/limits.html",
        status=status,
        form=form,
        faults=form.summary(),
        place=PATH,
        limits=limits,
        grounds=grounds,
        rights=tuple(Right),
        laws=LAW_OF,
        pause_kinds=tuple(PauseKind),
    )


router = Router("/requests", route_handlers=[limits_page, set_limits_page])
