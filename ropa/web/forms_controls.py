"""The controls of a section's edit page, made from the types: what each shows, and what is said beside it."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from ropa.web.forms import LISTED, MARK, NO, NO_MARK, NONE, YES, Typed, first, members, row_numbers, terms_of
from ropa.web.language import mark as _
from schemas.document import Source
from schemas.findings import Finding, Problem
from schemas.form import FieldInfo, Kind
from schemas.vocabulary import Term


class Option(Struct, frozen=True):
    """One choice. `term`, `words` (of ours, to be translated) or `raw` (as it came, perhaps forged) says it."""

    value: str
    chosen: bool
    term: Term | None = None
    words: str = ""
    raw: str = ""


class Said(Struct, frozen=True):
    """A fault at a control; `line` is the entry of a list that it is about, from 1."""

    message_th: str
    message_en: str
    line: int | None = None


class Row(Struct, frozen=True):
    """One row of a table."""

    number: int
    members: tuple["Control", ...]


class Control(Struct, frozen=True, kw_only=True):
    """One field as its page shows it."""

    info: FieldInfo
    pointer: str
    name: str
    value: str = ""
    other: str = ""
    """Text beside the choice: names of organisations, words that no term has."""
    options: tuple[Option, ...] = ()
    members: tuple["Control", ...] = ()
    rows: tuple[Row, ...] = ()
    errors: tuple[Said, ...] = ()
    findings: tuple[Finding, ...] = ()
    source: Source | None = None

    @property
    def id(self) -> str:
        """The id of its control (of its box, where it has several)."""
        return f"f-{self.name}"


class Remarks(Struct, frozen=True, kw_only=True):
    """What is said about places of the document."""

    problems: Sequence[Problem] = ()
    findings: Sequence[Finding] = ()
    sources: Mapping[str, Source] = msgspec.field(default_factory=dict)


def controls_for(fields: Iterable[FieldInfo], typed: Typed, remarks: Remarks) -> tuple[Control, ...]:
    """Return the controls of a section's fields, filled with what was typed."""
    return tuple(_control(info, typed, remarks, info.pointer, info.key) for info in fields)


def _control(info: FieldInfo, typed: Typed, remarks: Remarks, pointer: str, name: str) -> Control:
    inner: tuple[Control, ...] = ()
    rows: tuple[Row, ...] = ()
    if info.kind is Kind.GROUP:
        inner = _members(info, typed, remarks, pointer, name)
    elif info.kind is Kind.TABLE:
        numbers = row_numbers(typed, name)
        rows = tuple(
            Row(number, _members(info, typed, remarks, f"{pointer}/{number}", f"{name}.{number}")) for number in numbers
        )
    taken = {place.pointer for place in (*inner, *(each for row in rows for each in row.members))}
    beside = {Kind.ORGANISATIONS: "lines", Kind.CHOICE: "raw", Kind.CHOICES: "other"}.get(info.kind)
    return Control(
        info=info,
        pointer=pointer,
        name=name,
        value=first(typed, name),
        other=first(typed, f"{name}.{beside}") if beside else "",
        options=tuple(_options(info, typed.get(name, []))),
        members=inner,
        rows=rows,
        errors=tuple(_said(each, pointer) for each in remarks.problems if _is_here(each.pointer, pointer, taken)),
        findings=tuple(each for each in remarks.findings if _is_here(each.pointer, pointer, taken)),
        source=remarks.sources.get(pointer),
    )


def _members(info: FieldInfo, typed: Typed, remarks: Remarks, pointer: str, name: str) -> tuple[Control, ...]:
    return tuple(
        _control(member, typed, remarks, f"{pointer}{member.pointer}", f"{name}.{member.key}")
        for member in members(info.member)
    )


def _is_here(place: str, pointer: str, taken: set[str]) -> bool:
    """Tell whether a remark belongs to a field: at it or inside it, but not at one of its inner controls."""
    if place.startswith("/marks/"):
        place = place.removeprefix("/marks/").replace("~1", "/").replace("~0", "~")
    if place != pointer and not place.startswith(f"{pointer}/"):
        return False
    return not any(place == inner or place.startswith(f"{inner}/") for inner in taken)


def _said(problem: Problem, pointer: str) -> Said:
    entry = problem.pointer.removeprefix(f"{pointer}/").partition("/")[0]
    return Said(problem.message_th, problem.message_en, int(entry) + 1 if entry.isdecimal() else None)


def _options(info: FieldInfo, chosen: Sequence[str]) -> Iterable[Option]:
    offered = list(_offered(info, chosen))
    yield from offered
    # A token that the paper had, and a code that nobody offers, are kept as choices: nothing is lost by saving.
    known = {option.value for option in offered}
    if info.kind not in {Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.LINES}:
        for value in chosen:
            if value not in known and value:
                yield Option(value, chosen=True, raw=value.removeprefix(MARK).removeprefix(NO_MARK)[:80])


def _offered(info: FieldInfo, chosen: Sequence[str]) -> Iterable[Option]:
    said = next(iter(chosen), "")
    if info.kind is Kind.YES_NO:
        words = (_("มี"), _("ไม่มี")) if info.note.widget == "has_or_none" else ("YES", "NO")
        yield Option(YES, said == YES, words=words[0])
        yield Option(NO, said == NO, words=words[1])
        yield Option("", not said, words=_("ยังไม่ตอบ"))
    elif info.kind is Kind.ORGANISATIONS:
        yield Option(NO, said == NO, words=_("NO (ไม่มี)"))
        yield Option(LISTED, said == LISTED, words=_("มี ระบุชื่อหน่วยงาน"))
        yield Option("", not said, words=_("ยังไม่ตอบ"))
    elif info.kind in {Kind.TERM, Kind.CHOICE}:
        yield Option("", not said, words=_("ยังไม่ระบุ"))
        yield from (Option(str(term), said == str(term), term=term) for term in terms_of(info))
    elif info.kind in {Kind.TERMS, Kind.CHOICES}:
        yield from (Option(str(term), str(term) in chosen, term=term) for term in terms_of(info))
        yield Option(NONE, NONE in chosen, words=_("ไม่มี"))
    elif info.kind is Kind.TABLE:
        yield Option(NONE, NONE in chosen, words=_("ไม่มี"))
