"""`python -m ropa.db.check [URL]`: the migrations make what the code declares, keep their triggers, and can go back.

Without an address it uses a SQLite database that it throws away; an address must be that of an empty database.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from ropa.db.all_tables import metadata
from ropa.db.migrate import configuration, upgrade
from ropa.db.unit_of_work import Database

#: Tables of `0030_breach_work` whose rows are written once, and those whose rows change and stay.
_WORK_FROZEN = ("breach_closings", "breach_events", "breach_evidence", "breach_files", "breach_lessons")
_WORK_LASTING = ("breach_relations", "breach_tasks")
#: Tables of `0026_erasure` whose rows are written once, and those whose rows only end.
_ERASURE_FROZEN = (
    "erasure_batches",
    "erasure_dry_runs",
    "erasure_journal",
    "erasure_outcomes",
    "erasure_target_versions",
)
_ERASURE_LASTING = ("erasure_freezes", "erasure_orders", "erasure_runs", "erasure_targets")
#: Tables of `0027_breach_desk` whose rows are written once.
_DESK_FROZEN = ("breach_awareness", "breach_report_decisions")
#: The table of `0028_assessments` whose rows are written once.
_ASSESSMENTS_FROZEN = ("breach_assessments",)
#: The table of `0031_breach_reminders`: written once.
_REMINDERS_FROZEN = ("breach_reminders",)
#: Tables of `0024_evidence` whose rows are written once.
_EVIDENCE_FROZEN = ("certificates", "destruction_evidence", "pending_checks")
#: Tables of `0023_destruction` whose rows are written once.
_DESTRUCTION_FROZEN = (
    "destruction_archives",
    "destruction_decided",
    "destruction_decisions",
    "destruction_opinions",
    "destruction_signatures",
    "holding_acts",
)
#: Tables of `0029_breach_notices`: what was sent, whom it reached, what the Office answered.
_NOTICE_FROZEN = {"breach_excuses", "breach_notices", "breach_recipients"}
#: Tables of `0032_disclosures`: written once; those whose rows change and stay. Lines of the log go by whole days.
_DISCLOSURES_FROZEN = (
    "disclosures",
    "exchange_batches",
    "exchange_drops",
    "exchange_lines",
    "exchange_request_steps",
    "exchange_terms",
)
_DISCLOSURES_LASTING = ("exchange_requests", "exchange_sources")
#: The table of `0035_request_tasks`: tasks end, they do not vanish; what they are about is fixed.
_REQUEST_TASKS_LASTING = ("request_tasks",)
#: Tables of `0034_request_limits`: written once; rows that end once; rows that change and stay.
_LIMITS_FROZEN = ("holiday_years", "request_limits", "request_pause_grounds", "request_reminders")
_LIMITS_ENDING = ("holidays", "request_pauses")
_LIMITS_FORGOTTEN = ("reason", "end_reason")
_LIMITS_LASTING = (*_LIMITS_ENDING, "request_asks")
#: Tables of `0036_request_decisions`: kept; what is sealed in a decision may be remade or forgotten.
_DECISIONS_LASTING = ("activity_refusals", "request_decisions")
#: Tables of `0033_requests`: the timeline is written once; requests and their rights change and stay.
_REQUESTS_FROZEN = ("request_events",)
_REQUESTS_LASTING = ("subject_request_rights", "subject_requests")
#: Tables of `0037_request_effects`: what they say is fixed, only ends and checks come; and the one written once.
_EFFECTS_LASTING = ("request_effect_items", "request_effect_parts", "request_effects")
_EFFECTS_FROZEN = ("request_effect_checks",)
#: Tables of `0038_request_letters`: a letter is frozen when it was sent; the others are written once.
_LETTERS_FROZEN = ("request_forgettings", "request_keeps", "request_letters")
#: The table of `0039_breach_reports_kept`: what was received is fixed, what became of it comes.
_REPORTS_LASTING = ("breach_reports",)
#: Tables of `0046_procedures` and `0047_rounds` that are written once; an approved revision beside them is frozen.
_PROCEDURES_FROZEN = ("procedure_events", "round_events")
#: The table of `0048_step_files_and_comments`: a file is taken out only while its step is open.
_STEP_FILES_KEPT = ("run_step_files_fixed", "run_step_files_kept", "run_step_files_no_delete")
#: Batch migrations on SQLite make a table anew and drop its triggers without a word; so they are named here.
TRIGGERS = {
    "sqlite": {
        "audit_events_no_delete",
        "audit_events_no_replace",
        "audit_events_no_update",
        "audit_seals_no_delete",
        "audit_seals_no_replace",
        "audit_seals_no_update",
        "approvals_frozen_delete",
        "approvals_frozen_replace",
        "approvals_frozen_update",
        "approved_pictures_no_delete",
        "approved_pictures_no_replace",
        "approved_pictures_no_update",
        *(f"{table}_no_{event}" for table in _DESTRUCTION_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_{event}" for table in _DESK_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_{event}" for table in _ASSESSMENTS_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_{event}" for table in _EVIDENCE_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_{event}" for table in _REMINDERS_FROZEN for event in ("delete", "replace", "update")),
        "pending_erasures_no_delete",
        *(f"{table}_no_{event}" for table in _ERASURE_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_delete" for table in _ERASURE_LASTING),
        *(f"{table}_no_{event}" for table in _WORK_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_delete" for table in _WORK_LASTING),
        *(f"{table}_no_{event}" for table in _NOTICE_FROZEN for event in ("delete", "replace", "update")),
        "retention_confirmations_no_delete",
        "retention_confirmations_no_replace",
        "retention_confirmations_no_update",
        *(f"{table}_no_{event}" for table in ("hold_reviews", "retention_holds") for event in ("delete", "replace")),
        "hold_reviews_no_update",
        *(f"{table}_no_{event}" for table in _DISCLOSURES_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_{event}" for table in _DISCLOSURES_LASTING for event in ("delete", "replace")),
        *(f"{table}_no_{event}" for table in _LIMITS_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_{event}" for table in _LIMITS_LASTING for event in ("delete", "replace")),
        *(f"{table}_fixed" for table in _LIMITS_LASTING),
        *(f"{table}_ended" for table in _LIMITS_ENDING),
        *(f"request_pauses_{column}" for column in _LIMITS_FORGOTTEN),
        *(f"{table}_no_{event}" for table in _REQUEST_TASKS_LASTING for event in ("delete", "replace")),
        *(f"{table}_no_{event}" for table in _EFFECTS_LASTING for event in ("delete", "replace")),
        *(f"{table}_fixed" for table in _EFFECTS_LASTING),
        *(f"{table}_no_{event}" for table in _EFFECTS_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_fixed" for table in _REQUEST_TASKS_LASTING),
        *(f"{table}_no_{event}" for table in _DECISIONS_LASTING for event in ("delete", "replace")),
        "activity_refusals_no_update",
        "request_decisions_fixed",
        *(f"{table}_fixed" for table in _DISCLOSURES_LASTING),
        *(f"{table}_no_{event}" for table in _REQUESTS_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_{event}" for table in _REQUESTS_LASTING for event in ("delete", "replace")),
        *(f"{table}_no_{event}" for table in _REPORTS_LASTING for event in ("delete", "replace")),
        *(f"{table}_fixed" for table in _REPORTS_LASTING),
        *(f"{table}_fixed" for table in _REQUESTS_LASTING),
        *(f"{table}_no_{event}" for table in _LETTERS_FROZEN for event in ("delete", "replace", "update")),
        *(f"{table}_no_{event}" for table in _PROCEDURES_FROZEN for event in ("delete", "replace", "update")),
        *(f"procedure_revisions_frozen_{event}" for event in ("delete", "replace", "update")),
        *_STEP_FILES_KEPT,
        "run_step_files_no_replace",
        "life_steps_kept",
        "life_steps_no_replace",
        "life_steps_no_update",
        "retention_failures_no_delete",
        "retention_failures_no_replace",
        "retention_failures_no_update",
        "retention_runs_no_delete",
        "retention_runs_no_replace",
        "retention_runs_no_update",
        "revision_writers_kept",
        "revision_writers_no_update",
        "revisions_frozen_delete",
        "revisions_frozen_replace",
        "revisions_frozen_update",
        "revision_index_search_delete",
        "revision_index_search_insert",
        "revision_index_search_update",
    },
    "postgresql": {
        "audit_events_no_change",
        "audit_events_no_truncate",
        "audit_seals_no_change",
        "audit_seals_no_truncate",
        "approvals_frozen_delete",
        "approvals_frozen_truncate",
        "approvals_frozen_update",
        "approved_pictures_no_delete",
        "approved_pictures_no_truncate",
        "approved_pictures_no_update",
        *(f"{table}_no_{event}" for table in _DESTRUCTION_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _DESK_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _ASSESSMENTS_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _EVIDENCE_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _REMINDERS_FROZEN for event in ("delete", "truncate", "update")),
        *(f"pending_erasures_no_{event}" for event in ("delete", "truncate")),
        *(f"{table}_no_{event}" for table in _ERASURE_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _ERASURE_LASTING for event in ("delete", "truncate")),
        *(f"{table}_no_{event}" for table in _WORK_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _WORK_LASTING for event in ("delete", "truncate")),
        *(f"{table}_no_{event}" for table in ("hold_reviews", "retention_holds") for event in ("delete", "truncate")),
        "hold_reviews_no_update",
        *(f"{table}_no_{event}" for table in _NOTICE_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _DISCLOSURES_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _DISCLOSURES_LASTING for event in ("delete", "truncate")),
        *(f"{table}_no_{event}" for table in _LIMITS_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _LIMITS_LASTING for event in ("delete", "truncate")),
        *(f"{table}_fixed" for table in _LIMITS_LASTING),
        *(f"{table}_ended" for table in _LIMITS_ENDING),
        *(f"request_pauses_{column}" for column in _LIMITS_FORGOTTEN),
        *(f"{table}_no_{event}" for table in _REQUEST_TASKS_LASTING for event in ("delete", "truncate")),
        *(f"{table}_no_{event}" for table in _EFFECTS_LASTING for event in ("delete", "truncate")),
        *(f"{table}_fixed" for table in _EFFECTS_LASTING),
        *(f"{table}_no_{event}" for table in _EFFECTS_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_fixed" for table in _REQUEST_TASKS_LASTING),
        *(f"{table}_no_{event}" for table in _DECISIONS_LASTING for event in ("delete", "truncate")),
        "activity_refusals_no_update",
        "request_decisions_fixed",
        *(f"{table}_fixed" for table in _DISCLOSURES_LASTING),
        *(f"{table}_no_{event}" for table in _REQUESTS_FROZEN for event in ("delete", "truncate", "update")),
        *(f"{table}_no_{event}" for table in _REQUESTS_LASTING for event in ("delete", "truncate")),
        *(f"{table}_no_{event}" for table in _REPORTS_LASTING for event in ("delete", "truncate")),
        *(f"{table}_fixed" for table in _REPORTS_LASTING),
        *(f"{table}_fixed" for table in _REQUESTS_LASTING),
        *(f"{table}_no_{event}" for table in _LETTERS_FROZEN for event in ("delete", "truncate", "update")),
        "retention_confirmations_no_delete",
        "retention_confirmations_no_truncate",
        "retention_confirmations_no_update",
        *(f"{table}_no_{event}" for table in _PROCEDURES_FROZEN for event in ("delete", "truncate", "update")),
        *(f"procedure_revisions_frozen_{event}" for event in ("delete", "truncate", "update")),
        *_STEP_FILES_KEPT,
        "run_step_files_no_truncate",
        "life_steps_kept",
        "retention_failures_no_delete",
        "retention_failures_no_truncate",
        "retention_failures_no_update",
        "retention_runs_no_delete",
        "retention_runs_no_truncate",
        "retention_runs_no_update",
        "revision_writers_kept",
        "revisions_frozen_delete",
        "revisions_frozen_truncate",
        "revisions_frozen_update",
    },
}
#: Made by FTS5 and pg_trgm; SQLAlchemy cannot declare them.
_SEARCH_TABLES = "revision_search"
_SEARCH_INDEX = "ix_revision_index_search_text_trgm"
_TRIGGER_QUERY = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def heads() -> list[str]:
    """Return the newest migrations; more than one means that two were written beside each other."""
    return list(ScriptDirectory.from_config(configuration("")).get_heads())


def differences(connection: Connection) -> list[str]:
    """Return how a migrated database differs from what the code declares, triggers included."""
    context = MigrationContext.configure(
        connection,
        opts={"compare_type": True, "compare_server_default": True, "include_object": _is_declared},
    )
    found = [f"{connection.dialect.name}: {change}" for change in compare_metadata(context, metadata)]
    present = set(connection.scalars(sqlalchemy.text(_TRIGGER_QUERY[connection.dialect.name])))
    expected = TRIGGERS[connection.dialect.name]
    found += [f"{connection.dialect.name}: trigger {name} is missing" for name in sorted(expected - present)]
    found += [f"{connection.dialect.name}: trigger {name} is not listed" for name in sorted(present - expected)]
    return found


def _is_declared(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:  # noqa: FBT001 - alembic's
    if kind == "table":
        return not (name or "").startswith(_SEARCH_TABLES)
    return name != _SEARCH_INDEX


def faults(url: str) -> Iterator[str]:
    """Yield what is wrong with the migrations on an empty database: up, compared, down to nothing, up again."""
    upgrade(url)
    yield from _compared(url)
    with redirect_stdout(io.StringIO()):
        command.downgrade(configuration(url), "base")
    yield from _left_over(url)
    upgrade(url)
    yield from _compared(url)


def _compared(url: str) -> list[str]:
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            return differences(connection)
    finally:
        database.close()


def _left_over(url: str) -> list[str]:
    database = Database(url)
    try:
        tables = set(sqlalchemy.inspect(database.engine).get_table_names()) - {"alembic_version"}
    finally:
        database.close()
    return [f"{database.dialect}: the downgrade leaves the table {name}" for name in sorted(tables)]


def main() -> int:
    """Print every fault; return 1 when there is one."""
    found = [f"several newest migrations: {', '.join(heads())}"] if len(heads()) != 1 else []
    with tempfile.TemporaryDirectory() as folder:
        for url in sys.argv[1:] or [f"sqlite:///{Path(folder) / 'check.db'}"]:
            found += faults(url)
    sys.stdout.writelines(f"   {fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
