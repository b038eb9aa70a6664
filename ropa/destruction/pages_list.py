"""The page of one destruction list: its stages, what comes next, its items, its papers and every act on it."""

from collections.abc import Callable
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_approvers
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_board, service_committee, service_items, service_leaving, service_lists
from ropa.destruction import service_certificates as certificates
from ropa.destruction.pages_frame import Frame, done, find, form_of, numbers, path_of, show, take
from ropa.destruction.service_board import ListAct
from ropa.erasure import service_state
from ropa.errors import invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _
from ropa.web.pages import link
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.destruction import HoldingState, ItemOutcome, ListState, Opinion
from schemas.destruction_lists import Checked, DestructionList, ItemPage
from schemas.destruction_steps import (
    AddItems,
    CancelList,
    ExtendItems,
    OpinionInput,
    OpinionsInput,
    RemoveItems,
    StepItems,
    TransferItems,
)
from schemas.erasure_runs import ListErasure
from schemas.evidence import Certificate

LIMIT = 50
#: Lists whose every item is judged on each look; of longer ones when asked for.
JUDGED = 500
Ref = FromPath[str]
# A form sends an empty value for a choice that is not made, so all are text here.
WhereText = Annotated[str | None, QueryParameter(name="where", max_length=40)]
OpinionText = Annotated[str | None, QueryParameter(name="opinion", max_length=20)]
HeldText = Annotated[str | None, QueryParameter(name="held", max_length=3)]
CheckText = Annotated[str | None, QueryParameter(name="check", max_length=3)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=10)]


class _Shown(Struct, frozen=True):
    items: ItemPage
    acts: list[ListAct]
    checked: Checked | None
    approvers: list[str]
    certificates: list[Certificate]
    erasure: ListErasure | None = None
    """Where its items stand that lie in databases."""


class _Query(Struct, frozen=True):
    """Which items are shown: `where` is a state or an outcome."""

    where: str | None = None
    opinion: str | None = None
    held: str | None = None

    def page(self, uow: UnitOfWork, list_id: str, cursor: str | None) -> ItemPage:
        """Return a page of those items."""
        states, outcomes = {str(each) for each in HoldingState}, {str(each) for each in ItemOutcome}
        try:
            return service_items.page(
                uow,
                list_id,
                cursor,
                LIMIT,
                state=HoldingState.of(self.where) if self.where in states - outcomes else None,
                outcome=ItemOutcome.of(self.where) if self.where in outcomes else None,
                opinion=Opinion.of(self.opinion) if self.opinion else None,
                held=bool(self.held),
            )
        except KeyError:
            raise invalid("/opinion", "ไม่มีความเห็นนี้", "There is no such opinion") from None


@get("/{list_id:str}", opt=page_for(Permission.READ_RETENTION))
async def list_page(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    list_id: Ref,
    where: WhereText = None,
    opinion: OpinionText = None,
    held: HeldText = None,
    check: CheckText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """All of it; a next page of items alone when asked for by its place."""
    query = _Query(where or None, opinion or None, held or None)
    found = await find(request, runner, list_id, _extra(query, cursor or None, judged=bool(check)))
    return await _show(request, runner, found, form_of(request, found), query, part="rows" if cursor else None)


def _extra(query: _Query, cursor: str | None, *, judged: bool) -> Callable[[UnitOfWork, DestructionList], _Shown]:
    def read(uow: UnitOfWork, it: DestructionList) -> _Shown:
        items = query.page(uow, it.id, cursor)
        if cursor:
            return _Shown(items, [], None, [], [])
        goes_on = it.state not in {ListState.CLOSED, ListState.CANCELLED}
        records = service_approvers.records(uow, {each.listed.activity_id for each in items.items})
        return _Shown(
            items,
            service_board.acts(uow, it.id),
            service_items.check(uow, it.id) if goes_on and (judged or it.size <= JUDGED) else None,
            sorted({" / ".join(each.approvers) for each in records.values() if each.approvers}),
            certificates.list_certificates(uow, None, LIMIT, list_id=it.id).items,
            service_state.of_list(uow, it.id),
        )

    return read


#: What a button or the choice of an act does: which right of the frame shows it is the template's matter.
_STEPS: dict[str, str] = {
    "submit": "list-submitted",
    "conclude": "list-concluded",
    "refresh": "saved",
    "add": "saved",
    "cancel": "list-cancelled",
}


@post("/{list_id:str}", opt=page_for(Permission.SIT_IN_COMMITTEE), status_code=200)
async def act_on_list(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """Take the step that was chosen, with the ticked items where it is about items."""
    form = sent(request)
    do = form.value("do")
    step = _whole(form, do) if do in _STEPS else _of_items(form)
    if step is not None and await take(request, runner, form, list_id, step, {"opinions": "reason"}):
        return done(list_id, _STEPS.get(do, "saved"), fragment="" if do in _STEPS else "items")
    found = await find(request, runner, list_id, _extra(_Query(), None, judged=False))
    return await _show(request, runner, found, form, _Query(), status=422)


Step = Callable[[UnitOfWork, str, int], object]


def _whole(form: ShortForm, do: str) -> Step | None:
    data = StepItems(leave_refused=bool(form.value("leave_refused")))
    if do == "submit":
        return lambda uow, key, version: service_committee.submit(uow, key, version, data)
    if do == "conclude":
        return lambda uow, key, version: service_committee.conclude(uow, key, version, data)
    if do == "refresh":
        return service_items.refresh
    if do == "add":
        return lambda uow, key, version: service_items.add(uow, key, version, AddItems())
    form.body["reason"] = form.value("cancel_reason").strip()
    if not form.body["reason"]:
        form.fault("cancel_reason", "บอกเหตุที่ยกเลิกบัญชี", "Say why the list is given up")
        return None
    given = form.read(CancelList)
    return None if given is None else lambda uow, key, version: service_lists.cancel(uow, key, version, given)


_OPINIONS = {f"opinion_{each}": each for each in Opinion}


def _of_items(form: ShortForm) -> Step | None:
    act, seqs = form.value("act"), numbers(form)
    everything = bool(form.value("rest")) and act in _OPINIONS
    if not seqs and not everything:
        form.fault("items", "เลือกรายการอย่างน้อยหนึ่งรายการ", "Tick one item at least")
    if act not in {*_OPINIONS, "keep", "extend", "remove", "transfer"}:
        form.fault("act", "เลือกว่าจะทำอะไรกับรายการที่เลือก", "Choose what is done with the ticked items")
    if form.problems:
        return None
    form.body["items"] = None if everything else seqs
    form.text("reason")
    if act in {"extend", "opinion_extend"}:
        form.day("through", ahead=True)
        if not form.value("through").strip():
            form.fault("through", "ระบุวันสุดท้ายที่ให้เก็บ", "Name the last day of keeping")
    return _opinion(form, act) if act in _OPINIONS else _leaving(form, act)


def _opinion(form: ShortForm, act: str) -> Step | None:
    form.body["opinion"] = str(_OPINIONS[act])
    line = form.read(OpinionInput)
    if line is None:
        return None
    data = OpinionsInput(opinions=[line])
    return lambda uow, key, version: service_committee.give_opinions(uow, key, version, data)


def _leaving(form: ShortForm, act: str) -> Step | None:
    if act == "transfer":
        form.text("receipt_no", required=("กรอกเลขที่หลักฐานการรับมอบ", "Give the number of the receipt"))
        form.day("received_on")
        handed = form.read(TransferItems)
        return None if handed is None else lambda uow, key, at: service_leaving.transfer(uow, key, at, handed)
    if "reason" not in form.body:
        form.fault("reason", "บอกเหตุผล", "Say why")
    if act == "remove":
        removed = form.read(RemoveItems)
        return None if removed is None else lambda uow, key, at: service_items.remove(uow, key, at, removed)
    kept = form.read(ExtendItems)
    return None if kept is None else lambda uow, key, at: service_leaving.extend(uow, key, at, kept)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, query: _Query, **more: Any
) -> Response[bytes]:
    shown: _Shown = found.extra
    asked = {"where": query.where, "opinion": query.opinion, "held": query.held}
    place = path_of(found.it.ref)
    cursor = shown.items.next_cursor
    return await show(
        request,
        runner,
        "list",
        found,
        form,
        shown=shown,
        items=shown.items.items,
        ticked=set(numbers(form)),
        query=asked,
        papers=_papers(found.it),
        wheres=[*(each for each in HoldingState if found.it.counts.get(str(each))), *_outcomes(found.it)],
        opinions=tuple(Opinion),
        more=link(place, **asked, cursor=cursor) if cursor else None,
        **more,
    )


def _papers(it: DestructionList) -> list[tuple[str, str]]:
    """Return the papers of a list as far as it has come: address and name, to be put into the reader's language."""
    stages = list(ListState)
    reached = len(stages) if it.state is ListState.CANCELLED else stages.index(it.state)
    place = f"/api/v1/retention/destruction-lists/{it.id}/papers"
    offered = [
        ("form-25.pdf", _("บัญชีหนังสือขอทำลาย (แบบ 25) PDF"), ListState.DRAFT),
        ("form-25.xlsx", _("บัญชีหนังสือขอทำลาย (แบบ 25) Excel"), ListState.DRAFT),
        ("minutes.pdf", _("รายงานการประชุมคณะกรรมการ PDF"), ListState.COMMITTEE),
        ("order.pdf", _("คำสั่งหัวหน้าส่วนราชการ PDF"), ListState.HEAD),
        ("letter.pdf", _("หนังสือถึงหอจดหมายเหตุแห่งชาติ PDF"), ListState.ARCHIVES),
        ("report.pdf", _("รายงานผลการทำลาย PDF"), ListState.APPROVED),
    ]
    return [(f"{place}/{name}", words) for name, words, stage in offered if stages.index(stage) <= reached]


def _outcomes(it: DestructionList) -> list[ItemOutcome]:
    return [each for each in ItemOutcome if each is not ItemOutcome.OPEN and it.outcomes.get(str(each))]


router = Router("/destruction", route_handlers=[list_page, act_on_list])
