"""A process that writes records without end and says so after each one, until somebody kills it.

    python -m tests.support.killed_writer URL SEED

Each line on standard output is an acknowledged write: what it did, the id, the version and the document's hash.
"""

import random
import sys
from datetime import UTC, datetime

from ropa.activities import service
from ropa.db.unit_of_work import Database, UnitOfWork
from tests.support.world import DPO, activity_input, update_of


def main() -> None:
    url, seed = sys.argv[1:]
    chance = random.Random(int(seed))  # noqa: S311 - the same writes in each run
    database = Database(url)
    known: dict[str, int] = {}
    while True:
        with database.write(DPO, datetime.now(UTC)) as uow:
            line = _one(uow, chance, known)
        # The unit of work has ended without an error: from here on the write counts as acknowledged.
        print(line, flush=True)  # noqa: T201 - the parent reads it


def _one(uow: UnitOfWork, chance: random.Random, known: dict[str, int]) -> str:
    said = activity_input(
        main_process=f"งานที่ {chance.random()}",
        items=["ข้อมูล " * chance.randrange(200)],
        systems=[f"ระบบ {number}" for number in range(chance.randrange(5))],
    )
    if len(known) < 3 or chance.random() < 0.4:
        stored = service.create(uow, said)
        known[stored.id] = 1
        return f"saved {stored.id} 1 {stored.content_hash}"
    chosen = chance.choice(sorted(known))
    if chance.random() < 0.2:
        service.delete(uow, chosen, known.pop(chosen))
        return f"deleted {chosen} 0 -"
    stored = service.replace(uow, chosen, known[chosen], update_of(said))
    known[chosen] = stored.version
    return f"saved {stored.id} {stored.version} {stored.content_hash}"


if __name__ == "__main__":
    main()
