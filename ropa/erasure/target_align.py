"""Whether the rows are still those that were approved, batch by batch, and between which keys each batch lies.

The plan keeps no key, so the batches' limits are found anew in each run, in one pass in the order of the keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import Connection

from ropa.erasure.rules_keys import KeySet, mark, split_marks
from ropa.erasure.target_plan import fingerprints, key_batches
from ropa.erasure.target_statements import Key, Statements
from schemas.erasure import BatchMark

_AHEAD = 2
"""How many batches may be gone altogether without the row of a later one being taken for a stranger's: a run that was
ended leaves one at most."""


@dataclass(slots=True)
class Span:
    """One batch as the pass found it: its rows lie behind `after` (None: anywhere), up to `last` (None: none left)."""

    batch: BatchMark
    found: int = 0
    in_order: bool = True
    after: Key | None = None
    last: Key | None = None
    endless: bool = False

    @property
    def whole(self) -> bool:
        """Whether exactly the approved rows are there."""
        return self.in_order and self.found == self.batch.count


@dataclass(slots=True)
class Alignment:
    """What one pass found. `strangers`: rows of the condition that no looked-for batch has."""

    spans: dict[int, Span] = field(default_factory=dict)
    strangers: int = 0
    keys_hash: str = ""
    """Of all keys that the pass saw."""

    def set_limits(self) -> None:
        """Say behind which key each batch begins and where the last one ends: nowhere.

        Together the spans leave no gap, so that a row that appears anywhere between them is seen.
        """
        present = [span for _, span in sorted(self.spans.items()) if span.last is not None]
        for before, span in pairwise(present):
            span.after = before.last
        if present:
            present[-1].endless = True


def align(
    connection: Connection, statements: Statements, batches: Sequence[BatchMark], *, size: int, secret: bytes
) -> Alignment:
    """Return how the holding's rows fit the approved batches that may still have rows.

    Memory: one batch of keys, and each batch's last key.
    """
    spans = [Span(batch) for batch in batches]
    found = Alignment({span.batch.number: span for span in spans})
    whole = KeySet(secret)
    window = _Window(spans)
    for keys in key_batches(connection, statements.keys(), size):
        prints = fingerprints(secret, keys)
        whole.add(prints)
        for key, one in zip(keys, prints, strict=True):
            place = window.place(mark(one))
            if place is None:
                found.strangers += 1
                continue
            span, position = place
            span.in_order = span.in_order and position == span.found
            span.found += 1
            span.last = key
    found.keys_hash = whole.hexdigest()
    found.set_limits()
    return found


class _Window:
    """The batch that the pass is in, and the next ones."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = spans
        self._at = 0
        self._ahead = [self._marks(step) for step in range(_AHEAD + 1)]

    def place(self, one: bytes) -> tuple[Span, int] | None:
        """Return the batch that has this mark and the mark's position there, and go on to it."""
        for step, marks in enumerate(self._ahead):
            if one in marks:
                self._at += step
                self._ahead = self._ahead[step:] + [
                    self._marks(self._at + more) for more in range(_AHEAD + 1 - step, _AHEAD + 1)
                ]
                return self._spans[self._at], marks[one]
        return None

    def _marks(self, at: int) -> dict[bytes, int]:
        if at >= len(self._spans):
            return {}
        return {one: number for number, one in enumerate(split_marks(self._spans[at].batch.marks))}
