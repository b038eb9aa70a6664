"""The 53 fields of one filled form, from the labels that were found and what stands beside them. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from ropa.imports.rules_paper_cells import Line, Token
from ropa.imports.rules_paper_labels import Known
from ropa.imports.rules_paper_rows import Found, is_part, read_rows
from ropa.imports.rules_paper_split import items_of, shared
from ropa.imports.rules_paper_values import Taken
from schemas.activity import Form
from schemas.form import FieldInfo
from schemas.imports import RemarkKind

#: More cells that belong nowhere than this are counted, not listed.
_MOST_LOOSE = 60
_TIES = {
    "inline": ("ค่าอยู่ในเซลล์เดียวกับหัวข้อ", "the value stands in the cell of its label"),
    "under": ("ค่าอยู่ใต้หัวข้อ ไม่ได้อยู่ข้างหัวข้อ", "the value stands under its label, not beside it"),
    "goes_on": ("ต่อข้อความจากบรรทัดถัดไป", "the words of a following line were joined"),
}


class FormRead(Struct, kw_only=True):
    """A form, and how many of its labels stood in the file."""

    form: Form
    labels: int


def count_labels(lines: Iterable[Line], known: Known) -> set[str]:
    """Return the pointers that labels of some lines name without doubt."""
    return {
        name.fields[0]
        for line in lines
        for token in line.tokens
        if token.reading is not None
        for name in token.reading.names
        if len(name.fields) == 1
    } & known.by_pointer.keys()


def read_form(lines: Sequence[Line], known: Known, taken: Taken, *, form: type[Form] = Form) -> FormRead:
    """Return the form of some lines; what it does not answer is told as lost, what belongs nowhere is told too."""
    found, loose = read_rows(lines, known)
    chosen = _chosen(found, known, taken)
    values: dict[str, dict[str, object]] = defaultdict(dict)
    _remember_people(chosen, known, taken)
    done: set[int] = set()
    for info in known.fields:
        group = chosen.get(info.pointer)
        if group is None:
            _lost(taken, info, None)
        elif id(group) not in done:
            done.add(id(group))
            for pointer, value in _answers(group, chosen, known, taken):
                _, _, section, key = pointer.split("/")
                values[section][key] = value
    _tell_others(found, loose, chosen, taken)
    made = form(**{name: kind(**values[name]) for name, kind in _sections(form).items() if name in values})
    return FormRead(form=made, labels=len(chosen))


def _sections(form: type[Form]) -> dict[str, Any]:
    blank = form()
    return {name: type(getattr(blank, name)) for name in form.__struct_fields__}


def _chosen(found: Sequence[Found], known: Known, taken: Taken) -> dict[str, Found]:
    """Return the label that is taken for each field."""
    chosen: dict[str, Found] = {}
    doubtful: list[Found] = []
    for group in found:
        if any(len(name.fields) > 1 for name in group.names) or (
            is_part(group, known) and not _in_place(group, found, known)
        ):
            doubtful.append(group)
            continue
        for name in group.names:
            chosen[name.fields[0]] = _better(chosen.get(name.fields[0]), group, name.fields[0], taken)
    for group in doubtful:
        _decide(group, doubtful, chosen, found, known, taken)
    return chosen


def _better(some: Found | None, other: Found, pointer: str, taken: Taken) -> Found:
    if some is None or some is other:
        return other
    best, worse = sorted((some, other), key=_standing, reverse=True)
    if best.answered and worse.answered and _text(best) != _text(worse):
        said = ("หัวข้อนี้มีสองแห่งที่คำตอบต่างกัน ใช้แห่งแรก", "this label stands at two places with different answers")
        taken.say(RemarkKind.UNCERTAIN, said, pointer, place=_place(worse), raw=_text(worse))
    return best


def _standing(group: Found) -> tuple[bool, bool, bool]:
    """Of two labels of one field: the one that is answered, then the one that is seen, then the one with its hint."""
    return group.answered, not any(token.hidden for token in group.labels), group.names[0].hinted


def _decide(
    group: Found,
    doubtful: Sequence[Found],
    chosen: dict[str, Found],
    found: Sequence[Found],
    known: Known,
    taken: Taken,
) -> None:
    """Choose the field of a label that two fields share: the hint told nothing, so the form's order must."""
    for name in group.names:
        free = [pointer for pointer in name.fields if pointer not in chosen]
        rivals = [one for one in doubtful if any(other.fields == name.fields for other in one.names)]
        fitting = [pointer for pointer in free if _fits(pointer, group, found, known)]
        if len(name.fields) > 1 and len(rivals) == len(free):
            fitting = free[:1]
        if len(fitting) == 1 and (len(name.fields) > 1 or group.answered):
            name.fields = (fitting[0],)
            chosen[fitting[0]] = group
            if len(free) > 1:
                said = (
                    "หัวข้อนี้มีสองแห่งในแบบฟอร์ม เลือกตามลำดับ",
                    "two fields have this label: told apart by the form's order",
                )
                taken.say(RemarkKind.ASSUMED, said, fitting[0], place=_place(group), raw=_text(group))
        elif group.answered and free:
            said = (
                "หัวข้อนี้มีมากกว่าหนึ่งแห่งในแบบฟอร์ม บอกไม่ได้ว่าเป็นแห่งใด",
                "more than one field has this label: nothing tells which it is",
            )
            taken.say(RemarkKind.UNCERTAIN, said, free[0], place=_place(group), raw=_text(group))


def _in_place(group: Found, found: Sequence[Found], known: Known) -> bool:
    return all(len(name.fields) == 1 and _fits(name.fields[0], group, found, known) for name in group.names)


def _fits(pointer: str, group: Found, found: Sequence[Found], known: Known) -> bool:
    """Tell whether a field stands between the fields that were found before and behind a label."""
    place = next(number for number, one in enumerate(found) if one is group)
    order = known.by_pointer[pointer].order
    before = [known.by_pointer[p].order for p in _certain(found[:place][-1:])]
    behind = [known.by_pointer[p].order for p in _certain(found[place + 1 :][:1])]
    return (
        all(one < order <= one + 4 for one in before)
        and all(order < one <= order + 4 for one in behind)
        and bool(before or behind)
    )


def _certain(groups: Sequence[Found]) -> list[str]:
    return [name.fields[0] for group in groups for name in group.names if len(name.fields) == 1]


def _text(group: Found) -> str:
    return group.inline or "\n".join(token.text for token in group.values)


def _place(group: Found) -> str:
    return (group.values or group.labels)[0].place


def _remember_people(chosen: dict[str, Found], known: Known, taken: Taken) -> None:
    """Keep the names in the form's head: names elsewhere are held against them."""
    for info in known.fields:
        group = chosen.get(info.pointer)
        if group is not None and info.section == "header" and info.note.names_people:
            taken.known.people += [
                item for item in items_of(info, _text(group))[0] if item.strip() not in {"-", "ไม่มี", "NO"}
            ]


def _answers(group: Found, chosen: dict[str, Found], known: Known, taken: Taken) -> list[tuple[str, object]]:
    """Return the values of the fields that one label (or two in one cell) names."""
    infos = [known.by_pointer[name.fields[0]] for name in group.names if chosen.get(name.fields[0]) is group]
    if not group.answered:
        for info in infos:
            _lost(taken, info, group)
        return []
    _doubt(group, infos[0], chosen, taken)
    text, place = _text(group), _place(group)
    for tie in dict.fromkeys((*group.ties, *(["inline"] if group.inline and not group.values else []))):
        taken.say(RemarkKind.ASSUMED, _TIES[tie], infos[0].pointer, place=place, raw=text)
    formula = any(token.cell.formula and not token.text for token in group.values)
    if formula:
        said = ("เซลล์เป็นสูตรที่ไม่มีค่าเก็บไว้", "the cell is a formula without a stored value")
        taken.say(RemarkKind.LOST, said, infos[0].pointer, place=place)
    words = [text] if len(infos) == 1 else _cut(infos, text, place, taken)
    typed = group.values[0].cell.value if len(group.values) == 1 and len(infos) == 1 else None
    return [
        (info.pointer, taken.read(info, info.pointer, part, place, value=typed))
        for info, part in zip(infos, words, strict=False)
    ]


def _doubt(group: Found, info: FieldInfo, chosen: dict[str, Found], taken: Taken) -> None:
    """Tell where a cell may be a hint that could not be read, and not the answer; of two cells the second is taken."""
    unread = info.note.hint_th is not None and not group.names[0].hinted
    if unread and len(group.values) == len(group.others) == 1:
        group.values, group.others = group.others, group.values
    if group.others:
        said = (
            "มีหลายเซลล์ข้างหัวข้อนี้ โปรดดูว่าเซลล์ใดเป็นคำตอบ",
            "several cells stand beside this label: look which one answers it",
        )
        taken.say(RemarkKind.UNCERTAIN, said, info.pointer, place=_place(group), raw=_text(group))
    elif unread and group.values:
        hinted = sum(1 for one in chosen.values() if one.names[0].hinted)
        if hinted * 3 > len(chosen):
            said = (
                "ไม่พบคำอธิบายใต้หัวข้อนี้ โปรดดูว่าข้อความนี้เป็นคำตอบ",
                "the hint of this label was not found: look whether these words are the answer",
            )
            taken.say(RemarkKind.ASSUMED, said, info.pointer, place=_place(group), raw=_text(group))


def _cut(infos: Sequence[FieldInfo], text: str, place: str, taken: Taken) -> list[str]:
    parts = shared(infos, text)
    if parts is None:
        said = (
            "สองหัวข้ออยู่ในเซลล์เดียวกันและแยกคำตอบไม่ได้ ใส่ไว้ที่หัวข้อแรกทั้งหมด",
            "several labels share one cell and nothing tells where to cut: all of it stands at the first",
        )
        for info in infos:
            taken.say(RemarkKind.UNCERTAIN, said, info.pointer, place=place, raw=text)
        return [text]
    for info, part in zip(infos, parts, strict=True):
        said = (
            "หลายหัวข้ออยู่ในเซลล์เดียวกัน แยกคำตอบตามลำดับเลขข้อหรือบรรทัด",
            "several labels share one cell: cut by its numbering or lines",
        )
        taken.say(RemarkKind.ASSUMED, said, info.pointer, place=place, raw=part)
    return parts


def _lost(taken: Taken, info: FieldInfo, group: Found | None) -> None:
    if group is None:
        said = (f"ไม่พบหัวข้อ “{info.label[:80]}”", f"the label of {info.note.label_en!r} was not found")
        taken.say(RemarkKind.LOST, said, info.pointer)
    else:
        said = (f"ไม่มีคำตอบข้างหัวข้อ “{info.label[:80]}”", f"nothing stands beside the label of {info.note.label_en!r}")
        taken.say(RemarkKind.LOST, said, info.pointer, place=group.labels[0].place)


def _tell_others(found: Sequence[Found], loose: Sequence[Token], chosen: dict[str, Found], taken: Taken) -> None:
    """Tell every cell that was read and taken nowhere."""
    used = {id(group) for group in chosen.values()}
    cells = list(loose) + [token for group in found for token in group.others]
    cells += [token for group in found if id(group) not in used for token in group.values]
    cells = [token for token in cells if not token.text.strip(" .)").isdecimal()]  # rows that somebody numbered
    for token in cells[:_MOST_LOOSE]:
        said = (
            "ข้อความนี้ไม่มีหัวข้อของแบบฟอร์มที่แน่ชัด จึงไม่นำเข้า",
            "no label of the form clearly goes with these words: not taken",
        )
        taken.say(RemarkKind.UNCERTAIN, said, place=token.place, raw=token.text)
    if len(cells) > _MOST_LOOSE:
        more = len(cells) - _MOST_LOOSE
        said = (f"ยังมีอีก {more} เซลล์ที่ไม่มีหัวข้อ", f"{more} further cells go with no label")
        taken.say(RemarkKind.UNCERTAIN, said)
