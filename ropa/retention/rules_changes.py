"""What differs between two readings of a rule, besides the words that they were made from. Pure."""

import msgspec

from schemas.retention import RetentionRule, RuleStatus

#: What decides about dates, and about what may be done when they come.
DECIDING = (
    "kind",
    "bound",
    "period",
    "start_event",
    "alignment",
    "operator",
    "alternatives",
    "requires_order",
    "disposal",
    "copies_only",
    "copies",
    "legal_refs",
)


def bare(rule: RetentionRule) -> RetentionRule:
    """Return a rule without its words, its doubts and who confirmed it: two that mean the same are then equal."""
    return msgspec.structs.replace(
        rule,
        raw_text="",
        status=RuleStatus.UNDERSTOOD,
        unconfirmed=[],
        confirmed_by=None,
        confirmed_at=None,
        confirmation_reason=None,
        alternatives=[bare(part) for part in rule.alternatives],
        copies=[bare(part) for part in rule.copies],
    )


def differing(before: RetentionRule | None, after: RetentionRule | None) -> frozenset[str]:
    """Return the names of the deciding fields in which two readings differ; all of them, where one is missing."""
    if before is None or after is None:
        return frozenset(DECIDING)
    one, other = bare(before), bare(after)
    return frozenset(name for name in DECIDING if getattr(one, name) != getattr(other, name))
