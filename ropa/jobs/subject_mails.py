"""Sends mails to data subjects of a breach through the carrier of notices: take some, send one, note it, and so on."""

import logging
import secrets
import time
from collections import Counter
from datetime import datetime, timedelta

from ropa.breaches import service_mailing as mailing
from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database
from ropa.errors import RopaError
from ropa.jobs.deliveries import LONGEST, MARGIN, Carrier, Carriers, Indoors
from ropa.keys import Keys
from schemas.access import Actor
from schemas.notices import NoticeChannel, Outcome

log = logging.getLogger("ropa.jobs")
BATCH = 20


class SubjectMails:
    """One pass over the mails that wait, begun at a moment."""

    def __init__(self, database: Database, keys: Keys, actor: Actor, now: datetime) -> None:
        """`now` is aware; the pass's clock goes on from there."""
        self._database, self._keys, self._actor = database, keys, actor
        self._begun, self._zero = now, time.monotonic()
        self._holder = new_id(now)
        self._random = secrets.SystemRandom()
        self._tally: Counter[str] = Counter()
        #: Notices whose first mail was noted in this pass, or could not be: once a pass is enough.
        self._told: set[str] = set()

    def run(self, carriers: Carriers) -> str:
        """Send what is due; return one line about it, empty when nothing was done.

        Without a mail server, and in a demonstration, all waits.
        """
        carrier = carriers.get(NoticeChannel.EMAIL)
        if carrier is None or isinstance(carrier, Indoors):
            return ""
        try:
            self._tell_untold()
            self._send_all(carrier)
        finally:
            carrier.close()
        return ", ".join(f"mails to data subjects {state} {count}" for state, count in sorted(self._tally.items()))

    def _now(self) -> datetime:
        return self._begun + timedelta(seconds=time.monotonic() - self._zero)

    def _tell_untold(self) -> None:
        with self._database.read(self._actor, self._now()) as uow:
            found = mailing.untold(uow)
        for notice_id, breach_id, moment in found:
            self._tell(notice_id, breach_id, moment)

    def _send_all(self, carrier: Carrier) -> None:
        over, goes_on = self._now() + LONGEST, True
        while goes_on and self._now() < over:
            with self._database.read(self._actor, self._now()) as uow:
                if not mailing.any_due(uow):
                    return
            taken_at = self._now()
            with self._database.write(self._actor, taken_at) as uow:
                mails = mailing.claim(uow, self._keys, self._holder, BATCH)
            try:
                goes_on = bool(mails) and self._send_batch(mails, carrier, taken_at + mailing.LEASE - MARGIN)
            finally:
                # What was not begun is free again.
                with self._database.write(self._actor, self._now()) as uow:
                    mailing.release(uow, self._holder)

    def _send_batch(self, mails: list[mailing.Mail], carrier: Carrier, until: datetime) -> bool:
        """Send mails one after another; False when the server is away: what is left waits for the next pass."""
        for mail in mails:
            if self._now() > until:
                break
            if self._send(mail, carrier).is_away:
                return False
        return True

    def _send(self, mail: mailing.Mail, carrier: Carrier) -> Outcome:
        try:
            outcome = carrier.send(mail.letter, self._now())
        except Exception:
            # A fault of ours must not keep the other mails back; the row is tried again and given up in the end.
            log.exception("mail to data subject %s: the carrier failed", mail.letter.id)
            outcome = Outcome(reason="program-error")
        with self._database.write(self._actor, self._now()) as uow:
            state = mailing.note(uow, mail, self._holder, outcome, self._random.random())
        self._tally[state] += 1
        if not outcome.reason:
            self._tell(mail.notice_id, mail.breach_id, self._now())
        return outcome

    def _tell(self, notice_id: str, breach_id: str, moment: datetime) -> None:
        if notice_id in self._told:
            return
        self._told.add(notice_id)
        try:
            with self._database.write(self._actor, self._now()) as uow:
                mailing.first_told(uow, notice_id, breach_id, moment)
        except RopaError as error:
            # Somebody saves the breach: the mail stays sent, the other mails go out, the next pass notes it.
            log.warning("mails to data subjects of notice %s: the first is noted later: %s", notice_id, error)
