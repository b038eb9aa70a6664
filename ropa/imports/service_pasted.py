"""Use case of the editable tables: what somebody copied from Excel, Word or LibreOffice, read by the form's labels."""

from ropa.errors import Invalid, invalid
from ropa.imports.rules_pasted import Block, block_of, cells_of, text_of
from schemas.field import LIST_LIMIT
from schemas.form import FieldInfo

__all__ = ["Block", "read_pasted", "text_of", "too_many", "words_refused"]
#: A table of 500 rows with long cells; a workbook is imported as a file.
MOST_LETTERS = 1_000_000
MOST_COLUMNS = 60
WHERE = "/paste_text"


def read_pasted(text: str, table: str) -> Block:
    """Return the cells of a pasted text, under the form's columns where it brought headings. `table`: flow or systems.

    Raises: Invalid for nothing, and for more than a table of the form can hold.
    """
    if not text.strip():
        raise invalid(WHERE, "ยังไม่มีข้อความในช่องวาง", "Nothing was pasted")
    if len(text) > MOST_LETTERS:
        raise invalid(
            WHERE,
            f"ข้อความที่วางยาว {len(text):,} ตัวอักษร วางได้ไม่เกิน {MOST_LETTERS:,} โปรดนำเข้าเป็นไฟล์ Excel แทน",
            f"The pasted text has {len(text):,} characters, at most {MOST_LETTERS:,}; import the Excel file instead",
        )
    block = block_of(cells_of(text), table)
    if len(block.rows) > LIST_LIMIT:
        raise too_many(len(block.rows))
    width = max((len(row) for row in block.rows), default=0)
    if width > MOST_COLUMNS:
        raise invalid(
            WHERE,
            f"ข้อความที่วางมี {width:,} คอลัมน์ วางได้ไม่เกิน {MOST_COLUMNS}",
            f"The pasted text has {width:,} columns, at most {MOST_COLUMNS} are possible",
        )
    if not block.rows:
        raise invalid(WHERE, "มีแต่หัวตาราง ไม่มีแถวข้อมูล", "There are only headings and no rows")
    return block


def too_many(rows: int) -> Invalid:
    """Return the refusal of a table that would have so many rows."""
    return invalid(
        WHERE,
        f"ตารางจะมี {rows:,} แถว มีได้ไม่เกิน {LIST_LIMIT} แถว จึงยังไม่ได้วาง",
        f"The table would have {rows:,} rows, at most {LIST_LIMIT} are possible; nothing was pasted",
    )


def words_refused(info: FieldInfo, words: str) -> tuple[str, str]:
    """Return what to say of words that a closed list does not have, in Thai and English."""
    return (
        f"“{words[:60]}” ไม่อยู่ในรายการของช่อง “{info.label}”",
        f"{words[:60]!r} is not in the list of {info.note.label_en!r}",
    )
