"""Records as offices fill them, and a little worse: long Thai names of units, tone marks on tall letters, English in
between, cells of 2,000 characters. One seed always gives one record; no person is named.
"""

from random import Random

from schemas.activity_data import Header
from schemas.choices import CloudLocationChoice, ExchangeType, HostingChoice, ProcessingByChoice
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import NextStep, Step
from schemas.vocabulary import (
    CloudLocation,
    Direction,
    ExchangeMode,
    Hosting,
    Mark,
    ProcessingBy,
    StepKind,
    StepMode,
)
from tests.support.full_records import full_document

UNITS = (
    "กองยุทธศาสตร์และแผนงาน",
    "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร (ICT Center)",
    "สำนักงานปลัดกระทรวงอุตสาหกรรม ฝ่ายช่วยอำนวยการและประสานราชการ",
    "กลุ่มคุ้มครองข้อมูลส่วนบุคคลและธรรมาภิบาลข้อมูลภาครัฐ",
    "ผู้ใช้งาน",
    "สำนักงานอุตสาหกรรมจังหวัดพระนครศรีอยุธยาที่กำกับดูแลผู้ประกอบกิจการโรงงาน ฝ่ายปฏิบัติการ",
    "กลุ่มงานพัสดุ",
    "Contact Center / Help Desk",
)
BODIES = (
    "กรมการปกครอง",
    "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)",
    "กรมโรงงานอุตสาหกรรม",
    "Cloud Provider (Singapore) Pte. Ltd.",
    "สำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ",
    "บริษัท ผู้ให้บริการสมมุติ จำกัด (มหาชน)",
    "องค์การส่งเสริมการค้าต่างประเทศของญี่ปุ่น",
)
SYSTEMS = (
    "ระบบสารบรรณอิเล็กทรอนิกส์ (e-Saraban)",
    "ระบบติดต่อเรา",
    "ฐานข้อมูลผู้ประกอบการโรงงานอุตสาหกรรม (i-Factory Database)",
    "ระบบยืนยันตัวตนกลาง",
    "ThaiD",
    "ระบบบริหารจัดการคิวและนัดหมายล่วงหน้าของศูนย์บริการร่วม One-Stop-Service",
    "Data Warehouse",
    "ตู้เก็บเอกสาร",
)
TITLES = (
    "ยื่นคำขอ",
    "ดำเนินการตรวจสอบความถูกต้องครบถ้วนของคำขอและเอกสารประกอบ",
    "น้ำเสียที่ปู่ผู้อยู่ญี่ปุ่นก่ำกุฏฐังทำลาย",
    "ลงทะเบียน (Register) ด้วย e-Mail และ OTP",
    "ผู้บังคับบัญชาพิจารณา/สั่งการ",
    "ทำลายข้อมูลเมื่อพ้นระยะเวลาจัดเก็บ",
    "แจ้งผล",
    "เจ้าหน้าที่ตั้งเรื่องที่เกี่ยวข้องทั้งสิ้นไว้ที่ตู้ชั้นที่ ๒ ฝั่งทิศใต้ เพื่อให้ผู้รับผิดชอบติดตามต่อไป",
)
ITEMS = (
    "ชื่อ นามสกุล",
    "เลขประจำตัวประชาชน",
    "หมายเลขโทรศัพท์",
    "อีเมล",
    "ข้อมูลสุขภาพ",
    "ที่อยู่ตามทะเบียนบ้าน",
    "IP Address",
    "ลายนิ้วมือ",
    "สำเนาหนังสือเดินทาง",
)
_CELLS = (
    "มีการเก็บรวบรวมข้อมูลส่วนบุคคล ประกอบด้วย {items}",
    "เก็บรวบรวม {items} เพื่อยืนยันตัวตน",
    "ใช้ข้อมูลส่วนบุคคล ได้แก่ {items} เพื่อประกอบการพิจารณา",
    "มีการจัดเก็บข้อมูลส่วนบุคคล ประกอบด้วย {items} ไว้ในระบบฐานข้อมูล",
    "{items}",
    "-",
)
_BRANCHES = ("ใช่", "ไม่ใช่", "เอกสารครบถ้วน", "ต้องแก้ไขและยื่นใหม่อีกครั้งภายใน ๑๕ วัน", "Approved", None)
_LONG_CELL = 2_000


def lifelike(seed: int, *, most_steps: int = 24, most_systems: int = 15) -> ActivityDocument:
    """Return a record whose steps and systems read like an office's; the rest of its form is filled at random."""
    source = Random(seed)  # noqa: S311 - not a secret
    made = full_document(seed)
    made.form.header = Header(main_process=_sentence(source, TITLES, 2), sub_process=_sentence(source, TITLES, 3))
    units = source.sample(UNITS, source.randint(1, 5))
    systems = source.sample(SYSTEMS, source.randint(1, min(most_systems, len(SYSTEMS))))
    count = source.randint(1, most_steps)
    made.steps = [_step(source, seq, count, units, systems) for seq in range(1, count + 1)]
    made.systems = [_system(source, seq) for seq in range(1, source.randint(0, most_systems) + 1)]
    made.marks = {
        f"/steps/{at}/{name}": Mark.DASH
        for at, step in enumerate(made.steps)
        for name in ("collection", "use", "disclosure", "storage")
        if getattr(step, name) is None and source.random() < 0.5
    }
    return made


def _sentence(source: Random, words: tuple[str, ...], most: int) -> str:
    return " ".join(source.choice(words) for _ in range(source.randint(1, most)))


def _cell(source: Random) -> str | None:
    chance = source.random()
    if chance < 0.25:
        return None
    text = source.choice(_CELLS).format(items=" ".join(source.sample(ITEMS, source.randint(1, 5))))
    return (text + " " + " ".join(ITEMS)) * 20 if chance > 0.97 else text


def _long(source: Random, text: str) -> str:
    """Return the text, one time in thirty drawn out to 2,000 characters."""
    return (text * _LONG_CELL)[:_LONG_CELL] if source.random() < 1 / 30 else text


def _step(source: Random, seq: int, count: int, units: list[str], systems: list[str]) -> Step:
    kind = source.choice([StepKind.PROCESS] * 4 + [StepKind.EXTERNAL, StepKind.DECISION, StepKind.DECISION])
    if seq == count and source.random() < 0.4:
        kind = StepKind.END
    numbered = source.random() < 0.5
    named = source.sample(systems, source.randint(0, min(3, len(systems))))
    return Step(
        seq=seq,
        title=_long(source, _sentence(source, TITLES, 2)),
        kind=kind,
        actor_org_unit=_long(source, source.choice([*units, units[0], "-"])),
        mode=source.choice(list(StepMode)),
        collection=_cell(source),
        use=_cell(source),
        disclosure=_long(source, _sentence(source, BODIES, 2)) if source.random() < 0.2 else None,
        storage=_cell(source),
        it_systems=[f"{at}. {name}" if numbered else name for at, name in enumerate(named, 1)] or None,
        next=_arrows(source, seq, count, kind),
    )


def _arrows(source: Random, seq: int, count: int, kind: StepKind) -> list[NextStep] | None:
    if source.random() < 0.25:
        return None
    if kind is StepKind.END or (seq == count and source.random() < 0.6):
        return []
    onward = [NextStep(to=seq + 1)] if seq < count else []
    if kind is not StepKind.DECISION:
        return onward
    # Branches lead forward, back, to themselves, and now and then to a step that is not there.
    targets = [min(count, seq + source.randint(1, 4)), source.randint(1, max(1, seq)), source.choice([seq, 999, count])]
    return [
        NextStep(to=to, label=_long(source, label) if (label := source.choice(_BRANCHES)) else None)
        for to in targets[: source.randint(2, 3)]
    ]


def _system(source: Random, seq: int) -> InformationSystem:
    cloud = source.random() < 0.4
    name = source.choice(SYSTEMS) + ("" if source.random() < 0.5 else f" ชุดที่ {seq}")
    return InformationSystem(
        seq=seq,
        system_name=_long(source, name),
        system_owner_org_unit=source.choice([*UNITS, None]),
        hosting=HostingChoice(code=Hosting.ON_CLOUD if cloud else Hosting.ON_PREMISE) if seq % 4 else None,
        cloud_location=CloudLocationChoice(code=source.choice(list(CloudLocation))) if cloud else None,
        exchanges=[_line(source) for _ in range(source.randint(0, 3))],
    )


def _line(source: Random) -> ExchangeLine:
    partner = source.choice([*BODIES, *SYSTEMS, None])
    way = ExchangeType(direction=source.choice(list(Direction)), mode=source.choice(list(ExchangeMode)))
    return ExchangeLine(
        data_exchange_applied=source.random() < 0.8,
        exchanged_data=_long(source, " ".join(source.sample(ITEMS, source.randint(1, 5)))),
        data_exchange_type=source.choice([way, way, way, None]),
        external_org_unit=partner,
        processing_by=ProcessingByChoice(code=source.choice(list(ProcessingBy))),
    )
