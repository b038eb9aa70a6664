"""Keeps the rows of findings true to the documents: at each save, at each step of life, and when the rules change."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time

from msgspec import Struct
from msgspec.structs import asdict

from ropa import clock
from ropa.activities import service_findings, service_live
from ropa.activities.rules_answered import completeness_of
from ropa.activities.rules_finding_keys import keyed, rules_version
from ropa.activities.rules_findings import findings_of
from ropa.activities.service_hooks import DraftSaved, Dropped, StepTaken
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import store, store_checks, store_scores
from ropa.findings.rules_score import standing
from ropa.findings.store_checks import Checked, Keyed
from ropa.findings.store_scores import RecordDay
from schemas.access import Channel
from schemas.findings import Finding
from schemas.life import LifeStep
from schemas.worklist import Expiring

#: Records that one pass of the job checks again: about two seconds of reading, then a short write.
BATCH = 500
#: Records that a save checks again by itself: some 10 ms each.
_NOW = 20


def today_of(uow: UnitOfWork) -> date:
    """Return the day in Bangkok."""
    return clock.bangkok(uow.now).date()


def after_draft_saved(uow: UnitOfWork, saved: DraftSaved) -> None:
    """Write the findings of a revision that was saved. The person who saved it is the owner of what is nobody's."""
    approved = {"": saved.activity_id} if saved.is_approved else {}
    around = service_findings.surroundings(uow, {"": saved.document}, approved, {"": saved.activity_id})[""]
    found = keyed(saved.document, findings_of(saved.document, around))
    kept = store_checks.kept(uow, [saved.activity_id])
    checked = Checked(
        revision_id=saved.revision_id,
        activity_id=saved.activity_id,
        content_hash=saved.content_hash,
        rules_version=rules_version(),
        **_writer(uow, kept.values()),
    )
    accepted = store_checks.accepted_keys(uow, [saved.activity_id], today_of(uow))
    stands = standing(completeness_of(saved.document), found, accepted.get(saved.activity_id, frozenset()))
    store_checks.save(uow, [checked], [found], [stands])
    if service_live.is_public(uow, saved.revision_id):
        day = RecordDay(activity_id=saved.activity_id, office_id=saved.office_id, counts=True, **asdict(stands))
        store_scores.note(uow, today_of(uow), [day])


def _writer(uow: UnitOfWork, kept: Iterable[Checked]) -> dict[str, str | None]:
    if uow.actor.channel is Channel.WEB:
        return {"writer_id": uow.actor.id, "writer_name": uow.actor.name}
    # A machine or an import saved: the person who wrote before goes on answering for it.
    before = [each for each in sorted(kept, key=lambda one: one.revision_id) if each.writer_id is not None]
    last = before[-1] if before else None
    return {"writer_id": last.writer_id if last else None, "writer_name": last.writer_name if last else None}


def _note(uow: UnitOfWork, activity_ids: Sequence[str]) -> None:
    one = activity_ids[0] if len(activity_ids) == 1 else None
    store_scores.note_shown(uow, today_of(uow), service_live.public(one), activity_ids)


def after_step(uow: UnitOfWork, taken: StepTaken) -> None:
    """Let go of what was found in a revision that was superseded; a retired record counts no more."""
    if taken.step is LifeStep.APPROVE:
        if taken.superseded_revision_id is not None:
            store_checks.drop_revision(uow, taken.superseded_revision_id)
        _note(uow, [taken.activity_id])
    elif taken.step is LifeStep.RETIRE:
        store_scores.note_gone(uow, today_of(uow), service_live.public(taken.activity_id), taken.activity_id)


def before_drop(uow: UnitOfWork, dropped: Dropped) -> None:
    """Let go of what refers to a draft (or to an activity) that is being deleted."""
    if dropped.whole_activity:
        store_checks.drop_activity(uow, dropped.activity_id)
    else:
        store_checks.drop_revision(uow, dropped.revision_id)


def standing_findings(uow: UnitOfWork, activity_id: str, found: Sequence[Finding]) -> list[Finding]:
    """Return those of the findings of an activity's newest revision that no DPO has accepted as of today."""
    accepted = store.accepted_in(uow, service_live.current(activity_id), today_of(uow))
    known = {(each.code, each.pointer, each.message_th) for each in accepted}
    return [each for each in found if (each.code, each.pointer, each.message_th) not in known]


def expiring(uow: UnitOfWork, within_days: int) -> list[Expiring]:
    """Return the acceptances that count today and end within some days, soonest first, in what the actor may read.

    Raises: Forbidden.
    """
    today = today_of(uow)
    through = date.fromordinal(today.toordinal() + within_days)
    return store.expiring(uow, service_live.shown_to_all(uow), today, through)


class Batch(Struct, frozen=True):
    """Revisions that were checked again, to be written: (revision, activity, hash, findings, completeness)."""

    revisions: list[tuple[str, str, str, Keyed, int]]


def waits(uow: UnitOfWork) -> bool:
    """Tell whether a live revision was checked by other rules, or not yet on this day of Bangkok.

    Each is looked at once a day: what other records say of it changes without a save of its own.
    """
    return bool(_stale(uow, 1))


def _stale(uow: UnitOfWork, limit: int | None) -> list[str]:
    begins = datetime.combine(today_of(uow), time(), clock.BANGKOK)
    return store_checks.stale(uow, service_live.live(), rules_version(), begins, limit)


def to_check(uow: UnitOfWork, *, everything: bool = False) -> list[str]:
    """Return every live revision that waits to be checked (`everything`: every one), oldest first."""
    if everything:
        return store_checks.stale(uow, service_live.live(), "", uow.now, None)
    return _stale(uow, None)


def prepare(uow: UnitOfWork, revision_ids: Collection[str] | None = None) -> Batch:
    """Return what the present rules find in revisions (None: in the next `BATCH` that wait). Writes nothing."""
    wanted = _stale(uow, BATCH) if revision_ids is None else revision_ids
    read = list(service_live.revisions(uow, wanted))
    checked = service_findings.checked(uow, [stored for _, stored in read])
    return Batch(
        [
            (revision_id, stored.id, stored.content_hash, keyed(document, found), completeness_of(document))
            for (revision_id, _), (stored, document, found) in zip(read, checked, strict=True)
        ]
    )


def write(uow: UnitOfWork, batch: Batch) -> int:
    """Write what `prepare` found, less revisions that were saved or dropped since; return how many were checked."""
    hashes = service_live.hashes(uow, [each[0] for each in batch.revisions])
    fresh = [each for each in batch.revisions if hashes.get(each[0]) == each[2]]
    activities = {each[1] for each in fresh}
    kept = store_checks.kept(uow, activities)
    before = store_checks.keys_in(uow, [each[0] for each in fresh])
    accepted = store_checks.accepted_keys(uow, activities, today_of(uow))
    same, changed, checked, standings = [], [], [], []
    for one in fresh:
        revision_id, activity_id, digest, found, completeness = one
        known = kept.get(revision_id)
        is_known = known is not None and (known.rules_version, known.content_hash) == (rules_version(), digest)
        if is_known and before.get(revision_id, []) == [key for key, _ in found]:
            same.append(revision_id)
            continue
        changed.append(one)
        standings.append(standing(completeness, found, accepted.get(activity_id, frozenset())))
        checked.append(_checked_again(one, known, [each for each in kept.values() if each.activity_id == activity_id]))
    store_checks.looked_at(uow, same)
    store_checks.save(uow, checked, [each[3] for each in changed], standings)
    _note_all(uow, {each[1] for each in changed})
    return len(fresh)


def _checked_again(
    one: tuple[str, str, str, Keyed, int], known: Checked | None, of_activity: Iterable[Checked]
) -> Checked:
    writers = sorted((each for each in of_activity if each.writer_id is not None), key=lambda each: each.revision_id)
    writer = known if known is not None else writers[-1] if writers else None
    return Checked(
        revision_id=one[0],
        activity_id=one[1],
        content_hash=one[2],
        rules_version=rules_version(),
        writer_id=writer.writer_id if writer else None,
        writer_name=writer.writer_name if writer else None,
    )


def check_again(uow: UnitOfWork, activity_ids: Collection[str]) -> None:
    """Check the live revisions of activities anew: something that stands beside their documents changed.

    A few at once; of many it is only noted that they wait, and the job checks them.
    """
    if len(activity_ids) > _NOW:
        store_checks.let_wait(uow, activity_ids)
    elif activity_ids:
        of = store_checks.stale(uow, service_live.among(activity_ids), "", uow.now, None)
        write(uow, prepare(uow, of))


def flagged(uow: UnitOfWork, code: str, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities have a finding of a code in a live revision. Says nothing about rights."""
    return store_checks.flagged(uow, code, activity_ids)


def _note_all(uow: UnitOfWork, activity_ids: Collection[str]) -> None:
    if activity_ids:
        store_scores.note_shown(uow, today_of(uow), service_live.public(), activity_ids)


def count_again(uow: UnitOfWork, activity_ids: Collection[str] | None = None) -> None:
    """Count anew what is open in activities (None: wherever something is accepted), and their scores."""
    checks = store_checks.to_count(uow, activity_ids)
    if not checks:
        return
    activities = {activity_id for activity_id, _ in checks.values()}
    accepted = store_checks.accepted_keys(uow, activities, today_of(uow))
    found = store_checks.found_in(uow, list(checks))
    store_checks.count_again(
        uow,
        {
            revision_id: standing(completeness, found.get(revision_id, ()), accepted.get(activity_id, frozenset()))
            for revision_id, (activity_id, completeness) in checks.items()
        },
    )
    _note_all(uow, activities)
