"""Records with a history: whole ones that can be approved, and the next approved revision of each."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from ropa.activities import service
from ropa.db.unit_of_work import Database
from ropa.samples import filled_forms
from schemas.document import ActivityDocument, ActivityInput, ActivityUpdate
from schemas.life import LifeStep
from schemas.listing import StoredRevision
from tests.support.actors import PHETCHABURI
from tests.support.lives import APPROVER, RECORDER, carry, step

Change = Callable[[ActivityDocument], object]


def whole_record(office_id: int = PHETCHABURI, name: str | None = None) -> ActivityInput:
    """Return a record without an error-level finding."""
    data = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    data.form.header.sub_process = name or data.form.header.sub_process
    return msgspec.structs.replace(data, office_id=office_id)


def drafted(register: Database, now: datetime, name: str | None = None) -> StoredRevision:
    """Return a new draft of the recorder's."""
    with register.write(RECORDER, now) as uow:
        return service.create(uow, whole_record(name=name))


def approved(register: Database, now: datetime, name: str | None = None) -> StoredRevision:
    """Return a record whose first revision is approved."""
    return carry(register, now, drafted(register, now, name).id)


def redrafted(register: Database, now: datetime, activity_id: str, change: Change) -> StoredRevision:
    """Return the open draft after a change of the document."""
    with register.write(RECORDER, now) as uow:
        stored = service.read(uow, activity_id)
        document = service.document_of(stored)
        change(document)
        said = {name: getattr(document, name) for name in document.__struct_fields__}
        return service.replace(uow, activity_id, stored.version, ActivityUpdate(office_id=stored.office_id, **said))


def revised(register: Database, now: datetime, activity_id: str, change: Change) -> StoredRevision:
    """Return the next approved revision after a change of the document."""
    redrafted(register, now, activity_id, change)
    return carry(register, now, activity_id)


def retired(register: Database, now: datetime, activity_id: str) -> StoredRevision:
    """Return a record that is no longer in use."""
    return step(register, now, APPROVER, activity_id, LifeStep.RETIRE, "เลิกให้บริการ")
