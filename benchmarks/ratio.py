"""One measured number with the bar that it must clear."""

from typing import Literal

from msgspec import Struct


class Measure(Struct, frozen=True, kw_only=True):
    """`value` against `target`; `note` tells both arms and what else a reader must know."""

    name: str
    value: float
    target: float
    better: Literal["at_least", "at_most"]
    note: str = ""

    @property
    def met(self) -> bool:
        """True when the value clears the bar."""
        return self.value >= self.target if self.better == "at_least" else self.value <= self.target
