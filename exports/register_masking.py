"""A register's row with nobody's name in any of its sheets."""

from msgspec import structs

from exports.records import RegisterRow
from schemas.disclosures import DisclosureLine
from schemas.masking import MASK, Masker
from schemas.refusals import RefusalLine
from schemas.register_lines import HeldSet
from schemas.worklist import WorkItem


def masked_row(row: RegisterRow) -> RegisterRow:
    """Return the row as it may be shown to anybody: see `schemas.masking` for what is hidden in texts."""
    people = [
        name
        for name in (
            *(item.owner_name for item in row.findings),
            *(item.acceptance.accepted_by_name for item in row.findings if item.acceptance),
            *(each.approved_by_name for each in row.revisions),
        )
        if name
    ]
    masker = Masker.of([row.document], people)
    return structs.replace(
        row,
        document=masker.document(row.document),
        holdings=(_held(held, masker) for held in row.holdings),
        disclosures=[masked_disclosure(line, masker) for line in row.disclosures],
        refusals=[masked_refusal(line, masker) for line in row.refusals],
        findings=[_finding(item, masker) for item in row.findings],
        revisions=[
            structs.replace(each, approved_by_name=MASK if each.approved_by_name else None) for each in row.revisions
        ],
    )


def _held(held: HeldSet, masker: Masker) -> HeldSet:
    texts = {"title": held.title, "location": held.location, "medium": held.medium, "volume": held.volume}
    copies = tuple(structs.replace(each, place=masker.text(each.place)) for each in held.copies)
    return structs.replace(held, copies=copies, **{name: masker.text(text) for name, text in texts.items() if text})


def masked_disclosure(line: DisclosureLine, masker: Masker) -> DisclosureLine:
    """Return an entry of the log of s.27 paragraph 3 without the names that `masker` hides."""
    entry = line.entry
    texts = {name: masker.text(getattr(entry, name)) for name in ("recipient", "purpose", "decided_by")}
    items = [masker.text(each) for each in entry.items]
    reference = masker.text(entry.reference) if entry.reference else None
    return structs.replace(line, entry=structs.replace(entry, items=items, reference=reference, **texts))


def masked_refusal(line: RefusalLine, masker: Masker) -> RefusalLine:
    """Return a refused request (s.39(7)) without the names that `masker` hides."""
    texts = {name: masker.text(getattr(line.refusal, name)) for name in ("what", "law", "reason")}
    return structs.replace(line, refusal=structs.replace(line.refusal, **texts))


def _finding(item: WorkItem, masker: Masker) -> WorkItem:
    taken = item.acceptance
    return structs.replace(
        item,
        message_th=masker.text(item.message_th),
        suggestion=masker.text(item.suggestion) if item.suggestion else None,
        owner_name=MASK if item.owner_name else None,
        acceptance=structs.replace(taken, accepted_by_name=MASK, reason=masker.text(taken.reason)) if taken else None,
    )
