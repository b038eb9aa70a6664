"""Records as large as the input takes: 500 rows in a list, 20,000 characters in a place, arrows without end."""

from schemas.choices import ExchangeType
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.field import LIST_LIMIT, TEXT_LIMIT
from schemas.flow import NextStep, Step
from schemas.vocabulary import Direction, ExchangeMode, StepKind

_LONG = ("ดำเนินการทำลายข้อมูลส่วนบุคคล " * TEXT_LIMIT)[:TEXT_LIMIT]


def many_steps() -> ActivityDocument:
    """Return 500 steps in 8 units."""
    return ActivityDocument(
        steps=[
            Step(
                seq=seq, title=f"ดำเนินการขั้นที่ {seq}", actor_org_unit=f"กลุ่มงาน {seq % 8}", it_systems=[f"ระบบ {seq % 9}"]
            )
            for seq in range(1, LIST_LIMIT + 1)
        ]
    )


def many_units() -> ActivityDocument:
    """Return 500 steps, each of a unit of its own: 500 columns."""
    return ActivityDocument(
        steps=[Step(seq=seq, title=f"ขั้นที่ {seq}", actor_org_unit=f"หน่วยงานที่ {seq}") for seq in range(1, LIST_LIMIT + 1)]
    )


def many_arrows(count: int = LIST_LIMIT, each: int = 6) -> ActivityDocument:
    """Return steps each of which leads to many others, forwards and back: what right-angled routing is worst at."""
    return ActivityDocument(
        steps=[
            Step(
                seq=seq,
                title=f"พิจารณา {seq}",
                kind=StepKind.DECISION,
                actor_org_unit=f"กลุ่มงาน {seq % 5}",
                next=[NextStep(to=(seq * 7 + step * 31) % count + 1, label=f"กรณีที่ {step}") for step in range(each)],
            )
            for seq in range(1, count + 1)
        ]
    )


def many_systems() -> ActivityDocument:
    """Return 500 systems, each exchanging data with six bodies."""
    way = ExchangeType(direction=Direction.SEND, mode=ExchangeMode.ONLINE)
    return ActivityDocument(
        systems=[
            InformationSystem(
                seq=seq,
                system_name=f"ระบบสารสนเทศ {seq}",
                exchanges=[
                    ExchangeLine(
                        data_exchange_applied=True,
                        exchanged_data="ชื่อ นามสกุล",
                        external_org_unit=f"หน่วยงานภายนอก {(seq + step) % 40}",
                        data_exchange_type=way,
                    )
                    for step in range(6)
                ],
            )
            for seq in range(1, LIST_LIMIT + 1)
        ]
    )


def long_texts(count: int = 60) -> ActivityDocument:
    """Return steps whose every cell holds 20,000 characters."""
    return ActivityDocument(
        steps=[
            Step(
                seq=seq,
                title=f"{seq} {_LONG}"[:TEXT_LIMIT],
                actor_org_unit=_LONG,
                collection=_LONG,
                use=_LONG,
                disclosure=_LONG,
                storage=_LONG,
                it_systems=[_LONG[:5_000]],
            )
            for seq in range(1, count + 1)
        ]
    )


LARGEST = {
    "many steps": many_steps,
    "many units": many_units,
    "many arrows": many_arrows,
    "many systems": many_systems,
    "long texts": long_texts,
}
