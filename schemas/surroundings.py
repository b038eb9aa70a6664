"""What the rules of findings must know beyond the record itself: the service looks it up, for many records at once."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec import field as default

from schemas.retention import RetentionRule


class Surroundings(Struct, frozen=True, kw_only=True):
    """What stands around a record. A rule whose part is None says nothing: what was not looked up is no fault."""

    retention: RetentionRule | None = None
    """How the words of the retention period are understood, or what a person confirmed of them."""
    parts: Mapping[int, RetentionRule] = default(default_factory=dict)
    """The same for each line of the form's `retention_rules`, by its number."""
    consented: frozenset[str] = frozenset()
    """Which data items rest on consent in the approved revision that this draft is to take the place of, as keys."""
    withdrawn: frozenset[str] = frozenset()
    """For which data items, that rested on consent alone, a person withdrew consent; as keys."""
    holds_data: bool | None = None
    """Whether any data set is entered under the approved record; None for one that is not approved."""
    logs_disclosures: bool | None = None
    """Whether any use or disclosure without consent stands in the activity's log; None: nobody looked, or the
    record is not approved and its log may still be empty."""
    logs_refusals: bool = False
    """Whether a refused request of a data subject stands in the activity's record (s.39(7))."""
    systems: frozenset[str] | None = None
    """Which of the systems that the record names as counterparts stand in the register, by the key of their name."""
    mirrors: Mapping[tuple[str, str], frozenset[str]] = default(default_factory=dict)
    """By (key of another body, key of the record's own): how that body's records say that data pass between them, as
    the kinds of `ropa.activities.rules_parties`. Only that they say so is known here, never which record says it.
    """
