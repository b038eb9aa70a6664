"""The words that the workbook and the PDF of a procedure share: its envelope, its chapters, what a step says."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from schemas.procedure import JoinRule, ProcedureDocument, ProcedureKind, ProcedureStatus, ProcedureStep, StepBranch
from schemas.thai_dates import format_thai_date
from schemas.work_flow import ChartShape

MANUAL = "คู่มือมาตรฐานการปฏิบัติงาน"
FOREWORD, NOTES = "คำนำ", "หมายเหตุ"
#: The chapters of the ministry's manuals; a chapter's number is its place from 1.
CHAPTERS = (
    "วัตถุประสงค์ของการจัดทำคู่มือ",
    "ขอบเขตของงาน",
    "คำจำกัดความ",
    "ผู้รับผิดชอบและหน้าที่ความรับผิดชอบ",
    "Work Flow กระบวนงาน",
    "ขั้นตอนการปฏิบัติงาน",
    "มาตรฐานงาน",
    "ระบบติดตามประเมินผล",
    "ปัญหา อุปสรรค และแนวทางแก้ไข",
    "เอกสารอ้างอิง / กฎหมายที่เกี่ยวข้อง",
    "แบบฟอร์มที่ใช้",
    "ช่องทางการติดต่อประสานงาน",
)
PROBLEMS, SOLUTIONS = "ปัญหา/อุปสรรค", "แนวทางแก้ไข"
_FORMS = 11
DAYS, LACKING = "วันทำการ", "ไม่ได้ระบุ"
_BY_LAW = f"ไม่นับเป็น{DAYS}"
SHAPES = {
    ChartShape.TERMINAL: "เริ่มต้น/สิ้นสุด",
    ChartShape.ACTIVITY: "กิจกรรม",
    ChartShape.DECISION: "การตัดสินใจ",
}


class ProcedurePaper(Struct, frozen=True, kw_only=True):
    """One revision of a procedure as it is printed."""

    document: ProcedureDocument
    ref: str
    revision: int
    status: ProcedureStatus
    office_name: str
    content_hash: str
    """SHA-256 of the document, 64 hexadecimal digits."""
    dated: date
    """Day in Bangkok of the approval; of the last change while there is none."""
    printed_on: date
    """Day of printing in Bangkok; also the date in a PDF's properties."""
    approved_by: str = ""
    """Who approved it, by the name that the register shows."""
    office_names: Mapping[int, str] = {}
    """Of the offices that steps name, by id."""
    chart_svg: bytes | None = None
    """The chart as `kind="print"` of `diagrams` gives it; only the PDF has it."""
    more_charts: tuple[bytes, ...] = ()
    """The pages of the chart after the first."""

    @property
    def holds(self) -> bool:
        """Whether this revision is in force."""
        return self.status is ProcedureStatus.APPROVED


def owner(paper: ProcedurePaper) -> str:
    """Return whose manual it is: as it says itself, else the office that keeps it."""
    return paper.document.subtitle or paper.office_name


def facts(paper: ProcedurePaper) -> list[tuple[str, str]]:
    """Return what stands on the cover below the title."""
    approved = paper.status in {ProcedureStatus.APPROVED, ProcedureStatus.SUPERSEDED, ProcedureStatus.RETIRED}
    return [
        ("เลขที่", paper.ref),
        ("หน่วยงานเจ้าของคู่มือ", owner(paper)),
        ("หน่วยงานในทะเบียน", paper.office_name),
        ("ประเภท", paper.document.kind.th),
        ("ฉบับที่", str(paper.revision)),
        ("สถานะ", paper.status.th),
        ("วันที่อนุมัติ" if approved else "แก้ไขล่าสุด", format_thai_date(paper.dated, style="long")),
        *([("ผู้อนุมัติ", paper.approved_by)] if paper.approved_by else []),
        ("SHA-256", paper.content_hash),
    ]


def added(document: ProcedureDocument) -> int:
    """Return the sum of the steps' standards in working days; steps without one add nothing."""
    return sum(step.working_days for step in document.steps if step.working_days is not None)


def stated(document: ProcedureDocument) -> str:
    """Return the standard in all as the manual states it, and whether the steps add up to it."""
    if document.stated_days is None:
        return "คู่มือไม่ได้ระบุผลรวม"
    differs = document.stated_days != added(document)
    return f"คู่มือระบุ {document.stated_days:,} {DAYS}" + (" (ไม่ตรงกับผลรวมของขั้นตอน)" if differs else "")


def standard(document: ProcedureDocument, step: ProcedureStep) -> str:
    """Return the standard of a step in words; a shipped procedure says clocks of the law in the text of the step."""
    if step.working_days is not None:
        return f"{step.working_days:,} {DAYS}"
    return LACKING if document.kind is ProcedureKind.MANUAL else _BY_LAW


def form_words(document: ProcedureDocument, step: ProcedureStep) -> list[str]:
    """Return the forms of a step as the chapter of forms numbers and names them; one that it lacks is told."""
    known = dict(enumerate(document.forms, 1))
    return [f"{_FORMS}.{number} {known.get(number, '? (ไม่มีในบทแบบฟอร์ม)')}" for number in step.forms]


def way_words(steps: Sequence[ProcedureStep], place: int) -> list[str]:
    """Return where a step leads, a line for each branch: on, back, side by side, nowhere, or to the end."""
    step = steps[place]
    if step.next is None:
        return [f"ไปขั้นตอนที่ {each.number}" for each in steps[place + 1 : place + 2]] or ["สิ้นสุด"]
    places = {each.number: at for at, each in reversed(list(enumerate(steps)))}
    parallel = sum(each.answer is None for each in step.next) > 1
    made = []
    for branch in step.next:
        said = branch.label or ("" if branch.answer is None else branch.answer.th)
        side_by_side = parallel and branch.answer is None
        words = f"{_target(branch, places, place)}{' พร้อมกัน' if side_by_side else ''}"
        made.append(f"{said}: {words}" if said else words)
    return made or ["สิ้นสุด"]


def _target(branch: StepBranch, places: Mapping[int, int], place: int) -> str:
    if branch.to is None:
        return "? (ไม่ได้ระบุว่าไปขั้นตอนใด)"
    if branch.to not in places:
        return f"ขั้นตอนที่ {branch.to} ? (ไม่มีขั้นตอนนี้)"
    words = f"{'กลับไป' if places[branch.to] <= place else 'ไป'}ขั้นตอนที่ {branch.to}"
    return f"{words} (อ่านเอาเอง คู่มือไม่ได้ระบุ)" if branch.is_own_reading else words


def round_words(paper: ProcedurePaper, place: int) -> list[str]:
    """Return what a step is in a round: who does it, where, when it may begin, what of the register shows it done."""
    step, steps = paper.document.steps[place], paper.document.steps
    made = [step.doer.th if step.doer is not None else "ผู้ดูแลรอบ"]
    if step.office_id is not None:
        made.append(f"หน่วยงาน: {paper.office_names.get(step.office_id, str(step.office_id))}")
    if step.starts_month is not None:
        made.append(f"เริ่มไม่ก่อนสิ้นเดือนที่ {step.starts_month}")
    if step.join is JoinRule.ANY or _leading(steps, place) > 1:
        made.append(f"เริ่ม{step.join.th}")
    if step.act is not None:
        made.append(f"ทะเบียนรู้เอง: {step.act.th}")
    return made


def _leading(steps: Sequence[ProcedureStep], place: int) -> int:
    """Return how many arrows without an answer come from the steps above: side by side, they join here."""
    made = 0
    for at, each in enumerate(steps[:place]):
        if each.next is None:
            made += at + 1 == place
        else:
            made += any(branch.to == steps[place].number and branch.answer is None for branch in each.next)
    return made
