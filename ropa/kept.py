"""What was made last, kept in memory up to a number of bytes. Threads may use it together."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most `most` bytes of values, none of them larger than `largest`; the ones read longest ago go first."""

    def __init__(self, most: int, largest: int, size: Callable[[V], int]) -> None:
        """Keep nothing yet; `size` gives a value's bytes."""
        self._most, self._largest, self._size_of = most, largest, size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """Return a value that is kept, or None."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
            return found

    def put(self, key: K, value: V) -> None:
        """Keep a value. One that is larger than `largest` is not kept: a few such would push out everything else."""
        size = self._size_of(value)
        if size > self._largest:
            return
        with self._lock:
            before = self._values.pop(key, None)
            self._size += size - (0 if before is None else self._size_of(before))
            self._values[key] = value
            while self._size > self._most:
                _, gone = self._values.popitem(last=False)
                self._size -= self._size_of(gone)

    def drop(self, key: K) -> None:
        """Forget a value; one that is not kept is no fault."""
        with self._lock:
            gone = self._values.pop(key, None)
            if gone is not None:
                self._size -= self._size_of(gone)

    def clear(self) -> None:
        """Forget all (for measuring)."""
        with self._lock:
            self._values.clear()
            self._size = 0
