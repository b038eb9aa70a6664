"""Reads what a client or a file sent: fast when it is right, and with every fault listed when it is not.

msgspec stops at the first fault. A person who filled a form wants all of them, so a refused body is walked again,
against the same types.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from schemas.findings import Problem

T = TypeVar("T")
#: A fault list longer than this tells nobody anything new.
MOST_PROBLEMS = 200
#: Longest piece of what was sent that a message repeats.
LONGEST_ECHO = 300
#: Control characters that no form means and that neither XML nor Excel can hold; tab and line ends are text.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SUSPECT = (b"\\u", b"\\b", b"\\f", b"\x7f", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
#: State belongs to the register; a file or a client cannot bring it along.
STATE_KEYS = frozenset({"id", "ref", "status", "revision", "version", "content_hash", "created_at", "updated_at"})


class Unreadable(ValueError):
    """What was sent does not fit; `problems` lists every fault."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.pointer}: {p.message_en}" for p in problems))


def read_json(content: bytes, kind: type[T]) -> T:
    """Return the value of JSON bytes as `kind`.

    Raises: Unreadable with every fault (at most 200), each with its pointer, in Thai and English.
    """
    try:
        value = msgspec.json.decode(content, type=kind)
    except (msgspec.ValidationError, UnicodeDecodeError, msgspec.DecodeError, RecursionError):
        return read_value(_plain(content), kind)
    found = _repeated_keys(content)
    # Escapes hide control characters; where there is neither an escape nor a raw sign, there is nothing to walk for.
    if any(sign in content for sign in _SUSPECT):
        found += list(_limited(control_characters(msgspec.json.decode(content))))
    if found:
        raise Unreadable(found)
    return value


def read_value(value: object, kind: type[T]) -> T:
    """Return a plain value (dicts, lists, text) as `kind`.

    Raises: Unreadable, as `read_json`.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        found = list(_limited(_faults(value, kind, "")))
        raise Unreadable(found or [_problem("", str(error))]) from None


def read_plain(content: bytes) -> object:
    """Return the plain value (dicts, lists, text) of JSON bytes.

    Raises: Unreadable when they are no JSON, or when a key stands in one object twice.
    """
    value = _plain(content)
    try:
        repeated = _repeated_keys(content)
    except (RecursionError, ValueError):
        # The second reader's limits (depth, digits of a number) are a little tighter than the first one's.
        raise Unreadable(
            [_say("", "ข้อมูล JSON ซับซ้อนเกินไป", "The JSON is too deep, or a number in it too long")]
        ) from None
    if repeated:
        raise Unreadable(repeated)
    return value


def _repeated_keys(content: bytes) -> list[Problem]:
    """Return a problem for each key that an object has twice: msgspec would keep the last value without a word."""
    found: dict[str, Problem] = {}

    def look(pairs: list[tuple[str, None]]) -> None:
        if len(dict(pairs)) < len(pairs):
            for key, times in Counter(key for key, _ in pairs).items():
                if times > 1:
                    name = _cut(key)
                    found[key] = _say("", f"ช่องข้อมูล {name} ซ้ำ", f"The field {name} stands in one object twice")

    json.loads(content, object_pairs_hook=look)
    return list(found.values())[:MOST_PROBLEMS]


def _cut(words: str) -> str:
    # What was sent comes back in the answer, but not four megabytes of it.
    return words if len(words) <= LONGEST_ECHO else words[:LONGEST_ECHO] + "…"


def _plain(content: bytes) -> object:
    try:
        return msgspec.json.decode(content)
    except RecursionError:
        raise Unreadable([_say("", "ข้อมูล JSON ซ้อนกันลึกเกินไป", "The JSON is nested too deeply")]) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable([_say("", f"ไม่ใช่ JSON ที่ถูกต้อง: {error}", f"This is not valid JSON: {error}")]) from None


def _limited(found: Iterator[Problem]) -> Iterator[Problem]:
    for number, problem in enumerate(found):
        if number == MOST_PROBLEMS:
            yield _say("", f"มีข้อผิดพลาดมากกว่า {MOST_PROBLEMS} รายการ", f"There are more than {MOST_PROBLEMS} faults")
            return
        yield problem


def _say(pointer: str, message_th: str, message_en: str) -> Problem:
    return Problem(pointer=pointer, message_th=message_th, message_en=message_en)


def step(pointer: str, key: object) -> str:
    """Return the pointer of a child, escaped by RFC 6901."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _faults(value: object, kind: Any, pointer: str) -> Iterator[Problem]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        reason = str(error)
    else:
        return
    bare = bare_type(kind)
    found = False
    for problem in _inside(value, bare, pointer):
        found = True
        yield problem
    if not found:
        yield _problem(pointer, reason)


def bare_type(kind: Any) -> Any:
    while True:
        origin = get_origin(kind)
        if origin is Annotated:
            kind = get_args(kind)[0]
        elif origin in {Union, UnionType}:
            kind = next(part for part in get_args(kind) if part is not type(None))
        else:
            return kind


def _inside(value: object, kind: Any, pointer: str) -> Iterator[Problem]:
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Struct):
        yield from _in_struct(value, kind, pointer)
    elif isinstance(value, list) and get_origin(kind) is list:
        for index, item in enumerate(value):
            yield from _faults(item, get_args(kind)[0], step(pointer, index))
    elif isinstance(value, dict) and get_origin(kind) is dict:
        key_kind, item_kind = get_args(kind)
        for key, item in value.items():
            yield from _faults(key, key_kind, step(pointer, key))
            yield from _faults(item, item_kind, step(pointer, key))


def _in_struct(value: dict[str, object], kind: type[Struct], pointer: str) -> Iterator[Problem]:
    hints = get_type_hints(kind, include_extras=True)
    for key, item in value.items():
        if key in hints:
            yield from _faults(item, hints[key], step(pointer, key))
        elif pointer == "" and key in STATE_KEYS:
            yield _say(
                step(pointer, key),
                "สถานะและเลขอ้างอิงกำหนดโดยระบบ ส่งเข้ามาไม่ได้",
                "State and references belong to the register and cannot be sent",
            )
        else:
            name = _cut(key)
            yield _say(step(pointer, name), f"ไม่รู้จักช่องข้อมูล {name}", f"Unknown field {name}")
    for info in msgspec.structs.fields(kind):
        if info.required and info.encode_name not in value:
            where = step(pointer, info.encode_name)
            yield _say(where, f"ต้องระบุ {info.encode_name}", f"{info.encode_name} is required")


#: Faults that repeat what was sent: a name of a field, a word that is not in a list.
_ECHOES = (
    (re.compile("Unknown field "), "ไม่รู้จักช่องข้อมูลหนึ่งช่อง", "An unknown field"),
    (re.compile("Object contains unknown field"), "ไม่รู้จักช่องข้อมูลหนึ่งช่อง", "An unknown field"),
    (re.compile("Invalid enum value "), "ค่านี้ไม่อยู่ในรายการที่กำหนด", "This value is not in the list"),
    (
        re.compile("The field .* stands in one object twice", re.DOTALL),
        "มีช่องข้อมูลซ้ำ",
        "A field stands in one object twice",
    ),
)


def without_echo(problem: Problem) -> Problem:
    """Return a fault that repeats nothing of what was sent: names of people are not sent around in answers."""
    for place, (said, th, en) in enumerate(_ECHOES):
        if said.match(problem.message_en):
            # The pointer of an unknown field ends with its name.
            pointer = problem.pointer.rpartition("/")[0] if place == 0 else problem.pointer
            return msgspec.structs.replace(problem, pointer=pointer, message_th=th, message_en=en)
    return problem


_TYPES_TH = {
    "str": "ข้อความ",
    "int": "จำนวนเต็ม",
    "float": "ตัวเลข",
    "bool": "ใช่/ไม่ใช่ (true/false)",
    "array": "รายการ",
    "object": "กลุ่มข้อมูล",
    "null": "ค่าว่าง",
    "date": "วันที่ (ปปปป-ดด-วว)",
    "datetime": "วันเวลาพร้อมเขตเวลา",
}
_RULES = (
    (r"Expected `(.+?)` of length <= (\d+)", "{0}ยาวเกิน {1}"),
    (r"Expected `(.+?)` of length >= (\d+)", "{0}สั้นกว่า {1}"),
    (r"Expected `(.+?)` (<=|>=|<|>) (\S+)", "ต้องเป็น{0} {1} {2}"),
    (r"Expected `(.+?)` matching regex", "รูปแบบข้อความไม่ถูกต้อง"),
    (r"Expected `datetime` with a timezone component", "วันเวลาต้องระบุเขตเวลา เช่น +07:00"),
    (r"Invalid enum value (.+)", "ค่า {0} ไม่อยู่ในรายการที่กำหนด"),
    (r"Invalid RFC3339 encoded datetime", "วันเวลาไม่ถูกต้อง ต้องเป็นแบบ RFC 3339"),
    (r"Invalid RFC3339 encoded date", "วันที่ไม่ถูกต้อง ต้องเป็น ปปปป-ดด-วว (ค.ศ.)"),
    (r"Expected `(.+?)`, got `(.+?)`", "ต้องเป็น{0} แต่ได้{1}"),
    (r"missing required field `(.+?)`", "ต้องระบุ {0}"),
)


def _problem(pointer: str, reason: str) -> Problem:
    english = _cut(re.sub(r" - at `.*`$", "", reason))
    for pattern, thai in _RULES:
        matched = re.search(pattern, english)
        if matched:
            words = [" หรือ".join(_TYPES_TH.get(w, w) for w in part.split(" | ")) for part in matched.groups()]
            return _say(pointer, thai.format(*words), english)
    return _say(pointer, f"ข้อมูลไม่ถูกต้อง ({english})", english)


def control_characters(value: object, pointer: str = "") -> Iterator[Problem]:
    """Yield a problem for each text in plain data, keys included, that has a control character.

    Among them is NUL, which PostgreSQL takes in no text, not even to look for it.
    """
    if isinstance(value, str):
        found = CONTROL.search(value)
        if found:
            name = f"U+{ord(found.group()):04X}"
            yield _say(pointer, f"มีอักขระควบคุม {name} ในข้อความ", f"The text has the control character {name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from control_characters(key, step(pointer, key))
            yield from control_characters(item, step(pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from control_characters(item, step(pointer, index))
