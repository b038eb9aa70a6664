"""Evidence tells that data were destroyed and holds none of them: no number, address or telephone of a person. Pure.

Names stand only where somebody is named for what they did (executor, witness, reviewer).
"""

import re
from collections.abc import Iterator

import msgspec

from ropa.activities.rules_people import holds_national_id
from schemas.findings import Problem
from schemas.thai_text import searchable

_MAIL = re.compile(r"[\w.+%-]+@[\w-]+\.[\w.-]+", re.ASCII)
#: Nine or ten digits that begin with 0, or with +66, with blanks or dashes between them.
_PHONE = re.compile(r"(?<![\d/.-])(?:0|\+66[ -]?)[1-9](?:[ -]?\d){7,8}(?![\d/])")
_KINDS = (
    (holds_national_id, "เลขประจำตัวประชาชน", "a national ID"),
    (lambda text: _MAIL.search(text) is not None, "อีเมล", "an e-mail address"),
    (lambda text: _PHONE.search(text) is not None, "หมายเลขโทรศัพท์", "a telephone number"),
)
#: Made of digits and letters by their nature, or a person who answers for the act.
_NOT_TEXT = frozenset(
    {"item_id", "activity_id", "holding_id", "sha256", "executor_id", "run", "frozen_hash", "keys_hash"}
)


def personal_data(given: msgspec.Struct) -> Iterator[Problem]:
    """Yield the places of a sent body that hold what looks like data of a person. The text is not repeated."""
    yield from _walk(msgspec.to_builtins(given), "")


def _walk(value: object, pointer: str) -> Iterator[Problem]:
    if isinstance(value, str):
        for th, en in _found(value):
            yield Problem(
                pointer=pointer,
                message_th=f"ข้อความมีสิ่งที่ดูเป็น{th} หลักฐานการทำลายต้องไม่มีข้อมูลที่ถูกทำลาย",
                message_en=f"The text holds what looks like {en}; evidence never holds the destroyed data",
                law="PDPA ม.37(3)",
            )
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _walk(part, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _NOT_TEXT:
                yield from _walk(part, f"{pointer}/{key}")


def _found(text: str) -> Iterator[tuple[str, str]]:
    plain = searchable(text)
    for test, th, en in _KINDS:
        if test(plain):
            yield th, en
