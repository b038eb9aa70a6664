"""Every place of a request where an officer writes words that stay in clear, fed with the same words."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from ropa import clock
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.errors import Invalid
from ropa.requests import (
    service_asks,
    service_decisions,
    service_ending,
    service_events,
    service_identity,
    service_keeping,
    service_letters_sent,
    service_pauses,
    service_person,
    service_reasons,
    service_rights,
    service_tasks_made,
    service_tasks_work,
)
from schemas.refusals import RefusalGround as G
from schemas.request_clock import AskEnd, AskState, PauseInput
from schemas.request_decisions import ReasonsOpening
from schemas.request_letters import KeepGround, KeepInput, LetterReceipt
from schemas.request_tasks import RequestTaskDone, RequestTaskReason, TaskNew, TaskResult, TaskWhat
from schemas.requests import EndInput, IdentityInput, IdentityLevel, NoteInput, RequestChange, WithdrawInput
from tests.support.decisions import refusal, refused
from tests.support.subject_requests import HEAD, OFFICER
from tests.support.web import keys_for

Attempt = Callable[[UnitOfWork], object]


def open_places(register: Database, now: datetime, key: str, words: str) -> Mapping[str, Attempt]:
    """Return what writes words into a request that is worked on, by the fault's pointer; it has an ask and a task."""
    keys, end = keys_for(register), EndInput(reason=words)
    law = refusal(G.S30_LAW_OR_COURT, law_ref="คำสั่งศาล", harm="ผู้ร้องเรียน", reason=words)
    found = TaskResult.NOT_FOUND
    kept = KeepInput(keep_until=clock.bangkok(now).date() + timedelta(days=9), ground=KeepGround.COURT, reason=words)
    done = service_tasks_work.done
    return {
        "/note of the timeline": lambda uow: service_events.note(uow, key, NoteInput(note=words)),
        "/how": lambda uow: service_identity.check(uow, key, IdentityInput(level=IdentityLevel.VERIFIED, how=words)),
        "/note of an answer": lambda uow: service_asks.end(
            uow, keys, key, 1, AskEnd(state=AskState.ANSWERED, note=words)
        ),
        "/reason of a pause": lambda uow: service_pauses.pause(uow, key, PauseInput(ground="x", reason=words)),
        "/why of opening": lambda uow: service_person.person(uow, keys, key, words),
        "/why of reasons": lambda uow: service_reasons.read(uow, keys, key, 1, ReasonsOpening(why=words)),
        "/reason of a correction": lambda uow: service_rights.update(
            uow, key, RequestChange(received_at=now - timedelta(hours=1), reason=words)
        ),
        "/target": lambda uow: service_tasks_made.add(uow, key, TaskNew(what=TaskWhat.SEARCH, target=words)),
        "/note of a task": lambda uow: done(uow, key, 1, RequestTaskDone(result=found, note=words)),
        "/evidence_ref": lambda uow: done(uow, key, 1, RequestTaskDone(result=found, evidence_ref=words)),
        "/receipt_ref of a task": lambda uow: done(uow, key, 1, RequestTaskDone(result=found, receipt_ref=words)),
        "/reason of a dropped task": lambda uow: service_tasks_work.drop(uow, key, 1, RequestTaskReason(reason=words)),
        "/refused/0/reason": lambda uow: service_decisions.decide(uow, keys, key, refused(law)),
        "/reason of keeping": lambda uow: service_keeping.keep(uow, keys, key, kept),
        "/reason of taking back": lambda uow: service_ending.withdraw(uow, key, WithdrawInput(reason=words)),
        "/reason of dismissing": lambda uow: service_ending.dismiss(uow, key, end),
        "/reason of lapsing": lambda uow: service_ending.lapse(uow, key, end),
        "/reason of closing": lambda uow: service_ending.close(uow, key, end),
    }


def sent_places(register: Database, key: str, letter: int, words: str) -> Mapping[str, Attempt]:
    """Return what writes words beside a letter that was sent."""
    keys, given = keys_for(register), LetterReceipt(receipt_ref=words)
    return {"/receipt_ref": lambda uow: service_letters_sent.received(uow, keys, key, letter, given)}


def let_through(register: Database, now: datetime, places: Mapping[str, Attempt]) -> list[str]:
    """Return the places that took the words, or refused them for something else alone; nothing is saved by those."""
    taken = []
    for name, attempt in places.items():
        actor = HEAD if "decide" in name or name.startswith(("/refused", "/reason")) else OFFICER
        try:
            with register.write(actor, now) as uow:
                attempt(uow)
                raise RuntimeError  # noqa: TRY301 - nothing is saved, whatever the place did
        except Invalid as fault:
            pointer = name.partition(" ")[0]
            if not any(each.pointer == pointer and "sealed" in each.message_en for each in fault.problems):
                taken.append(name)
        except RuntimeError:
            taken.append(name)
    return taken
