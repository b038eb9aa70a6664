"""What a run in another database needs of whoever starts it: a journal that lasts, and a gate.

The engine (`ropa/erasure/target*.py`) knows nothing of the register; the register's service gives it these two.

    with Target(url, binding.dialect) as target:          # ropa.erasure.target
        with target.reading() as connection:              # one READ ONLY snapshot
            catalogue = inspect(connection, binding)      # ropa.erasure.target_catalogue
            problems = faults(binding, catalogue)         # ropa.erasure.rules_faults
            found = plan(connection, binding, batch_size=1000, secret=secret)   # ropa.erasure.target_plan
        outcome = execute(target, binding, found, journal, gate, secret=secret, allowed_share=0.0)  # target_run
        tidied = tidy(target, binding)                    # ropa.erasure.target_tidy
        with target.reading() as connection:
            left = verify(connection, binding, found, secret=secret)            # ropa.erasure.target_verify
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from schemas.erasure import JournalEntry

Gate = Callable[[], None]
"""Called before every transaction that changes rows. Raises a RopaError when the order no longer stands or a hold was
placed; the run then stops with that error's words, and what was done stands in the journal."""


class Journal(Protocol):
    """Where a run writes how far it is. It must not lie in the target's own transaction."""

    def entries(self) -> Iterable[JournalEntry]:
        """Return every entry of this plan's runs so far, in the order in which they were written."""

    def write(self, entry: JournalEntry) -> None:
        """Keep an entry. When this returns, the entry survives a power cut."""
