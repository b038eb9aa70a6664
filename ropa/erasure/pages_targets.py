"""Pages of destruction targets: which tables of which database a data set is."""

import re
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.erasure import service_target_forms, service_targets
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import Language, field_day, language_of
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.erasure import EraseMethod, TargetDialect
from schemas.erasure_runs import Target, TargetInput
from schemas.findings import Problem
from schemas.reading import Unreadable, control_characters, read_json, read_value

PATH = "/destruction/targets"
_NAME = re.compile("[A-Z][A-Z0-9_]{0,39}")
_NEEDED = (
    ("holding_id", "ระบุชุดข้อมูล", "Name the data set"),
    ("target", "กรอกชื่อฐานข้อมูล", "Give the database's name"),
    ("table", "กรอกชื่อตารางหลัก", "Give the root table"),
    ("key", "กรอกคอลัมน์กุญแจอย่างน้อยหนึ่งคอลัมน์", "Give at least one key column"),
    ("columns", "กรอกคอลัมน์ที่เขียนทับอย่างน้อยหนึ่งคอลัมน์", "Give at least one column to overwrite"),
)
Chosen = Annotated[str | None, QueryParameter(name="holding", max_length=36)]


@get("/", opt=page_for(Permission.READ_RETENTION))
async def targets_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Every target that the reader may see."""
    found = await runner.read(request.user, service_targets.everything)
    offices = await offices_of(request, runner)
    names = {each.office_id: offices.name(each.office_id) for each in found.items}
    return page(request, "erasure/targets.html", targets=found.items, offices=names)


@get("/new", opt=page_for(Permission.MANAGE_TARGETS))
async def new_target_page(
    request: ApiRequest, runner: NamedDependency[Runner], holding: Chosen = None
) -> Response[bytes]:
    """An empty binding, for a data set that a link may have named."""
    form = fresh(request, holding_id=holding or "", batch_size="500", allowed_percent="0", dialect="postgresql")
    return await _show(request, runner, form, None)


@post("/new", opt=page_for(Permission.MANAGE_TARGETS), status_code=200)
async def add_target(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Bind the data set; the same form twice makes one target."""
    form = sent(request)
    said = _read(form)
    if said is not None:
        key = form.id(request)
        try:
            made = await runner.write(request.user, lambda uow: service_targets.create(uow, said, key))
        except Invalid as error:
            form.take(_at_fields(error.problems))
        except Conflict as error:
            form.fault("holding_id", error.message_th, error.message_en)
        else:
            return go(f"{PATH}/{made.id}", said="saved")
    return await _show(request, runner, form, None, status=422)


@get("/{target_id:uuid}", opt=page_for(Permission.READ_RETENTION))
async def target_page(
    request: ApiRequest, runner: NamedDependency[Runner], target_id: FromPath[UUID]
) -> Response[bytes]:
    """One target: what is bound, and for those who may, the form to change it."""
    target = await runner.read(request.user, lambda uow: service_targets.read(uow, str(target_id)))
    return await _show(request, runner, fresh(request, **_fields(target, language_of(request))), target)


@post("/{target_id:uuid}", opt=page_for(Permission.MANAGE_TARGETS), status_code=200)
async def change_target(
    request: ApiRequest, runner: NamedDependency[Runner], target_id: FromPath[UUID]
) -> Response[bytes]:
    """Save another version, or end the target."""
    form, key = sent(request), str(target_id)
    version = form.whole("version")
    if form.value("act") == "end":
        await runner.write(request.user, lambda uow: service_targets.end(uow, key, version))
        return go(PATH, said="saved")
    said = _read(form)
    if said is not None:
        try:
            await runner.write(request.user, lambda uow: service_targets.replace(uow, key, version, said))
        except Invalid as error:
            form.take(_at_fields(error.problems))
        except (Conflict, PreconditionFailed) as error:
            form.fault("", error.message_th, error.message_en)
        else:
            return go(f"{PATH}/{key}", said="saved")
    target = await runner.read(request.user, lambda uow: service_targets.read(uow, key))
    return await _show(request, runner, form, target, status=422)


def _read(form: ShortForm) -> TargetInput | None:
    if form.value("as") == "json":
        try:
            said = read_json(form.value("json").encode(), TargetInput)
        except Unreadable as error:
            form.take(
                Problem(
                    pointer="/json", message_th=_place(each.message_th, each), message_en=_place(each.message_en, each)
                )
                for each in error.problems
            )
            return None
        return said if not form.problems else None
    for name, thai, english in _NEEDED:
        if not form.value(name).strip():
            form.fault(name, thai, english)
    if form.value("target").strip() and not _NAME.fullmatch(form.value("target").strip()):
        form.fault(
            "target",
            "ใช้ตัวพิมพ์ใหญ่ภาษาอังกฤษ ตัวเลข และ _ ขึ้นต้นด้วยตัวอักษร ไม่เกิน 40 ตัว",
            "Capital letters, digits and _, beginning with a letter, at most 40",
        )
    fields = {name: form.value(name) for name in form.typed}
    for name in ("date_from", "date_through"):
        fields.pop(name, None)
        form.day(name)
    binding, problems = service_target_forms.read_lines(fields)
    form.take(problems)
    binding |= {name: form.body.pop(name) for name in ("date_from", "date_through") if name in form.body}
    body: dict[str, Any] = {"binding": binding, "holding_id": form.value("holding_id").strip()}
    body |= _numbers(form)
    form.take(_at_fields(control_characters(body)))
    try:
        said = read_value(body, TargetInput)
    except Unreadable as error:
        form.take(_at_fields(error.problems))
        return None
    return None if form.problems else said


def _numbers(form: ShortForm) -> dict[str, Any]:
    body: dict[str, Any] = {}
    try:
        body["batch_size"] = int(form.value("batch_size") or "500")
    except ValueError:
        form.fault("batch_size", "ต้องเป็นจำนวนเต็ม", "Give a whole number")
    try:
        body["allowed_deviation"] = round(float(form.value("allowed_percent") or "0") / 100, 6)
    except ValueError:
        form.fault("allowed_percent", "ต้องเป็นตัวเลข เช่น 0.5", "Give a number such as 0.5")
    return body


def _place(words: str, problem: Problem) -> str:
    return f"{problem.pointer}: {words}"


def _at_fields(problems: Any) -> list[Problem]:
    """Return problems of a body at the fields of the form."""
    found = []
    for each in problems:
        parts = each.pointer.lstrip("/").split("/")
        name = parts[1] if parts[0] == "binding" and len(parts) > 1 else parts[0]
        name = "allowed_percent" if name == "allowed_deviation" else name
        found.append(msgspec.structs.replace(each, pointer=f"/{name}"))
    return found


def _fields(target: Target, language: Language) -> dict[str, str]:
    fields = service_target_forms.lines_of(target.binding) or {}
    for name, day in (("date_from", target.binding.date_from), ("date_through", target.binding.date_through)):
        fields[name] = field_day(language, day) if day else ""
    return fields | {
        "holding_id": target.holding_id,
        "batch_size": str(target.batch_size),
        "allowed_percent": f"{target.allowed_deviation * 100:g}",
        "version": str(target.version),
    }


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, target: Target | None, *, status: int = 200
) -> Response[bytes]:
    wanted = target.holding_id if target is not None else form.value("holding_id").strip()
    seen = await runner.read(request.user, lambda uow: service_target_forms.shown(uow, wanted, target))
    body = form.value("json") or (seen.json if target is not None else "")
    return page(
        request,
        "erasure/target.html",
        status=status,
        target=target,
        form=form,
        seen=seen,
        body=body,
        as_lines=target is None or service_target_forms.lines_of(target.binding) is not None,
        dialects=tuple(TargetDialect),
        methods=tuple(EraseMethod),
        place=request.url.path,
    )


router = Router(PATH, route_handlers=[targets_page, new_target_page, add_target, target_page, change_target])
