"""Documents in which every field has an answer, each seed its own: likely answers among awkward ones."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from msgspec import Struct
from msgspec import inspect as types

from schemas.activity import Form
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import NextStep, Step
from schemas.form import FieldInfo, Kind, fields_of, sections
from schemas.vocabulary import Mark

_AWKWARD = (
    *("=1+1", "+66 2 123 4567", "-", "NO", "N/A", "ไม่มี", " ช่องว่างรอบคำ ", "1. ก\n2. ข", "ก\nข", "1", "TRUE", "๒๕๖๙"),
    *(
        "_x0041_",
        "ก\r\nข",
        "a\tb",
        "<b>&amp;</b>",
        "😀 ก",
        "2569-01-01",
        "20 พ.ย. 2569",
        "'คำ",
        "(1) ก (2) ข",
        "ก; ข",
        "ผู้รับ: ค",
    ),
    *("น้ำ นํ้า", "ก\u200bข", "…", '"', "ประมวลผลเอง", "On Cloud", "1.5", "1e3", "#N/A", "\n", "  "),
)


class _Maker:
    """Makes the answers of one document."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - the same seed must give the same document

    def words(self, info: FieldInfo) -> str:
        if info.note.label_en.startswith("Country"):
            return self.random.choice(("TH", "JP", "SG"))
        if self.random.random() < 0.15:
            return self.random.choice(_AWKWARD)
        return f"คำตอบ {info.key} {self.random.randint(1, 9_999)}"

    def value(self, info: FieldInfo) -> Any:
        makers: dict[Kind, Callable[[], Any]] = {
            Kind.TEXT: lambda: self.words(info),
            Kind.YES_NO: lambda: self.random.random() < 0.5,
            Kind.NUMBER: lambda: self.random.randint(1, 999),
            Kind.DATE: lambda: date(2020, 1, 1) + timedelta(days=self.random.randint(0, 4_000)),
            Kind.TERM: lambda: self.random.choice(list(info.member)),
            Kind.TERMS: lambda: self.random.sample(list(info.member), self.random.randint(1, 2)),
            Kind.LINES: lambda: self.some(lambda: self.words(info)),
            Kind.ORGANISATIONS: lambda: self.some(lambda: self.words(info)),
            Kind.CHOICE: lambda: self.choice(info.member),
            Kind.CHOICES: lambda: self.some(lambda: self.choice(info.member)),
            Kind.GROUP: lambda: self.struct(info.member),
            Kind.TABLE: lambda: self.some(lambda: self.struct(info.member)),
        }
        return makers[info.kind]()

    def some(self, make: Callable[[], Any]) -> list[Any]:
        return [make() for _ in range(self.random.randint(1, 3))]

    def choice(self, kind: type[Struct]) -> Struct:
        said: dict[str, Any] = {
            info.name: self.random.choice(list(terms)) for info, terms in _codes(kind) if self.random.random() < 0.7
        }
        if not said or self.random.random() < 0.5:
            said["raw"] = self.random.choice(("ตามต้นฉบับ", "On Cloud", "สปอ.ประมวลผลเอง", "อื่น ๆ"))
        return kind(**said)

    def struct(self, kind: type[Struct], **fixed: Any) -> Any:
        said = {info.key: self.value(info) for info in fields_of(kind) if info.key not in fixed}
        return kind(**said, **fixed)

    def step(self, seq: int, last: int) -> Step:
        arrows = [NextStep(to=self.random.randint(1, last), label=self.random.choice((None, "ผ่าน")))]
        step: Step = self.struct(Step, seq=seq, next=self.random.choice((None, [], arrows)))
        return step

    def document(self) -> ActivityDocument:
        form = Form(
            **{part.key: self.struct(type(getattr(Form(), part.key))) for part in sections(Form)},
        )
        last = self.random.randint(1, 5)
        systems = self.random.randint(0, 3)
        return ActivityDocument(
            form=form,
            steps=[self.step(seq, last) for seq in range(1, last + 1)],
            systems=[
                self.struct(
                    InformationSystem,
                    seq=seq,
                    exchanges=[self.struct(ExchangeLine) for _ in range(self.random.randint(0, 3))],
                )
                for seq in range(1, systems + 1)
            ],
        )


def _codes(kind: type[Struct]) -> list[tuple[Any, Any]]:
    made = types.type_info(kind)
    assert isinstance(made, types.StructType)
    found = []
    for info in made.fields:
        parts = info.type.types if isinstance(info.type, types.UnionType) else (info.type,)
        found += [(info, part.cls) for part in parts if isinstance(part, types.EnumType)]
    return found


def full_document(seed: int, *, blanks: float = 0.0) -> ActivityDocument:
    """Return the document of a seed: every field answered, or that share of the form's fields blank or with a mark."""
    maker = _Maker(seed)
    made = maker.document()
    for section in sections(Form):
        part = getattr(made.form, section.key)
        for info in section.fields:
            if maker.random.random() < blanks:
                empty: Any = (
                    [] if info.kind in {Kind.LINES, Kind.ORGANISATIONS} and maker.random.random() < blanks else None
                )
                setattr(part, info.key, empty)
                mark = maker.random.choice((None, *Mark))
                if mark is not None:
                    made.marks[info.pointer] = mark
    return made
