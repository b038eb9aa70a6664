"""What is sent to make a destruction list and to take it through its steps."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.destruction import ArchivesAnswer, Opinion, Seat

Words = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]
Name = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]
Number = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
ListedId = Annotated[str, Meta(max_length=36)]
Seq = Annotated[int, Meta(ge=1, le=1_000_000)]
Seqs = Annotated[list[Seq], Meta(min_length=1, max_length=20_000)]


class PaperInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A paper that proves something: number and day, or the SHA-256 of its file (one of the two at least)."""

    number: Number | None = None
    dated_on: date | None = None
    sha256: Sha256 | None = None


class ListInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A new destruction list of an office for a year.

    Without `holding_ids` it takes every data set of the office and below that the monthly checks listed, that ended by
    the end of the year, whose survey window has opened, and that no hold and no other list has. With them it takes
    exactly those.
    """

    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)]
    year: Annotated[int, Meta(ge=1900, le=2700, description="Gregorian year whose end the survey follows")]
    title: Annotated[str, Meta(max_length=300)] = ""
    holding_ids: Annotated[list[ListedId], Meta(max_length=20_000)] | None = None


class AddItems(Struct, kw_only=True, forbid_unknown_fields=True):
    """Data sets to put on a draft list; None: all that are due and free, as for a new list."""

    holding_ids: Annotated[list[ListedId], Meta(max_length=20_000)] | None = None


class RemoveItems(Struct, kw_only=True, forbid_unknown_fields=True):
    """Items to take off a list; they are kept on as before."""

    items: Seqs
    reason: Words


class SeatInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """One member of the committee."""

    seat: Seat
    name: Name
    position: Name
    person_id: Annotated[str, Meta(max_length=36)] | None = None
    """`people.id` of a member with an account: only they can sign for this seat."""


class CommitteeInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """The committee as the head appointed it: one chair and two members at least."""

    order_no: Number
    ordered_on: date
    seats: Annotated[list[SeatInput], Meta(max_length=50)]


class OpinionInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the committee says of some items; `items` None: of all that have no opinion yet."""

    items: Seqs | None = None
    opinion: Opinion
    reason: Words | None = None
    """Needed to keep and to extend."""
    through: date | None = None
    """With `extend`: the last day on which it is to be kept."""


class OpinionsInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Opinions, read in their order: a later line wins."""

    opinions: Annotated[list[OpinionInput], Meta(min_length=1, max_length=5_000)]


class SignatureInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A signature under the opinions as they stand. `paper`: the signed minutes, for a member without an account."""

    seat_id: Annotated[str, Meta(max_length=36)]
    dissent: Words | None = None
    paper: PaperInput | None = None


class StepItems(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which items take a step; None: all that stand before it. Held ones always stay behind.

    `leave_refused`: the others that cannot go stay behind, too, instead of stopping the whole step.
    """

    items: Seqs | None = None
    leave_refused: bool = False


class DecidedItems(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the head decides on some items, where it differs from the committee's opinion."""

    items: Seqs
    decision: Opinion
    reason: Words
    through: date | None = None


class DecisionInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """The head's order. Without `decided` each item goes as the committee advised."""

    order_no: Number
    ordered_on: date
    signer_name: Name | None = None
    """The signed-in person's own name; None: as the account has it."""
    signer_position: Name
    capacity: Name | None = None
    """In what capacity the signer acts, where the record names that and not the position (e.g. หัวหน้าส่วนราชการ)."""
    delegation_no: Number | None = None
    """The order by which the signer acts for another (acting head, delegate); needed then."""
    items: Seqs | None = None
    leave_refused: bool = False
    decided: Annotated[list[DecidedItems], Meta(max_length=5_000)] = default(default_factory=list)


class LetterInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A letter that sent items to the National Archives; `items` None: all that wait and were not sent."""

    letter_no: Number
    sent_on: date
    receipt_no: Number | None = None
    """Evidence of sending: the archives' receiving number, or the registered letter's. Silence counts only with it."""
    paper: PaperInput | None = None
    items: Seqs | None = None
    leave_refused: bool = False


class AnswerInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the National Archives said of items; `items` None: of all that wait for an answer.

    `agreed_beforehand` needs `letter_no` (the agreement) and no letter sent; `silent` needs a letter of more than 60
    days ago with evidence of its sending; `keep_longer` needs `through`; `reserved` items are then handed over
    (`transfer`).
    """

    answer: ArchivesAnswer
    letter_no: Number | None = None
    answered_on: date | None = None
    through: date | None = None
    paper: PaperInput | None = None
    note: Words | None = None
    items: Seqs | None = None
    leave_refused: bool = False


class SkipArchives(Struct, kw_only=True, forbid_unknown_fields=True):
    """Items that are no documents under the Saraban Regulation (their holding says so), and why."""

    reason: Words
    items: Seqs | None = None
    leave_refused: bool = False


class ExtendItems(Struct, kw_only=True, forbid_unknown_fields=True):
    """Items that are kept on: through a day, or (None) until the next round."""

    items: Seqs
    through: date | None = None
    reason: Words


class TransferItems(Struct, kw_only=True, forbid_unknown_fields=True):
    """Items that were handed over to the National Archives, with its receipt."""

    items: Seqs
    receipt_no: Number
    received_on: date
    reason: Words | None = None
    paper: PaperInput | None = None


class CancelList(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a list is given up. Its items are kept on as before."""

    reason: Words


class ExtendHolding(Struct, kw_only=True, forbid_unknown_fields=True):
    """A data set on no list that is kept on through a day, by a decision: the paper, and why."""

    through: date
    reason: Words
    paper: PaperInput | None = None


class TransferHolding(Struct, kw_only=True, forbid_unknown_fields=True):
    """A data set on no list that was handed over to the National Archives, with its receipt."""

    receipt_no: Number
    received_on: date
    reason: Words
    paper: PaperInput | None = None
