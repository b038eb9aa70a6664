"""The form of one data set: its fields, its copies as rows, and the body that the API would take."""

from collections.abc import Iterable

from ropa.web.language import show_day
from ropa.web.short_forms import ShortForm
from schemas.destruction import HoldingState
from schemas.holding import Carrier, CopyKind, Holding, HoldingInput
from schemas.vocabulary import Applies, StartEvent

_TEXTS = ("start_event", "location", "medium", "volume", "carrier", "saraban", "rule")
_COPY = ("kind", "place", "carrier", "days")
#: Empty rows below those that are filled; more appear after a save.
_MORE = 2
MOST_COPIES = 50
CHOICES = {"events": tuple(StartEvent), "carriers": tuple(Carrier), "applies": tuple(Applies), "kinds": tuple(CopyKind)}

TONES = {
    HoldingState.LISTED: "info",
    HoldingState.COMMITTEE_REVIEW: "info",
    HoldingState.HEAD_DECISION: "info",
    HoldingState.ARCHIVES_REVIEW: "info",
    HoldingState.APPROVED_TO_DESTROY: "warn",
    HoldingState.BLOCKED_PENDING_ERASURE: "warn",
}


def take(form: ShortForm) -> HoldingInput | None:
    """Return the data set that was typed; None with every fault at its field."""
    form.text("title", required=("กรอกชื่อชุดข้อมูล", "Give the data set a name"))
    for name in _TEXTS:
        form.text(name)
    form.day("started_on")
    form.day("data_from")
    form.day("data_through", ahead=True)
    _take_copies(form)
    return form.read(HoldingInput)


def _take_copies(form: ShortForm) -> None:
    copies = []
    for row in range(rows_of(form)):
        kind, place, carrier, days = (form.value(f"copy{row}_{name}").strip() for name in _COPY)
        if not any((place, carrier, days)):
            continue
        made: dict[str, object] = {"kind": kind or str(CopyKind.COPY), "place": place}
        if not place:
            form.fault("copies", f"สำเนาแถวที่ {row + 1}: กรอกที่เก็บ", f"Copy {row + 1}: say where it is kept")
            continue
        if carrier:
            made["carrier"] = carrier
        if days:
            if not (days.isascii() and days.isdecimal() and len(days) <= 5):  # noqa: PLR2004 - at most 36,500
                form.fault(
                    "copies",
                    f"สำเนาแถวที่ {row + 1}: จำนวนวันที่ลบได้ต้องเป็นตัวเลข",
                    f"Copy {row + 1}: the days until it is erased must be a number",
                )
                continue
            made["erasable_within_days"] = int(days)
        copies.append(made)
    if copies:
        form.body["copies"] = copies


def rows_of(form: ShortForm) -> int:
    """Return how many rows of copies the form shows: the filled ones and two more."""
    filled = [
        row
        for row in range(MOST_COPIES)
        if any(form.value(f"copy{row}_{name}") for name in ("place", "carrier", "days"))
    ]
    return min(MOST_COPIES, max(filled, default=-1) + 1 + _MORE)


def typed_of_holding(holding: Holding | HoldingInput) -> dict[str, str]:
    """Return a data set as the fields of its form, days as people write them."""
    found = {
        "title": holding.title,
        "start_event": str(holding.start_event or ""),
        "location": holding.location or "",
        "medium": holding.medium or "",
        "volume": holding.volume or "",
        "carrier": str(holding.carrier or ""),
        "saraban": str(holding.saraban),
        "rule": holding.rule,
    }
    for name in ("started_on", "data_from", "data_through"):
        day = getattr(holding, name)
        found[name] = show_day("th", day) if day else ""
    for row, copy in enumerate(holding.copies):
        days = copy.erasable_within_days
        found[f"copy{row}_kind"] = str(copy.kind)
        found[f"copy{row}_place"] = copy.place
        found[f"copy{row}_carrier"] = str(copy.carrier or "")
        found[f"copy{row}_days"] = "" if days is None else str(days)
    return found


def rule_choices(names: Iterable[tuple[str, str]], chosen: str) -> list[tuple[str, str, bool]]:
    """Return (slot, name, whether it is chosen) of an activity's own rules; one that it no longer has stays named."""
    found = [(slot, name, slot == chosen) for slot, name in names if slot]
    if chosen and chosen not in {slot for slot, _, _ in found}:
        found.append((chosen, chosen, True))
    return found
