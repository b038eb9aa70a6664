"""What is to be thought of a pack that somebody holds in hand. Pure."""

import msgspec

from schemas.pack_checks import CheckedFault, PackVerdict, PackVerification, TrailWord
from schemas.packs import MANIFEST

_VOUCHES = frozenset({TrailWord.SEALED, TrailWord.UNSEALED})


def with_verdict(found: PackVerification, word: TrailWord | None, *, is_same_zip: bool) -> PackVerification:
    """Return a check with what the register's trail says, and the verdict on all of it.

    A pack without any fault still only agrees with itself: either the trail has its manifest's hash, or the exporter
    told it, or nothing vouches for it.
    """
    faults, count = found.faults, found.fault_count
    if word is TrailWord.OTHER:
        faults, count = [CheckedFault(path=MANIFEST, message_th=word.th, message_en=word.en), *faults], count + 1
    if found.pack is None:
        verdict = PackVerdict.UNREADABLE
    elif count:
        verdict = PackVerdict.CHANGED
    elif word in _VOUCHES or found.is_as_told:
        verdict = PackVerdict.GENUINE
    else:
        verdict = PackVerdict.UNVOUCHED
    return msgspec.structs.replace(
        found, verdict=verdict, trail_word=word, is_same_zip=is_same_zip, faults=faults, fault_count=count
    )
