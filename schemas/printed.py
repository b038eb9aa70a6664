"""The words of the form workbook's label cells, and the names of its value cells: written by one, found by another."""

from schemas.form import FieldInfo, SectionInfo

#: Heads the columns of the flow table that the paper does not have.
ASIDE_TITLE = "ข้อมูลประกอบแผนภาพ (ไม่มีในแบบฟอร์มกระดาษ)"
#: The very hidden sheet of what words do not tell (`schemas.exact_values`).
EXACT_SHEET = "ropa"


def printed_label(info: FieldInfo) -> str:
    """Return the words of a field's label cell: label and hint, without what the sub-section beside it says already."""
    note = info.note
    words = note.label_th if note.label_th != note.subsection_th else None
    hint = f"({note.hint_th})" if note.hint_th else None
    return " ".join(part for part in (words, hint) if part) or info.label


def beyond_title(section: SectionInfo) -> str:
    """Return the words above the block that the paper does not have."""
    return f"{section.label_th} (ไม่มีในแบบฟอร์มกระดาษ)"


def cell_name(info: FieldInfo) -> str:
    """Return the name of a field's value cell in the workbook; further cells of a long value are named `….2`, `….3`."""
    return f"ropa.{info.section}.{info.key}"
