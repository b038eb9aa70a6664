"""The title block: which record, which revision, in what state since when.

The day of printing is not in it: the same revision is the same picture on every day, so that its hash can be kept.
"""

from datetime import date

from msgspec import Struct

from diagrams.wrapping import clean
from schemas.thai_dates import format_thai_date

_HASH_SHOWN = 16


class TitleBlock(Struct, frozen=True, kw_only=True):
    """What a printed picture says about the record it was made from."""

    ref: str
    revision: int
    status_th: str
    dated: date
    """The day of `dated_th` in Asia/Bangkok; shown in the Buddhist Era."""
    dated_th: str = "วันที่"
    """What happened on that day: approved, last changed."""
    content_hash: str
    """SHA-256 of the document bytes, hexadecimal."""
    watermark: str = ""
    """A line below the cells, such as who took the copy and when. Pictures (SVG, PNG) have it, not the PDF."""

    def entries(self, *, whole_hash: bool = False) -> list[tuple[str, str]]:
        """Return label and words of each cell, in order. The hash is cut to 16 digits unless `whole_hash`."""
        whole = clean(self.content_hash)
        short = whole if len(whole) <= _HASH_SHOWN else whole[:_HASH_SHOWN] + "…"
        return [
            ("เลขที่", clean(self.ref)),
            ("ฉบับที่", str(self.revision)),
            ("สถานะ", clean(self.status_th)),
            (clean(self.dated_th), format_thai_date(self.dated)),
            ("ลายพิมพ์ข้อมูล (SHA-256)", whole if whole_hash else short),
        ]
