"""Each fact of a system that only a hidden record tells is kept from the reader, one by one."""

from collections.abc import Callable

import pytest

from ropa.errors import NotFound
from ropa.systems import service
from schemas.choices import HostingChoice
from schemas.exchange_map import ExchangeMap, MapSystem
from schemas.life import LifeStep
from schemas.system_keys import system_key
from schemas.systems import SystemDetail, SystemFilter
from schemas.vocabulary import Hosting
from tests.ropa.systems.conftest import PEOPLE, SEND, Register, line, system
from tests.support.actors import PRACHUAP
from tests.support.lives import APPROVER, step
from tests.support.world import approve

pytestmark = pytest.mark.only_on("sqlite")
OWN = system_key("ระบบ ก", "กอง ก")
Told = Callable[[ExchangeMap, SystemDetail], object]


@pytest.fixture
def told_by_both(systems: Register) -> Register:
    """One system that two provinces list; all that is worth knowing of it stands in the other one's record."""
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "บริษัท ข")))
    theirs = system("ระบบ ก", "กอง ก", line(SEND, "บริษัท ข"), line(SEND, "บริษัท ค"), abroad=True)
    theirs.hosting = HostingChoice(code=Hosting.ON_CLOUD)
    theirs.exchanges[0].external_processor_org_unit = "ผู้ประมวลผลลับ"
    systems.add(theirs, office=PRACHUAP, abroad=["บริษัท ข"])
    return systems


def box(drawn: ExchangeMap, name: str) -> MapSystem:
    return next(each for each in drawn.systems if each.name == name)


@pytest.mark.parametrize(
    ("told", "seen", "hidden"),
    [
        (lambda drawn, _: drawn.lines[0].is_abroad, True, False),
        (lambda drawn, _: box(drawn, "บริษัท ข").is_abroad, True, False),
        (lambda drawn, _: box(drawn, "ระบบ ก").is_abroad, True, False),
        (lambda drawn, _: box(drawn, "ระบบ ก").hosting_th, Hosting.ON_CLOUD.th, None),
        (lambda _, found: found.system.hosting, Hosting.ON_CLOUD, None),
        (lambda _, found: found.system.is_abroad, True, False),
        (lambda _, found: found.system.partners, 2, 1),
        (lambda _, found: found.processors, ["ผู้ประมวลผลลับ"], []),
        (lambda _, found: len(found.records), 2, 1),
        (lambda _, found: len(found.exchanges[0].records), 2, 1),
    ],
    ids=["line", "partner", "cloud", "hosting", "hosting-listed", "cloud-listed", "partners", "processor", "ref", "by"],
)
def test_what_only_a_hidden_record_tells_is_not_told(
    told_by_both: Register, told: Told, seen: object, hidden: object
) -> None:
    for who, expected in (("dpo", seen), ("phetchaburi", hidden)):
        with told_by_both.database.read(PEOPLE[who], told_by_both.now) as uow:
            assert told(told_by_both.map(who), service.detail(uow, OWN)) == expected, who


def test_a_retired_record_tells_nothing_more(systems: Register) -> None:
    retired = systems.add(system("ระบบ ก", "กอง ก", line(SEND, "บริษัท ข")))
    systems.add(system("ระบบ ค", "กอง ค"))
    with systems.database.write(APPROVER, systems.now) as uow:
        approve(uow, retired)
    step(systems.database, systems.now, APPROVER, retired, LifeStep.RETIRE, "เลิกให้บริการ")
    assert [each.name for each in systems.map().systems] == ["ระบบ ค"]
    with systems.database.read(PEOPLE["dpo"], systems.now) as uow:
        assert [each.name for each in service.page(uow, SystemFilter(), None, 9).items] == ["ระบบ ค"]
        with pytest.raises(NotFound):
            service.detail(uow, OWN)
