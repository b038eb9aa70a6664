"""Exchange maps made without a database: of documents, and of any size from a seed."""

from collections.abc import Iterable
from hashlib import sha256
from random import Random

from schemas.document import ActivityDocument
from schemas.exchange_map import ExchangeMap, MapLine, MapSystem
from schemas.vocabulary import Direction, ExchangeMode, Hosting

ITEMS = (
    "เลขประจำตัวประชาชน",
    "ชื่อ-นามสกุล, ที่อยู่, หมายเลขโทรศัพท์",
    "ข้อมูลทะเบียนโรงงาน (เลขทะเบียน, ชื่อผู้ได้รับอนุญาต)",
    "ไอดีผู้ใช้งาน",
    "ผลตรวจสุขภาพประจำปี",
    "เลขที่บัญชีธนาคาร และจำนวนเงิน",
)
_HEALTH = ITEMS[4]


def key_of(name: str | None, owner: str | None) -> str:
    """Return a key of the right form."""
    return sha256(f"{name}\n{owner}".encode()).hexdigest()[:16]


def map_of(documents: Iterable[ActivityDocument]) -> ExchangeMap:
    """Return the map of a few records: as the register's own, without people's rights."""
    systems: dict[str, MapSystem] = {}
    by_name: dict[str, str] = {}
    lines: dict[tuple[str, str, str], MapLine] = {}
    documents = list(documents)
    for each in (system for document in documents for system in document.systems):
        key = key_of(each.system_name, each.system_owner_org_unit)
        hosting = {Hosting.ON_CLOUD: "On Cloud", Hosting.ON_PREMISE: "On-Premise"}
        systems[key] = MapSystem(
            key=key,
            name=each.system_name,
            owner=each.system_owner_org_unit,
            is_registered=True,
            hosting_th=hosting.get(each.hosting.code) if each.hosting and each.hosting.code else None,
            activities=1,
        )
        by_name.setdefault(each.system_name, key)
        by_name.setdefault(each.system_name.split(" (")[0], key)
    for each in (system for document in documents for system in document.systems):
        here = key_of(each.system_name, each.system_owner_org_unit)
        for line in each.exchanges:
            if line.data_exchange_applied is False:
                continue
            partner = by_name.get(line.external_org_unit or "") or key_of(line.external_org_unit, None)
            if partner not in systems:
                is_body = line.external_org_unit in {each.owner for each in systems.values()}
                systems[partner] = MapSystem(
                    key=partner,
                    name=line.external_org_unit,
                    owner=line.external_org_unit if is_body else None,
                    is_registered=False,
                    is_body=is_body,
                    activities=1,
                )
            _add(lines, here, partner, line)
    return ExchangeMap(systems=tuple(systems.values()), lines=tuple(lines.values()), scope_th="ทั้งทะเบียน")


def _add(lines, here, partner, line):  # type: ignore[no-untyped-def]
    kind = line.data_exchange_type
    direction = kind.direction if kind else None
    mode = kind.mode if kind else None
    inward = direction is Direction.RECEIVE
    ends = (partner, here) if inward else (here, partner)
    key = (*ends, str(mode) + ("" if direction else "?"))
    old = lines.get(key)
    items = tuple(dict.fromkeys([*(old.items if old else ()), *([line.exchanged_data] if line.exchanged_data else [])]))
    lines[key] = MapLine(
        source=ends[0],
        target=ends[1],
        mode=mode,
        direction=Direction.SEND if direction else None,
        items=items,
        told_by=(old.told_by if old else 0) + 1,
    )


def random_map(systems: int, *, owners: int, outside: int, lines: int, abroad: int = 2, seed: int = 1) -> ExchangeMap:
    """Return a map with this many registered systems of so many owners, partners outside, and arrows."""
    random = Random(seed)  # noqa: S311 - a picture, not a secret
    names = [f"กอง/สำนักงานตัวอย่างที่ {number + 1}" for number in range(owners)]
    boxes = [
        _system(f"ระบบสารสนเทศเพื่องานที่ {number + 1}", names[int(random.random() ** 1.6 * owners)], random)
        for number in range(systems)
    ]
    partners = [
        MapSystem(
            key=key_of(f"หน่วยงานภายนอกแห่งที่ {number + 1}", None),
            name=f"หน่วยงานภายนอกแห่งที่ {number + 1}",
            owner=None,
            is_registered=False,
            is_abroad=number < abroad,
            activities=1 + number % 3,
        )
        for number in range(outside)
    ]
    made: dict[tuple[str, str, str], MapLine] = {}
    while len(made) < lines:
        one = boxes[int(random.random() ** 2.2 * systems)]
        other = random.choice(partners if partners and random.random() < 0.35 else boxes)
        line = _line(one, other, random)
        if one is not other:
            made[line.source, line.target, str(line.mode)] = line
    return ExchangeMap(systems=(*boxes, *partners), lines=tuple(made.values()), scope_th="ทั้งทะเบียน")


def _system(name: str, owner: str, random: Random) -> MapSystem:
    return MapSystem(
        key=key_of(name, owner),
        name=name,
        owner=owner,
        is_registered=True,
        hosting_th=random.choice(["On-Premise", "On Cloud", None]),
        activities=random.randint(1, 9),
    )


def _line(one: MapSystem, other: MapSystem, random: Random) -> MapLine:
    items = tuple(random.sample(ITEMS, random.choice([1, 1, 2])))
    ends = (one, other) if random.random() < 0.6 else (other, one)
    told = random.choice([1, 1, 1, 2, 4])
    return MapLine(
        source=ends[0].key,
        target=ends[1].key,
        mode=random.choice([ExchangeMode.ONLINE, ExchangeMode.ONLINE, ExchangeMode.OFFLINE, None]),
        direction=random.choice([Direction.SEND, Direction.SEND, Direction.RECEIVE, None]),
        items=items,
        is_special=_HEALTH in items,
        is_abroad=one.is_abroad or other.is_abroad,
        told_by=told,
        is_mirrored=told > 1 and other.is_registered,
        hidden=1 if random.random() < 0.05 else 0,
    )
