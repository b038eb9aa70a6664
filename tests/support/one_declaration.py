"""Run in a copy of the tree that has one more field: prints each place where the new field is found.

Arguments: the real tree (for documents stored before the field existed) and a folder to work in.
"""

import io
import sys
from datetime import date
from pathlib import Path

import openpyxl
from litestar.testing import TestClient

import schemas.activity_data
from exports.form_workbook import write_form
from exports.records import FormRecord, RegisterOptions, RegisterRow
from exports.register_workbook import write_register
from ropa import clock
from ropa.access.service import create_token
from ropa.activities.rules_findings import findings_of
from ropa.db.migrate import upgrade
from ropa.db.unit_of_work import Database
from ropa.offices.service import load_offices
from ropa.settings import Environment, Settings
from ropa.web.citations import law_in
from schemas.access import COMMAND_LINE, Role
from schemas.diff import compare
from schemas.document import ActivityDocument, content_hash, encode_document
from schemas.form import form_fields, importer_labels
from schemas.reading import read_json
from schemas.upcast import read_stored
from schemas.vocabulary import RevisionStatus
from tests.support.page_forms import save
from tests.support.quick_apps import quick_app
from tests.support.web import browser

KEY, LABEL = "minors_included", "มีข้อมูลของผู้เยาว์หรือไม่"
HINT, LAW = "ระบุ YES หากมีข้อมูลของผู้มีอายุต่ำกว่า 20 ปี", "PDPA s.20"
POINTER = f"/form/data_category/{KEY}"


def found(where: str, *, there: bool) -> None:
    """Print the place, or stop."""
    if not there:
        sys.exit(f"the new field is not in {where}")
    print(where)  # noqa: T201 - the test reads it


def texts_of(content: io.BytesIO) -> set[str]:
    """Return every text of every sheet."""
    book = openpyxl.load_workbook(content)
    return {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}


def form_texts(document: ActivityDocument) -> set[str]:
    """Return the texts of the form workbook."""
    out = io.BytesIO()
    record = FormRecord(
        document=document,
        ref="ROPA-2569-0001",
        revision=1,
        version=1,
        status=RevisionStatus.DRAFT,
        office_name="กลุ่มทดสอบ",
        content_hash=content_hash(encode_document(document)),
        printed_on=date(2026, 11, 20),
    )
    write_form(record, out)
    return texts_of(out)


def register_texts(document: ActivityDocument) -> set[str]:
    """Return the texts of the register workbook."""
    out = io.BytesIO()
    row = RegisterRow(
        document=document,
        ref="ROPA-2569-0001",
        office_name="กลุ่มทดสอบ",
        status=RevisionStatus.DRAFT,
        revision=1,
        version=1,
        updated_at=clock.now(),
        content_hash="0" * 64,
    )
    write_register([row], out, options=RegisterOptions(printed_on=date(2026, 11, 20)))
    return texts_of(out)


def through_the_api(folder: Path) -> None:
    """Save and read the field over HTTP, and look it up in the OpenAPI document."""
    url = f"sqlite:///{folder}/copy.db"
    upgrade(url)
    database = Database(url)
    with database.write(COMMAND_LINE, clock.now()) as uow:
        load_offices(uow)
        token = create_token(uow, Role.DPO, 0, 1).secret
    with TestClient(quick_app(Settings(env=Environment.TEST, database_url=url), database)) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        schema = client.get("/schema/openapi.json").json()["components"]["schemas"]["DataCategory"]
        found("the OpenAPI document", there=LABEL in str(schema["properties"].get(KEY)))
        sent = {"office_id": 59, "form": {"data_category": {KEY: True}}}
        created = client.post("/api/v1/activities", json=sent).json()
        read = client.get(f"/api/v1/activities/{created['id']}").json()
        found("a saved and read record", there=read["form"]["data_category"][KEY] is True)


def through_the_pages(folder: Path) -> None:
    """Read and edit the field as somebody at a browser."""
    with browser(Database(f"sqlite:///{folder}/copy.db"), (Role.DPO, 0)) as client:
        made = client.get("/api/v1/activities").json()["items"][0]["id"]
        read = client.get(f"/activities/{made}").text
        found("the record's page", there=f'id="v-data_category.{KEY}"' in read and LABEL in read)
        edit = f"/activities/{made}/edit/data_category"
        text = client.get(edit).text
        found(
            "the edit page",
            there=f'name="{KEY}"' in text and all(words in text for words in (LABEL, HINT, law_in("th", LAW))),
        )
        sent = save(client, edit, {KEY: "no"}, do="save")
        kept = client.get(f"/api/v1/activities/{made}").json()["form"]["data_category"][KEY]
        found("what the edit page saved", there=sent.status_code == 303 and kept is False)


def main() -> None:
    """Look everywhere."""
    real, folder = Path(sys.argv[1]), Path(sys.argv[2])
    assert real not in Path(schemas.activity_data.__file__).parents, "the copy must be imported"
    found("the form's fields", there=POINTER in {info.pointer for info in form_fields()})
    stored = min((real / "tests" / "schemas" / "fixtures").rglob("*.json")).read_bytes()
    older = read_stored(stored, 1)
    found("an older document opens", there=older.form.data_category.minors_included is None)  # type: ignore[attr-defined]
    found("an older document is exported", there=LABEL in str(form_texts(older)))
    found("the importer's labels", there=importer_labels().get(LABEL) == POINTER)
    found("the findings", there=POINTER in {finding.pointer for finding in findings_of(older)})
    newer = read_json(encode_document(older), ActivityDocument)
    newer.form.data_category.minors_included = True  # type: ignore[attr-defined]
    changes = compare(older, newer)
    found("the diff", there=[(change.pointer, change.label_th) for change in changes] == [(POINTER, LABEL)])
    through_the_api(folder)
    through_the_pages(folder)
    found("the form workbook", there=LABEL in str(form_texts(newer)))
    found("the register workbook", there=LABEL in str(register_texts(newer)))


main()
