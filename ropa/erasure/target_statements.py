"""Every statement that a run sends: made of names from the catalogue and of parameters, never of text from outside."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Delete, Select, TableClause, Update
from sqlalchemy.sql import quoted_name

from ropa.erasure.rules_binding import fills, named
from ropa.erasure.rules_columns import in_unique
from ropa.erasure.rules_sqlite_text import BINARY
from ropa.erasure.target_dates import bound, unreadable, within
from ropa.erasure.target_fills import anonymised, filled
from ropa.erasure.target_guard import Writes
from schemas.erasure import Binding, ColumnFill, EraseMethod, Fill, TargetDialect
from schemas.erasure_catalogue import Catalogue, ColumnInfo, ColumnKind, ForeignKeyInfo, TableInfo

Key = tuple[Any, ...]
Condition = ColumnElement[bool]
# Kinds whose constant is stored as it is written; others are rounded or spelled anew, and cannot be compared.
_COMPARED = {ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.BOOLEAN, ColumnKind.DATE, ColumnKind.UUID, ColumnKind.ANY}


class Statements:
    """The statements of one binding on one catalogue without faults. Places: 0 is the root, 1.. its children."""

    def __init__(self, binding: Binding, catalogue: Catalogue) -> None:
        self.binding = binding
        self._infos = catalogue.tables
        self.tables = [_table(schema, info) for (schema, _), info in zip(named(binding), catalogue.tables, strict=True)]
        self.root = self.tables[0]
        self.key = [self.root.c[name] for name in binding.key]
        self.places = [*range(1, len(self.tables)), 0]
        """In the order in which rows are overwritten and deleted: whatever refers before what it refers to."""

    def writes(self) -> Writes:
        """Return what a run may change."""
        return Writes(
            columns={
                table.name: frozenset(each.column for each in columns)
                for table, columns in zip(self.tables, fills(self.binding), strict=True)
            },
            deletes=frozenset() if self.anonymises else frozenset(table.name for table in self.tables),
        )

    @property
    def anonymises(self) -> bool:
        return self.binding.method is EraseMethod.ANONYMISE

    def condition(self) -> Condition:
        """Return the condition that a root row is of the holding."""
        parts = [self.filters()]
        if self.binding.date_column and self.binding.date_through:
            kind = self._column(0, self.binding.date_column).kind
            date = self.root.c[self.binding.date_column]
            first, last = self.binding.date_from, self.binding.date_through
            parts.append(within(self.binding.dialect, kind, date, first, last))
        return sa.and_(*parts)

    def filters(self) -> Condition:
        """Return the filters alone."""
        return sa.and_(sa.true(), *(self.root.c[each.column] == bound(each.value) for each in self.binding.filters))

    def of_holding(self, place: int) -> Select[int]:
        """Return the count of a table's rows that belong to the holding, whoever approved them."""
        return self._count(place).where(self._of_holding(place))

    def undated(self) -> Select[int] | None:
        """Return the count of rows that fulfil the filters and have no date."""
        if not self.binding.date_column:
            return None
        return self._count(0).where(self.filters(), self.root.c[self.binding.date_column].is_(None))

    def unreadable(self) -> Select[int] | None:
        """Return the count of rows that fulfil the filters and whose date cannot be read; None: all can."""
        if not self.binding.date_column:
            return None
        kind = self._column(0, self.binding.date_column).kind
        wrong = unreadable(self.binding.dialect, kind, self.root.c[self.binding.date_column])
        return None if wrong is None else self._count(0).where(self.filters(), wrong)

    def unkeyed(self) -> Select[int]:
        """Return the count of the holding's rows without a whole key (SQLite lets NULL into a primary key)."""
        return self._count(0).where(self.condition(), sa.or_(*(column.is_(None) for column in self.key)))

    def keys(self, after: Key | None = None, through: Key | None = None, *, lock: bool = False) -> Select[Any]:
        """Return the keys of the holding's rows in their order, from behind `after` through `through`."""
        query = sa.select(*self.key).where(self.condition()).order_by(*self.key)
        if after is not None:
            query = query.where(_row(self.key) > _row([bound(part) for part in after]))
        if through is not None:
            query = query.where(_row(self.key) <= _row([bound(part) for part in through]))
        return query.with_for_update() if lock else query

    def count(self, place: int, keys: Sequence[Key]) -> Select[int]:
        """Return the count of a table's rows that belong to these root rows."""
        return self._count(place).where(self.belonging(place, keys))

    def belonging(self, place: int, keys: Sequence[Key]) -> Condition:
        """Return the condition that a table's row belongs to these root rows."""
        if place == 0:
            return _among([self._exactly(column) for column in self.key], keys)
        child = self.binding.children[place - 1]
        links = {link.parent_column: self._exactly(self.tables[place].c[link.column]) for link in child.links}
        if child.parent is None and set(links) == set(self.binding.key):
            return _among([links[name] for name in self.binding.key], keys)
        parent = 0 if child.parent is None else child.parent + 1
        above = sa.select(*(self.tables[parent].c[name] for name in links)).where(self.belonging(parent, keys))
        return _inside(list(links.values()), above)

    def orphans(self, place: int) -> Select[int]:
        """Return the count of a child table's rows whose link names no row of the parent table."""
        child = self.binding.children[place - 1]
        table, parent = self.tables[place], self.tables[0 if child.parent is None else child.parent + 1]
        above = sa.exists().where(*(parent.c[link.parent_column] == table.c[link.column] for link in child.links))
        linked = [table.c[link.column].is_not(None) for link in child.links]
        return self._count(place).where(*linked, ~above.correlate(table))

    def overwrite(self, place: int, keys: Sequence[Key]) -> Update | None:
        """Return the overwriting of a table's rows; None where the binding overwrites none of its columns."""
        columns = fills(self.binding)[place]
        if not columns:
            return None
        values = {self.tables[place].c[each.column]: self._filled(place, each) for each in columns}
        return sa.update(self.tables[place]).values(values).where(self.belonging(place, keys))

    def delete(self, place: int, keys: Sequence[Key]) -> Delete:
        """Return the deletion of a table's rows."""
        return sa.delete(self.tables[place]).where(self.belonging(place, keys))

    def unfilled(self, place: int, keys: Sequence[Key] | None) -> Select[int] | None:
        """Return the count of rows in which a column is not what anonymising made of it (random ones cannot be told).

        `keys` None: of all rows of the holding.
        """
        wrong: list[Condition] = []
        for each in fills(self.binding)[place]:
            column = self.tables[place].c[each.column]
            if each.fill is Fill.NULL:
                wrong.append(column.is_not(None))
            elif each.fill is Fill.CONSTANT and self._column(place, each.column).kind in _COMPARED:
                wrong.append(column.is_distinct_from(bound(each.constant)))
        if not wrong:
            return None
        belongs = self.belonging(place, keys) if keys is not None else self._of_holding(place)
        return self._count(place).where(belongs, sa.or_(*wrong))

    def touch(self, place: int) -> Delete | Update:
        """Return a statement that changes nothing and keeps others from changing the table's definition until the end
        of the transaction: a trigger or a foreign key that appears after the check could reach other tables.
        """
        table = self.tables[place]
        if self.anonymises:
            column = table.c[fills(self.binding)[place][0].column]
            return sa.update(table).values({column: column}).where(sa.false())
        return sa.delete(table).where(sa.false())

    def referring(self, key: ForeignKeyInfo, place: int) -> Select[int]:
        """Return the count of rows that refer by `key` to the holding's rows at `place`, and are none of them."""
        source = self._source(key, place)
        query = sa.select(sa.func.count()).select_from(source).where(self._refers(key, place, source))
        if self._own(key, place) and place == 0:
            same = self.root.alias("same")
            inside = sa.select(*(same.c[name] for name in self.binding.key)).where(self._aliased(same))
            query = query.where(_row([source.c[name] for name in self.binding.key]).not_in(inside))
        return query

    def referring_inside(self, key: ForeignKeyInfo, *, any_way: bool) -> Select[int]:
        """Return the count of the holding's root rows that refer to other ones of them, though they go later.

        Batches go from the last to the first, so a row may refer to an earlier one. `any_way`: count those, too.
        """
        source = self._source(key, 0)
        own, referred = _row([source.c[name] for name in self.binding.key]), _row(self.key)
        wrong = own != referred if any_way else own < referred
        inside = self._aliased(source)
        match = self._refers(key, 0, source, wrong)
        return sa.select(sa.func.count()).select_from(source).where(inside, match)

    def _exactly(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return a column that is equal to the same bytes only, should a collation have escaped the catalogue's reader.

        PostgreSQL could not use its index then, and tells the collations, which need no second wall.
        """
        if self.binding.dialect is TargetDialect.SQLITE:
            return sa.collate(column, BINARY)
        return column

    def _own(self, key: ForeignKeyInfo, place: int) -> bool:
        table = self.tables[place]
        return bool(key.table == table.name and (key.schema or "main") == table.schema)

    def _source(self, key: ForeignKeyInfo, place: int) -> Any:
        if self._own(key, place):
            return self.tables[place].alias("referring")
        return sa.table(
            quoted_name(key.table, quote=True),
            *(sa.column(quoted_name(name, quote=True)) for name in key.columns),
            schema=quoted_name(key.schema or "main", quote=True),
        ).alias("referring")

    def _refers(self, key: ForeignKeyInfo, place: int, source: Any, *more: Condition) -> Condition:
        pairs = zip(key.columns, key.to_columns, strict=True)
        match = [source.c[column] == self.tables[place].c[to] for column, to in pairs]
        return sa.exists().where(*match, *more, self._of_holding(place)).correlate(source)

    def _aliased(self, same: Any) -> Condition:
        return sa.sql.util.ClauseAdapter(same).traverse(self.condition())

    def _of_holding(self, place: int) -> Condition:
        """Return the condition that a table's row belongs to a row of the holding."""
        if place == 0:
            return self.condition()
        child = self.binding.children[place - 1]
        parent = 0 if child.parent is None else child.parent + 1
        above = sa.select(*(self.tables[parent].c[link.parent_column] for link in child.links))
        links = [self._exactly(self.tables[place].c[link.column]) for link in child.links]
        return _inside(links, above.where(self._of_holding(parent)))

    def _filled(self, place: int, each: ColumnFill) -> ColumnElement[Any]:
        dialect, column = self.binding.dialect, self.tables[place].c[each.column]
        info, unique = self._column(place, each.column), in_unique(self._infos[place], each.column)
        if each.fill is not None:
            return anonymised(dialect, each.fill, each.constant, column, info, unique=unique)
        return filled(dialect, self.binding.method, column, info, unique=unique)

    def _column(self, place: int, name: str) -> ColumnInfo:
        return next(column for column in self._infos[place].columns if column.name == name)

    def _count(self, place: int) -> Select[int]:
        return sa.select(sa.func.count()).select_from(self.tables[place])


def _table(schema: str, info: TableInfo) -> TableClause:
    return sa.table(
        quoted_name(info.name, quote=True),
        *(sa.column(quoted_name(column.name, quote=True)) for column in info.columns),
        schema=quoted_name(schema, quote=True),
    )


def _row(columns: Sequence[ColumnElement[Any]]) -> Any:
    return columns[0] if len(columns) == 1 else sa.tuple_(*columns)


def _inside(columns: Sequence[ColumnElement[Any]], rows: Select[Any]) -> Condition:
    return columns[0].in_(rows) if len(columns) == 1 else sa.tuple_(*columns).in_(rows)


def _among(columns: Sequence[ColumnElement[Any]], keys: Sequence[Key]) -> Condition:
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return sa.tuple_(*columns).in_(list(keys))
