"""Two documents compared as people read it: every difference with its section, its words, and what kind it is. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ropa.activities.rules_value_words import Language, section_of, text_at
from ropa.activities.rules_words import WordDiff
from schemas.comparison import ChangeCounts, FieldChange, TopChange
from schemas.diff import Change, ChangeKind, compare
from schemas.document import ActivityDocument

#: What the list of changed records names of each.
TOP = 5


def field_changes(
    before: ActivityDocument, after: ActivityDocument, words: WordDiff, language: Language = "th"
) -> list[FieldChange]:
    """Return every difference in the order of the form, its values also in words, word by word."""
    return [told(change, before, after, words, language) for change in compare(before, after)]


def told(
    change: Change, before: ActivityDocument, after: ActivityDocument, words: WordDiff, language: Language
) -> FieldChange:
    """Return one difference of two documents with its values in words."""
    if change.kind is ChangeKind.MOVED:  # what the row says now; what changed in it is told by itself
        old = new = text_at(after, change.pointer, language)
    else:
        old = text_at(before, change.before_pointer, language)
        new = "" if change.after is None and change.after_mark is None else text_at(after, change.pointer, language)
    section, section_th, section_en = section_of(change.pointer)
    return FieldChange(
        pointer=change.pointer,
        before_pointer=change.before_pointer,
        kind=change.kind,
        section=section,
        section_th=section_th,
        section_en=section_en,
        label_th=change.label_th,
        label_en=change.label_en,
        from_th=change.from_th,
        from_en=change.from_en,
        before=change.before,
        after=change.after,
        before_mark=change.before_mark,
        after_mark=change.after_mark,
        before_text=old,
        after_text=new,
        words=words.runs(old, new),
    )


def counted(changes: Iterable[Change | FieldChange]) -> ChangeCounts:
    """Return how many differences of each kind there are."""
    by_kind = Counter(str(change.kind) for change in changes)
    return ChangeCounts(**{name: by_kind[name] for name in ChangeCounts.__struct_fields__})


def first_of(changes: Sequence[Change | FieldChange]) -> list[TopChange]:
    """Return the names of the first differences."""
    return [
        TopChange(pointer=each.pointer, kind=each.kind, label_th=each.label_th, label_en=each.label_en)
        for each in changes[:TOP]
    ]


def title_of(document: ActivityDocument) -> str:
    """Return what a record is called: its sub-process, else its main process; empty when it has neither."""
    head = document.form.header
    return head.sub_process or head.main_process or ""
