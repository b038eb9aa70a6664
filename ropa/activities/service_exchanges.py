"""What other parts ask about the exchange lines of the register: what is told of whom, within a reader's rights.

What is told counts over all records; names, words and references are of the records that the reader may read.
"""

from collections.abc import Collection, Iterator

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import store_exchanges, store_systems
from ropa.activities.rules_data_items import kind_named
from ropa.activities.store_exchanges import Test
from ropa.db.unit_of_work import UnitOfWork
from schemas.exchange_map import MapRecord
from schemas.system_lines import Ends, KnownSystem, Told, Words


class Exchanges:
    """The exchange lines as one reader of records sees them."""

    def __init__(self, uow: UnitOfWork, *, office: int | None = None, item: str | None = None) -> None:
        """`office`: that office and all below; `item`: a kind of personal data in any spelling, or words.

        Raises: Forbidden for somebody who reads no records.
        """
        self._uow = uow
        self._read = access.visible_offices(uow, Permission.READ_ACTIVITIES)
        self.kind = kind_named(item) if item is not None else None
        self._below: list[Test] = []
        self._item: list[Test] = []
        if office is not None:
            self._below.append(store_exchanges.of_offices(access.at_or_below(office)))
        if item is not None:
            of_item = store_exchanges.of_words(item) if self.kind is None else store_exchanges.of_kind(self.kind)
            self._item.append(of_item)

    @property
    def reads_all(self) -> bool:
        """Whether the reader may read every record."""
        return self._read is None

    def systems(self) -> list[KnownSystem]:
        """Return every system of the register, whoever may read of it: to find out what a name means."""
        return store_exchanges.known_systems(self._uow)

    def partners(self) -> dict[str, str]:
        """Return every partner's text by its key, whoever may read it: to find out what it means."""
        return store_exchanges.known_partners(self._uow)

    def listed(self) -> set[str]:
        """Return the systems that the reader's records list; of the office only."""
        return store_exchanges.seen_systems(self._uow, self._read, *self._below)

    def readable(self) -> dict[str, tuple[str, str | None]]:
        """Return name and owner of each system that any of the reader's records lists, as these write them."""
        return store_exchanges.called_systems(self._uow, self._read)

    def named(self) -> dict[str, str]:
        """Return the partners that the reader's records name, as these write them."""
        return store_exchanges.named_partners(self._uow, self._read)

    def abroad(self) -> set[str]:
        """Return the systems whose cloud is abroad by the reader's records."""
        return store_exchanges.systems_abroad(self._uow, self._read)

    def told(self, systems: Collection[str] = (), partners: Collection[str] = ()) -> tuple[list[Told], int]:
        """Return what all lines tell, and how many did not fit; only of these systems or partners, where any is given.

        Chosen are the lines of the office with the item.
        """
        return store_exchanges.told(self._uow, self._read, [*self._below, *self._item], *_touching(systems, partners))

    def words(self, systems: Collection[str] = ()) -> Iterator[Words]:
        """Yield what the lines with the item say that the reader sees; only of these systems, where any is given."""
        return store_exchanges.words(self._uow, self._read, self._item, *_touching(systems, ()))

    def listings(self, keys: Collection[str]) -> dict[str, tuple[int, str | None]]:
        """Return how many activities list each system, and its hosting by the reader's records."""
        return store_exchanges.listings(self._uow, self._read, keys)

    def tellers(self, systems: Collection[str], partners: Collection[str]) -> list[tuple[Ends, MapRecord]]:
        """Return what each of the reader's records tells of these systems or partners, by reference."""
        rows = store_systems.tellers(self._uow, self._read, *_touching(systems, partners))
        return [(ends, MapRecord(activity_id=activity, ref=ref, title=title)) for ends, activity, ref, title in rows]

    def namings(self, keys: Collection[str]) -> dict[str, int]:
        """Return how many activities name each partner."""
        return store_exchanges.namings(self._uow, keys)

    def records(self, systems: Collection[str], partners: Collection[str], each: int) -> dict[str, list[MapRecord]]:
        """Return the first of the reader's records that list each system or name each partner, by reference."""
        found: dict[str, list[MapRecord]] = {}
        rows = store_exchanges.records_listing(self._uow, self._read, systems, each)
        rows += store_exchanges.records_naming(self._uow, self._read, partners, each)
        for key, activity_id, ref, title in rows:
            found.setdefault(key, []).append(MapRecord(activity_id=activity_id, ref=ref, title=title))
        return found


def _touching(systems: Collection[str], partners: Collection[str]) -> list[Test]:
    tests = [store_exchanges.of_systems(systems)] if systems else []
    return [*tests, store_exchanges.of_partners(partners)] if partners else tests
