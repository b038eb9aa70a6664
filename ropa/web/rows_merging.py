"""The page on which two versions of a table become one, when somebody else saved in between."""

from collections.abc import Sequence

from litestar import Response

from ropa.activities.service_sections import SectionRead
from ropa.web.bodies import ApiRequest
from ropa.web.pages import page
from ropa.web.rows import Row, fields_of
from ropa.web.rows_sheet import Base
from ropa.web.rows_shown import Editor, Typed, answer_page, found_section, sheet_from, sheet_of
from ropa.web.rows_table import Pair, merged, paired
from ropa.web.running import Runner

MINE, THEIRS = "mine", "theirs"


async def show_merge(
    request: ApiRequest, runner: Runner, editor: Editor, activity_id: str, rows: list[Row]
) -> Response[bytes]:
    """Answer with both versions side by side; mine travels along in the page until it is saved."""
    found = await found_section(request, runner, editor, activity_id)
    pairs = paired(editor.table, rows, editor.table.rows_of(found.document))
    return page(
        request,
        "activities/merge_flow_systems.html",
        status=409,
        stored=found.stored,
        table=editor.table,
        base=Base(found.stored.version, found.hash),
        mine=list(fields_of(rows, editor.table.shape)),
        pairs=pairs,
        given=editor.context,
    )


async def merge(
    request: ApiRequest, runner: Runner, editor: Editor, found: SectionRead, typed: Typed, do: str
) -> Response[bytes]:
    mine = editor.table.tidy(typed.rows)
    if editor.table.read(mine).value is None or (found.hash != typed.base.hash and do != THEIRS):
        # Somebody saved again while this person chose, or the form was changed on its way: choose anew.
        if editor.table.read(mine).value is not None:
            return await show_merge(request, runner, editor, found.stored.id, mine)
        sheet = sheet_from(editor, typed, mine)
        sheet.problems = editor.table.read(mine).problems
        return await answer_page(request, runner, editor, found, sheet, status=422)
    sheet = sheet_of(editor, found)
    sheet.note = "theirs" if do == THEIRS else "merged"
    if do == MINE:
        sheet.rows = mine
    elif do == "merge":
        pairs = paired(editor.table, mine, sheet.rows)
        sheet.rows = merged(editor.table, pairs, _picked(pairs, typed.fields))
    return await answer_page(request, runner, editor, found, sheet)


def _picked(pairs: Sequence[Pair], fields: dict[str, str]) -> set[int]:
    """Return the pairs of which theirs was chosen; what was not asked, or has no answer, loses no row."""
    return {
        at for at, pair in enumerate(pairs) if fields.get(f"pick-{at}", THEIRS if pair.mine is None else MINE) == THEIRS
    }
