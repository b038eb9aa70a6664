"""Use cases of templates and clones: the library is read by all who read the register, a clone is a new draft."""

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service, store
from ropa.activities.library import library
from ropa.activities.rules_cloning import cloned_record, found_in, from_template, named, sources_of_clone, summary_of
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound
from schemas.document import ActivityDocument, ActivityInput
from schemas.findings import Problem
from schemas.listing import StoredRevision
from schemas.templates import CloneInput, Template, TemplateSummary


def templates(words: str | None = None) -> list[TemplateSummary]:
    """Return the templates that have every one of the words, by group and title; all of them without words."""
    return [summary_of(each) for each in found_in(library().values(), words)]


def template(key: str) -> Template:
    """Return a template.

    Raises: NotFound.
    """
    found = library().get(key)
    if found is None:
        raise NotFound(f"ไม่มีแบบสำเร็จรูป {key}", f"There is no template {key}")
    return found


def source(uow: UnitOfWork, activity_id: str, revision: int | None = None) -> StoredRevision:
    """Return the revision that a clone would be made of: the one that is shown to the actor, or the numbered one.

    Raises: NotFound, also where the actor may not read it.
    """
    return service.read_revision(uow, activity_id, revision)


def clone(uow: UnitOfWork, wanted: CloneInput, *, activity_id: str | None = None) -> StoredRevision:
    """Return the new draft. Attached documents, approvals and comments stay with the source.

    `activity_id`: the id that a form was given; the form that is sent again leads to what it made.

    Raises: Invalid with every fault, Forbidden without the right to write at the office, NotFound for a source that
    the actor may not read.
    """
    _refuse_faults(wanted)
    if activity_id is not None and store.read_head(uow, activity_id) is not None:
        return service.read(uow, activity_id)
    # Before the source is looked at: a record elsewhere is nobody's business who may not write here.
    access.require(uow, Permission.WRITE_ACTIVITIES, wanted.office_id)
    document, origin, place, told = _taken(uow, wanted)
    document = named(document, wanted.agency_name, wanted.parent_org_unit)
    data = ActivityInput(
        office_id=wanted.office_id,
        form=document.form,
        steps=document.steps,
        systems=document.systems,
        marks=document.marks,
        sources=sources_of_clone(document, origin, place),
    )
    made = service.create(uow, data, activity_id=activity_id)
    record(uow, "activity.cloned", f"activity:{made.id}", {"ref": made.ref, **told})
    return made


def _taken(uow: UnitOfWork, wanted: CloneInput) -> tuple[ActivityDocument, str, str | None, dict[str, object]]:
    """Return what goes along, what the source is called, its revision in words, and what the trail says of it."""
    if wanted.template is not None:
        found = template(wanted.template)
        return from_template(found), f"แบบสำเร็จรูป: {found.title_th}", found.key, {"template": found.key}
    stored = source(uow, wanted.from_activity or "", wanted.revision)
    document = cloned_record(service.document_of(stored), same_office=stored.office_id == wanted.office_id)
    told = {"from": stored.id, "from_ref": stored.ref, "from_revision": stored.revision, "hash": stored.content_hash}
    return document, stored.ref, f"ฉบับที่ {stored.revision}", told


def _refuse_faults(wanted: CloneInput) -> None:
    problems = []
    if (wanted.template is None) == (wanted.from_activity is None):
        problems.append(
            Problem(
                pointer="/template",
                message_th="ระบุแบบสำเร็จรูปหรือรายการต้นทางอย่างใดอย่างหนึ่ง",
                message_en="Name either a template or the activity to clone",
            )
        )
    if wanted.revision is not None and wanted.from_activity is None:
        problems.append(
            Problem(
                pointer="/revision",
                message_th="เลขฉบับใช้กับรายการต้นทางเท่านั้น",
                message_en="A revision belongs to an activity to clone",
            )
        )
    if problems:
        raise Invalid(problems)
