"""Reads the text and the workbooks of small tables that offices hand in; bounds hold before anything is unpacked."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

#: Unpacked: a small file that unpacks to gigabytes is no small table.
MOST_UNPACKED, MOST_PARTS = 8 * 1024 * 1024, 200


def decoded(content: bytes) -> str:
    """Return the text of a CSV: UTF-8 with or without its mark, else the Thai code page of Windows (TIS-620).

    Raises: ValueError with words in Thai and English for what is neither.
    """
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise ValueError("อ่านตัวอักษรในไฟล์ไม่ได้ บันทึกเป็น UTF-8 / the text is neither UTF-8 nor TIS-620")
    if "\0" in text:
        raise ValueError("ไฟล์นี้ไม่ใช่ CSV หรือ Excel / this is neither CSV nor a workbook")
    return text


def sheet_rows(content: bytes, what: str, *, rows: int, columns: int) -> Sequence[Sequence[Any]]:
    """Return up to so many rows and columns of a workbook's first sheet. `what`: the table in English, for the words.

    Raises: ValueError with words in Thai and English for what is no workbook, or unpacks to far more than a table.
    """
    import openpyxl

    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        parts = []
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValueError(f"ไฟล์มีข้อมูลมากเกินไป / the file holds far more than {what}")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        # Read to the end here: a sheet that is damaged in the middle is told of only when one comes there.
        found = list(book.worksheets[0].iter_rows(values_only=True, max_row=rows, max_col=columns))
        book.close()
    except Exception as error:  # whatever a hostile file makes the reader raise, it is no workbook for us
        raise ValueError("เปิดไฟล์ไม่ได้ ต้องเป็น .xlsx หรือ .csv / this is neither .xlsx nor .csv") from error
    return found
