"""Makes the second application of a process quicker to make: thousands of tests make one each.

Litestar reads the signature of each of 460 handlers again for every application, which is a third of its making. The
handlers are the same functions every time, so a process reads each once. Nothing else of an application is shared.
"""

import gc
from collections.abc import Callable
from typing import Any

from litestar.utils.signature import ParsedSignature

#: Objects made before the young ones are looked through; the usual 700 costs a tenth of an application's making.
_YOUNG = 50_000


def remember_signatures() -> None:
    """Let each function's signature be read once in this process; calling it again changes nothing."""
    if hasattr(ParsedSignature, "read_again"):
        return
    read_again: Callable[..., Any] = ParsedSignature.from_fn.__func__  # type: ignore[attr-defined]  # a class method's
    known: dict[Any, Any] = {}

    def from_fn(cls: type[ParsedSignature], fn: Any, signature_namespace: dict[str, Any]) -> Any:
        # Only what lives as long as the process: a closure of one application would be kept with it.
        if "<locals>" in getattr(fn, "__qualname__", "<locals>"):
            return read_again(cls, fn, signature_namespace)
        if fn not in known:
            known[fn] = read_again(cls, fn, signature_namespace)
        return known[fn]

    ParsedSignature.from_fn = classmethod(from_fn)  # type: ignore[assignment, method-assign]
    ParsedSignature.read_again = read_again  # type: ignore[attr-defined]
    gc.set_threshold(_YOUNG, 20, 20)
