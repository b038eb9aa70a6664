"""Queries on documents and their versions."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ropa.attachments.tables import attachment_versions, attachments, file_blobs
from ropa.db.unit_of_work import UnitOfWork
from schemas.attachments import AttachmentKind, AttachmentVersion

#: Columns that refer to files; another thing that keeps files joins its own (`service_files.keep_those_of`).
HOLDERS: list[ColumnElement[Any]] = [attachment_versions.c.sha256]
_NEWEST = (attachment_versions.c.attachment_id == attachments.c.id) & (
    attachment_versions.c.number == attachments.c.version
)
_VERSION = tuple(attachment_versions.c[name] for name in AttachmentVersion.__struct_fields__)
_HEAD = (
    attachments.c.id,
    attachments.c.activity_id,
    attachments.c.kind,
    attachments.c.pointer,
    attachments.c.title,
    attachments.c.created_at,
    attachments.c.removed_at,
)


class Document(Struct, frozen=True, kw_only=True):
    """A stored document with one of its versions."""

    id: str
    activity_id: str
    kind: AttachmentKind
    pointer: str
    title: str
    created_at: datetime
    removed_at: datetime | None
    version: AttachmentVersion


class Ending(Struct, frozen=True, kw_only=True):
    """A document whose newest version has a last day."""

    attachment_id: str
    number: int
    activity_id: str
    kind: AttachmentKind
    title: str
    expires_on: date


def _document(row: Sequence[Any]) -> Document:
    key, activity_id, kind, pointer, title, created_at, removed_at, *version = row
    return Document(
        id=key,
        activity_id=activity_id,
        kind=AttachmentKind.of(kind),
        pointer=pointer,
        title=title,
        created_at=created_at,
        removed_at=removed_at,
        version=_version(version),
    )


def _version(values: Sequence[Any]) -> AttachmentVersion:
    return AttachmentVersion(**dict(zip(AttachmentVersion.__struct_fields__, values, strict=True)))


def _newest() -> Select[Any]:
    return select(*_HEAD, *_VERSION).join(attachment_versions, _NEWEST)


def documents(uow: UnitOfWork, activity_id: str) -> list[Document]:
    """Return the documents of an activity with their newest versions, removed ones too, oldest first."""
    query = _newest().where(attachments.c.activity_id == activity_id).order_by(attachments.c.id)
    return [_document(row) for row in uow.connection.execute(query)]


def document(uow: UnitOfWork, activity_id: str, attachment_id: str) -> Document | None:
    """Return one document of an activity with its newest version."""
    query = _newest().where(attachments.c.activity_id == activity_id, attachments.c.id == attachment_id)
    row = uow.connection.execute(query).first()
    return None if row is None else _document(row)


def known(uow: UnitOfWork, attachment_id: str) -> bool:
    """Tell whether any document has this id."""
    return bool(uow.connection.scalar(select(exists().where(attachments.c.id == attachment_id))))


def versions(uow: UnitOfWork, attachment_id: str) -> list[AttachmentVersion]:
    """Return the versions of a document, newest first."""
    query = (
        select(*_VERSION)
        .where(attachment_versions.c.attachment_id == attachment_id)
        .order_by(attachment_versions.c.number.desc())
    )
    return [_version(row) for row in uow.connection.execute(query)]


def every_version(uow: UnitOfWork, activity_id: str) -> list[Document]:
    """Return every version of every document of an activity, in the order of documents and numbers."""
    query = (
        select(*_HEAD, *_VERSION)
        .join(attachment_versions, attachment_versions.c.attachment_id == attachments.c.id)
        .where(attachments.c.activity_id == activity_id)
        .order_by(attachments.c.id, attachment_versions.c.number)
    )
    return [_document(row) for row in uow.connection.execute(query)]


def amount(uow: UnitOfWork, activity_id: str) -> tuple[int, int]:
    """Return how many documents an activity has, and the bytes of all their versions."""
    count = select(func.count()).select_from(attachments).where(attachments.c.activity_id == activity_id)
    total = (
        select(func.coalesce(func.sum(attachment_versions.c.size), 0))
        .join(attachments, attachments.c.id == attachment_versions.c.attachment_id)
        .where(attachments.c.activity_id == activity_id)
    )
    return int(uow.connection.scalar(count) or 0), int(uow.connection.scalar(total) or 0)


def add_blob(uow: UnitOfWork, sha256: str, size: int) -> None:
    """Note a file's bytes; they may be known already."""
    dialect: Any = sqlite if uow.dialect == "sqlite" else postgresql
    row = {"sha256": sha256, "size": size, "created_at": uow.now}
    uow.connection.execute(dialect.insert(file_blobs).on_conflict_do_nothing(), row)


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a document; its first version follows."""
    uow.connection.execute(insert(attachments), {"version": 0, "created_at": uow.now, **values})


def add_version(uow: UnitOfWork, attachment_id: str, values: dict[str, object]) -> int | None:
    """Insert the next version of a document and return its number; None when the document was removed."""
    number = uow.connection.scalar(
        update(attachments)
        .where(attachments.c.id == attachment_id, attachments.c.removed_at.is_(None))
        .values(version=attachments.c.version + 1)
        .returning(attachments.c.version)
    )
    if number is None:
        return None
    said = {
        "attachment_id": attachment_id,
        "number": number,
        "uploaded_at": uow.now,
        "uploaded_by": uow.actor.id,
        "uploaded_by_name": uow.actor.name,
    }
    uow.connection.execute(insert(attachment_versions), {**said, **values})
    return int(number)


def remove(uow: UnitOfWork, attachment_id: str) -> bool:
    """Mark a document as removed; False when it is already."""
    changed = uow.connection.execute(
        update(attachments)
        .where(attachments.c.id == attachment_id, attachments.c.removed_at.is_(None))
        .values(removed_at=uow.now, removed_by=uow.actor.id, removed_by_name=uow.actor.name)
    )
    return changed.rowcount == 1


def drop_all(uow: UnitOfWork, activity_id: str) -> None:
    """Delete every document of an activity. The bytes stay until the next cleaning."""
    of_activity = select(attachments.c.id).where(attachments.c.activity_id == activity_id)
    uow.connection.execute(delete(attachment_versions).where(attachment_versions.c.attachment_id.in_(of_activity)))
    uow.connection.execute(delete(attachments).where(attachments.c.activity_id == activity_id))


def hands_since(uow: UnitOfWork, activity_id: str, since: datetime | None) -> set[str]:
    """Return the ids of those who attached or removed something after a moment; None: ever."""
    uploads = (
        select(attachment_versions.c.uploaded_by)
        .join(attachments, attachments.c.id == attachment_versions.c.attachment_id)
        .where(attachments.c.activity_id == activity_id)
    )
    removals = select(attachments.c.removed_by).where(
        attachments.c.activity_id == activity_id, attachments.c.removed_by.is_not(None)
    )
    if since is not None:
        uploads = uploads.where(attachment_versions.c.uploaded_at > since)
        removals = removals.where(attachments.c.removed_at > since)
    return {*uow.connection.scalars(uploads), *uow.connection.scalars(removals)}


def kinds(uow: UnitOfWork, activity_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return (activity, kind) of the documents of some activities that were not removed."""
    query = (
        select(attachments.c.activity_id, attachments.c.kind)
        .where(attachments.c.activity_id.in_(activity_ids), attachments.c.removed_at.is_(None))
        .distinct()
    )
    return [(activity_id, kind) for activity_id, kind in uow.connection.execute(query)]


def ending(uow: UnitOfWork, through: date) -> list[Ending]:
    """Return the documents whose newest version ends on or before a day, removed ones left out, soonest first."""
    query = (
        select(
            attachments.c.id,
            attachment_versions.c.number,
            attachments.c.activity_id,
            attachments.c.kind,
            attachments.c.title,
            attachment_versions.c.expires_on,
        )
        .join(attachment_versions, _NEWEST)
        .where(attachment_versions.c.expires_on <= through, attachments.c.removed_at.is_(None))
        .order_by(attachment_versions.c.expires_on, attachments.c.id)
    )
    return [
        Ending(
            attachment_id=key,
            number=number,
            activity_id=activity_id,
            kind=AttachmentKind.of(kind),
            title=title,
            expires_on=expires_on,
        )
        for key, number, activity_id, kind, title, expires_on in uow.connection.execute(query)
    ]


def blobs(uow: UnitOfWork, after: str, limit: int) -> list[tuple[str, int]]:
    """Return hash and size of files in the order of their hashes, from behind `after`."""
    query = (
        select(file_blobs.c.sha256, file_blobs.c.size)
        .where(file_blobs.c.sha256 > after)
        .order_by(file_blobs.c.sha256)
        .limit(limit)
    )
    return [(sha256, size) for sha256, size in uow.connection.execute(query)]


def _used() -> ColumnElement[bool]:
    return or_(*(exists().where(column == file_blobs.c.sha256) for column in HOLDERS))


def unused_blobs(uow: UnitOfWork, before: datetime, limit: int) -> list[str]:
    """Return files that nothing refers to, noted before a moment."""
    query = select(file_blobs.c.sha256).where(~_used(), file_blobs.c.created_at < before).limit(limit)
    return list(uow.connection.scalars(query))


def unknown_blobs(uow: UnitOfWork, hashes: Collection[str]) -> set[str]:
    """Return those of some hashes that are not noted."""
    found = uow.connection.scalars(select(file_blobs.c.sha256).where(file_blobs.c.sha256.in_(hashes)))
    return set(hashes) - set(found)


def drop_unused(uow: UnitOfWork, hashes: Collection[str]) -> list[str]:
    """Delete those of some files that nothing refers to; return which went."""
    gone = uow.connection.scalars(
        delete(file_blobs).where(file_blobs.c.sha256.in_(hashes), ~_used()).returning(file_blobs.c.sha256)
    )
    return list(gone)
