"""The ministry's form "บันทึกกระบวนการเก็บ ใช้ และเผยแพร่ ข้อมูลส่วนบุคคล" as a type.

Seven sections in the order of the paper, 53 fields; labels and hints are verbatim. `None` is "not answered", False and
`[]` are answers. Everything that shows, exports, imports, compares or checks the form reads it from here.
`docs/add-a-field.md` shows how a field is added.
"""

from typing import Annotated

from msgspec import Struct
from msgspec import field as default

from schemas.activity_data import DataCategory, Header
from schemas.activity_keeping import Destruction, Review, Storage
from schemas.activity_roles import Roles
from schemas.activity_safeguards import Safeguards
from schemas.beyond import Beyond
from schemas.field import field


class Form(Struct, kw_only=True, forbid_unknown_fields=True):
    """The whole form, and beside it what PDPA s.39 asks and the paper lacks."""

    header: Annotated[Header, field("แบบฟอร์ม “บันทึกกระบวนการเก็บ ใช้ และเผยแพร่ ข้อมูลส่วนบุคคล”", "Head of the form")] = (
        default(default_factory=Header)
    )
    data_category: Annotated[DataCategory, field("หมวดหมู่ของข้อมูล", "Categories of data")] = default(
        default_factory=DataCategory
    )
    roles: Annotated[Roles, field("บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น", "Roles of those concerned")] = default(
        default_factory=Roles
    )
    storage: Annotated[Storage, field("การจัดเก็บ", "Storage")] = default(default_factory=Storage)
    review: Annotated[Review, field("การทบทวน", "Review")] = default(default_factory=Review)
    destruction: Annotated[Destruction, field("การทำลาย", "Destruction")] = default(default_factory=Destruction)
    safeguards: Annotated[
        Safeguards,
        field(
            "แนวปฏิบัติสำหรับการดำเนินการของผู้ควบคุมข้อมูลส่วนบุคคล เพื่อให้เป็นไปตามพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล",
            "Safeguards of the controller under the Act",
        ),
    ] = default(default_factory=Safeguards)
    beyond: Annotated[Beyond, field("ข้อมูลเพิ่มเติมตามมาตรา 39", "Asked by s.39, not on the paper form")] = default(
        default_factory=Beyond
    )
