"""The page of a record's history: its revisions, and what changed between two of them, word by word."""

from itertools import groupby
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_history, service_life
from ropa.activities.service_history import Pair
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.pages import in_language, link, page
from ropa.web.running import Runner
from schemas.comparison import Comparison, FieldChange
from schemas.diff import ChangeKind
from schemas.life import LifeEntry

# A form sends an empty value for a choice that is not made, so both are text here.
From = Annotated[str | None, QueryParameter(name="from", max_length=7, pattern=r"^\d*$")]
To = Annotated[str | None, QueryParameter(name="to", max_length=7, pattern=r"^\d*$")]
#: Differences that a page shows; the workbook has them all.
MOST = 500
TONES = {
    ChangeKind.ADDED: "good",
    ChangeKind.REMOVED: "bad",
    ChangeKind.CHANGED: "info",
    ChangeKind.MOVED: "neutral",
}


class Group(Struct, frozen=True):
    """The differences of one section."""

    name: str
    changes: list[FieldChange]


@get("/{activity_id:uuid}/history", opt=page_for(Permission.READ_ACTIVITIES))
async def history_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    start: From = None,
    end: To = None,
) -> Response[bytes]:
    """The revisions, two of which can be chosen; at first the newest against the last one approved before it."""

    def work(uow: UnitOfWork) -> tuple[Pair, list[LifeEntry]]:
        pair = service_history.read_pair(uow, str(activity_id), _number(start), _number(end))
        return pair, service_life.history(uow, str(activity_id))

    pair, entries = await runner.read(request.user, work)
    found: Comparison = await runner.think(lambda: service_history.compared(pair, language_of(request)))
    shown = found.changes[:MOST]
    between = {"from": found.before.revision, "to": found.after.revision}
    return page(
        request,
        "activities/history.html",
        stored=pair.history.stored,
        office=pair.history.office,
        revisions=pair.history.revisions,
        entries=entries,
        found=found,
        groups=[
            Group(in_language(request, changes[0].section_th, changes[0].section_en), changes)
            for changes in (list(each) for _, each in groupby(shown, key=lambda change: change.section))
        ],
        left_out=len(found.changes) - len(shown),
        kinds=[(kind, getattr(found.counts, str(kind)), TONES[kind]) for kind in ChangeKind],
        tones=TONES,
        workbook=link(f"/api/v1/activities/{activity_id}/diff.xlsx", **between),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


router = Router("/activities", route_handlers=[history_page])
