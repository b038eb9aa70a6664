"""What generated calls of requests of data subjects are handed: one request for each route that changes one.

What one call has changed, ended or decided has another version by the next, so each route has a request of its own;
whatever only reads shares one.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct, field

from ropa.clock import BANGKOK
from ropa.db.unit_of_work import Database
from ropa.requests import (
    service,
    service_decisions,
    service_effects,
    service_effects_made,
    service_effects_stopped,
    service_rows,
    service_tasks_made,
)
from ropa.retention import service as retention
from schemas.access import Role
from schemas.holding import Carrier, HoldingInput
from schemas.request_decisions import DecisionInput
from schemas.request_effects import ErasureInput, SeparationInput
from schemas.request_letters import LetterKind
from schemas.request_tasks import TaskNew, TaskWhat
from schemas.request_terms import RightOutcome
from schemas.requests import Right
from schemas.vocabulary import Applies, StartEvent
from tests.support.actors import PHETCHABURI
from tests.support.request_letters import draft, send, sign
from tests.support.staff import hire, key
from tests.support.subject_requests import PROVEN, asked
from tests.support.web import keys_for

REQUESTS = "/api/v1/requests"
ONE = f"{REQUESTS}/{{request_id}}"


class CalledRequests(Struct, frozen=True, kw_only=True):
    """Ids by the name of their part of a path, below a path; bodies and versions by operation."""

    ids: dict[str, dict[str, str | int]] = field(default_factory=dict)
    bodies: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)


def requests_to_call(database: Database, now: datetime, activity_id: str) -> CalledRequests:
    """Return what was made, by the services themselves."""
    return _Maker(database, now, activity_id).run()


class _Maker:
    def __init__(self, database: Database, now: datetime, activity_id: str) -> None:
        self.database, self.now, self.activity_id = database, now, activity_id
        self.dpo = hire(database, now, 61, (Role.DPO, 0))
        self.owner = key(hire(database, now, 62, (Role.RECORDER, PHETCHABURI)))
        self.made = CalledRequests()

    def run(self) -> CalledRequests:
        self.made.ids[ONE] = {"request_id": self.request()}
        self.intake()
        self.decisions()
        self.effects()
        self.tasks()
        self.letters()
        return self.made

    def request(self, *rights: Right) -> str:
        """Return a request that stands as it was taken in."""
        with self.database.write(self.dpo, self.now) as uow:
            given = asked(*(rights or (Right.ACCESS, Right.ERASURE)), activity_ids=[self.activity_id], **PROVEN)
            return service.receive(uow, keys_for(self.database), given).id

    def own(self, method: str, part: str, body: Any, rights: Sequence[Right] = ()) -> str:
        """Hand a route below a request a request of its own and a body; return the request."""
        path = f"{ONE}{part}"
        request_id = self.request(*rights)
        self.made.ids[path] = {"request_id": request_id}
        self.made.bodies[f"{method} {path}"] = body
        return request_id

    def intake(self) -> None:
        self.made.bodies[f"POST {REQUESTS}"] = msgspec.to_builtins(asked())
        self.own("POST", "/identity", {"level": "claimed", "how": "โทรกลับ", "age_band": "adult"})
        self.own("POST", "/rights", {"rights": [{"right": "s31_portability", "wish": "ไฟล์"}]})
        self.own("PUT", "/owner", {"owner_id": self.owner})
        self.own("PUT", "/activities", {"activity_ids": []})
        self.own("POST", "/withdraw", {"reason": "เปลี่ยนใจ"})
        self.own("POST", "/events", {"note": "โทรแล้ว"})
        self.made.bodies[f"PATCH {ONE}"] = {"language": "en"}
        # Each thing that is asked makes another version of the request.
        self.own("POST", "/asks", {"kind": "detail", "words": "ขอรายละเอียด"})

    def decisions(self) -> None:
        nothing = {"right_seq": 1, "outcome": "not_held", "nothing_found": "ค้นทุกระบบแล้ว"}
        self.own("POST", "/decisions", nothing)
        decided = self.request()
        given = DecisionInput(
            right_seq=1, outcome=RightOutcome.NOT_HELD, nothing_found="ค้นทุกระบบแล้ว", reason_sealed="คำชี้แจง"
        )
        with self.database.write(self.dpo, self.now) as uow:
            service_decisions.decide(uow, keys_for(self.database), decided, given)
        reasons = f"{ONE}/decisions/{{number}}/reasons"
        self.made.ids[reasons] = {"request_id": decided, "number": 1}
        self.made.bodies[f"POST {reasons}"] = {"why": "ตอบหนังสือ"}

    def tasks(self) -> None:
        self.own("POST", "/tasks", {"what": "search", "target": "ตู้เอกสารกลาง"})
        self.own("POST", "/tasks/proposed", {})
        done = {"result": "found", "note": "พบหนึ่งแฟ้ม"}
        for part, body in (("assign", {"numbers": [1], "owner_id": self.owner}), ("done", {**done, "numbers": [1]})):
            self.with_task(self.own("POST", f"/tasks/{part}", body))
        task = f"{ONE}/tasks/{{number}}"
        self.made.ids[task] = {"request_id": self.with_task(self.request()), "number": 1}
        self.made.bodies[f"PATCH {task}"] = {"owner_id": self.owner}
        self.made.versions[f"PATCH {task}"] = 1
        ends: dict[str, Any] = {"done": done, "drop": {"reason": "ไม่มีระบบนี้"}, "reopen": {"reason": "ค้นไม่ครบ"}}
        for part, body in ends.items():
            self.with_task(self.own("POST", f"/tasks/{{number}}/{part}", body))
            self.made.ids[f"{task}/{part}"]["number"] = 1

    def with_task(self, request_id: str) -> str:
        """Return a request that has a task."""
        with self.database.write(self.dpo, self.now) as uow:
            service_tasks_made.add(uow, request_id, TaskNew(what=TaskWhat.SEARCH, target="ตู้เอกสารกลาง"))
        return request_id

    def effects(self) -> None:
        today = self.now.astimezone(BANGKOK).date().isoformat()
        rights = (Right.ERASURE, Right.RESTRICTION, Right.OBJECTION, Right.WITHDRAWAL)
        common = {"activity_id": self.activity_id, "data_items": [self.item()], "measures": "ปิดสิทธิ"}
        erasure = {
            "right_seq": 1,
            "activity_id": self.activity_id,
            "data_items": common["data_items"],
            # Data sets of their own: one that is held, or is to be, lets nothing of it be erased.
            "holding_id": self.holding(),
            "scope": "ระเบียนหนึ่งราย",
            "ground": "s33_1",
            "done_on": today,
            "methods": [{"method": "overwrite_delete"}],
            "executor": {"name": "ผู้ปฏิบัติ ทดสอบ", "position": "เจ้าหน้าที่"},
            "no_law_binds": "ไม่ใช่หนังสือราชการ",
        }
        kept = {**common, "right_seq": 1, "binds": "law", "law": "พ.ร.บ. ทดสอบ"}
        held = {**common, "right_seq": 2, "ground": "s34_1", "done_on": today, "no_review_reason": "รอศาล"}
        held["holding_id"] = self.holding()
        apart = {**common, "right_seq": 3, "ground": "s32_2", "done_on": today}
        withdrawn = {"right_seq": 4, "activity_id": self.activity_id, "reason": "ตรวจแล้ว"}
        withdrawn["data_items"] = common["data_items"]
        for part, body in (
            ("erasures", erasure),
            ("kept", kept),
            ("restrictions", held),
            ("separations", apart),
            ("withdrawals", withdrawn),
        ):
            self.granted(self.own("POST", f"/effects/{part}", body, rights))
        end = f"{ONE}/effects/{{number}}/end"
        ended = self.granted(self.request(*rights))
        with self.database.write(self.dpo, self.now) as uow:
            service_effects_stopped.separate(uow, ended, msgspec.convert(apart, SeparationInput))
        self.made.ids[end] = {"request_id": ended, "number": 1}
        self.made.ids[f"{ONE}/effects/{{number}}/statement.pdf"] = {"request_id": ended, "number": 1}
        self.made.bodies[f"POST {end}"] = {"end": "ended", "reason": "พิสูจน์แล้ว"}
        self.made.versions[f"POST {end}"] = 1
        checks = f"{ONE}/effects/parts/{{part_id}}/checks"
        left = self.granted(self.request(*rights))
        blocked = {"words": "เทป", "fate": "blocked", "measures": "เข้ารหัส", "reason": "เขียนทับไม่ได้"}
        blocked["next_check_on"] = (self.now.astimezone(BANGKOK).date() + timedelta(days=30)).isoformat()
        given = msgspec.convert({**erasure, "copies": [blocked]}, ErasureInput)
        with self.database.write(self.dpo, self.now) as uow:
            effect = service_effects_made.erase(uow, left, given)
        self.made.ids[checks] = {"request_id": left, "part_id": effect.parts[0].id}
        self.made.bodies[f"POST {checks}"] = {"outcome": "gone", "checked_on": today, "words": "ตรวจบัญชีเทป"}
        self.made.versions[f"POST {checks}"] = 1

    def holding(self) -> str:
        """Return a data set of the activity that nothing holds."""
        said = HoldingInput(
            title="ทะเบียนสมาชิก",
            carrier=Carrier.ELECTRONIC,
            saraban=Applies.NO,
            started_on=date(2026, 1, 5),
            start_event=StartEvent.COLLECTED,
        )
        with self.database.write(self.dpo, self.now) as uow:
            return retention.create_holding(uow, self.activity_id, said).id

    def item(self) -> str:
        """Return a data item of the activity, as its record names it."""
        with self.database.read(self.dpo, self.now) as uow:
            document = service_effects.records_of(uow, [self.activity_id])[self.activity_id].document
        return next(iter(document.form.data_category.personal_data_items or ["ข้อมูลติดต่อ"]))

    def granted(self, request_id: str) -> str:
        """Return a request all of whose rights were granted."""
        with self.database.write(self.dpo, self.now) as uow:
            for seq in range(1, 5):
                service_rows.set_right(uow, request_id, seq, outcome=RightOutcome.GRANTED, decided_at=uow.now)
        return request_id

    def letters(self) -> None:
        today = self.now.astimezone(BANGKOK).date()
        self.own("POST", "/letters", {"kind": "receipt"})
        self.own("POST", "/letters/recipients", {})
        until = (today + timedelta(days=30)).isoformat()
        self.own("POST", "/keeping", {"keep_until": until, "ground": "court", "reason": "คดีปกครอง"})
        went = {"letter_no": "พบ 0033/1", "letter_on": today.isoformat(), "channel": "post"}
        letter = f"{ONE}/letters/{{number}}"
        for method, part, body, version in (
            ("PUT", "", {"subject": "เรื่องที่แก้"}, 1),
            ("POST", "/discard", None, 1),
            ("POST", "/sent", went, 2),
            ("POST", "/receipt", {"receipt_ref": "RB1"}, 0),
        ):
            request_id = self.request()
            made = draft(self.database, self.now, request_id, LetterKind.RECEIPT, actor=self.dpo)
            if version != 1:
                made = sign(self.database, self.now, request_id, made, actor=self.dpo)
            if version == 0:
                send(self.database, self.now, request_id, made, actor=self.dpo, letter_on=today)
            self.made.ids[f"{letter}{part}"] = {"request_id": request_id, "number": 1}
            if body is not None:
                self.made.bodies[f"{method} {letter}{part}"] = body
            if version:
                self.made.versions[f"{method} {letter}{part}"] = version
