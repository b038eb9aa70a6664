"""How one field of the form is declared: label, hint, law and widget in one `Annotated[..., field(...)]`."""

from typing import Any

import msgspec
from msgspec import Meta, Struct

#: Longest text that one place of the form takes. An Excel cell holds 32,767 characters, so nothing that
#: was accepted can be cut by a workbook later.
TEXT_LIMIT = 20_000
#: Most rows in any list of the form (the largest real form has 24 exchange lines).
LIST_LIMIT = 500
#: One entry of a list.
LINE = Meta(max_length=5_000)


class FieldNote(Struct, frozen=True, kw_only=True):
    """What people read about a field. Lives in `Meta.extra["note"]` of the field's type."""

    label_th: str | None
    """Words of the paper form, verbatim. None: the form prints only the hint."""
    label_en: str
    hint_th: str | None = None
    laws: tuple[str, ...] = ()
    subsection_th: str | None = None
    group_th: str | None = None
    """Upper header of a two-level table header."""
    column: int | None = None
    """Place in the printed table, where it differs from the order of declaration."""
    widget: str | None = None
    """How the web form asks for it, when the type alone does not tell."""
    names_people: bool = False
    names_units: bool = False
    """Names of organisation units stand here: what is renamed by a reorganisation is looked for in these places."""
    fills_many: bool = False
    """One answer may be true of many records (a measure, a contact, a method): work on many fills it where it is empty.

    Never of what names a record or says what it alone collects, and why.
    """
    required_by_law: bool = False
    """PDPA s.39 asks for it: empty is an error-level finding."""
    also_th: tuple[str, ...] = ()
    """Other printed labels or slips by which an importer must recognise the field."""


def field(label_th: str | None, label_en: str, **note: Any) -> Meta:
    """Return the `Meta` of a field. Keywords are those of `FieldNote`, plus `max_length`, `ge` and `le`.

    Raises: TypeError for a keyword that `FieldNote` does not know.
    """
    limits = {name: note.pop(name) for name in ("max_length", "ge", "le") if name in note}
    made = FieldNote(label_th=label_th, label_en=label_en, **note)
    schema = {"x-label-en": made.label_en, "x-law": list(made.laws)}
    return Meta(
        title=made.label_th or made.hint_th or made.label_en,
        description=made.hint_th,
        **limits,
        extra_json_schema=schema,
        extra={"note": made},
    )


def text(label_th: str | None, label_en: str, **note: Any) -> Meta:
    """Return the `Meta` of a text field, at most `TEXT_LIMIT` characters."""
    return field(label_th, label_en, max_length=TEXT_LIMIT, **note)


def number(label_th: str, label_en: str, **note: Any) -> Meta:
    """Return the `Meta` of a row number, 1 to 999."""
    return field(label_th, label_en, ge=1, le=999, **note)


def rows(label_th: str | None, label_en: str, **note: Any) -> Meta:
    """Return the `Meta` of a list field, at most `LIST_LIMIT` entries."""
    return field(label_th, label_en, max_length=LIST_LIMIT, **note)


def note_of(meta: msgspec.Meta | None) -> FieldNote | None:
    """Return the note of a `Meta`, or None when it carries none."""
    found = (meta.extra or {}).get("note") if meta is not None else None
    return found if isinstance(found, FieldNote) else None
