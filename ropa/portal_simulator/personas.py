"""The people of the simulated portal: every role, in the central office and two provinces.

Names are role titles. The numbers are invented: their province digits (00) belong to no province, so they are nobody's.
"""

from typing import NamedTuple

from schemas.access import Role

#: Offices of the ministry's table (ropa/offices/offices.csv).
WHOLE, CENTRAL, NAKHON_PATHOM, CHIANG_MAI = 0, 435, 59, 328


class Persona(NamedTuple):
    """Somebody whom the simulated portal knows. `org` is the token's: organisation, office, province."""

    username: str
    national_id: str
    given_name: str
    family_name: str
    org: str
    roles: tuple[Role, ...]
    office_id: int

    @property
    def email(self) -> str:
        """An address that cannot exist."""
        return f"{self.username}@example.invalid"

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"


_ORG = {CENTRAL: "1/435/", NAKHON_PATHOM: "9/59/73", CHIANG_MAI: "9/328/50"}
_PLACE = {CENTRAL: "ส่วนกลาง", NAKHON_PATHOM: "นครปฐม", CHIANG_MAI: "เชียงใหม่"}


def _at(home: int, username: str, national_id: str, title: str, *roles: Role, reach: int | None = None) -> Persona:
    return Persona(username, national_id, title, _PLACE[home], _ORG[home], roles, home if reach is None else reach)


PERSONAS = (
    _at(CENTRAL, "recorder.sps", "1000000000211", "ผู้บันทึก", Role.RECORDER),
    _at(CENTRAL, "reviewer.sps", "1000000000220", "ผู้พิจารณา", Role.REVIEWER),
    _at(CENTRAL, "approver.sps", "1000000000238", "ผู้อนุมัติ", Role.APPROVER),
    _at(CENTRAL, "dpo.sps", "1000000000246", "เจ้าหน้าที่คุ้มครองข้อมูล", Role.DPO, reach=WHOLE),
    _at(CENTRAL, "auditor.sps", "1000000000254", "ผู้ตรวจสอบ", Role.AUDITOR, reach=WHOLE),
    _at(CENTRAL, "admin.sps", "1000000000262", "ผู้ดูแลระบบ", Role.SYSTEM_ADMIN, reach=WHOLE),
    _at(NAKHON_PATHOM, "recorder.npt", "1000000000271", "ผู้บันทึก", Role.RECORDER),
    _at(NAKHON_PATHOM, "reviewer.npt", "1000000000289", "ผู้พิจารณา", Role.REVIEWER),
    _at(NAKHON_PATHOM, "head.npt", "1000000000297", "อุตสาหกรรมจังหวัด", Role.APPROVER, Role.OFFICE_ADMIN),
    _at(CHIANG_MAI, "recorder.cmi", "1000000000301", "ผู้บันทึก", Role.RECORDER),
    _at(CHIANG_MAI, "reviewer.cmi", "1000000000319", "ผู้พิจารณา", Role.REVIEWER),
    _at(CHIANG_MAI, "head.cmi", "1000000000327", "อุตสาหกรรมจังหวัด", Role.APPROVER, Role.OFFICE_ADMIN),
    # Known to the portal, not to the register: what a person without grants sees.
    _at(NAKHON_PATHOM, "newcomer.npt", "1000000000335", "ผู้ยังไม่มีสิทธิ"),
)
BY_USERNAME = {each.username: each for each in PERSONAS}
