"""Printing: paper, margins, and the lines above and below every page."""

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from exports.styles import FONT_NAME

A3, A4 = 8, 9
_CM = 1 / 2.54


def margins(sheet: Worksheet) -> None:
    """Leave 1.2 cm at the sides and 1.8 cm above and below for the lines."""
    page = sheet.page_margins
    page.left = page.right = 1.2 * _CM
    page.top = page.bottom = 1.8 * _CM
    page.header = page.footer = 0.8 * _CM


def fit_to_width(sheet: Worksheet, *, landscape: bool) -> None:
    """Print on A4, all columns on one page's width, as many pages as it takes."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True


def lines(sheet: Worksheet, *, above: tuple[str, str], below: tuple[str, str]) -> None:
    """Print (left, right) above and below each page, and the page number between the lower ones.

    The texts must have passed `safe_text.header_text`, and be at most 255 characters together with their codes.
    """
    sheet.oddHeader = _item(above[0], None, above[1])
    sheet.oddFooter = _item(below[0], "หน้า &P / &N", below[1])


def _item(left: str, centre: str | None, right: str) -> HeaderFooterItem:
    item = HeaderFooterItem()
    for part, text in ((item.left, left), (item.center, centre), (item.right, right)):
        part.text, part.font, part.size = text, f"{FONT_NAME},Regular", 9
    return item
