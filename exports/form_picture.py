"""Sheet 2: the data flow diagram as a picture, with the paper's titles and legend."""

import struct

from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D

from exports.form_tables import process_titles, write_titles
from exports.grid import ONE_LINE, Grid
from exports.records import FormRecord
from exports.styles import PLAIN, QUIET
from schemas.vocabulary import StepMode

WIDTHS = (24.0,) * 5
#: Signature, length and name of the first chunk, then width and height (PNG specification, 11.2.1).
_HEADER_END = 24
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIXELS_PER_POINT = 96 / 72
_EMU = 9525  # English Metric Units in a pixel
#: Most points that the picture takes down an upright and a turned page, at the sheet's own scale.
_TALLEST = {False: 860.0, True: 540.0}
#: A picture wider than this comes out larger on a turned page, beside its titles and legend.
_TURNED_FROM = 1.35


class PngImage(Image):
    """A picture that openpyxl writes as it is. Its own class wants Pillow, only to read the size."""

    def __init__(self, content: bytes) -> None:
        """Take PNG bytes. Raises: ValueError when they are none."""
        if not content.startswith(_SIGNATURE) or content[12:16] != b"IHDR" or len(content) < _HEADER_END:
            raise ValueError("the picture is not a PNG")
        self.width, self.height = struct.unpack(">II", content[16:_HEADER_END])
        if not self.width or not self.height:
            raise ValueError("the picture is empty")
        self.format = "png"
        self.content = content

    def _data(self) -> bytes:
        return self.content


def write_picture_sheet(grid: Grid, record: FormRecord) -> bool:
    """Write titles, the picture fitted to the page, and the legend below it. Returns whether the page is turned.

    Raises: ValueError when the bytes handed in are no PNG.
    """
    main, sub = process_titles(record)
    write_titles(grid, (f"Data Flow Diagram : {main}", f"กระบวนการ : {sub}"))
    if record.dfd_png is None:
        grid.put(grid.row, 1, "ยังไม่มีขั้นตอนให้วาดแผนภาพ", QUIET, columns=len(grid.widths))
        return False
    picture = PngImage(record.dfd_png)
    turned = picture.width > picture.height * _TURNED_FROM
    wide = grid.points(1, len(grid.widths)) * _PIXELS_PER_POINT
    scale = min(1.0, wide / picture.width, _TALLEST[turned] * _PIXELS_PER_POINT / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.anchor = OneCellAnchor(
        _from=AnchorMarker(col=0, row=grid.row - 1, colOff=4 * _EMU, rowOff=4 * _EMU),
        ext=XDRPositiveSize2D(picture.width * _EMU, picture.height * _EMU),
    )
    grid.sheet.add_image(picture)
    for _ in range(int((picture.height / _PIXELS_PER_POINT + 12) / ONE_LINE) + 1):
        grid.put(grid.row, 1, "", PLAIN)
    _legend(grid)
    return turned


def _legend(grid: Grid) -> None:
    """Write the paper's legend in words, for those who cannot make out the signs in the picture."""
    columns = len(grid.widths)
    grid.put(grid.row, 1, "หมายเหตุ", PLAIN, columns=columns)
    said = {
        StepMode.ELECTRONIC: "เส้นขอบทึบ",
        StepMode.PAPER: "เส้นขอบประ",
        StepMode.UNKNOWN: "เส้นขอบจุด",
    }
    for mode, drawn in said.items():
        words = mode.th if mode is not StepMode.UNKNOWN else "ไม่ทราบว่าดำเนินการด้วยอิเล็กทรอนิกส์หรือเอกสาร"
        grid.put(grid.row, 1, f"{drawn} หมายถึง {words}", PLAIN, columns=columns)
