"""The page on which the head of the office decides on a list."""

import re
from collections import Counter
from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa import clock
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_board, service_decisions
from ropa.destruction.pages_frame import Frame, done, find, form_of, show, take
from ropa.destruction.service_board import Before
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import field_day, language_of
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.destruction import Opinion
from schemas.destruction_lists import DestructionList
from schemas.destruction_steps import DecisionInput
from schemas.thai_text import arabic_digits

Ref = FromPath[str]
#: Groups of items that the head can decide on otherwise than the committee advised.
LINES = 4
_RANGE = re.compile(r"([0-9]{1,6})(?:\s*[-–]\s*([0-9]{1,6}))?", re.ASCII)
_MOST = 20_000


@get("/{list_id:str}/decision", opt=page_for(Permission.DECIDE_DESTRUCTION))
async def decision_page(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """What the committee advised, whom the records name, and the form of the order."""
    found = await find(request, runner, list_id, _before)
    today = field_day(language_of(request), clock.bangkok(form_of(request, found).now).date())
    return await _show(request, runner, found, form_of(request, found, ordered_on=today))


def _before(uow: UnitOfWork, it: DestructionList) -> Before:
    return service_board.before_head(uow, it.id)


@post("/{list_id:str}/decision", opt=page_for(Permission.DECIDE_DESTRUCTION), status_code=200)
async def decide_list(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """Give the order."""
    form = sent(request)
    data = _read(form)
    if data is not None and await take(
        request,
        runner,
        form,
        list_id,
        lambda uow, key, at: service_decisions.decide(uow, key, at, data),
        {"signer_name": "signer_position", "decided": "items_0"},
    ):
        return done(list_id, "list-decided")
    return await _show(request, runner, await find(request, runner, list_id, _before), form, status=422)


def _read(form: ShortForm) -> DecisionInput | None:
    form.text("order_no", required=("กรอกเลขที่คำสั่ง", "Give the number of the order"))
    form.day("ordered_on")
    if not form.value("ordered_on").strip():
        form.fault("ordered_on", "กรอกวันที่ของคำสั่ง", "Give the day of the order")
    form.text("signer_position", required=("กรอกตำแหน่งผู้ลงนาม", "Give the signer's position"))
    form.text("capacity")
    form.text("delegation_no")
    form.body["leave_refused"] = bool(form.value("leave_refused"))
    lines = [line for place in range(LINES) if (line := _line(form, place)) is not None]
    form.body["decided"] = lines
    return form.read(DecisionInput)


def _line(form: ShortForm, place: int) -> dict[str, Any] | None:
    """Return one group of items on which the order differs; None where nothing stands in its row."""
    words, decision = form.value(f"items_{place}").strip(), form.value(f"decision_{place}")
    reason = form.value(f"reason_{place}").strip()
    if not words and not reason and not decision:
        return None
    seqs = read_numbers(words)
    if not seqs:
        form.fault(f"items_{place}", "กรอกเลขรายการ เช่น 3, 7-9", "Give numbers of items, for example 3, 7-9")
    if not decision:
        form.fault(f"decision_{place}", "เลือกคำสั่ง", "Choose the order")
    if not reason:
        form.fault(f"reason_{place}", "บอกเหตุผลที่ต่างจากความเห็น", "Say why it differs from the opinion")
    form.day(f"through_{place}", ahead=True)
    through = form.body.pop(f"through_{place}", None)
    return {"items": seqs, "decision": decision, "reason": reason} | ({"through": through} if through else {})


def read_numbers(words: str) -> list[int]:
    """Return the numbers of `3, 7-9`, Thai digits too; empty for anything else."""
    found: set[int] = set()
    for part in re.split(r"[,\s]+", re.sub(r"\s*[-–]\s*", "-", arabic_digits(words[:5_000])).strip()):
        match = _RANGE.fullmatch(part)
        if match is None:
            return []
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last or last - first > _MOST:
            return []
        found.update(range(first, last + 1))
    return sorted(found)


async def _show(request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, **more: Any) -> Response[bytes]:
    before: Before = found.extra
    named = Counter({" / ".join(approvers): count for approvers, count in before.approvers.items() if approvers})
    return await show(
        request,
        runner,
        "decision",
        found,
        form,
        opinions=tuple(Opinion),
        counts=before.opinions,
        held=before.held,
        approvers=named.most_common(),
        unnamed=before.approvers.get((), 0),
        lines=range(LINES),
        **more,
    )


router = Router("/destruction", route_handlers=[decision_page, decide_list])
