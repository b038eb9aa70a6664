"""The signature list: records by office, as a PDF to sign by hand or to file with what was signed."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from schemas.signing import SignedItem
from schemas.thai_dates import format_thai_date

_BANGKOK = ZoneInfo("Asia/Bangkok")


class SignatureList(Struct, frozen=True, kw_only=True):
    """What the list says above its tables. `signed`: the records are approved, else they wait for a signature."""

    items: Sequence[SignedItem]
    printed_on: date
    signed: bool
    signing: str | None = None
    """Number of the signing."""


def signature_list_pdf(given: SignatureList) -> bytes:
    """Return the list as a PDF on A4, one table for each office, in the order in which the items come.

    Text of users reaches typst as data only, never as markup.
    """
    import fontpkg_sarabun
    import typst

    offices: dict[str, list[list[str]]] = {}
    for number, item in enumerate(given.items, 1):
        offices.setdefault(item.office, []).append(
            [
                str(number),
                item.ref,
                item.title,
                str(item.revision),
                item.content_hash[:16],
                item.approved_by_name,
                format_thai_date(item.approved_at.astimezone(_BANGKOK).date()),
            ]
        )
    data = {
        "title": "รายการที่อนุมัติแล้ว" if given.signed else "รายการเสนอเพื่ออนุมัติ",
        "printed": format_thai_date(given.printed_on),
        "signing": given.signing or "",
        "signed": given.signed,
        "count": len(given.items),
        "offices": [{"name": name, "rows": rows} for name, rows in offices.items()],
    }
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.typ"
        page.write_bytes((Path(__file__).parent / "signature_list.typ").read_bytes())
        return typst.compile(
            page,
            root=Path(folder),
            font_paths=[Path(fontpkg_sarabun.ROOT) / "files"],
            ignore_system_fonts=True,
            sys_inputs={"given": msgspec.json.encode(data).decode()},
            format="pdf",
            timestamp=int(datetime.combine(given.printed_on, time(), UTC).timestamp()),
        )
