"""The search and the filters above the list, as HTML: the same for everybody who narrows it to nothing yet."""

from functools import cache

from markupsafe import Markup

from ropa.web.language import Language
from ropa.web.offices import Offices
from ropa.web.packing import SIGN, Fragment
from ropa.web.pages import environment
from schemas.listing import ActivityFilter, ActivitySort
from schemas.record_marks import RecordMark
from schemas.vocabulary import LawfulBasis, RevisionStatus

#: What a list can be narrowed to; a record that is superseded is in no list.
STATUSES = tuple(status for status in RevisionStatus if status is not RevisionStatus.SUPERSEDED)
_ALL = ActivityFilter()
_OFFICES = "offices"


def is_plain(wanted: ActivityFilter, sort: ActivitySort) -> bool:
    """Tell whether the list is the one that everybody opens: not narrowed, in its usual order."""
    return wanted == _ALL and sort is ActivitySort.NEWEST


def search_of(
    wanted: ActivityFilter,
    sort: ActivitySort,
    language: Language,
    offices: Offices,
    held: frozenset[int],
    *,
    steward_name: str | None,
) -> tuple[Markup, dict[str, Fragment]]:
    """Return the form as it was sent, and the part that stands for its choice of offices.

    `held`: the offices that the reader may choose. `steward_name`: of the person whose records are shown.
    """
    if wanted.office is not None:
        return _drawn(wanted, sort, language, steward_name, offices.choices(held, wanted.office)), {}
    html = _plain(language) if is_plain(wanted, sort) else _drawn(wanted, sort, language, steward_name, _named())
    # While none is chosen they are the same for all with the same rights.
    return html, {_OFFICES: offices.packed_choices(held)}


@cache
def _plain(language: Language) -> Markup:
    return _drawn(_ALL, ActivitySort.NEWEST, language, None, _named())


def _named() -> Markup:
    return Markup(SIGN + _OFFICES + SIGN)  # noqa: S704 - a name of ours


def _drawn(
    wanted: ActivityFilter, sort: ActivitySort, language: Language, steward_name: str | None, choices: Markup
) -> Markup:
    html = (
        environment(language)
        .get_template("activities/_list_search.html")
        .render(
            wanted=wanted,
            sort=sort,
            sorts=tuple(ActivitySort),
            statuses=STATUSES,
            bases=tuple(LawfulBasis),
            marks=tuple(RecordMark),
            steward_name=steward_name,
            office_choices=choices,
        )
    )
    return Markup(html)  # noqa: S704 - our template, which escapes
