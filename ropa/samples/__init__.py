"""Records as documents that `ropa import` takes: the ministry's two filled forms, and the register's own record.

Beside them procedures, as charts that `ropa diagram FILE --kind workflow` draws.

The people in the forms are invented; the register's own record names roles only and says what the code does.
"""

from pathlib import Path

import msgspec

from schemas.work_flow import WorkFlow

OWN_RECORD = "ropa_register.json"


def sample_files() -> list[Path]:
    """Return the sample files; each holds one `schemas.document.ActivityInput` as JSON. The filled forms come first."""
    return [*filled_forms(), own_record()]


def filled_forms() -> list[Path]:
    """Return the files of the ministry's two filled forms, sorted by name."""
    return sorted(file for file in Path(__file__).parent.glob("*.json") if file.name != OWN_RECORD)


def own_record() -> Path:
    """Return the file of the record of running this register."""
    return Path(__file__).with_name(OWN_RECORD)


def procedure_files() -> list[Path]:
    """Return the files of procedures, sorted by name; each holds one `schemas.work_flow.WorkFlow` as JSON."""
    return sorted((Path(__file__).parent / "procedures").glob("*.json"))


def procedure(name: str) -> WorkFlow:
    """Return a procedure by the name of its file. `agency_assessment` is one of a department's manual, whole."""
    content = (Path(__file__).parent / "procedures" / f"{name}.json").read_bytes()
    return msgspec.json.decode(content, type=WorkFlow)
