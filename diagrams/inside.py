"""Who inside the agency gets data: units that act in the record's own steps, and the agency as a whole."""

import re

from diagrams.facts import filled
from diagrams.recipients import Borders, Names
from schemas.document import ActivityDocument
from schemas.vocabulary import StepKind

_WITHIN = re.compile(
    "(?:เปิดเผย|ใช้|ส่ง)?(?:ข้อมูล)?(?:ให้|ต่อ|แก่)?(?:เฉพาะ)?(?:เจ้าหน้าที่|บุคลากร)?ภายใน(?:หน่วยงาน|องค์กร|ส่วนงาน|ส่วนราชการ|สำนักงาน|กระทรวง|กรม|กอง)(?:เท่านั้น)?"
)


class Units:
    """The units of a record that have a lane in its flow, and which of them a name means."""

    def __init__(self, document: ActivityDocument) -> None:
        """Read who acts in the steps, and whom the record itself calls an outside body."""
        actors = [filled(step.actor_org_unit) for step in document.steps if step.kind is not StepKind.EXTERNAL]
        self.names = list(dict.fromkeys(name for name in actors if name is not None))
        self._units = Names(self.names)
        lines = [filled(line.external_org_unit) for each in document.systems for line in each.exchanges]
        self._outside = Names([*Borders(document).names(), *(name for name in lines if name is not None)])

    def lane(self, name: str, own: str | None) -> tuple[bool, str | None]:
        """Return whether a name is somebody inside, and whose lane that is; words for the whole agency: the `own` lane.

        Whom the record lists as an outside body is one, whatever lane there is.
        """
        if _WITHIN.fullmatch("".join(name.split())):
            return True, own
        if self._outside.meant(name) is not None:
            return False, None
        meant = self._units.meant(name)
        return meant is not None, meant
