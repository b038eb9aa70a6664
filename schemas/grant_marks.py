"""Grants that stand out, for those who look after the people of an office."""

from msgspec import Struct

from schemas.vocabulary import Term

#: How far ahead somebody looks who looks after rights.
ENDING_DAYS = 30


class GrantMark(Term):
    """What a grant that counts today stands out by."""

    ENDING = ("ending", "หมดอายุใน 30 วัน", "ends within 30 days")
    SUSPENDED = ("suspended", "ถูกระงับเพราะไม่ได้เข้าใช้ 60 วัน", "suspended after 60 days without a sign-in")
    ACTING = ("acting", "รักษาการแทน", "deputy")


class GrantCounts(Struct, frozen=True, kw_only=True):
    """How many grants that count today there are, and how many of them stand out."""

    all: int
    ending: int
    suspended: int
    acting: int
