"""The rows beyond a place in an order, found by the index of that order at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Func, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field, QuerySet
    from django.db.models.sql.compiler import SQLCompiler

HIGHEST_INTEGER = 2**63 - 1


def fields_of(rows: QuerySet[Any], order: Sequence[str]) -> list[Field[Any, Any]]:
    """Return the fields of the columns by which ``rows`` are ordered."""
    meta = rows.model._meta
    names = (column.lstrip("-") for column in order)
    return [meta.pk if name == "pk" else meta.get_field(name) for name in names]


def beyond(rows: QuerySet[Any], order: Sequence[str], place: Sequence[Any]) -> QuerySet[Any]:
    """Return those of ``rows`` that come after ``place``, which has a value for each column.

    All columns of ``order`` have one direction and the last is unique, as in the index.
    """
    fields = fields_of(rows, order)
    columns = [F(field.name) for field in fields]
    values = [Value(value, output_field=field) for value, field in zip(place, fields, strict=True)]
    sign = "<" if order[0].startswith("-") else ">"
    return rows.filter(Beyond(*columns, *values, sign=sign))


def column_value(field: Field[Any, Any], value: Any) -> Any:
    """Return ``value`` as one that a column of any database can be compared with.

    Raise ``ValidationError``, ``ValueError``, ``TypeError`` or ``OverflowError`` if there is none.
    """
    if isinstance(value, (bool, float)):  # int() would make a key of True and of 1.7
        raise TypeError(value)
    cleaned = field.clean(value, None)
    # Django 4.2 sends SQLite more than its 64 bits; MySQL and MariaDB have no automatic key 0.
    if cleaned is None or (isinstance(cleaned, int) and abs(cleaned) > HIGHEST_INTEGER):
        raise ValueError(value)
    if cleaned == 0 and field.primary_key:
        raise ValueError(value)
    return cleaned


class Beyond(Func):
    """Whether a row of columns, the first half, comes before or after a row of values.

    The usual ``a < x OR (a = x AND b < y)`` gives PostgreSQL no place to start in an index, and
    ``a <= x AND (a < x OR b < y)`` only one among all rows that share ``a``, which is no place
    where ``a`` is one of four priorities. A comparison of rows is just what the index stores.
    """

    output_field = BooleanField()

    def __init__(self, *expressions: Any, sign: str) -> None:
        self.sign = sign
        super().__init__(*expressions)

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        """Return ``(a, b) < (x, y)``."""
        columns, values = self._sides(compiler)
        left, right = (", ".join(sql for sql, _ in side) for side in (columns, values))
        params = [param for _, params in (*columns, *values) for param in params]
        return f"({left}) {self.sign} ({right})", tuple(params)

    def as_mysql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the usual form, of which MariaDB and MySQL, and only they, make ranges."""
        clause = ""
        params: tuple[Any, ...] = ()
        for (column, _), (value, given) in reversed([*zip(*self._sides(compiler), strict=True)]):
            equal = f" OR ({column} = {value} AND {clause})" if clause else ""
            params = (*given, *(given if clause else ()), *params)
            clause = f"({column} {self.sign} {value}{equal})"
        return clause, params

    def _sides(self, compiler: SQLCompiler) -> tuple[list[Any], list[Any]]:
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        half = len(parts) // 2
        return parts[:half], parts[half:]
