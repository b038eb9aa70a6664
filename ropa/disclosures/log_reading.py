"""Reads a batch of the exchange log out of a file, line after line: CSV, NDJSON or a JSON array, gzip or not.

Bounded: so many bytes of one line, of the whole after unpacking, and so many lines. Each line is read once.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import BinaryIO

import msgspec
from msgspec import Struct

from ropa.disclosures.rules_log import COLUMNS, MOST_FAULTS, Row
from ropa.errors import Invalid, TooLarge, invalid
from schemas.exchange_log import MOST_BYTES, MOST_LINE_BYTES, MOST_LINES, BatchFormat, LogColumns
from schemas.field import note_of
from schemas.findings import Problem

_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_DELIMITERS = ",;\t"
_PIECE = 1 << 16
#: Lines of a file that are no lines of the log: the header, empty ones.
_AROUND = 1_000


class _Entry(Struct, forbid_unknown_fields=True):
    """A line of JSON. Only the number may be a number: an ID that is one has lost its leading zeros."""

    number: int | str
    agency: str
    status: str
    service: str
    provider: str
    ip: str
    at: str
    token: str | None = None
    person: str | None = None


_ENTRY = msgspec.json.Decoder(_Entry)
_ENTRIES = msgspec.json.Decoder(list[_Entry])
_RAW_ENTRIES = msgspec.json.Decoder(list[msgspec.Raw])
_KEYS = tuple(f'"{name}"'.encode() for name in COLUMNS)


class BatchFile:
    """A batch in a file. `sha256` is that of the unpacked bytes, once every row was read."""

    def __init__(self, file: BinaryIO, kind: BatchFormat) -> None:
        start = file.read(len(_GZIP))
        file.seek(0)
        packed = start == _GZIP
        # The mode is said: a sent file is a temporary one, open for writing, and would be taken for the target.
        self._file: BinaryIO = gzip.GzipFile(fileobj=file, mode="rb") if packed else file  # type: ignore[assignment]
        self._kind = kind
        self._hash = hashlib.sha256()
        self._size = 0
        self.faults: list[Problem] = []

    @property
    def sha256(self) -> str:
        """Return the hash of what was read, 64 hex digits."""
        return self._hash.hexdigest()

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield (place from 1, row in the order of the nine columns); a line that is no row adds to `faults`.

        Raises: TooLarge; Invalid for a file of which no further line can be read.
        """
        return {BatchFormat.CSV: self._csv, BatchFormat.NDJSON: self._ndjson, BatchFormat.JSON: self._json}[
            self._kind
        ]()

    def _piece(self, size: int) -> bytes:
        try:
            piece = self._file.read(size)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise invalid("", "ไฟล์ gzip เสียหายหรือไม่ครบ", "The gzip file is damaged or not whole") from None
        self._size += len(piece)
        if self._size > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise TooLarge(f"ข้อมูลที่คลายแล้วใหญ่เกิน {most} MB", f"Unpacked, the batch is larger than {most} MB")
        self._hash.update(piece)
        return piece

    def _whole_lines(self) -> Iterator[list[bytes]]:
        """Yield lines with their ends, some hundreds at once; none longer than the bound."""
        place, rest = 0, b""
        while True:
            piece = self._piece(_PIECE)
            lines = (rest + piece).splitlines(keepends=True)
            # The last one may go on in the next piece, be it with the second half of its end.
            rest = lines.pop() if lines and piece else b""
            if lines and max(map(len, lines)) > MOST_LINE_BYTES:
                raise self._too_long(place + 1 + next(n for n, each in enumerate(lines) if len(each) > MOST_LINE_BYTES))
            if lines and not place:
                lines[0] = lines[0].removeprefix(_BOM)
            place += len(lines)
            if len(rest) > MOST_LINE_BYTES:
                raise self._too_long(place + 1)
            yield lines
            if not piece:
                return
            if place > MOST_LINES + _AROUND:
                raise too_many()

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        place = 0
        for lines in self._whole_lines():
            yield from enumerate(lines, place + 1)
            place += len(lines)

    def _too_long(self, place: int) -> Invalid:
        th, en = f"ยาวเกิน {MOST_LINE_BYTES:,} ไบต์", f"is longer than {MOST_LINE_BYTES:,} bytes"
        return _stop(place, th, en, self.faults)

    def _texts(self) -> Iterator[str]:
        place = 0
        for lines in self._whole_lines():
            whole = b"".join(lines)
            try:
                text = whole.decode()
            except UnicodeDecodeError as error:
                # Lines that came whole before the wrong one are read, so that their faults are told, too.
                bad = whole.count(b"\n", 0, error.start)
                yield from io.StringIO(b"".join(lines[:bad]).decode(errors="replace"), newline="")
                raise _stop(
                    place + bad + 1,
                    "ไม่ใช่ UTF-8 (อาจเป็น TIS-620 หรือ Windows-874) บันทึกไฟล์เป็น UTF-8 แล้วส่งใหม่",
                    "is not UTF-8 (perhaps TIS-620 or Windows-874); save the file as UTF-8 and send it again",
                    self.faults,
                ) from None
            # Split again by the library, which is faster than handing over line after line.
            yield from io.StringIO(text, newline="")
            place += len(lines)

    def _csv(self) -> Iterator[tuple[int, Row]]:
        texts = self._texts()
        first = next(texts, "")
        delimiter = max(_DELIMITERS, key=first.count)
        reader = csv.reader(_again(first, texts), delimiter=delimiter, strict=True)
        try:
            ordered = itemgetter(*_header(next(reader, [])))
            width = len(COLUMNS)
            for row in reader:
                if len(row) == width:
                    yield reader.line_num, ordered(row)
                elif row:
                    self._say(reader.line_num, f"มี {len(row)} ช่อง ต้องมี {width}", f"has {len(row)} cells, not {width}")
        except csv.Error as error:
            raise _stop(reader.line_num, f"อ่าน CSV ไม่ได้: {error}", f"is no CSV: {error}", self.faults) from None

    def _ndjson(self) -> Iterator[tuple[int, Row]]:
        for place, line in self._lines():
            if line.strip():
                entry = self._entry(place, line)
                if entry is not None:
                    yield place, entry

    def _json(self) -> Iterator[tuple[int, Row]]:
        content = b"".join(iter(lambda: self._piece(_PIECE), b"")).removeprefix(_BOM)
        try:
            entries = _ENTRIES.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            entries = None
        if entries is not None and _is_plain(content, len(entries)):
            yield from ((place, _row(entry)) for place, entry in enumerate(entries, 1))
            return
        try:
            pieces = _RAW_ENTRIES.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise invalid("", "ไม่ใช่อาร์เรย์ JSON แบบ UTF-8", "This is no JSON array in UTF-8") from None
        for place, piece in enumerate(pieces, 1):
            entry = self._entry(place, bytes(piece))
            if entry is not None:
                yield place, entry

    def _entry(self, place: int, line: bytes) -> Row | None:
        try:
            entry = _ENTRY.decode(line)
        except msgspec.ValidationError as error:
            self._say(place, f"ไม่ตรงรูปแบบ: {error}", f"does not fit: {error}")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._say(place, "ไม่ใช่ JSON แบบ UTF-8", "is no JSON in UTF-8")
        else:
            if _is_plain(line, 1) or not _repeated(line):
                return _row(entry)
            self._say(place, "มีช่องข้อมูลซ้ำ", "has a field twice")
        return None

    def _say(self, place: int, message_th: str, message_en: str) -> None:
        self.faults.append(_fault(place, message_th, message_en))


def too_many() -> TooLarge:
    """Return the error of a batch with too many lines."""
    return TooLarge(f"ชุดหนึ่งส่งได้ไม่เกิน {MOST_LINES:,} บรรทัด", f"A batch holds {MOST_LINES:,} lines at most")


def _fault(place: int, message_th: str, message_en: str) -> Problem:
    return Problem(
        pointer=f"/lines/{place}", message_th=f"บรรทัด {place} {message_th}", message_en=f"Line {place} {message_en}"
    )


def _stop(place: int, message_th: str, message_en: str, before: list[Problem]) -> Invalid:
    """Return the error after which nothing more of the file can be read, with what was found before it."""
    return Invalid([*before, _fault(place, message_th, message_en)])


def _again(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _row(entry: _Entry) -> Row:
    return (
        str(entry.number),
        entry.token or "",
        entry.person or "",
        entry.agency,
        entry.status,
        entry.service,
        entry.provider,
        entry.ip,
        entry.at,
    )


def _is_plain(content: bytes, entries: int) -> bool:
    """Tell, without reading it a second time, that no object has a key twice: msgspec keeps the last without a word."""
    return b"\\" not in content and all(content.count(key) <= entries for key in _KEYS)


def _repeated(line: bytes) -> bool:
    found = False

    def look(pairs: list[tuple[str, object]]) -> None:
        nonlocal found
        found = found or len(dict(pairs)) < len(pairs)

    json.loads(line, object_pairs_hook=look)
    return found


def _names() -> dict[str, str]:
    """Return by which names a CSV may call each column: its own, and the form's in Thai and English."""
    found: dict[str, str] = {}
    for item in msgspec.structs.fields(LogColumns):
        note = note_of(item.type.__metadata__[0])
        labels = (note.label_th, note.hint_th, note.label_en, *note.also_th) if note else ()
        found |= {_squeezed(label): item.name for label in (item.name, *labels) if label}
    return found


def _squeezed(words: str) -> str:
    # The form numbers its columns: "1. ลำดับที่ของLog".
    return re.sub(r"^\d{1,2}\.", "", "".join(words.split())).casefold()


_NAMES = _names()


def _header(cells: list[str]) -> list[int]:
    """Return where each of the nine columns stands.

    Raises: Invalid with every column that is missing, stands twice, or is none of the nine. A cell is not repeated in
    the message: in a file without a header it is a line's, with somebody's number in it.
    """
    places: dict[str, int] = {}
    faults = []
    for place, cell in enumerate(cells):
        name = _NAMES.get(_squeezed(cell))
        if name is None:
            th, en = f"คอลัมน์ที่ {place + 1} ไม่ใช่คอลัมน์ของบันทึก", f"has no column of the log in cell {place + 1}"
            faults.append(_fault(1, th, en))
        elif name in places:
            faults.append(_fault(1, f"มีคอลัมน์ {name} ซ้ำ", f"has the column {name} twice"))
        else:
            places[name] = place
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        words = ", ".join(missing)
        faults.append(_fault(1, f"หัวตารางขาดคอลัมน์ {words}", f"lacks the columns {words} in the header"))
    if faults:
        raise Invalid(faults[:MOST_FAULTS])
    return [places[name] for name in COLUMNS]
