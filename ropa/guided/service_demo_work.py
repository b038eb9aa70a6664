"""The work of a demonstration beside its records: data sets, a destruction list, breaches, requests, exchanges."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ropa import clock
from ropa.breaches import service as breaches
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_lists
from ropa.disclosures import service as disclosures
from ropa.disclosures import service_batches, service_requests, service_sources
from ropa.guided.demo_words import AGENCY, ASKED, INCIDENTS, SERVICES
from ropa.keys import Keys
from ropa.requests import service_intake as requests
from ropa.retention import service as retention
from ropa.retention import service_check
from schemas.access import Actor
from schemas.breach import BreachInput
from schemas.breach_details import BreachDetails
from schemas.destruction_steps import ListInput
from schemas.disclosures import DisclosureInput, ExchangeRequestInput, ExchangeRequestNew
from schemas.exchange_log import BatchFormat, ExchangeSourceInput
from schemas.holding import Carrier, HoldingInput
from schemas.requests import AgeBand, RequestInput, RequestPerson, RightAsked
from schemas.vocabulary import Applies, LawfulBasis, StartEvent

if TYPE_CHECKING:
    from ropa.guided.service_demo import Staff

#: Years after which nearly every template's data may go; then this month, next month, much later.
_AGES = (11, 10, 3)
_LINES = 60
_SOURCE = "demo-portal"


def add(
    uow: UnitOfWork,
    keys: Keys,
    staff: "Sequence[Staff]",
    approved: Mapping[int, Sequence[str]],
    known: Mapping[str, Actor],
) -> None:
    """Add the work. `approved`: records by office; `known`: who can sign in, by username."""
    homes = [each for each in staff if each.recorder in known.values()]
    for place, each in enumerate(staff):
        ids = approved.get(each.office.id, ())
        for activity_id in ids if each in homes else ids[:1]:
            _holdings(uow, each, activity_id, place)
    service_check.check(uow)
    for each in homes:
        _destruction(uow, each)
    for incident, each in zip(INCIDENTS, (homes * len(INCIDENTS))[: len(INCIDENTS)], strict=True):
        found = uow.now - timedelta(hours=incident.found)
        aware = None if incident.aware is None else uow.now - timedelta(hours=incident.aware)
        given = BreachInput(
            office_id=each.office.id,
            title=incident.title,
            description=incident.description,
            detected_at=found,
            aware_at=aware,
            suspected_at=found if aware is None else None,
            details=BreachDetails(breach_types=[incident.kind]),
            activity_ids=list(approved.get(each.office.id, ()))[:1],
        )
        breaches.report(_as(uow, each.reviewer), given)
    for each in homes:
        _requests(uow, keys, each)
        _exchanges(uow, each, approved.get(each.office.id, ()))
    _log(uow, keys, homes[0])


def _as(uow: UnitOfWork, actor: Actor, days: int = 0) -> UnitOfWork:
    return UnitOfWork(uow.connection, uow.now - timedelta(days=days), actor, uow.dialect)


def _holdings(uow: UnitOfWork, staff: "Staff", activity_id: str, place: int) -> None:
    """Add data sets of three ages; in some offices the oldest is paper."""
    today = clock.bangkok(uow.now).date()
    for number, years in enumerate(_AGES, 1):
        year = today.year - years
        given = HoldingInput(
            title=f"แฟ้มปี {year + clock.BUDDHIST_OFFSET} (ชุดที่ {number})",
            start_event=StartEvent.COLLECTED,
            started_on=date(year, 1 + (place + number) % 12, 5),
            location=f"ห้องเก็บเอกสาร {staff.office.name}"[:200],
            carrier=Carrier.PAPER if number == 1 else Carrier.ELECTRONIC,
            saraban=Applies.YES if number == 1 else Applies.NO,
            volume=f"{40 + place * number} แฟ้ม",
        )
        retention.create_holding(_as(uow, staff.recorder, 20), activity_id, given)


def _destruction(uow: UnitOfWork, staff: "Staff") -> None:
    service_lists.create(
        _as(uow, staff.recorder), ListInput(office_id=staff.office.id, year=clock.bangkok(uow.now).year - 1)
    )


def _requests(uow: UnitOfWork, keys: Keys, staff: "Staff") -> None:
    for asked in ASKED:
        given = RequestInput(
            office_id=staff.office.id,
            rights=[RightAsked(right=right, wish=asked.wish) for right in asked.rights],
            person=RequestPerson(name=asked.name, email="requester@example.invalid", phone="0-0000-0000"),
            age_band=AgeBand.ADULT,
        )
        requests.receive(_as(uow, staff.recorder, asked.days), keys, given)


def _exchanges(uow: UnitOfWork, staff: "Staff", approved: Sequence[str]) -> None:
    today = clock.bangkok(uow.now).date()
    items = ["ชื่อ นามสกุล", "เลขทะเบียนโรงงาน"]
    service_requests.receive(
        _as(uow, staff.recorder, 4),
        ExchangeRequestNew(
            office_id=staff.office.id,
            asked=ExchangeRequestInput(
                agency=AGENCY,
                contact="หัวหน้ากลุ่มงานสมมุติ โทร 0-0000-0000",
                purpose="ตรวจสอบสถานะผู้ประกอบการก่อนออกใบอนุญาต",
                ground=LawfulBasis.PUBLIC_TASK,
                law="พระราชบัญญัติสมมุติเพื่อการสาธิต",
                items=items,
                service=SERVICES[0],
                wanted_from=today,
                wanted_to=today + timedelta(days=365),
                security="เชื่อมต่อผ่านเครือข่ายภาครัฐ เข้ารหัสตลอดทาง",
            ),
        ),
    )
    for activity_id in approved[:1]:
        entry = DisclosureInput(
            recipient=AGENCY,
            items=items,
            ground=LawfulBasis.PUBLIC_TASK,
            purpose="ตรวจสอบตามหนังสือขอความร่วมมือ",
            happened_from=today - timedelta(days=9),
            decided_by="อุตสาหกรรมจังหวัด",
        )
        disclosures.add(_as(uow, staff.recorder, 8), activity_id, entry)


def _log(uow: UnitOfWork, keys: Keys, staff: "Staff") -> None:
    """Add a system that sends in its log, and one batch of it."""
    source = ExchangeSourceInput(office_id=staff.office.id, code=_SOURCE, name="ระบบบริการข้อมูลตัวอย่าง")
    service_sources.add(uow, source)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("number", "token", "person", "agency", "status", "service", "provider", "ip", "at"))
    for number in range(1, _LINES + 1):
        moment = uow.now - timedelta(minutes=(_LINES - number) * 37)
        status = "200" if number % 9 else "403"
        service = SERVICES[number % len(SERVICES)]
        writer.writerow(
            (number, "demo-token", "1000000000050", "DEMO-01", status, service, AGENCY, "10.0.0.1", moment.isoformat())
        )
    batch = service_batches.read(io.BytesIO(out.getvalue().encode()), BatchFormat.CSV, keys, uow.now)
    service_batches.take(uow, _SOURCE, "demo-1", batch)
