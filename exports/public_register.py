"""The published extract as rows of CSV and JSON, for programs: the fields and words of the page."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

import msgspec

from schemas.privacy_notice import parts
from schemas.publishing import PublicActivity, PublicLine

#: Spreadsheets run what begins so.
_ACTS = re.compile(r"^[\s]*[=+\-@\t\r]")
_KEYS: Sequence[str] = (
    *("purposes", "basis", "necessity", "subjects", "data", "source", "retention", "recipients", "transfers"),
    *("rights", "controller", "dpo"),
)
_HEADS = {
    "th": ("เลขอ้างอิง", "กิจกรรม", "หน่วยงาน"),
    "en": ("Reference", "Activity", "Office"),
}
_TRANSFERS = {"th": "การโอนไปต่างประเทศ (มาตรา 28)", "en": "Transfers abroad (s.28)"}
#: So that Excel reads the file as UTF-8.
MARK = b"\xef\xbb\xbf"


def csv_head(language: str) -> bytes:
    """Return the first row, with the mark that tells Excel which letters follow."""
    found = {each.key: each.heading for each in parts(_NOTHING, language)} | {"transfers": _TRANSFERS[language]}
    return MARK + _row([*_HEADS[language], *(found[key] for key in _KEYS)])


def csv_rows(lines: Iterable[PublicLine], language: str) -> bytes:
    """Return one row for each activity; a cell with several values has one a line."""
    return b"".join(_csv_row(each.content, language) for each in lines)


def _csv_row(content: PublicActivity, language: str) -> bytes:
    found = {each.key: "\n".join(each.lines) for each in parts(content, language)}
    return _row([content.ref, content.name, content.office, *(found.get(key, "") for key in _KEYS)])


def _row(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{each}" if _ACTS.match(each) else each for each in cells])
    return out.getvalue().encode()


def json_items(lines: Iterable[PublicLine], *, first: bool) -> bytes:
    """Return activities as members of a JSON array that is written in pieces; codes as codes, words as written."""
    encoded = [msgspec.json.encode({"id": each.activity_id, **msgspec.to_builtins(each.content)}) for each in lines]
    joined = b",\n".join(encoded)
    return joined if first or not encoded else b",\n" + joined


_NOTHING = PublicActivity(ref="", name="", office="")
