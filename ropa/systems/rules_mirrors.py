"""What the two sides of an exchange say of it. Pure.

Legal source: PDPA s.39: each record says truly who gets what from whom, so two records of one exchange agree.
"""

from collections.abc import Collection, Sequence

from ropa.systems.rules_arrows import Arrow
from schemas.systems import Mirror


def mirror_of(arrow: Arrow, system: str, arrows: Sequence[Arrow], keepers: Collection[str]) -> Mirror | None:
    """Return what the sides say of an arrow at a system; None where the partner keeps no record of the register.

    `arrows`: all at the system. `keepers`: systems that records list, and the bodies that own them.
    """
    partner = arrow.ends[1] if arrow.ends[0] == system else arrow.ends[0]
    if not arrow.is_directed or partner not in keepers:
        return None
    if arrow.is_mirrored:
        return Mirror.BOTH
    is_ours = system in arrow.by
    others = [
        each
        for each in arrows
        if each is not arrow
        and each.is_directed
        and set(each.ends) == set(arrow.ends)
        and not each.is_mirrored
        and (system in each.by) is not is_ours
    ]
    if any(each.ends == arrow.ends for each in others):
        return Mirror.MODE
    if others:
        return Mirror.DIRECTION
    if any(ends[3] is not None for told in arrow.by.values() for ends in told):
        return Mirror.ONE_RECORD
    return Mirror.ONLY_HERE if is_ours else Mirror.ONLY_THERE
