"""Data sets on a list that the head has ordered to be destroyed, as the steps of `ropa.destruction` leave the tables.

Without the steps themselves: what follows an approval is tested here, the way to it in the tests of the steps.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import update

from ropa import clock
from ropa.activities import service as activities
from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.destruction import service_lists, store, store_committee, store_decisions
from ropa.retention import service
from ropa.retention.tables import holdings
from schemas.access import Actor, Role
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond
from schemas.destruction import HoldingState, ListState, Opinion, Seat
from schemas.destruction_steps import ListInput
from schemas.document import ActivityInput
from schemas.holding import Carrier, HoldingCopy, HoldingInput
from schemas.vocabulary import Applies, StartEvent
from tests.support.actors import PHETCHABURI, person

SECRETARY = person("เลขานุการ ทดสอบ", Role.DPO)
HEAD = person("หัวหน้า ทดสอบ", Role.APPROVER)
CHAIR = "ประธาน ทดสอบ"
#: Ten days before the moment of the tests.
ORDERED_AGO = timedelta(days=10)


class Made(Struct, frozen=True):
    """A list and its items, in the order of their numbers."""

    list_id: str
    ref: str
    items: tuple[str, ...]
    holdings: tuple[str, ...]


def approved_list(
    database: Database,
    now: datetime,
    *,
    count: int = 1,
    copies: Sequence[HoldingCopy] = (),
    carrier: Carrier | None = Carrier.ELECTRONIC,
    saraban: Applies = Applies.NO,
    title: str = "แฟ้มคำร้อง",
    actor: Actor = SECRETARY,
) -> Made:
    """Return a list of an office whose items are approved to be destroyed, by an order of ten days ago."""
    before = now - ORDERED_AGO
    with database.write(actor, before) as uow:
        activity_id = activities.create(uow, _words()).id
        ids = [
            service.create_holding(
                uow,
                activity_id,
                HoldingInput(
                    title=f"{title} {number}" if count > 1 else title,
                    start_event=StartEvent.COLLECTED,
                    started_on=date(2010, 1, 5),
                    volume="1,200 แถว",
                    carrier=carrier,
                    saraban=saraban,
                    copies=list(copies),
                ),
            ).id
            for number in range(1, count + 1)
        ]
        listed = service_lists.create(uow, ListInput(office_id=PHETCHABURI, year=2025, holding_ids=ids))
        items = tuple(item.id for item in store.items(uow, listed.id))
        _decide(uow, listed.id, ids, items)
    return Made(listed.id, listed.ref, items, tuple(ids))


def _words() -> ActivityInput:
    form = Form(
        header=Header(main_process="งานทะเบียน", sub_process="รับคำร้อง"),
        storage=Storage(retention_period="5 ปี"),
        beyond=Beyond(retention_start_event=StartEvent.COLLECTED),
    )
    return ActivityInput(office_id=PHETCHABURI, form=form)


def _decide(uow: UnitOfWork, list_id: str, ids: Sequence[str], items: Sequence[str]) -> None:
    seats = [(CHAIR, Seat.CHAIR), ("กรรมการหนึ่ง ทดสอบ", Seat.MEMBER), ("กรรมการสอง ทดสอบ", Seat.MEMBER)]
    day = (uow.now - timedelta(days=1)).date()
    store_committee.add_seats(
        uow,
        [
            {
                "id": new_id(uow.now),
                "list_id": list_id,
                "place": place,
                "seat": str(seat),
                "name": name,
                "position": "นักวิชาการชำนาญการ",
                "person_id": None,
                "order_no": "5/2569",
                "ordered_on": day,
                "appointed_at": uow.now,
                "appointed_by": uow.actor.id,
            }
            for place, (name, seat) in enumerate(seats)
        ],
    )
    decision = {
        "id": new_id(uow.now),
        "list_id": list_id,
        "order_no": "99/2569",
        "ordered_on": clock.bangkok(uow.now).date(),
        "signer_name": HEAD.name,
        "signer_position": "ผู้อำนวยการ",
        "capacity": None,
        "delegation_no": None,
        "decided_at": uow.now,
        "decided_by": HEAD.id,
        "destroy": len(items),
        "keep": 0,
        "extend": 0,
        "items_hash": "ab" * 32,
    }
    decided: list[dict[str, Any]] = [
        {
            "item_id": item.id,
            "decision_id": decision["id"],
            "decision": str(Opinion.DESTROY),
            "reason": None,
            "through": None,
            "listed_hash": item.listed_hash,
            "approver": None,
            "frozen": None,
        }
        for item in store.items(uow, list_id)
    ]
    store_decisions.add_decision(uow, decision, decided)
    approved = str(HoldingState.APPROVED_TO_DESTROY)
    store.set_items(uow, items, {"state": approved, "decision_id": decision["id"], "decision": str(Opinion.DESTROY)})
    store.change_list(uow, list_id, {"state": str(ListState.APPROVED)})
    uow.connection.execute(update(holdings).where(holdings.c.id.in_(ids)).values(state=approved))
