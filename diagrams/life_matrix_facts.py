"""Who does, approves, checks or sets what in the life of the data: fields 21-33 of the form as a matrix. Facts only.

The stages stand in the order of the data's life, not of the paper: what is kept is kept before it is used. The hints of
the form say what a person named at a stage does there: who is named at disclosure and at the end approves it.
"""

from enum import Enum

from msgspec import Struct, field

from diagrams.facts import same_name
from diagrams.wrapping import clean
from schemas.document import ActivityDocument
from schemas.nothing import says_nothing
from schemas.vocabulary import Mark


class Part(Enum):
    """What somebody does at a stage; the value is the letter of its sign."""

    DOES = "ท"
    APPROVES = "อ"
    CHECKS = "ต"
    SETS = "ก"
    MAY_ACCESS = "ข"
    """Named in field 13: may see the data. Not a role of the stage."""


class Stage(Struct, frozen=True):
    """One column: its field, its words, and what a person named there does."""

    key: str
    field: str
    th: str
    en: str
    part: Part
    who: str
    """What the form asks for at this stage."""
    flag: str | None = None
    """The YES/NO of the unit itself."""


STAGES = (
    Stage("create", "role_creator", "สร้าง", "create", Part.DOES, "ผู้สร้างข้อมูล", "manages_create"),
    Stage("collect", "role_collector", "รวบรวม", "collect", Part.DOES, "ผู้รวบรวมจากองค์กรอื่น"),
    Stage("classify", "role_classifier", "จำแนกชั้นลับ", "classify", Part.SETS, "ผู้กำหนดชั้นความลับ"),
    Stage("store", "role_storer", "จัดเก็บ", "store", Part.DOES, "ผู้จัดเก็บข้อมูล", "manages_store"),
    Stage("use", "role_user", "ใช้งาน", "use", Part.DOES, "ผู้ใช้ข้อมูล", "manages_use"),
    Stage("publish", "role_disclosure_approver", "เผยแพร่", "publish", Part.APPROVES, "ผู้อนุมัติการเผยแพร่"),
    Stage("inspect", "role_inspector", "ตรวจสอบ", "inspect", Part.CHECKS, "ผู้ตรวจสอบข้อมูล"),
    Stage("update", "role_reviewer", "ทบทวน", "update", Part.SETS, "ผู้กำหนดรอบทบทวน"),
    Stage("terminate", "role_destruction_approver", "สิ้นสุด", "terminate", Part.APPROVES, "ผู้อนุมัติลบ/ทำลาย"),
    Stage("access", "role_access_administrator", "กำหนดสิทธิ", "access management", Part.SETS, "ผู้กำหนดสิทธิเข้าถึง"),
)
#: It goes on during the whole life: drawn apart from the others.
THROUGHOUT = STAGES[-1]


class Person(Struct, kw_only=True):
    """One row: an office, a position or a person as the record spells it the first time."""

    name: str
    parts: dict[str, list[Part]] = field(default_factory=dict)
    """By the key of the stage."""
    flags: dict[str, bool | None] = field(default_factory=dict)
    """Of the unit that keeps the record: its own YES, NO or None (not said), by stage."""
    tags: list[str] = field(default_factory=list)
    """What else the record says of it."""
    conflicts: list[str] = field(default_factory=list)
    """Duties that are better in two hands."""


class Column(Enum):
    """What the record says of a stage as a whole."""

    NAMED = "named"
    NONE = "none"
    """It says that there is nobody."""
    MISSING = "missing"


class Matrix(Struct, kw_only=True):
    """All that is drawn."""

    heading: list[str]
    people: list[Person]
    columns: dict[str, Column]
    none_words: dict[str, str]
    """The record's own token where it says that there is nobody ("ไม่มี", "-")."""
    description: str = ""


class _Rows:
    """People by name; two spellings of one name meet."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self._by_name: dict[str, Person] = {}

    def row(self, name: str) -> Person:
        key = same_name(clean(name))
        if key not in self._by_name:
            self._by_name[key] = Person(name=clean(name))
            self.people.append(self._by_name[key])
        return self._by_name[key]

    def known(self, name: str) -> Person | None:
        return self._by_name.get(same_name(clean(name)))


def life_matrix(document: ActivityDocument) -> Matrix:
    """Return the matrix of a record. The unit that keeps it stands first, the others as the stages name them."""
    header, roles = document.form.header, document.form.roles
    rows = _Rows()
    owner = rows.row(header.responsible_org_unit or "?")
    owner.tags.append("ส่วนงานเจ้าของกิจกรรม")
    owner.flags = {stage.key: getattr(roles, stage.flag) for stage in STAGES if stage.flag is not None}
    columns: dict[str, Column] = {}
    tokens: dict[str, str] = {}
    for stage in STAGES:
        said: list[str] | None = getattr(roles, stage.field)
        names = named(said)
        for name in names:
            parts = rows.row(name).parts.setdefault(stage.key, [])
            if stage.part not in parts:
                parts.append(stage.part)
        mark = document.marks.get(f"/form/roles/{stage.field}")
        columns[stage.key] = _column(said, names, mark)
        if columns[stage.key] is Column.NONE:
            tokens[stage.key] = mark.value if mark is not None else next(iter(said or ()), "ไม่มี").strip() or "ไม่มี"
    for name in named(document.form.data_category.authorised_accessors):
        rows.row(name).parts.setdefault("use", []).append(Part.MAY_ACCESS)
    for name in named(header.responsible_persons):
        rows.row(name).tags.append("ผู้รับผิดชอบในส่วนงาน")
    _add_steps(document, rows)
    for person in rows.people:
        person.tags = list(dict.fromkeys(person.tags))
        person.parts = {key: list(dict.fromkeys(parts)) for key, parts in person.parts.items()}
        person.conflicts = conflicts_of(person)
    main, sub = header.main_process or "?", header.sub_process or "?"
    matrix = Matrix(
        heading=[f"ตารางวงจรชีวิตข้อมูล (Data life-cycle matrix) : {clean(main)}", f"กระบวนการ : {clean(sub)}"],
        people=rows.people,
        columns=columns,
        none_words=tokens,
    )
    matrix.description = _description(matrix)
    return matrix


def named(said: list[str] | None) -> list[str]:
    """Return the names of a list; what says "nobody" and blanks are none."""
    return [name for name in said or () if same_name(clean(name)) and not says_nothing(name)]


def _column(said: list[str] | None, names: list[str], mark: Mark | None) -> Column:
    if names:
        return Column.NAMED
    # An empty list is an answer; a list of blanks is not.
    says_none = mark is not None or said == [] or any(clean(name) for name in said or ())
    return Column.NONE if says_none else Column.MISSING


def _add_steps(document: ActivityDocument, rows: _Rows) -> None:
    """Say at each row which steps of the flow it takes. An actor that no role names gets no row: the flow shows it."""
    numbers: dict[int, tuple[Person, list[int]]] = {}
    for step in document.steps:
        person = rows.known(step.actor_org_unit) if step.actor_org_unit else None
        if person is not None:
            numbers.setdefault(id(person), (person, []))[1].append(step.seq)
    for person, steps in numbers.values():
        person.tags.append("ขั้นตอนที่ " + ", ".join(map(str, sorted(set(steps)))))


def conflicts_of(person: Person) -> list[str]:
    """Return which duties meet in one hand: doing and approving, doing and inspecting, approving and inspecting."""
    held = {part for parts in person.parts.values() for part in parts}
    does = Part.DOES in held or any(person.flags.values())
    approves, checks = Part.APPROVES in held, Part.CHECKS in held
    found = []
    if does and approves:
        found.append("ทำและอนุมัติ")
    if does and checks:
        found.append("ทำและตรวจสอบ")
    if approves and checks:
        found.append("อนุมัติและตรวจสอบ")
    return found


def words_of(person: Person, stage: Stage) -> str:
    """Return what a cell says, in words; "" where it says nothing."""
    said = [stage.who for part in person.parts.get(stage.key, ()) if part is stage.part]
    said += ["มีสิทธิเข้าถึงข้อมูล" for part in person.parts.get(stage.key, ()) if part is Part.MAY_ACCESS]
    if stage.key in person.flags:
        flag = person.flags[stage.key]
        said.append("หน่วยงานระบุ " + ("?" if flag is None else "YES" if flag else "NO"))
    return ", ".join(said)


def _description(matrix: Matrix) -> str:
    lines = []
    for stage in STAGES:
        column = matrix.columns[stage.key]
        if column is not Column.NAMED:
            says = "ยังไม่ได้ระบุ (?)" if column is Column.MISSING else matrix.none_words[stage.key]
            lines.append(f"{stage.th} ({stage.en}): {says}")
    for person in matrix.people:
        cells = [f"{stage.th}: {words}" for stage in STAGES if (words := words_of(person, stage))]
        tags = f" ({', '.join(person.tags)})" if person.tags else ""
        conflicts = f" [ควรแยกหน้าที่: {', '.join(person.conflicts)}]" if person.conflicts else ""
        lines.append(f"{person.name}{tags} → {'; '.join(cells) or '-'}{conflicts}")
    return " | ".join(lines)
