"""Findings of records, with what must be known beyond them: the reading of words, and the rest of the register.

What other records say is told as a fact, whoever reads: never which record it is, nor anything else that stands in it.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice

import msgspec

from ropa.activities import store_approved, store_parties
from ropa.activities.rules_finding_codes import CODES, FINDINGS_VERSION, marked_new
from ropa.activities.rules_findings import findings_of
from ropa.activities.rules_keeping_parts import consented_items
from ropa.activities.rules_parties import Asked
from ropa.activities.service import document_of, read
from ropa.activities.service_hooks import DISCLOSING, HOLDING, READINGS, REFUSING, WITHDRAWN
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.rules_slots import FORM_SLOT, read_slot, shown_name, slot_of, slots_of
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.listing import StoredRevision
from schemas.retention import RetentionRule
from schemas.surroundings import Surroundings
from schemas.upcast import read_stored
from schemas.vocabulary import RevisionStatus

#: A part that knows which of some activities have something.
Having = Callable[[UnitOfWork, Collection[str]], set[str]]
#: Records in memory at a time.
_BATCH = 100
#: What an approval's manifest calls the rules that were applied.
_RULES, _EDITION = "rules", "findings/"
_APPROVED = frozenset({RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED, RevisionStatus.RETIRED})
_FIRST_EDITION = 1


class Register:
    """The rest of the register as one run of checks sees it: each name is looked up once, however many records ask."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Ask within this unit of work."""
        self._uow = uow
        self._asked_systems: set[str] = set()
        self._systems: set[str] = set()
        self._asked_pairs: set[tuple[str, str]] = set()
        self._mirrors: dict[tuple[str, str], frozenset[str]] = {}

    def around(
        self,
        documents: Mapping[str, ActivityDocument],
        approved: Mapping[str, str] | None = None,
        activities: Mapping[str, str] | None = None,
    ) -> dict[str, Surroundings]:
        """Return what stands around each of some documents, by the same keys; four queries for all of them at most.

        `approved` says which of them are approved, and of which activity; `activities` of which activity each is.
        """
        read = self._read(documents, {**(approved or {}), **(activities or {})})
        asked = {key: Asked(document) for key, document in documents.items()}
        self._look_up(list(asked.values()))
        held = self._having(HOLDING, approved or {})
        logged = self._having(DISCLOSING, {**(activities or {}), **(approved or {})})
        refused = self._having(REFUSING, {**(activities or {}), **(approved or {})})
        consented = self._consented(
            {key: each for key, each in (activities or {}).items() if key not in (approved or {})}
        )
        withdrawn = self._withdrawn({**(activities or {}), **(approved or {})})
        return {
            key: Surroundings(
                retention=read[key].get(FORM_SLOT),
                parts=_parts(documents[key], read[key]),
                consented=consented.get(key, frozenset()),
                withdrawn=withdrawn.get(key, frozenset()),
                holds_data=held.get(key),
                # An empty log is a fault of what was approved only; a log with entries answers for a draft, too.
                logs_disclosures=logged.get(key) if key in (approved or {}) else logged.get(key) or None,
                logs_refusals=refused.get(key, False),
                systems=frozenset(one.systems & self._systems),
                mirrors={
                    pair: self._mirrors[pair]
                    for body in one.bodies
                    if (pair := (body, one.controller)) in self._mirrors
                },
            )
            for key, one in asked.items()
        }

    def _read(
        self, documents: Mapping[str, ActivityDocument], activities: Mapping[str, str]
    ) -> dict[str, dict[str, RetentionRule]]:
        found = {key: _readings(document) for key, document in documents.items()}
        known = {key: (activities[key], document) for key, document in documents.items() if key in activities}
        for ask in READINGS if known else ():
            found |= ask(self._uow, known)
        return found

    def _consented(self, drafts: Mapping[str, str]) -> dict[str, frozenset[str]]:
        if not drafts:
            return {}
        found = {
            row.id: consented_items(read_stored(row.document, row.schema_version))
            for row in store_approved.behind_drafts(self._uow, set(drafts.values()))
        }
        return {key: found[activity_id] for key, activity_id in drafts.items() if activity_id in found}

    def _withdrawn(self, of: Mapping[str, str]) -> dict[str, frozenset[str]]:
        found = {each: keys for ask in WITHDRAWN if of for each, keys in ask(self._uow, set(of.values())).items()}
        return {key: found[activity_id] for key, activity_id in of.items() if activity_id in found}

    def _having(self, asking: Sequence[Having], approved: Mapping[str, str]) -> dict[str, bool]:
        if not approved or not asking:
            return {}
        ids = set(approved.values())
        having = {activity_id for ask in asking for activity_id in ask(self._uow, ids)}
        return {key: activity_id in having for key, activity_id in approved.items()}

    def _look_up(self, asked: list[Asked]) -> None:
        systems = {key for one in asked for key in one.systems} - self._asked_systems
        if systems:
            self._asked_systems |= systems
            self._systems |= store_parties.known_systems(self._uow, systems)
        pairs = {(body, one.controller) for one in asked if one.controller for body in one.bodies} - self._asked_pairs
        if pairs:
            self._asked_pairs |= pairs
            bodies, controllers = ({pair[side] for pair in pairs} for side in (0, 1))
            for body, controller, kind in store_parties.mirrors(self._uow, bodies, controllers):
                known = self._mirrors.get((body, controller), frozenset())
                self._mirrors[body, controller] = known | {kind}


def surroundings(
    uow: UnitOfWork,
    documents: Mapping[str, ActivityDocument],
    approved: Mapping[str, str] | None = None,
    activities: Mapping[str, str] | None = None,
) -> dict[str, Surroundings]:
    """Return what stands around each of some documents, by the same keys; the rest as for `Register.around`."""
    return Register(uow).around(documents, approved, activities)


def findings_about(document: ActivityDocument) -> list[Finding]:
    """Return what a document lacks or contradicts, saved or not; the rest of the register is not looked at."""
    read = _readings(document)
    return findings_of(document, Surroundings(retention=read.get(FORM_SLOT), parts=_parts(document, read)))


def findings(uow: UnitOfWork, stored: StoredRevision) -> list[Finding]:
    """Return the findings of a stored record, in the order of the form.

    In a revision that was approved, those of newer rules are marked: its approval stands. The next one meets all rules.
    """
    return next(iter(checked(uow, [stored])))[2]


def findings_by_id(uow: UnitOfWork, activity_id: str) -> list[Finding]:
    """Return the findings of an activity as the actor sees it, in the order of the form.

    Raises: NotFound.
    """
    return findings(uow, read(uow, activity_id))


def checked(
    uow: UnitOfWork, records: Iterable[StoredRevision]
) -> Iterator[tuple[StoredRevision, ActivityDocument, list[Finding]]]:
    """Yield records with their documents and findings, a hundred in memory at a time."""
    register, waiting = Register(uow), iter(records)
    while batch := list(islice(waiting, _BATCH)):
        documents = [document_of(stored) for stored in batch]
        around = register.around(
            {str(place): document for place, document in enumerate(documents)},
            {str(place): one.id for place, one in enumerate(batch) if one.status is RevisionStatus.APPROVED},
            {str(place): one.id for place, one in enumerate(batch)},
        )
        editions = _editions(uow, batch)
        for place, (stored, document) in enumerate(zip(batch, documents, strict=True)):
            found = findings_of(document, around[str(place)])
            edition = editions.get((stored.id, stored.revision))
            yield stored, document, found if edition is None else marked_new(found, edition)


def _readings(document: ActivityDocument) -> dict[str, RetentionRule]:
    return {said.slot: read_slot(said) for said in slots_of(document)}


def _parts(document: ActivityDocument, read: Mapping[str, RetentionRule]) -> dict[int, RetentionRule]:
    """Return the rules of the lines of the form's `retention_rules` by their number; a line may say nothing."""
    lines = document.form.beyond.retention_rules or []
    slots = {number: slot_of(shown_name(line)) for number, line in enumerate(lines)}
    return {number: read[slot] for number, slot in slots.items() if slot in read and slot != FORM_SLOT}


def _editions(uow: UnitOfWork, batch: list[StoredRevision]) -> dict[tuple[str, int], int]:
    """Return which edition of the rules each approved revision met; the first, where its approval does not say."""
    approved = {(stored.id, stored.revision) for stored in batch if stored.status in _APPROVED}
    if not approved:
        return {}
    said = store_parties.manifests(uow, {activity_id for activity_id, _ in approved})
    return {place: _edition_in(said.get(place, "[]")) for place in approved}


def _edition_in(manifest: str) -> int:
    frozen = msgspec.json.decode(manifest, type=list[tuple[str, str, str]])
    names = (name.removeprefix(_EDITION) for kind, name, _ in frozen if kind == _RULES)
    return next((int(name) for name in names if name.isdecimal()), _FIRST_EDITION)


def rules_applied(_uow: UnitOfWork, _activity_id: str, _revision_id: str) -> list[tuple[str, str, str]]:
    """Return what an approval freezes of the rules: their edition, and the SHA-256 of their table."""
    return [(_RULES, f"{_EDITION}{FINDINGS_VERSION}", _digest())]


@cache
def _digest() -> str:
    return hashlib.sha256(msgspec.json.encode(sorted(CODES.items()), order="deterministic")).hexdigest()
