"""Values from a closed list, kept with the words that stood on the paper.

`code` is None when the words fit no term: the words are kept and a finding asks for the term. Nothing is guessed.
"""

import re
from collections.abc import Callable
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from schemas.vocabulary import (
    CloudLocation,
    Direction,
    ExchangeMode,
    Hosting,
    ProcessingBy,
    StorageFormat,
    SystemStatus,
    Term,
)

Raw = Annotated[str, Meta(max_length=500, description="Words as written / ข้อความตามต้นฉบับ")]


class SystemStatusChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """System status, with the words as written."""

    code: SystemStatus | None = None
    raw: Raw | None = None


class HostingChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """On premise or on cloud, with the words as written."""

    code: Hosting | None = None
    raw: Raw | None = None


class CloudLocationChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """Where the cloud provider is, with the words as written."""

    code: CloudLocation | None = None
    raw: Raw | None = None


class ProcessingByChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who processes, with the words as written."""

    code: ProcessingBy | None = None
    raw: Raw | None = None


class StorageFormatChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """Kind of stored data, with the words as written."""

    code: StorageFormat | None = None
    raw: Raw | None = None


class ExchangeType(Struct, kw_only=True, forbid_unknown_fields=True):
    """Direction and mode of an exchange line, with the words as written."""

    direction: Direction | None = None
    mode: ExchangeMode | None = None
    raw: Raw | None = None


Choice = SystemStatusChoice | HostingChoice | CloudLocationChoice | ProcessingByChoice | StorageFormatChoice
C = TypeVar("C", SystemStatusChoice, HostingChoice, CloudLocationChoice, ProcessingByChoice, StorageFormatChoice)


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words).casefold()


def _by_words(terms: type[Term]) -> Callable[[str], Term | None]:
    table = {_squeezed(word): term for term in terms for word in (str(term), term.th, term.en)}
    return lambda raw: table.get(_squeezed(raw))


def _processing_by(raw: str) -> Term | None:
    # The prefix is the agency's own abbreviation ("สปอ."), another agency writes another: the tail decides.
    words = _squeezed(raw)
    if words in {"self", "other"}:
        return ProcessingBy.of(words)
    if words.endswith("ประมวลผลเอง"):
        return ProcessingBy.SELF
    return ProcessingBy.OTHER if words.endswith("ผู้อื่นประมวลผล") else None


_READERS: dict[type[Struct], Callable[[str], Term | None]] = {
    SystemStatusChoice: _by_words(SystemStatus),
    HostingChoice: _by_words(Hosting),
    CloudLocationChoice: _by_words(CloudLocation),
    StorageFormatChoice: _by_words(StorageFormat),
    ProcessingByChoice: _processing_by,
}


def read_choice(kind: type[C], raw: str) -> C:
    """Return a choice of `kind` that keeps `raw`; `code` is None when no term has these words."""
    return kind(code=_READERS[kind](raw), raw=raw)  # type: ignore[arg-type]


def read_exchange_type(raw: str) -> ExchangeType:
    """Return direction and mode read from the tail of `raw`; either is None when the words do not tell."""
    words = _squeezed(raw)
    direction = next((term for term in Direction if _squeezed(term.th) in words), None)
    mode = next((term for term in ExchangeMode if words.endswith(_squeezed(term.th))), None)
    return ExchangeType(direction=direction, mode=mode, raw=raw)


def words_of(choice: Choice | ExchangeType | None) -> str | None:
    """Return the words to show: as written, else the Thai words of the code; None when there is neither."""
    if choice is None or choice.raw is not None:
        return choice.raw if choice is not None else None
    if isinstance(choice, ExchangeType):
        parts = [term.th for term in (choice.direction, choice.mode) if term is not None]
        return " ในรูปแบบ ".join(parts) or None
    return choice.code.th if choice.code is not None else None
