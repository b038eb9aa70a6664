"""The words that the ministry's form prints, read off the form's type: labels, hints, sections, captions. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from ropa.imports.rules_paper_words import Phrase, Phrases, letters
from schemas.activity import Form
from schemas.form import FieldInfo, exchange_columns, flow_columns, form_fields, sections

#: Pointer of the section that is not on the paper.
_NOT_PRINTED = "/form/beyond/"
#: The longest beginning of a hint by which it is known; what follows are examples that people rewrite.
_HINT_HEAD = 30
_BRACKET = re.compile(r"\(([^()]*)\)")
#: English words of a label name it alone only where they are long enough to be nothing else.
_ENGLISH = 9
#: A Thai label without its English words, unless it is that short that sections and values begin so too.
_THAI = 8
#: What people write into the title of the form and of its tables.
_CAPTIONS = (
    ("title", "แบบฟอร์มบันทึกกระบวนการเก็บใช้และเผยแพร่ข้อมูลส่วนบุคคล"),
    ("title", "บันทึกกระบวนการเก็บใช้และเผยแพร่ข้อมูลส่วนบุคคล"),
    ("title", "แบบฟอร์มบันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล"),
    ("flow", "DataFlowDiagram"),
    ("main", "ระบบหลัก"),
    ("main", "กระบวนการหลัก"),
    ("sub", "ระบบย่อย"),
    ("sub", "กระบวนการย่อย"),
    ("sub", "กระบวนการ"),
    ("legend_electronic", "หมายถึงดำเนินการด้วยอิเล็กทรอนิกส์"),
    ("legend_paper", "หมายถึงดำเนินการด้วยเอกสาร"),
    ("legend", "หมายเหตุ"),
    ("systems", "รายชื่อระบบเทคโนโลยีสารสนเทศที่เกี่ยวข้องกับข้อมูลส่วนบุคคล"),
    ("systems", "รายชื่อระบบสารสนเทศที่เกี่ยวข้องกับข้อมูลส่วนบุคคล"),
)
#: A label may be called so in the other copies of the form.
_SEQ_HEADS = ("ลำดับ", "ลำดับที่", "ที่", "no")


class Known(Struct, frozen=True, kw_only=True):
    """Everything that is printed on one form."""

    fields: tuple[FieldInfo, ...]
    by_pointer: dict[str, FieldInfo]
    phrases: Phrases
    hints: dict[str, tuple[str, ...]]
    """The letters of each field's hints, by pointer."""
    parts: frozenset[str]
    """The letters of the sections' and sub-sections' words; some of them are also a field's label."""


def printed_fields(form: type[Struct] = Form) -> tuple[FieldInfo, ...]:
    """Return the fields that stand on the paper, in its order."""
    return tuple(info for info in form_fields(form) if not info.pointer.startswith(_NOT_PRINTED))


@cache
def known(form: type[Struct] = Form) -> Known:
    """Return what the form prints, ready to be looked for."""
    fields = printed_fields(form)
    named: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    hints: dict[str, list[str]] = {}
    for info in fields:
        hints[info.pointer] = [letters(words) for words in _hints(info)]
        for role, key in (*_label_keys(info), *(("hint", key[:_HINT_HEAD]) for key in hints[info.pointer])):
            if info.pointer not in named[role, key]:
                named[role, key].append(info.pointer)
    phrases = [
        Phrase(key=key, fields=tuple(pointers), role=role, whole=_whole(key, hints) if role == "hint" else ())
        for (role, key), pointers in named.items()
        if key
    ]
    taken = {phrase.key for phrase in phrases}
    phrases += [
        Phrase(key=key, fields=(), role="part") for key in sorted(set(_part_keys(form))) if key and key not in taken
    ]
    phrases += [Phrase(key=letters(words), fields=(), role="caption", caption=kind) for kind, words in _CAPTIONS]
    return Known(
        fields=fields,
        by_pointer={info.pointer: info for info in fields},
        phrases=Phrases(phrases),
        hints={pointer: tuple(keys) for pointer, keys in hints.items()},
        parts=frozenset(_part_keys(form)),
    )


def _whole(head: str, hints: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for keys in hints.values() for key in keys if key.startswith(head)))


def _hints(info: FieldInfo) -> list[str]:
    note = info.note
    return [words for words in (note.hint_th, *note.also_th) if words]


def _label_keys(info: FieldInfo) -> Iterator[tuple[str, str]]:
    label = info.note.label_th
    if label is None:
        return
    yield "label", letters(label)
    bare = letters(_BRACKET.sub("", label))
    if len(bare) >= _THAI and bare != letters(label):
        yield "label", bare
    for words in _BRACKET.findall(label):
        if words.isascii() and len(letters(words)) >= _ENGLISH:
            yield "label", letters(words)


def _part_keys(form: type[Struct]) -> Iterator[str]:
    for section in sections(form):
        if section.fields and not section.fields[0].pointer.startswith(_NOT_PRINTED) and section.key != "header":
            yield letters(section.label_th)
        for info in section.fields:
            if info.note.subsection_th and not info.pointer.startswith(_NOT_PRINTED):
                yield letters(info.note.subsection_th)
                yield letters(_BRACKET.sub("", info.note.subsection_th))


@cache
def flow_heads() -> Phrases:
    """Return the headings of the flow table; `fields` are the columns' keys."""
    found = [Phrase(key=letters(i.note.label_th or ""), fields=(i.key,), role="label") for i in flow_columns()]
    found += [Phrase(key=letters(words), fields=("seq",), role="label") for words in _SEQ_HEADS[:2]]
    return Phrases(found)


@cache
def exchange_heads() -> Phrases:
    """Return the headings of the exchange table; `fields` are the columns' keys, "" for the upper header."""
    named: dict[str, str] = {}
    for info in exchange_columns():
        for label in (info.note.label_th or "", *info.note.also_th):
            named.setdefault(letters(label), info.key)
            named.setdefault(letters(_BRACKET.sub("", label)), info.key)
            for words in _BRACKET.findall(label):
                named.setdefault(letters(words), info.key)
        if info.note.group_th:
            named.setdefault(letters(info.note.group_th), "")
    # The tail is each agency's own abbreviation.
    named.setdefault(letters("หน่วยงานภายนอกที่ประมวลผลให้"), "external_processor_org_unit")
    named.setdefault(letters("ลำดับที่"), "seq")
    return Phrases(Phrase(key=key, fields=(field,), role="label") for key, field in named.items())
