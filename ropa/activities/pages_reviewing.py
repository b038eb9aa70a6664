"""The queue of those who review: every difference read on the spot, a record passed on or sent back by keyboard.

The same page and keys as those of who approves (`pages_signing`). Nothing decides of many at once: a review
reads one record.
"""

from litestar import Response, post
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.activities import service_life, service_signing
from ropa.activities.pages_queue_tabs import tabs_of
from ropa.activities.pages_signing import MOST_NOTED, TONES, Act, brief, differences_of, in_words, is_version, status_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import first, typed_of
from ropa.web.language import language_of
from ropa.web.offices import offices_of
from ropa.web.pages import go, in_language, link, page
from ropa.web.places import place_words
from ropa.web.running import Runner
from schemas.life import LifeStep, StepInput
from schemas.signing import SigningPage

PATH = "/queue"
#: What the page's buttons do, and what is said after it.
_STEPS = {"review": (LifeStep.REVIEW, "reviewed"), "return": (LifeStep.RETURN, "returned")}


async def differences_page(request: ApiRequest, runner: Runner, key: str) -> Response[bytes]:
    """Return every difference of one record that waits for the reader's review, as a part for the script."""
    found = await differences_of(request, runner, key, "review")
    return page(request, "activities/work_diff.html", found=found, tones=TONES)


async def review_page(request: ApiRequest, runner: Runner, act: Act, cursor: str | None) -> Response[bytes]:
    """Return what waits for the reader's review, each with what changed since its last approval."""

    def work(uow: UnitOfWork) -> tuple[SigningPage, dict[str, int]]:
        return service_signing.review_queue(uow, cursor or None), service_signing.counts(uow)

    found, counts = await runner.read(request.user, work)
    shown = {each.waiting.id for each in found.items}
    opened = act.opened if act.opened in shown else None
    language = language_of(request)
    return page(
        request,
        "activities/work_review.html",
        status=act.status,
        tabs=tabs_of(request),
        counts=counts,
        tab="review",
        items=found.items,
        words=await in_words(request, runner, found, "review"),
        opened=await differences_of(request, runner, opened, "review") if opened else None,
        act=act,
        more=link(PATH, of="review", cursor=found.next_cursor) if found.next_cursor else None,
        offices=await offices_of(request, runner),
        cursor=cursor,
        place=lambda pointer: place_words(pointer, language),
        brief=brief,
        tones=TONES,
        here_path=lambda key: link(PATH, of="review", cursor=cursor, open=key),
        part_path=lambda key: link(PATH, of="review", open=key),
    )


@post(PATH, opt=page_for(Permission.REVIEW_ACTIVITIES), status_code=200)
async def review(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Pass one record on to who approves, or send it back; go on with the record after it."""
    typed = typed_of(typed_into(request))
    key, version, cursor = first(typed, "record")[:36], first(typed, "version"), first(typed, "cursor")[:120] or None
    reason = first(typed, "reason").strip()[:MOST_NOTED]
    step, said = _STEPS.get(first(typed, "do"), _STEPS["return"])
    failed = Act(wrong=key, at=key, reason=reason, status=422)
    if step is LifeStep.RETURN and not reason:
        words = in_language(
            request, "เขียนว่าต้องแก้อะไร ผู้จัดทำจะได้รับข้อความนี้", "Say what has to change: its writer reads this"
        )
        failed.faults.append((f"r-{key}", words))
        return await review_page(request, runner, failed, cursor)
    number = int(version) if is_version(version) else 0

    def work(uow: UnitOfWork) -> None:
        service_life.take_step(uow, key, step, StepInput(note=reason or None), version=number)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        failed.faults += [(f"r-{key}", in_language(request, p.message_th, p.message_en)) for p in error.problems]
    except (PreconditionFailed, Conflict, Forbidden) as error:
        failed.faults.append((None, in_language(request, error.message_th, error.message_en)))
        failed.status, failed.wrong = status_of(error), key if step is LifeStep.RETURN else None
    else:
        return go(link(PATH, of="review", cursor=cursor, at=first(typed, "next")[:36] or None), said=said)
    return await review_page(request, runner, failed, cursor)


handlers = [review]
