"""Records of two provinces that exchange data, and the map as people of each see it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from ropa.activities import service
from ropa.db.unit_of_work import Database
from ropa.systems.service_map import exchange_map
from schemas.access import Actor, Role
from schemas.choices import CloudLocationChoice, ExchangeType
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.exchange_map import ExchangeMap, MapQuery
from schemas.vocabulary import CloudLocation, Direction, ExchangeMode
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.world import DPO, activity_input

SEND, RECEIVE = Direction.SEND, Direction.RECEIVE
ONLINE, OFFLINE = ExchangeMode.ONLINE, ExchangeMode.OFFLINE
PEOPLE = {"dpo": DPO, "phetchaburi": somebody(Role.RECORDER, PHETCHABURI), "prachuap": somebody(Role.AUDITOR, PRACHUAP)}
Drawn = tuple[str | None, str | None, str | None, int, bool, int]


def line(
    direction: Direction | None, partner: str | None, data: str | None = "ชื่อ", mode: ExchangeMode | None = ONLINE
) -> ExchangeLine:
    return ExchangeLine(
        data_exchange_applied=True,
        exchanged_data=data,
        external_org_unit=partner,
        data_exchange_type=ExchangeType(direction=direction, mode=mode) if direction or mode else None,
    )


def system(name: str, owner: str | None, *lines: ExchangeLine, abroad: bool = False) -> InformationSystem:
    cloud = CloudLocationChoice(code=CloudLocation.ABROAD) if abroad else None
    return InformationSystem(
        seq=1, system_name=name, system_owner_org_unit=owner, cloud_location=cloud, exchanges=list(lines)
    )


class Register:
    """Adds records and reads the map as one of `PEOPLE`."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now

    def add(
        self,
        *systems: InformationSystem,
        office: int = PHETCHABURI,
        of: str | None = None,
        abroad: list[str] | None = None,
    ) -> str:
        data = activity_input(office_id=office)
        data.form.header.parent_org_unit = of
        data.form.data_category.offshore_third_parties = abroad
        for number, each in enumerate(systems, start=1):
            each.seq = number
        data.systems.extend(systems)
        with self.database.write(DPO, self.now) as uow:
            return service.create(uow, data).id

    def map(self, who: str | Actor = "dpo", **asked: object) -> ExchangeMap:
        with self.database.read(PEOPLE[who] if isinstance(who, str) else who, self.now) as uow:
            return exchange_map(uow, MapQuery(**asked))  # type: ignore[arg-type]

    def key(self, name: str, owner: str | None = None) -> str:
        return next(each.key for each in self.map().systems if (each.name, each.owner) == (name, owner))

    def lines(self, who: str = "dpo", **asked: object) -> list[Drawn]:
        """Return (from, to, mode, told by, mirrored, hidden) of each arrow."""
        drawn = self.map(who, **asked)
        names = {each.key: each.name for each in drawn.systems}
        return sorted(
            (
                (
                    names[each.source],
                    names[each.target],
                    each.mode and str(each.mode),
                    each.told_by,
                    each.is_mirrored,
                    each.hidden,
                )
                for each in drawn.lines
            ),
            key=repr,
        )


@pytest.fixture
def systems(register: Database, now: datetime) -> Register:
    return Register(register, now)


@pytest.fixture
def pair(systems: Register) -> Callable[[], Register]:
    """A system of one province that sends to one of the other, told by both; the receiver's words are its own."""

    def made() -> Register:
        systems.add(system("ระบบ ก", "กอง ก", line(SEND, "ระบบ ข", "เลขบัตรประชาชน")), of="กรม ก")
        systems.add(
            system("ระบบ ข", "กอง ข", line(RECEIVE, "ระบบ ก", "ผลตรวจสุขภาพ"), line(SEND, "บริษัทลับ", "เงินเดือน")),
            office=PRACHUAP,
            of="กรม ข",
        )
        return systems

    return made
