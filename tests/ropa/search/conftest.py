"""One thing of each kind in Phetchaburi, and people of several rights who look for them."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert

from ropa import clock
from ropa.access.service_sessions import start_session
from ropa.activities import service as activities
from ropa.breaches import service as breaches
from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database
from ropa.destruction.tables import destruction_lists
from ropa.disclosures.tables import exchange_requests
from ropa.procedures import service_rounds, service_rounds_shown
from ropa.search import service
from schemas.access import COMMAND_LINE, Actor, Identity, Role
from schemas.breach import BreachInput
from schemas.exchange import InformationSystem
from schemas.rounds import RoundInput
from schemas.search import FoundKind
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.procedures import approved
from tests.support.rounds import DPO as STARTER
from tests.support.staff import hire
from tests.support.subject_requests import take_in
from tests.support.web import keys_for, national_id
from tests.support.world import DPO, activity_input


class World:
    """What was made, by kind; `find` looks as somebody."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        self.officer = hire(database, now, 1, (Role.DPO, PHETCHABURI), (Role.OFFICE_ADMIN, PHETCHABURI))
        self.stranger = hire(database, now, 2, (Role.DPO, PRACHUAP), (Role.OFFICE_ADMIN, PRACHUAP))
        self.refs: dict[FoundKind, str] = {}
        self.add_record()
        self._breach()
        self.refs[FoundKind.REQUEST] = take_in(database, now).ref
        self._papers()
        self._round()
        self._names()

    def add_record(self) -> None:
        data = activity_input(office_id=PHETCHABURI)
        data.form.header.sub_process = "ตรวจคุณภาพน้ำผิวดิน"
        system = InformationSystem(seq=1, system_name="ระบบน้ำผิวดิน", system_owner_org_unit="กลุ่มน้ำ")
        data.systems.append(system)
        with self.database.write(DPO, self.now) as uow:
            self.refs[FoundKind.RECORD] = activities.create(uow, data).ref

    def _breach(self) -> None:
        given = BreachInput(office_id=PHETCHABURI, title="แฟ้มน้ำผิวดินหาย", aware_at=self.now)
        with self.database.write(DPO, self.now) as uow:
            self.refs[FoundKind.BREACH] = breaches.report(uow, given).ref

    def _papers(self) -> None:
        stamps = {"created_at": self.now, "created_by": "x", "office_id": PHETCHABURI, "version": 1}
        with self.database.write(DPO, self.now) as uow:
            values = {"id": new_id(self.now), "ref": "DL-2569-000001", "title": "บัญชีน้ำผิวดิน", "year": 2026}
            uow.connection.execute(insert(destruction_lists), values | stamps | {"state": "draft", "last_seq": 0})
            values = {"id": new_id(self.now), "ref": "XR-2569-000001", "agency": "กรมน้ำผิวดิน", "content": b"{}"}
            more = {"state": "received", "updated_at": self.now}
            uow.connection.execute(insert(exchange_requests), values | stamps | more)
        self.refs |= {FoundKind.DESTRUCTION: "DL-2569-000001", FoundKind.EXCHANGE: "XR-2569-000001"}

    def _round(self) -> None:
        made = approved(self.database, self.now, title="คู่มือตรวจน้ำผิวดิน")
        given = RoundInput(title="รอบตรวจน้ำผิวดิน", starts_on=clock.bangkok(self.now).date(), office_ids=[PHETCHABURI])
        with self.database.write(STARTER, self.now) as uow:
            round_id = service_rounds.start(uow, made.id, given)
            self.refs[FoundKind.ROUND] = service_rounds_shown.head(uow, round_id).ref
        self.refs[FoundKind.PROCEDURE] = made.ref

    def _names(self) -> None:
        with self.database.write(COMMAND_LINE, self.now) as uow:
            for number in (1, 2):
                identity = Identity(
                    national_id=national_id(number),
                    username=f"person.{number}",
                    given_name="เจ้าหน้าที่",
                    family_name=f"น้ำผิวดิน {number}",
                    expires_at=self.now.replace(year=self.now.year + 1),
                )
                start_session(uow, keys_for(self.database), identity, f"token-{number}")

    def find(self, actor: Actor, q: str, **more: Any) -> dict[FoundKind, list[str]]:
        """Return what somebody finds: for each kind references, or titles where there is none."""
        with self.database.read(actor, self.now) as uow:
            groups = service.find(uow, q, **more).groups
        return {group.kind: [each.ref or each.title or "" for each in group.items] for group in groups}


@pytest.fixture
def world(register: Database, now: datetime) -> World:
    return World(register, now)
