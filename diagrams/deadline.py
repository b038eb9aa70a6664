"""The time that a whole drawing has: places, routes by every program that is tried, words, signs."""

import time

from diagrams.errors import DiagramTimedOut


class Deadline:
    """When a drawing is given up. Its time begins when this is made."""

    def __init__(self, seconds: float) -> None:
        """Begin; `seconds` from now the time is over."""
        self.seconds = seconds
        """The limit that people are told."""
        self._until = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Return the seconds that are left, 0 when the time is over."""
        return max(0.0, self._until - time.monotonic())

    def check(self) -> None:
        """Do nothing while there is time. Raises: DiagramTimedOut."""
        if time.monotonic() >= self._until:
            told = f"{self.seconds:g}"
            raise DiagramTimedOut(f"วาดแผนภาพไม่เสร็จใน {told} วินาที / the drawing did not finish in {told} s")
