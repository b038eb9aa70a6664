"""Makes an auditor's pack: what `ropa export pack` and the downloads share.

Everything is read in one snapshot into files of its own beside the pack, then drawn with no transaction open: drawing
takes a second for each record, and a snapshot that long would keep the database from tidying up.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from exports.pack_writing import PackWriter
from exports.records import ExportCancelled
from ropa import clock, packing_children, renderings
from ropa.activities import service_as_of, service_findings, service_listing, service_packs, service_pictures
from ropa.attachments import service_subjects as documents
from ropa.audit import service_excerpts
from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.disclosures import service as disclosures
from ropa.offices import service as offices
from ropa.packing_record import Exporter, Folder, Gathered, documents_of, folder_of, people_of
from ropa.packs import service
from ropa.packs.rules import moment_words
from ropa.packs.service import MadePack
from ropa.requests import service_refusals as refusals
from ropa.retention import service_subjects as holdings
from schemas.access import Actor
from schemas.audit import TrailEntry
from schemas.listing import StoredRevision
from schemas.masking import MASK, Masker, names_of
from schemas.packs import (
    REGISTER,
    TRAIL,
    Manifest,
    PackCounts,
    PackInput,
    PackPerson,
    PackQuery,
    PackRecord,
    PackRegister,
)

#: Records whose revisions are asked for together.
_TOGETHER = 50
_MASKERS = 256
#: Records up to which this process draws.
IN_PROCESS = 4
_PROGRAM = "thai-ropa-register"


class Read(Struct, frozen=True):
    """What the snapshot gave; records, register and excerpt lie in files."""

    records: int
    offsets: list[int]
    """Where the lots of records that are drawn together begin in their file."""
    excerpt: service_excerpts.Written
    query: PackQuery
    query_th: str
    reason: str


class Follower(Struct, frozen=True):
    """Who follows the work and may stop it: `progress(done, total)` of records; whether nobody wants it any more."""

    progress: Callable[[int, int], None] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False


def make_pack(
    database: Database,
    actor: Actor,
    said: PackInput,
    out: BinaryIO,
    *,
    base_url: str,
    made_at: datetime,
    follower: Follower = Follower(),  # noqa: B008 - it never changes
) -> MadePack:
    """Write a pack with exactly those records that the actor may export; a record is in memory at a time.

    `service.keep` notes it once its file lies in the store. Raises: Forbidden; Invalid with every fault of `said`;
    exports.records.ExportCancelled, and what the follower raises.
    """
    words = moment_words(clock.bangkok(made_at))
    hidden = " (ปิดชื่อบุคคล)" if not said.with_names else ""
    exporter = Exporter(
        pack_id=new_id(made_at),
        name=actor.name,
        made_at=made_at,
        watermark=f"ส่งออกโดย {actor.name} {words}{hidden}",
        masked=not said.with_names,
    )
    with (
        tempfile.TemporaryDirectory(prefix="ropa-pack-", dir=_folder_of(out)) as name,
        PackWriter(out, made_at) as pack,
    ):
        folder = Path(name)
        read = _read(database, service.narrowed(actor), said, exporter, folder, follower.cancelled)
        with (folder / "register").open("rb") as register:
            pack.add_file(REGISTER, register)
        with (folder / "excerpt").open("rb") as excerpt:
            pack.add_file(TRAIL, excerpt)
        told: list[PackRecord] = []
        for number, made in enumerate(_folders(folder / "records", read, exporter, follower), 1):
            for path, content in made.files:
                pack.add(path, content)
            told.append(made.record)
            follower.progress(number, read.records)
        manifest = _manifest(exporter, actor, base_url, read, told)
        digest = pack.finish(manifest)
    counts = msgspec.structs.replace(manifest.counts, files=len(pack.files))
    return MadePack(manifest=msgspec.structs.replace(manifest, counts=counts), manifest_hash=digest)


def _folders(spool: Path, read: Read, exporter: Exporter, follower: Follower) -> Iterator[Folder]:
    if read.records > IN_PROCESS:

        def waiting() -> None:
            if follower.cancelled():
                raise ExportCancelled("nobody wants the pack any more")

        yield from packing_children.drawn(spool, read.offsets, exporter, read.records, waiting)
        return
    with spool.open("rb") as source:
        for record in packing_children.each(source, Gathered):
            yield folder_of(record, exporter)


def _folder_of(out: BinaryIO) -> Path | None:
    name = getattr(out, "name", None)
    return Path(name).parent if isinstance(name, str) else None


def _manifest(
    exporter: Exporter,
    actor: Actor,
    base_url: str,
    read: Read,
    records: list[PackRecord],
) -> Manifest:
    return Manifest(
        pack_id=exporter.pack_id,
        register=PackRegister(base_url=base_url, version=_version()),
        made_at=exporter.made_at.astimezone(UTC),
        made_at_th=moment_words(clock.bangkok(exporter.made_at)),
        exported_by=PackPerson(id=actor.id, name=actor.name),
        reason=read.reason.strip(),
        masked=exporter.masked,
        query=read.query,
        query_th=read.query_th,
        counts=PackCounts(
            records=len(records),
            revisions=sum(len(each.revisions) for each in records),
            files=0,
            trail_entries=read.excerpt.entries,
            trail_seals=read.excerpt.seals,
        ),
        trail_head=read.excerpt.head,
        records=records,
        files=[],
    )


def _version() -> str:
    try:
        return version(_PROGRAM)
    except PackageNotFoundError:  # run from a folder
        return "-"


def _read(
    database: Database, actor: Actor, said: PackInput, exporter: Exporter, folder: Path, cancelled: Callable[[], bool]
) -> Read:
    """Read everything in one snapshot into three files: `register`, `records`, `excerpt`."""
    wanted = service.wanted_of(said)
    with database.read(actor, exporter.made_at) as uow:
        service.check(uow, said)
        with (folder / "register").open("wb") as out:
            renderings.register_workbook(
                uow, wanted, out, cancelled=cancelled, masked=exporter.masked, watermark=exporter.watermark
            )
        people: dict[str, set[str]] = {}
        subjects: dict[str, str] = {}
        count, offsets = 0, list[int]()
        with (folder / "records").open("wb") as out:
            for record in _gathered(uow, said, subjects):
                if count % packing_children.TOGETHER == 0:
                    offsets.append(out.tell())
                packing_children.put(out, record)
                if exporter.masked:
                    people[record.stored.id] = names_of(documents_of(record), people_of(record))
                count += 1
        hide = _hiding(subjects, people) if exporter.masked else None
        with (folder / "excerpt").open("wb") as out:
            excerpt = service_excerpts.write_excerpt(uow, sorted(subjects), out, hide)
        shown = _without_names(said, people.values()) if exporter.masked else said
        return Read(count, offsets, excerpt, shown.query(), service.words_of(uow, shown), shown.reason)


def _without_names(said: PackInput, people: Iterable[set[str]]) -> PackInput:
    """Return a question whose words and reason name nobody: somebody may have looked for the records of a person."""
    names, reason = {name for some in people for name in some}, said.reason.casefold()
    words, known = (said.q or "").casefold().split(), {name.casefold() for name in names}
    is_named = any(word in name for word in words for name in known) or (said.q and Masker(()).text(said.q) != said.q)
    # Of the names of a whole ministry only those that can stand there: each is a part of one large pattern.
    hides = Masker(name for name in names if name.split()[0].casefold() in reason)
    return msgspec.structs.replace(said, q=MASK if is_named else said.q, reason=hides.text(said.reason))


def _gathered(uow: UnitOfWork, said: PackInput, subjects: dict[str, str]) -> Iterator[Gathered]:
    """Yield the records with all that their folders are made of; note under which names the trail tells of them."""
    wanted = service.wanted_of(said)
    if wanted.as_of is not None:
        _, records, names = service_as_of.register(uow, wanted, wanted.as_of)
    else:
        _, records = service_listing.register(uow, wanted)
        names = {office.id: office.name for office in offices.list_offices(uow)}
    while some := list(islice(records, _TOGETHER)):
        keys = [stored.id for stored in some]
        revisions = service_packs.revisions_of(uow, some, through=wanted.as_of is not None)
        pictures = service_pictures.kept_of(uow, some)
        subjects |= documents.subjects_of(uow, keys) | holdings.subjects_of(uow, keys)
        until = None if wanted.as_of is None else service_as_of.end_of(wanted.as_of)
        logged, refused = disclosures.standing(uow, keys, until), refusals.standing(uow, keys, until)
        for stored, _, findings in service_findings.checked(uow, some):
            subjects |= dict.fromkeys(_subjects(stored, revisions[stored.id]), stored.id)
            office = names.get(stored.office_id, str(stored.office_id))
            yield Gathered(
                stored=stored,
                office=office,
                findings=findings,
                revisions=revisions[stored.id],
                disclosures=logged.get(stored.id, []),
                refusals=refused.get(stored.id, []),
                approved_picture=pictures.get(stored.id),
                is_picture_lost=stored.id in pictures and pictures[stored.id] is None,
            )


def _subjects(stored: StoredRevision, revisions: Iterable[service_packs.WholeRevision]) -> Iterator[str]:
    yield f"activity:{stored.id}"
    yield stored.ref  # files that went out are told under the reference
    for each in revisions:
        if each.approval is not None and each.approval.batch_id is not None:
            yield f"signing:{each.approval.batch_id}"


def _hiding(subjects: Mapping[str, str], people: Mapping[str, set[str]]) -> service_excerpts.Hide:
    @lru_cache(maxsize=_MASKERS)
    def masker(activity_id: str) -> Masker:
        return Masker(people.get(activity_id, ()))

    def hide(entry: TrailEntry) -> TrailEntry:
        hides = masker(subjects.get(entry.subject, ""))
        said = msgspec.json.decode(entry.details)
        shown = hides.value(said)
        if shown != said:
            entry = msgspec.structs.replace(entry, details=msgspec.json.encode(shown, order="sorted").decode())
        # Where an official sat tells who it was. An entry with neither stays as it was written: its digest is checked.
        return entry if entry.address is None else msgspec.structs.replace(entry, address=None)

    return hide
