"""The exchange lines of a record as rows, by which the map of all systems is drawn. Pure.

Legal source: PDPA ss.27, 28 and 39(6): who gets which data from whom, and what goes abroad.
"""

from functools import lru_cache

from msgspec import Struct

from ropa.activities.rules_answers import Answer, answer_of, squeezed
from ropa.activities.rules_bodies import controller_key, direction_of, lines_of, listed_systems, own_keys
from ropa.activities.rules_data_items import kinds_exchanged
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.recipients_abroad import names_abroad
from schemas.special_words import categories_in
from schemas.system_keys import bare, body_key, key_of, system_key
from schemas.system_lines import SIGN
from schemas.thai_text import searchable


class ExchangeRow(Struct, frozen=True, kw_only=True):
    """One exchange line of a revision that is not denied."""

    seq: int
    """From 1, over all systems of the revision."""
    system_seq: int
    """Place of its system in the table, from 1, and of the line within the system."""
    line_seq: int
    system_key: str
    body_key: str
    """The body whose line it is: the controller where the system is its own, else the system's owner; may be empty."""
    partner: str | None
    """As written; None where the line does not say with whom."""
    partner_key: str
    """Empty where there is no partner."""
    partner_system: str | None
    """Key of the one system of the same record that the partner means."""
    direction: str | None
    mode: str | None
    data: str | None
    """As written, in one line."""
    data_key: str | None
    """The search key of `data` where it differs from it."""
    kinds: str
    """Kinds of personal data found, each between two `SIGN`s; empty where there are none."""
    is_special: bool
    is_abroad: bool
    """The record names the partner among its recipients abroad, in their list or in the table of transfers."""
    processor: str | None


def exchange_rows(document: ActivityDocument, office: int | None = None) -> tuple[ExchangeRow, ...]:
    """Return the exchange lines of an office's record in the order of the form; those that say nothing are left out."""
    if not document.systems:
        return ()
    known = _Known(document, office)
    lines = ((system, number, line) for _, system, number, line in lines_of(document) if _says_something(line))
    return tuple(known.row(seq, system, number, line) for seq, (system, number, line) in enumerate(lines, start=1))


def _says_something(line: ExchangeLine) -> bool:
    told = (line.data_exchange_applied, line.exchanged_data, line.data_exchange_type, line.external_org_unit)
    return any(answer_of(value) is Answer.GIVEN for value in told)


def _said(data: str) -> tuple[str | None, str, bool]:
    """Return the search key where it differs, the kinds between signs, and whether s.26 names any of the data."""
    return _said_once(data) if len(data) <= _SHORT else _said_at_length(data)


def _said_at_length(data: str) -> tuple[str | None, str, bool]:
    key, kinds = searchable(data), kinds_exchanged(data)
    return key if key != data else None, f"{SIGN}{SIGN.join(kinds)}{SIGN}" if kinds else "", bool(categories_in(data))


#: The same data go to one partner after the other, and a record is saved many times; finding was two fifths of a save.
_SHORT = 500
_said_once = lru_cache(maxsize=4096)(_said_at_length)


class _Known:
    """What all lines of one record share."""

    def __init__(self, document: ActivityDocument, office: int | None) -> None:
        self.office = office
        self.places = {id(system): number for number, system in enumerate(document.systems, start=1)}
        self.own = own_keys(document)
        self.controller = controller_key(document)
        self.listed = listed_systems(document)
        self.abroad = names_abroad(document)
        keys = [key for system in document.systems for key in {bare(system.system_name), _plain(system.system_name)}]
        self.twice = {key for key in keys if keys.count(key) > 1}

    def row(self, seq: int, system: InformationSystem, number: int, line: ExchangeLine) -> ExchangeRow:
        partner = line.external_org_unit if answer_of(line.external_org_unit) is Answer.GIVEN else None
        direction = direction_of(line)
        mode = line.data_exchange_type.mode if line.data_exchange_type is not None else None
        data = " ".join((line.exchanged_data or "").split()) or None
        data_key, kinds, is_special = _said(data) if data is not None else (None, "", False)
        return ExchangeRow(
            seq=seq,
            system_seq=self.places[id(system)],
            line_seq=number,
            system_key=self._key(system),
            body_key=self._body(system),
            partner=" ".join(partner.split()) if partner is not None else None,
            partner_key=body_key(partner, self.office),
            partner_system=self._meant(partner, system),
            direction=str(direction) if direction is not None else None,
            mode=str(mode) if mode is not None else None,
            data=data,
            data_key=data_key,
            kinds=kinds,
            is_special=is_special,
            is_abroad=partner is not None and self.abroad.meant(partner) is not None,
            processor=line.external_processor_org_unit,
        )

    def _body(self, system: InformationSystem) -> str:
        owner = system.system_owner_org_unit
        if answer_of(owner) is not Answer.GIVEN:
            return key_of(self.controller) if self.controller else ""
        key = squeezed(owner or "")
        ours = key in self.own or bool(self.controller and self.controller in key)
        return key_of(self.controller) if ours and self.controller else body_key(owner, self.office)

    def _meant(self, partner: str | None, system: InformationSystem) -> str | None:
        key = bare(partner) if partner is not None else ""
        meant = self.listed.get(key)
        if meant is None or meant is system or key in self.twice:
            return None
        return self._key(meant)

    def _key(self, system: InformationSystem) -> str:
        owner = system.system_owner_org_unit
        return system_key(system.system_name, owner if answer_of(owner) is Answer.GIVEN else None, self.office)


def _plain(name: str) -> str:
    return bare(name.partition("(")[0])
