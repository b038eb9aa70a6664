"""The pages of a list's committee: who sits in it, and the signatures under its opinions."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_board, service_committee
from ropa.destruction.pages_frame import Frame, done, find, form_of, show, take
from ropa.destruction.service_board import Candidate
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import field_day, language_of
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.destruction import Opinion, Seat
from schemas.destruction_lists import DestructionList
from schemas.destruction_steps import CommitteeInput, SignatureInput

Ref = FromPath[str]
#: Seats of the form: those of the committee as it is and two more, five at least.
_FEWEST = 5
_MOST = 20


@get("/{list_id:str}/committee", opt=page_for(Permission.LIST_DESTRUCTION))
async def committee_page(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """The committee as it is, or an empty form."""
    found = await find(request, runner, list_id, _candidates)
    proposed: dict[str, str] = {"seat_0": str(Seat.CHAIR)}
    for place, seat in enumerate(found.it.seats):
        proposed |= {
            f"seat_{place}": str(seat.seat),
            f"name_{place}": seat.name,
            f"position_{place}": seat.position,
            f"person_{place}": seat.person_id or "",
            "order_no": seat.order_no,
            "ordered_on": field_day(language_of(request), seat.ordered_on),
        }
    return await _show_seats(request, runner, found, form_of(request, found, **proposed))


def _candidates(uow: UnitOfWork, it: DestructionList) -> list[Candidate]:
    if not access.may(uow, Permission.LIST_DESTRUCTION, it.office_id):
        return []
    return service_board.candidates(uow, it.office_id)


@post("/{list_id:str}/committee", opt=page_for(Permission.LIST_DESTRUCTION), status_code=200)
async def name_committee(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """Save the committee; who sat and sits again keeps the signature."""
    form = sent(request)
    found = await find(request, runner, list_id, _candidates)
    data = _read_seats(form, {each.person_id: each.name for each in found.extra})
    if data is not None and await take(
        request, runner, form, list_id, lambda uow, key, at: service_committee.name_committee(uow, key, at, data)
    ):
        return done(list_id, "committee-named")
    return await _show_seats(request, runner, await find(request, runner, list_id, _candidates), form, status=422)


def _read_seats(form: ShortForm, people: dict[str, str]) -> CommitteeInput | None:
    form.text("order_no", required=("กรอกเลขที่คำสั่งแต่งตั้ง", "Give the number of the order"))
    form.day("ordered_on")
    if not form.value("ordered_on").strip():
        form.fault("ordered_on", "กรอกวันที่ของคำสั่ง", "Give the day of the order")
    seats: list[dict[str, Any]] = []
    for place in range(_MOST):
        person = form.value(f"person_{place}").strip()
        name = form.value(f"name_{place}").strip() or people.get(person, "")
        position = form.value(f"position_{place}").strip()
        if not name and not position:
            continue
        if not name:
            form.fault(f"name_{place}", "กรอกชื่อกรรมการ", "Give the member's name")
        if not position:
            form.fault(f"position_{place}", "กรอกตำแหน่ง", "Give the position")
        seat: dict[str, Any] = {"seat": form.value(f"seat_{place}") or "member", "name": name, "position": position}
        seats.append(seat | ({"person_id": person} if person else {}))
    form.body["seats"] = seats
    return form.read(CommitteeInput)


async def _show_seats(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, **more: Any
) -> Response[bytes]:
    filled = [place for place in range(_MOST) if form.value(f"name_{place}") or form.value(f"position_{place}")]
    count = max(_FEWEST, (filled[-1] + 3) if filled else 0)
    return await show(
        request,
        runner,
        "committee",
        found,
        form,
        places=range(min(count, _MOST)),
        seats=tuple(Seat),
        people=found.extra,
        **more,
    )


@get("/{list_id:str}/sign", opt=page_for(Permission.SIT_IN_COMMITTEE))
async def sign_page(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """What is signed, in numbers, and who has signed."""
    found = await find(request, runner, list_id, _opinion_counts)
    return await _show_sign(request, runner, found, form_of(request, found))


def _opinion_counts(uow: UnitOfWork, it: DestructionList) -> dict[str, int]:
    return service_board.opinion_counts(uow, it.id)


@post("/{list_id:str}/sign", opt=page_for(Permission.SIT_IN_COMMITTEE), status_code=200)
async def sign_list(request: ApiRequest, runner: NamedDependency[Runner], list_id: Ref) -> Response[bytes]:
    """Sign one's own seat, or record the signed minutes for a member without an account."""
    form = sent(request)
    form.text("seat_id", required=("เลือกกรรมการ", "Choose the member"))
    form.text("dissent")
    number = form.value("paper_no").strip()
    form.day("paper_on")
    dated_on = form.body.pop("paper_on", None)
    if number or dated_on:
        form.body["paper"] = {"number": number or None, "dated_on": dated_on}
    data = form.read(SignatureInput)
    if data is not None and await take(
        request,
        runner,
        form,
        list_id,
        lambda uow, key, at: service_committee.sign(uow, key, at, data),
        {"paper": "paper_no"},
    ):
        return done(list_id, "list-signed")
    found = await find(request, runner, list_id, _opinion_counts)
    return await _show_sign(request, runner, found, form, status=422)


async def _show_sign(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, **more: Any
) -> Response[bytes]:
    return await show(request, runner, "sign", found, form, opinions=tuple(Opinion), counts=found.extra, **more)


router = Router("/destruction", route_handlers=[committee_page, name_committee, sign_page, sign_list])
