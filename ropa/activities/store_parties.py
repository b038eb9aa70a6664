"""What the register says of systems and bodies that some records name, and which rules an approval applied."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, select

from ropa.activities.rules_parties import CONTROLLER, LINE_KINDS, SYSTEM
from ropa.activities.store_matching import chunks
from ropa.activities.tables import revision_index, revision_recipients
from ropa.activities.tables_life import approvals
from ropa.db.unit_of_work import UnitOfWork
from schemas.vocabulary import RevisionStatus


def known_systems(uow: UnitOfWork, keys: Collection[str]) -> set[str]:
    """Return those of the keys under which a system stands in a revision that everybody sees."""
    table = revision_recipients.c
    found: set[str] = set()
    for chunk in chunks(sorted(keys)):
        query: Select[tuple[str]] = (
            select(table.name_key)
            .join(revision_index, revision_index.c.revision_id == table.revision_id)
            .where(table.name_key.in_(chunk), table.kind == SYSTEM, _shown())
            .distinct()
        )
        found.update(uow.connection.scalars(query))
    return found


def mirrors(uow: UnitOfWork, bodies: Collection[str], controllers: Collection[str]) -> list[tuple[str, str, str]]:
    """Return, each once, (body, controller, kind of line) where a record of the body has such a line to the controller.

    Whose record it is, and how many there are, is not told.
    """
    theirs, line = revision_recipients.alias("theirs"), revision_recipients.alias("line")
    found: list[tuple[str, str, str]] = []
    for some in chunks(sorted(bodies)):
        for named in chunks(sorted(controllers)):
            query = (
                select(theirs.c.name_key, line.c.name_key, line.c.kind)
                .join(line, line.c.revision_id == theirs.c.revision_id)
                .join(revision_index, revision_index.c.revision_id == theirs.c.revision_id)
                .where(
                    theirs.c.kind == CONTROLLER,
                    theirs.c.name_key.in_(some),
                    line.c.kind.in_(sorted(LINE_KINDS)),
                    line.c.name_key.in_(named),
                    _shown(),
                )
                .distinct()
            )
            found += [(row[0], row[1], row[2]) for row in uow.connection.execute(query)]
    return found


def _shown() -> ColumnElement[bool]:
    return revision_index.c.is_public & (revision_index.c.status != str(RevisionStatus.RETIRED))


def manifests(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[tuple[str, int], str]:
    """Return what each approval of some activities froze, as JSON, by (activity, number of the revision)."""
    table, found = approvals.c, {}
    for chunk in chunks(sorted(activity_ids)):
        query = select(table.activity_id, table.number, table.manifest).where(table.activity_id.in_(chunk))
        found.update({(row[0], row[1]): row[2] for row in uow.connection.execute(query)})
    return found
