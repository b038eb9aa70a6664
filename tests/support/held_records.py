"""Activities that hold a person's data: systems, send lines, recipients, processors, data sets. Invented bodies."""

from collections.abc import Iterable
from datetime import datetime

from ropa.activities import service as activities
from ropa.db.unit_of_work import Database
from ropa.retention import service as retention
from schemas.access import Actor
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.beyond import Beyond, ProcessorAgreement
from schemas.choices import ExchangeType
from schemas.document import ActivityInput
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.holding import CopyKind, HoldingCopy, HoldingInput
from schemas.vocabulary import Direction
from tests.support.actors import PHETCHABURI
from tests.support.world import DPO, approve

BODIES = [f"หน่วยงานสมมุติ {number}" for number in range(1, 7)]


def sends(count: int, bodies: Iterable[str]) -> list[ExchangeLine]:
    """Return send lines to bodies in turn."""
    names = list(bodies)
    return [
        ExchangeLine(
            data_exchange_type=ExchangeType(direction=Direction.SEND),
            external_org_unit=names[number % len(names)],
            exchanged_data=f"ชุดข้อมูล {number + 1}",
        )
        for number in range(count)
    ]


def holder(
    database: Database,
    now: datetime,
    *,
    title: str = "งานทะเบียนสมมุติ",
    office_id: int = PHETCHABURI,
    systems: dict[str, list[ExchangeLine]] | None = None,
    recipients: Iterable[str] = (),
    processors: Iterable[str] = (),
    categories: Iterable[str] = (),
    actor: Actor = DPO,
) -> str:
    """Return the id of an approved activity."""
    listed = [
        InformationSystem(seq=number, system_name=name, system_owner_org_unit="กองสมมุติของกรมสมมุติ", exchanges=lines)
        for number, (name, lines) in enumerate((systems or {}).items(), start=1)
    ]
    form = Form(
        header=Header(main_process=title),
        data_category=DataCategory(local_third_parties=list(recipients) or None),
        beyond=Beyond(
            processor_and_dpa_ref=[ProcessorAgreement(processor=each, agreement_ref="ข้อตกลง 1") for each in processors]
            or None,
            data_subject_categories=list(categories) or None,
        ),
    )
    with database.write(actor, now) as uow:
        stored = activities.create(uow, ActivityInput(office_id=office_id, form=form, systems=listed))
        approve(uow, stored.id)
        return stored.id


def keep(database: Database, now: datetime, activity_id: str, title: str = "แฟ้มคำขอสมมุติ") -> str:
    """Return the id of a data set with a backup."""
    copies = [HoldingCopy(kind=CopyKind.BACKUP, place="เทปสำรองรายเดือน")]
    with database.write(DPO, now) as uow:
        return retention.create_holding(
            uow, activity_id, HoldingInput(title=title, location="ห้องเก็บ 1", copies=copies)
        ).id
