"""What readers of files say: refusals in two languages, and remarks, at most so many of one sort."""

from collections import Counter
from typing import NoReturn

from schemas.findings import Problem
from schemas.imports import Remark, RemarkKind
from schemas.reading import LONGEST_ECHO, MOST_PROBLEMS, Unreadable

#: A sheet with a formula in each of 100,000 cells is said in so many remarks and one that counts the rest.
MOST_OF_A_SORT = 50


def problem(message_th: str, message_en: str) -> Problem:
    """Return a fault of a file; the words name the place, as no field of the form is known yet."""
    return Problem(pointer="", message_th=message_th, message_en=message_en)


def refuse(message_th: str, message_en: str) -> NoReturn:
    """Raises: Unreadable with this one fault."""
    raise Unreadable([problem(message_th, message_en)])


def refuse_all(faults: list[Problem]) -> None:
    """Raises: Unreadable with all faults, the first 200 of them in words; nothing when there is none."""
    if len(faults) > MOST_PROBLEMS:
        more = len(faults) - MOST_PROBLEMS
        faults = [*faults[:MOST_PROBLEMS], problem(f"และอีก {more} ข้อ", f"and {more} more")]
    if faults:
        raise Unreadable(faults)


def cut(words: str) -> str:
    """Return words of a file as a message may repeat them: one line, not endless."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_ECHO else line[:LONGEST_ECHO] + "…"


class Said:
    """The remarks of one file."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, RemarkKind, str, str], list[Remark]] = {}
        self._counts: Counter[tuple[str, RemarkKind, str, str]] = Counter()

    def add(
        self,
        kind: RemarkKind,
        words: tuple[str, str],
        *,
        sheet: str = "",
        place: str | None = None,
        raw: str | None = None,
    ) -> None:
        """Note a remark; of one sentence in one sheet the first 50 stand alone, the rest are counted."""
        key = (sheet, kind, *words)
        self._counts[key] += 1
        if self._counts[key] <= MOST_OF_A_SORT:
            echo = None if raw is None else cut(raw)
            self._said.setdefault(key, []).append(
                Remark(kind=kind, message_th=words[0], message_en=words[1], place=place or sheet or None, raw=echo)
            )

    def remarks(self) -> list[Remark]:
        """Return all remarks, those of one sort together."""
        made: list[Remark] = []
        for key, remarks in self._said.items():
            made += remarks
            sheet, kind, thai, english = key
            more = self._counts[key] - MOST_OF_A_SORT
            if more > 0:
                made.append(
                    Remark(
                        kind=kind,
                        message_th=f"{thai} (และอีก {more} แห่ง)",
                        message_en=f"{english} (and {more} more places)",
                        place=sheet or None,
                    )
                )
        return made
