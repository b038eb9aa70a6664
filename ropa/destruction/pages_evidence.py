"""The page on which a destruction that took place is recorded: how, by whom, who saw it, and each copy one by one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa import clock
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_evidence, service_items
from ropa.destruction.pages_frame import Frame, done, find, form_of, numbers, show, take
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import field_day, language_of
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.destruction_lists import DestructionItem, DestructionList
from schemas.evidence import CopyFate, EvidenceInput, Ground, Method

Ref = FromPath[str]
#: Items that are recorded at once on the page; the API takes a thousand.
SHOWN = 25
WITNESSES = 3
_ITEM = re.compile(r"/items/(\d+)(?:/copies/(\d+))?(?:/(\w+))?")
_LISTED = re.compile(r"/(witnesses|methods)/(\d+)")
_OF_ITEM = {"scope": "scope", "volume": "volume", "ground": "ground"}


@get("/{list_id:str}/evidence", opt=page_for(Permission.RECORD_DESTRUCTION))
async def evidence_page(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """The approved items that nothing stops, ticked, with a form of what was done."""
    found = await find(request, runner, list_id, _approved)
    now = clock.bangkok(form_of(request, found).now)
    proposed = {"destroyed_at_day": field_day(language_of(request), now.date()), "executor_name": request.user.name}
    seats = [each for each in found.it.seats if each.name][:WITNESSES]
    for place, seat in enumerate(seats):
        proposed |= {f"witness_{place}": seat.name, f"witness_position_{place}": seat.position}
    for item in found.extra[:SHOWN]:
        proposed |= {f"scope_{item.seq}": item.listed.title, f"volume_{item.seq}": item.listed.volume or ""}
    form = form_of(request, found, **proposed)
    if found.kept is None:
        form.typed = {**form.typed, "items": [str(each.seq) for each in found.extra[:SHOWN]]}
    return await _show(request, runner, found, form)


def _approved(uow: UnitOfWork, it: DestructionList) -> list[DestructionItem]:
    return service_items.approved(uow, it.id)


@post("/{list_id:str}/evidence", opt=page_for(Permission.RECORD_DESTRUCTION), status_code=200)
async def record_evidence(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """Record it, and make the certificate."""
    form = sent(request)
    found = await find(request, runner, list_id, _approved)
    items = _ticked(form, found.extra)
    data = _read(form, items)

    def step(uow: UnitOfWork, key: str, _version: int) -> object:
        if data is None:
            raise RuntimeError("nothing was read")
        return service_evidence.record(uow, key, data)

    if data is not None and await take(request, runner, form, list_id, step, lambda at: _field(at, items)):
        return done(list_id, "evidence-recorded", fragment="certificates")
    return await _show(request, runner, await find(request, runner, list_id, _approved), form, status=422)


def _ticked(form: ShortForm, approved: Sequence[DestructionItem]) -> list[DestructionItem]:
    wanted = set(numbers(form))
    return [each for each in approved if each.seq in wanted]


def _read(form: ShortForm, items: Sequence[DestructionItem]) -> EvidenceInput | None:
    form.moment("destroyed_at", required=("กรอกวันและเวลาที่ทำลาย", "Give day and time of the destruction"))
    methods = [
        {"method": str(each), "words": form.value(f"words_{each}").strip()}
        for each in Method
        if str(each) in form.values("methods")
    ]
    if not methods:
        form.fault("methods", "เลือกวิธีทำลาย", "Choose how it was destroyed")
    if not items:
        form.fault("items", "เลือกรายการที่ทำลายแล้ว", "Tick the items that were destroyed")
    witnesses = [_person(form, f"witness_{place}", f"witness_position_{place}") for place in range(WITNESSES)]
    executor = _person(form, "executor_name", "executor_position")
    if executor is None and not form.error("executor_name"):
        form.fault("executor_name", "กรอกชื่อและตำแหน่งผู้ดำเนินการ", "Give name and position of who did it")
    if not any(witnesses):
        form.fault("witness_0", "ต้องมีพยานอย่างน้อยหนึ่งคน", "One witness at least")
    form.text("place")
    form.text("notes")
    form.body |= {
        "methods": methods,
        "executor": executor,
        "witnesses": [each for each in witnesses if each is not None],
        "items": [_item(form, each) for each in items],
    }
    return None if form.problems else form.read(EvidenceInput)


def _person(form: ShortForm, name: str, position: str) -> dict[str, str] | None:
    said = {"name": form.value(name).strip(), "position": form.value(position).strip()}
    if not any(said.values()):
        return None
    if not all(said.values()):
        form.fault(name, "กรอกทั้งชื่อและตำแหน่ง", "Give both name and position")
        return None
    return said


def _item(form: ShortForm, item: DestructionItem) -> dict[str, Any]:
    said: dict[str, Any] = {
        "item_id": item.id,
        "scope": form.value(f"scope_{item.seq}").strip(),
        "volume": form.value(f"volume_{item.seq}").strip(),
        "ground": form.value(f"ground_{item.seq}") or str(Ground.PERIOD_ENDED),
        "copies": [],
    }
    if not said["scope"]:
        form.fault(f"scope_{item.seq}", "บอกว่าทำลายส่วนใด", "Say what was destroyed")
    for place in range(len(item.listed.copies)):
        key = f"{item.seq}_{place}"
        fate = form.value(f"copy_{key}")
        if not fate:
            form.fault(f"copy_{key}", "บอกว่าสำเนานี้เป็นอย่างไร", "Say what became of this copy")
            continue
        copy: dict[str, Any] = {"copy": place, "fate": fate}
        copy |= {name: form.value(f"copy_{name}_{key}").strip() for name in ("measures", "reason")}
        for name in ("on", "next_check_on"):
            form.day(f"copy_{name}_{key}", ahead=True)
            day = form.body.pop(f"copy_{name}_{key}", None)
            if day is not None:
                copy[name] = day
        said["copies"].append(copy)
    return said


def _field(pointer: str, items: Sequence[DestructionItem]) -> str:
    """Return the form's field that a fault of the evidence is about."""
    match = _ITEM.match(pointer)
    if match is not None and int(match[1]) < len(items):
        seq = items[int(match[1])].seq
        if match[2] is not None:
            return f"copy_{seq}_{match[2]}"
        return f"{_OF_ITEM.get(match[3] or '', 'scope')}_{seq}"
    match = _LISTED.match(pointer)
    if match is not None:
        return f"witness_{match[2]}" if match[1] == "witnesses" else "methods"
    return {"executor": "executor_name", "witnesses": "witness_0"}.get(_root(pointer), _root(pointer))


def _root(pointer: str) -> str:
    return pointer.lstrip("/").partition("/")[0]


async def _show(request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, **more: Any) -> Response[bytes]:
    approved: list[DestructionItem] = found.extra
    methods: Mapping[str, str] = {str(each): form.value(f"words_{each}") for each in Method}
    return await show(
        request,
        runner,
        "evidence",
        found,
        form,
        items=approved[:SHOWN],
        total=len(approved),
        ticked=set(numbers(form)),
        methods=tuple(Method),
        words=methods,
        fates=tuple(CopyFate),
        grounds=tuple(Ground),
        witnesses=range(WITNESSES),
        **more,
    )


router = Router("/destruction", route_handlers=[evidence_page, record_evidence])
