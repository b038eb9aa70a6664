"""Use case of the editable tables: what somebody copied from Excel, Word or LibreOffice, read by the form's labels."""

from ropa.errors import Invalid, invalid
from ropa.imports.rules_pasted import MOST_HEADS, Block, TooManyCells, block_of, cells_of, text_of
from schemas.field import LIST_LIMIT, TEXT_LIMIT
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
    try:
        # Headings may stand on two rows below a title, and are no rows of the table.
        cells = cells_of(text, LIST_LIMIT + MOST_HEADS + 1, MOST_COLUMNS)
    except TooManyCells as error:
        raise _refused_columns() if error.what == "columns" else too_many(LIST_LIMIT, more=True) from error
    longest = max((len(cell) for row in cells for cell in row), default=0)
    if longest > TEXT_LIMIT:
        raise invalid(
            WHERE,
            f"ช่องหนึ่งที่วางยาว {longest:,} ตัวอักษร ช่องหนึ่งยาวได้ไม่เกิน {TEXT_LIMIT:,}",
            f"One pasted cell has {longest:,} characters, at most {TEXT_LIMIT:,} are possible",
        )
    block = block_of(cells, table)
    if len(block.rows) > LIST_LIMIT:
        raise too_many(len(block.rows))
    if not block.rows:
        raise invalid(WHERE, "มีแต่หัวตาราง ไม่มีแถวข้อมูล", "There are only headings and no rows")
    return block


def _refused_columns() -> Invalid:
    return invalid(
        WHERE,
        f"ข้อความที่วางมีมากกว่า {MOST_COLUMNS} คอลัมน์ วางได้ไม่เกิน {MOST_COLUMNS}",
        f"The pasted text has more than {MOST_COLUMNS} columns, at most {MOST_COLUMNS} are possible",
    )


def too_many(rows: int, *, more: bool = False) -> Invalid:
    """Return the refusal of a table that would have so many rows; `more`: more than so many."""
    return invalid(
        WHERE,
        f"ตารางจะมี{'มากกว่า' if more else ''} {rows:,} แถว มีได้ไม่เกิน {LIST_LIMIT} แถว จึงยังไม่ได้วาง",
        f"The table would have {'more than ' if more else ''}{rows:,} rows, at most {LIST_LIMIT} are possible; "
        "nothing was pasted",
    )


def words_refused(info: FieldInfo, words: str) -> tuple[str, str]:
    """Return what to say of words that a closed list does not have, in Thai and English."""
    return (
        f"“{words[:60]}” ไม่อยู่ในรายการของช่อง “{info.label}”",
        f"{words[:60]!r} is not in the list of {info.note.label_en!r}",
    )
