"""What is searched, counted and joined, computed from a document. One pure function; `ropa reindex` runs it again."""

from collections.abc import Iterable

from msgspec import Struct

from ropa.activities.rules_answers import Answer, answer_of
from ropa.activities.rules_exchange_rows import ExchangeRow, exchange_rows
from ropa.activities.rules_marks import marks_of
from ropa.activities.rules_parties import parties
from ropa.activities.rules_words_again import words_again
from schemas.document import ActivityDocument
from schemas.exchange import InformationSystem
from schemas.suggestions import TypedWord
from schemas.system_keys import bare, body_key, system_key
from schemas.thai_text import searchable, sort_key
from schemas.vocabulary import CloudLocation, Direction

KEY_LENGTH = 300


class SystemRow(Struct, frozen=True, kw_only=True):
    """One system of a revision."""

    seq: int
    name: str
    name_key: str
    owner: str | None
    hosting: str | None
    exchange_count: int
    system_key: str
    """Of name and owner together, and of the office where these say too little (`schemas.system_keys`)."""
    owner_key: str
    """Empty where no owner is named."""
    sort: str
    """Its place in a list of systems; the same for the same system."""
    is_abroad: bool
    """Its cloud is abroad (PDPA s.28)."""


class RecipientRow(Struct, frozen=True, kw_only=True):
    """One recipient of a revision. `kind`: local, offshore or exchange (read from a sending exchange line).

    Other kinds are those of `rules_parties`: by them other records are held against this one.
    """

    seq: int
    name: str
    name_key: str
    kind: str


class Projection(Struct, frozen=True, kw_only=True):
    """Everything that is indexed of one document."""

    main_process: str | None
    sub_process: str | None
    responsible_org_unit: str | None
    step_count: int
    system_count: int
    search_text: str
    systems: tuple[SystemRow, ...]
    recipients: tuple[RecipientRow, ...]
    parties: tuple[RecipientRow, ...]
    """Numbered after the recipients, with whom they share a table."""
    bases: tuple[str, ...]
    marks: tuple[str, ...]
    """Codes of `schemas.record_marks`; they share a table with the bases."""
    exchanges: tuple[ExchangeRow, ...]
    words: tuple[TypedWord, ...]
    """Offered where the next record is written."""


def project(document: ActivityDocument, office: int | None = None) -> Projection:
    """Return the projection of an office's document. The same document there always gives the same projection."""
    form = document.form
    recipients = _recipients(document)
    words = [
        form.header.agency_name,
        form.header.parent_org_unit,
        form.header.main_process,
        form.header.sub_process,
        form.header.responsible_org_unit,
        *(form.data_category.personal_data_items or ()),
        *(form.data_category.collection_purposes or ()),
        *(system.system_name for system in document.systems),
        *(name for step in document.steps for name in step.it_systems or ()),
        *(line.exchanged_data for system in document.systems for line in system.exchanges),
        *(row.name for row in recipients),
    ]
    purposes = form.beyond.lawful_basis_code_per_purpose or ()
    return Projection(
        main_process=form.header.main_process,
        sub_process=form.header.sub_process,
        responsible_org_unit=form.header.responsible_org_unit,
        step_count=len(document.steps),
        system_count=len(document.systems),
        search_text=_search_text(words),
        systems=tuple(_system(number, system, office) for number, system in enumerate(document.systems, start=1)),
        recipients=recipients,
        parties=tuple(
            RecipientRow(seq=number, name=name, name_key=key, kind=kind)
            for number, (kind, name, key) in enumerate(parties(document), start=len(recipients) + 1)
        ),
        bases=tuple(sorted({str(purpose.lawful_basis) for purpose in purposes if purpose.lawful_basis})),
        marks=marks_of(document),
        exchanges=exchange_rows(document, office),
        words=words_again(document),
    )


def _system(number: int, system: InformationSystem, office: int | None) -> SystemRow:
    name, owner = system.system_name, system.system_owner_org_unit
    named = owner if answer_of(owner) is Answer.GIVEN else None
    return SystemRow(
        seq=number,
        name=name,
        name_key=searchable(name)[:KEY_LENGTH],
        owner=owner,
        hosting=str(system.hosting.code) if system.hosting and system.hosting.code else None,
        exchange_count=len(system.exchanges),
        system_key=system_key(name, named, office),
        owner_key=body_key(named, office),
        sort=sort_key(bare(name))[:KEY_LENGTH],
        is_abroad=system.cloud_location is not None and system.cloud_location.code is CloudLocation.ABROAD,
    )


def _search_text(words: Iterable[str | None]) -> str:
    # A line end between texts: no search term holds one, so no hit reaches from one text into the next.
    return "\n".join(dict.fromkeys(searchable(word) for word in words if word))


def _recipients(document: ActivityDocument) -> tuple[RecipientRow, ...]:
    category = document.form.data_category
    named = [
        *((name, "local") for name in category.local_third_parties or ()),
        *((name, "offshore") for name in category.offshore_third_parties or ()),
        *(
            (line.external_org_unit, "exchange")
            for system in document.systems
            for line in system.exchanges
            if line.external_org_unit
            and line.data_exchange_type is not None
            and line.data_exchange_type.direction is Direction.SEND
        ),
    ]
    distinct = dict.fromkeys(named)
    return tuple(
        RecipientRow(seq=number, name=name, name_key=searchable(name)[:KEY_LENGTH], kind=kind)
        for number, (name, kind) in enumerate(distinct, start=1)
    )
