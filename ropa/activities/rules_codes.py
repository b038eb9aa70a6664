"""What one code of a finding is. Pure."""

from msgspec import Struct

from schemas.findings import Severity


class FindingCode(Struct, frozen=True, kw_only=True):
    """What one code says. `{…}` in a message is filled with words of the record."""

    severity: Severity
    law: str
    """The section and the law that it stands in."""
    message_th: str
    message_en: str
    suggestion: str
    suggestion_en: str
    source: str
    """Where the rule comes from: a part of law.md, and how sure its words are (P read, G government, GK unverified)."""
    since: int = 1
    """The edition of the rules that brought the code."""
