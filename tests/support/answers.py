"""Asking the whole application and reading its problem answers."""

from typing import Any

import httpx
from sqlalchemy import text

from ropa.db.unit_of_work import Database
from tests.support.world import DPO


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem document of an answer, which must have this status and be well formed."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert {"type", "title", "detail", "instance", "errors"} <= set(said)
    assert "/" in said["detail"], "Thai / English"
    return said


def nothing_saved(register: Database, now: Any) -> bool:
    """Tell whether the register holds no record, nor anything computed from one, nor a number given to one."""
    with register.read(DPO, now) as uow:
        return not any(
            uow.connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - names from this file
            for table in ("activities", "revisions", "revision_index", "counters")
        )
