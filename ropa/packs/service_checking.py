"""Use case of whoever holds a pack in hand: whether this register's sealed trail knows it. Nothing is written."""

from typing import Any
from uuid import UUID

import msgspec

from ropa.audit import service_sealed
from ropa.db.unit_of_work import UnitOfWork
from ropa.packs.rules_checking import with_verdict
from schemas.pack_checks import PackVerification, TrailWord

_EXPORTED = "pack.exported"


def judged(uow: UnitOfWork, found: PackVerification) -> PackVerification:
    """Return a check with what the trail says of the manifest's hash, and the verdict.

    Anybody who is signed in may ask: they hold the pack and its hash already, and nothing else is told. The list of
    packs is not asked, because a row of it can be changed and a sealed entry cannot.
    """
    if found.manifest_hash is None or found.pack is None:
        return with_verdict(found, None, is_same_zip=False)
    pack_id = _uuid(found.pack.pack_id)
    told = service_sealed.told_of(uow, _EXPORTED, f"pack:{pack_id}") if pack_id is not None else []
    said = [msgspec.json.decode(each.details, type=dict[str, Any]) for each in told]
    matching = [each for each, words in zip(told, said, strict=True) if words.get("manifest") == found.manifest_hash]
    is_same_zip = any(
        words.get("manifest") == found.manifest_hash and words.get("sha256") == found.sha256 for words in said
    )
    if not told:
        # A later register, or one whose older entries left it with a copy, cannot say no.
        left = pack_id is not None and service_sealed.begins_after(uow, found.pack.made_at)
        word = TrailWord.LEFT if left else TrailWord.UNKNOWN
    elif any(each.is_changed for each in told):
        word = TrailWord.BROKEN
    elif not matching:
        word = TrailWord.OTHER
    else:
        word = TrailWord.SEALED if any(each.is_sealed for each in matching) else TrailWord.UNSEALED
    return with_verdict(found, word, is_same_zip=is_same_zip and word in {TrailWord.SEALED, TrailWord.UNSEALED})


def _uuid(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None
