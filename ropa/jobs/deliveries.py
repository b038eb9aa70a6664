"""Sends what waits in the outbox. Nothing is sent inside a transaction: take rows, send one, note it, and so on.

Killed between the other side's "accepted" and our note, a row is sent once more when its lease ends, with the same
Message-ID or key; every other row is sent once.
"""

import logging
import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database
from ropa.keys import Keys
from ropa.notices import service_delivery as delivery
from schemas.access import Actor
from schemas.notices import Letter, NoticeChannel, OutboxState, Outcome

log = logging.getLogger("ropa.jobs")
BATCH = 20
#: For one channel in one pass: the other jobs come every minute.
LONGEST = timedelta(minutes=1)
#: No new letter is begun when less than this is left of the lease: a try takes half a minute at the very most.
MARGIN = timedelta(minutes=2)


class Carrier(Protocol):
    """One way out."""

    def send(self, letter: Letter, now: datetime) -> Outcome:
        """Return how one try went; faults of the other side and of the network are outcomes, too."""
        ...

    def close(self) -> None:
        """End what was kept open."""
        ...


class Indoors:
    """Every way out of a demonstration: there is none. What would be sent is marked as no longer to be sent."""

    def send(self, letter: Letter, now: datetime) -> Outcome:  # noqa: ARG002  # as every way out
        """Return that nothing was sent, and never will be."""
        return Outcome(reason="demonstration", is_kept_in=True)

    def close(self) -> None:
        """Nothing is open."""


Carriers = Mapping[NoticeChannel, Carrier]
NO_CARRIERS: Carriers = {}


class Deliverer:
    """One pass over the outbox, begun at a moment."""

    def __init__(self, database: Database, keys: Keys, actor: Actor, now: datetime) -> None:
        """`now` is aware; the pass's clock goes on from there."""
        self._database, self._keys, self._actor = database, keys, actor
        self._begun, self._zero = now, time.monotonic()
        self._holder = new_id(now)
        self._random = secrets.SystemRandom()
        self.tally: Counter[OutboxState] = Counter()

    def run(self, carriers: Carriers) -> str:
        """Send what is due by every way that is set up; return one line about it, empty when nothing was done."""
        for channel, carrier in carriers.items():
            try:
                self._send_all(channel, carrier)
            finally:
                carrier.close()
        unset = [each for each in NoticeChannel if each not in carriers]
        with self._database.read(self._actor, self._now()) as uow:
            stale = bool(unset) and delivery.any_stale(uow, unset)
        if stale:
            with self._database.write(self._actor, self._now()) as uow:
                self.tally[OutboxState.DROPPED] += delivery.drop_stale(uow, unset)
        return ", ".join(f"{state} {count}" for state, count in sorted(self.tally.items()) if count)

    def _now(self) -> datetime:
        return self._begun + timedelta(seconds=time.monotonic() - self._zero)

    def _send_all(self, channel: NoticeChannel, carrier: Carrier) -> None:
        skipped: set[str] = set()
        over = self._now() + LONGEST
        goes_on = True
        while goes_on and self._now() < over:
            with self._database.read(self._actor, self._now()) as uow:
                if not delivery.any_due(uow, channel, skipped):
                    return
            taken_at = self._now()
            with self._database.write(self._actor, taken_at) as uow:
                letters = delivery.claim(uow, self._keys, channel, self._holder, BATCH, skipped)
            try:
                goes_on = self._send_batch(letters, carrier, taken_at + delivery.LEASE - MARGIN, skipped)
            finally:
                # What was skipped or not begun is free again.
                with self._database.write(self._actor, self._now()) as uow:
                    delivery.release(uow, self._holder)

    def _send_batch(self, letters: Sequence[Letter], carrier: Carrier, until: datetime, skipped: set[str]) -> bool:
        """Send letters one after another; False when the channel's one server is away."""
        for letter in letters:
            if self._now() > until:
                break
            if letter.addressee not in skipped and self._send(letter, carrier).is_away:
                if letter.channel is not NoticeChannel.WEBHOOK:
                    return False
                skipped.add(letter.addressee)
        return True

    def _send(self, letter: Letter, carrier: Carrier) -> Outcome:
        try:
            outcome = carrier.send(letter, self._now())
        except Exception:
            # A fault of ours must not keep the other letters back; the row is tried again and given up in the end.
            log.exception("notice %s: its carrier failed", letter.id)
            outcome = Outcome(reason="program-error")
        with self._database.write(self._actor, self._now()) as uow:
            state = delivery.note(uow, letter, self._holder, outcome, self._random.random())
        self.tally[state] += 1
        return outcome
