"""Records with a data flow such as people write it, at random: for what the drawing of any of them must hold."""

from typing import Any

from hypothesis import strategies as st

from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.beyond import Beyond, CrossBorderTransfer
from schemas.choices import CloudLocationChoice, ExchangeType, HostingChoice
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import NextStep, Step
from schemas.vocabulary import CloudLocation, Direction, ExchangeMode, Hosting, Mark, StepKind, StepMode

_UNITS = ("กองกลาง", "กลุ่มงานทะเบียน", "ระบบ ก (ศทส.)", "-", None)
_BODIES = ("กรมสมมุติ", "สำนักงานตัวอย่าง (ส่วนกลาง)", "Example Health Inc.", "บริษัท ทดลอง จำกัด")
_SYSTEMS = ("ระบบ ก", "1. ระบบทะเบียน", "ระบบไปรษณีย์อิเล็กทรอนิกส์", "Example Cloud")
_DATA = (
    "อีเมล",
    "เลขประจำตัวประชาชน",
    "ชื่อ นามสกุล หมายเลขโทรศัพท์ และที่อยู่อีเมล",
    "ชื่อ นามสกุล โรคประจำตัว และหมู่โลหิต",
    "ศาสนา",
)
_SHAPES = (
    "{}",
    "หน่วยงานใช้ข้อมูลส่วนบุคคล ประกอบด้วย {} เพื่อแจ้งผล",
    "มีการจัดเก็บข้อมูลส่วนบุคคล {} ไว้ในตู้เอกสารชั้น 2",
    "เก็บรวบรวม {}",
)
_BLANK = (None, "", "-", "ไม่มี", "N/A")


def _cell() -> st.SearchStrategy[str | None]:
    said = st.builds(str.format, st.sampled_from(_SHAPES), st.sampled_from(_DATA))
    return st.one_of(st.sampled_from(_BLANK), said, st.text(max_size=60))


def _disclosure() -> st.SearchStrategy[str | None]:
    pairs = st.builds("{} และ{}".format, st.sampled_from(_BODIES), st.sampled_from(_BODIES))
    prose = st.builds(
        "เปิดเผยข้อมูล ประกอบด้วย {} ให้แก่ {} เพื่อตรวจสอบ".format, st.sampled_from(_DATA), st.sampled_from(_BODIES)
    )
    return st.one_of(st.sampled_from((*_BLANK, *_BODIES)), pairs, prose)


@st.composite
def flow_records(draw: st.DrawFn) -> ActivityDocument:
    """Return a record with one to ten steps, systems with exchange lines, and recipients here and abroad."""
    count = draw(st.integers(1, 10))
    steps = [_step(draw, number, count) for number in range(1, count + 1)]
    blank = [
        f"/steps/{index}/{name}"
        for index, step in enumerate(steps)
        for name in ("collection", "use", "disclosure", "storage", "it_systems")
        if not getattr(step, name)
    ]
    marked = draw(st.sets(st.sampled_from(blank))) if blank else set()
    names = st.lists(st.sampled_from(_BODIES), max_size=2, unique=True)
    return ActivityDocument(
        form=Form(
            data_category=DataCategory(
                local_third_parties=draw(st.none() | names), offshore_third_parties=draw(st.none() | names)
            ),
            beyond=Beyond(
                transfer_country_and_safeguard=[CrossBorderTransfer(recipient=draw(st.sampled_from(_BODIES)))]
            ),
        ),
        steps=steps,
        systems=[_system(draw, seq) for seq in range(1, draw(st.integers(0, 3)) + 1)],
        marks=dict.fromkeys(marked, Mark.DASH),
    )


def _step(draw: st.DrawFn, number: int, count: int) -> Step:
    arrow = st.builds(NextStep, to=st.integers(1, count + 1), label=st.none() | st.sampled_from(("ผ่าน", "ไม่มี")))
    return Step(
        seq=number,
        title=draw(st.sampled_from(("บันทึกข้อมูล", "ตรวจสอบความถูกต้องครบถ้วนของคำขอ", "แจ้งผล")) | st.text(max_size=40)),
        kind=draw(st.sampled_from(StepKind)),
        actor_org_unit=draw(st.sampled_from(_UNITS)),
        mode=draw(st.sampled_from(StepMode)),
        collection=draw(_cell()),
        use=draw(_cell()),
        disclosure=draw(_disclosure()),
        storage=draw(_cell()),
        it_systems=draw(st.none() | st.lists(st.sampled_from((*_SYSTEMS, "-")), max_size=3)),
        next=draw(st.none() | st.lists(arrow, max_size=3)),
    )


def _system(draw: st.DrawFn, seq: int) -> InformationSystem:
    kind: Any = st.builds(
        ExchangeType, direction=st.sampled_from(Direction), mode=st.none() | st.sampled_from(ExchangeMode)
    )
    line = st.builds(
        ExchangeLine,
        data_exchange_type=st.none() | kind,
        external_org_unit=st.none() | st.sampled_from(_BODIES),
        exchanged_data=st.none() | st.sampled_from(_DATA),
    )
    cloud = draw(st.sampled_from((None, *CloudLocation)))
    return InformationSystem(
        seq=seq,
        system_name=_SYSTEMS[seq - 1],
        hosting=HostingChoice(code=draw(st.sampled_from(Hosting))),
        cloud_location=None if cloud is None else CloudLocationChoice(code=cloud),
        exchanges=draw(st.lists(line, max_size=2)),
    )
