"""Small files of every kind that may be attached, and some that may not."""

import io
import struct
import zipfile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\0" * 17
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 20 + b"\xff\xd9"
CSV = "โดเมน,เจ้าของ\nexample.go.th,กลุ่มสารสนเทศ\n".encode()
PDF_TYPE = "application/pdf"


def archive(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    """Return a zip with parts of these names; `first` is stored as it is before them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        if first is not None:
            made.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name in names:
            made.writestr(name, "<a/>")
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
ODT = archive("content.xml", first=("mimetype", b"application/vnd.oasis.opendocument.text"))
ODS = archive("content.xml", first=("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"))
GOOD = {
    "ประกาศ.pdf": PDF,
    "แบบ.docx": DOCX,
    "ตาราง.xlsx": XLSX,
    "หนังสือ.odt": ODT,
    "ตาราง.ods": ODS,
    "ภาพ.png": PNG,
    "ภาพ.jpg": JPEG,
    "PHOTO.JPEG": JPEG,
    "โดเมน.csv": CSV,
    "ข้อความ.txt": "สวัสดี\r\n".encode(),
    "เอ็กเซล.csv": "ชื่อ,หน่วยงาน\r\n".encode("cp874"),
}
