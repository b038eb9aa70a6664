"""A mapping file as its lines, and the way from the file to the deed."""

from datetime import datetime

import pytest

from ropa.reorganisations import service
from schemas.access import Actor, Role
from schemas.reorganisation import OfficeChange, RightChoice
from tests.support.actors import person

ADMIN = person("ผู้ดูแลระบบ", Role.SYSTEM_ADMIN)
HEAD = "action,old,new,parent,date,rule"


def csv_of(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode("utf-8-sig")


class Ministry:
    """Sends mapping files to one register."""

    def __init__(self, register, now: datetime) -> None:
        self.register = register
        self.now = now

    def preview(self, *lines: str, actor: Actor = ADMIN) -> OfficeChange:
        content = csv_of(*lines)
        rows = service.read_file("offices.csv", content)
        with self.register.write(actor, self.now) as uow:
            return service.start(uow, "offices.csv", content, rows)

    def commit(self, change: OfficeChange, chosen: dict[str, RightChoice] | None = None) -> OfficeChange:
        with self.register.write(ADMIN, self.now) as uow:
            return service.confirm(uow, change.id, change.preview.hash, chosen)

    def do(self, *lines: str) -> OfficeChange:
        return self.commit(self.preview(*lines))


@pytest.fixture
def ministry(register, now):
    return Ministry(register, now)
