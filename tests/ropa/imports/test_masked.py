"""A masked copy that comes back as the ministry's form or as JSON: what it hides is no answer."""

from ropa.imports.rules_masked import without_masks
from schemas.flow import Step
from schemas.imports import ReadRecord, RemarkKind
from schemas.masking import MASK, MASK_ID
from tests.support.world import activity_input


def test_what_a_file_hides_is_lost_and_everything_else_stays():
    data = activity_input(sub_process="หนึ่ง", items=["ชื่อ", f"เลข {MASK_ID}"], recipients=["กรม ก"], systems=["ระบบ"])
    data.form.header.recorder_name = f"  {MASK} "
    data.steps = [Step(seq=1, title=f"{MASK} ยื่นคำขอ", use=f"โดย {MASK}", storage="ตู้")]
    read = without_masks(ReadRecord(data=data))

    assert read.data is not None
    assert read.data.form.header.recorder_name is None
    assert read.data.form.header.sub_process == "หนึ่ง"
    assert read.data.form.data_category.personal_data_items is None
    assert read.data.form.data_category.local_third_parties == ["กรม ก"]
    assert (read.data.steps[0].use, read.data.steps[0].storage) == (None, "ตู้")
    assert read.data.systems == data.systems
    assert [(each.kind, each.pointer) for each in read.remarks] == [
        (RemarkKind.LOST, "/form/header/recorder_name"),
        (RemarkKind.LOST, "/form/data_category/personal_data_items"),
        (RemarkKind.LOST, "/steps"),
    ]


def test_a_record_that_hides_nothing_is_the_same_record():
    read = ReadRecord(data=activity_input(steps=2))
    assert without_masks(read) is read
    assert without_masks(ReadRecord(data=None)).data is None
