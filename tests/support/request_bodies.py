"""A right body for each route of requests of data subjects, by a part of its path: a star stands for what differs."""

from typing import Any

from tests.support.actors import PHETCHABURI

SUBJECT_REQUEST: dict[str, Any] = {
    "office_id": PHETCHABURI,
    "rights": [{"right": "s30_access"}],
    "person": {"name": "ก", "phone": "1"},
}
EFFECT = {"right_seq": 1, "activity_id": "ก", "measures": "ก"}
ERASURE = {
    "right_seq": 1,
    "activity_id": "ก",
    "data_items": ["ก"],
    "scope": "ก",
    "ground": "s33_1",
    "done_on": "2026-11-20",
    "methods": [{"method": "overwrite_delete"}],
    "executor": {"name": "ก", "position": "ก"},
}
#: The first whose part is in a path is its body, so the longer stands before the shorter.
REQUEST_BODIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/request-limits", {"right": "s30_access", "effective_on": "2026-11-21", "days": 30, "law": "ก", "source": "ก"}),
    ("/request-pause-grounds", {}),
    ("/holidays", {}),
    ("/requests/*/pauses/*/end", {"reason": "ก"}),
    ("/requests/*/pauses", {"ground": "ground", "reason": "ก"}),
    ("/requests/*/asks/*/end", {"state": "answered"}),
    ("/requests/*/asks", {"kind": "detail", "words": "ก"}),
    ("/requests/find", {"national_id": "1000000000050", "why": "ก"}),
    ("/requests/*/where/exchange-log", {}),
    ("/requests/*/tasks/proposed", {}),
    ("/requests/*/tasks/assign", {"numbers": [1]}),
    ("/requests/*/tasks/done", {"numbers": [1], "result": "found"}),
    ("/requests/*/tasks/*/done", {"result": "found"}),
    *((f"/requests/*/tasks/*/{end}", {"reason": "ก"}) for end in ("drop", "reopen")),
    ("/requests/*/tasks", {"what": "search", "target": "ก"}),
    ("/requests/*/person", {"why": "ก"}),
    ("/requests/*/identity", {"level": "document_seen", "how": "ก"}),
    ("/requests/*/rights", {"rights": [{"right": "s33_erasure"}]}),
    ("/requests/*/owner", {"owner_id": None}),
    ("/requests/*/activities", {"activity_ids": []}),
    ("/requests/*/events", {"note": "ก"}),
    ("/requests/*/decisions/*/reasons", {"why": "ก"}),
    ("/requests/*/decisions", {"right_seq": 1, "outcome": "not_held", "nothing_found": "ก"}),
    ("/requests/*/effects/erasures", ERASURE),
    ("/requests/*/effects/kept", {**EFFECT, "data_items": ["ก"], "binds": "law", "law": "ก"}),
    ("/requests/*/effects/restrictions", {**EFFECT, "data_items": ["ก"], "ground": "s34_1", "done_on": "2026-11-20"}),
    ("/requests/*/effects/separations", {**EFFECT, "data_items": ["ก"], "ground": "s32_2", "done_on": "2026-11-20"}),
    ("/requests/*/effects/withdrawals", {"right_seq": 1, "activity_id": "ก"}),
    ("/requests/*/effects/*/end", {"end": "ended", "reason": "ก"}),
    ("/requests/*/effects/parts/*/checks", {"outcome": "gone", "checked_on": "2026-11-20", "words": "ก"}),
    ("/requests/*/letters/recipients", {}),
    ("/requests/*/letters/*/sent", {"letter_no": "ก", "letter_on": "2026-11-20", "channel": "post"}),
    ("/requests/*/letters/*/receipt", {"receipt_ref": "ก"}),
    ("/requests/*/letters/*", {}),
    ("/requests/*/letters", {"kind": "receipt"}),
    ("/requests/*/keeping", {"keep_until": None, "ground": "over", "reason": "ก"}),
    *((f"/requests/*/{end}", {"reason": "ก"}) for end in ("withdraw", "lapse", "dismiss", "close", "reopen")),
)
