"""What documents may be attached, how their files are named, and how they stand to what was approved. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from schemas.attachments import AttachmentState, AttachmentVersion
from schemas.findings import Problem
from schemas.form import form_fields

#: Of one record, removed ones included; a record with more is a filing cabinet.
MAX_DOCUMENTS = 100
MAX_VERSIONS = 100
MAX_BYTES = 500 * 1024 * 1024
#: Days before its last day on which a document is shown as one that ends soon.
SOON_DAYS = 60
#: Letters of a file's name without its ending.
_MAX_STEM, _MAX_EXTENSION = 120, 10
_NO_NAME = "document"
#: Not allowed in names by one system or another.
_RESERVED = re.compile(r'[<>:"|?*]')
_SPACE = re.compile(r"\s+")
#: Names that Windows takes for devices, whatever ending they have.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
#: Controls, format characters (they turn the direction of text round or hide in it), halves of characters, unassigned.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
#: Places besides the fields of the form.
TABLES = {"/steps": ("ตารางขั้นตอน", "Flow table"), "/systems": ("ตารางการแลกเปลี่ยนข้อมูล", "Exchange table")}


def cleaned_name(name: str) -> str:
    """Return a file's name without its path, controls, turned text and what a disk refuses; Thai stays Thai."""
    last = re.split(r"[/\\]", name)[-1]
    spaced = unicodedata.normalize("NFC", _SPACE.sub(" ", last))
    shown = "".join(each for each in spaced if unicodedata.category(each) not in _INVISIBLE)
    stem, dot, extension = _RESERVED.sub("_", shown).rstrip(" .").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem, extension = stem[:_MAX_STEM].strip(" ."), extension[:_MAX_EXTENSION].strip()
    made = f"{stem or _NO_NAME}.{extension}" if extension else stem or _NO_NAME
    return f"_{made}" if _DEVICES.fullmatch(made) else made


def extension_of(name: str) -> str:
    """Return the ending of a name in small letters, without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


@cache
def places() -> dict[str, tuple[str, str]]:
    """Return every place that a document can belong to besides the whole record, with its label (Thai, English)."""
    fields = {each.pointer: (each.label, each.note.label_en) for each in form_fields()}
    return fields | TABLES


@cache
def _place_numbers() -> dict[str, int]:
    return {pointer: number for number, pointer in enumerate(places(), start=1)}


def place_order(pointer: str) -> int:
    """Return where a place stands: the whole record first, then the order of the form, then what it has no longer."""
    return 0 if not pointer else _place_numbers().get(pointer, len(_place_numbers()) + 1)


def place_problems(pointer: str) -> Iterator[Problem]:
    """Yield a fault where a pointer is no place of the form."""
    if pointer and pointer not in places():
        yield Problem(
            pointer="/pointer",
            message_th="ไม่มีช่องนี้ในแบบฟอร์ม เว้นว่างไว้ถ้าเป็นเอกสารของทั้งรายการ",
            message_en="The form has no such field; leave it out for a document of the whole record",
        )


def amount_problems(documents: int, total: int, size: int) -> Iterator[Problem]:
    """Yield a fault where a record has too many documents (`documents` counts the new one) or bytes."""
    if documents > MAX_DOCUMENTS:
        yield Problem(
            pointer="/file",
            message_th=f"รายการหนึ่งมีเอกสารได้ไม่เกิน {MAX_DOCUMENTS} รายการ (นับที่นำออกแล้วด้วย)",
            message_en=f"A record holds at most {MAX_DOCUMENTS} documents (removed ones included)",
        )
    if total + size > MAX_BYTES:
        most = MAX_BYTES // (1024 * 1024)
        yield Problem(
            pointer="/file",
            message_th=f"เอกสารทั้งหมดของรายการนี้จะเกิน {most} MB",
            message_en=f"The documents of this record would be more than {most} MB",
        )


def expiry_problems(expires_on: date | None, today: date) -> Iterator[Problem]:
    """Yield a fault where a new document has expired already; `today` is Bangkok's."""
    if expires_on is not None and expires_on < today:
        yield Problem(
            pointer="/expires_on",
            message_th="วันหมดอายุผ่านไปแล้ว แนบฉบับที่ยังใช้ได้ หรือเว้นวันที่ว่างไว้",
            message_en="This day has passed; attach a document that is valid, or leave the date out",
        )


def manifest_name(title: str, pointer: str, version: AttachmentVersion) -> str:
    """Return how an approval names a file: what it is, where it belongs, its number and its file."""
    until = f" · {version.expires_on.isoformat()}" if version.expires_on else ""
    return f"{title} · {pointer or '/'} · {version.number} · {version.file_name}{until}"


def state_of(line: tuple[str, str, str], frozen: Iterable[tuple[str, str, str]], *, removed: bool) -> AttachmentState:
    """Return how a document's newest line stands to the lines that the last approval froze."""
    inside = line in frozen
    if removed:
        return AttachmentState.LEAVING if inside else AttachmentState.REMOVED
    return AttachmentState.FROZEN if inside else AttachmentState.NEXT


def days_left(expires_on: date | None, today: date) -> int | None:
    """Return the days until the last day of validity; 0 on that day, below 0 after it."""
    return None if expires_on is None else (expires_on - today).days
