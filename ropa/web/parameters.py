"""Query parameters that would be misread without a word are refused.

Litestar reads the text `null` as None where a parameter may be absent, and takes the last of two values. Either way a
filter that the client meant would not be there, and the answer would hold more than was asked for.
"""

from collections.abc import Callable
from functools import cache
from inspect import Parameter, signature
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from litestar.connection import ASGIConnection
from litestar.exceptions import ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter


def query_parameters(function: Callable[..., Any]) -> dict[str, tuple[Any, QueryParameter]]:
    """Return type and declaration of each declared query parameter, by the name in the query string."""
    found = {}
    for name, annotation in get_type_hints(function, include_extras=True).items():
        if get_origin(annotation) is Annotated:
            kind, *rest = get_args(annotation)
            declared = next((item for item in rest if isinstance(item, QueryParameter)), None)
            if declared is not None:
                found[declared.name or name] = (kind, declared)
    return found


def required_parameters(function: Callable[..., Any]) -> frozenset[str]:
    """Return the names in the query string of the parameters that have no default."""
    bare = {name for name, given in signature(function).parameters.items() if given.default is Parameter.empty}
    hints = {name: hint for name, hint in get_type_hints(function, include_extras=True).items() if name in bare}
    declared = ((name, getattr(hint, "__metadata__", ())) for name, hint in hints.items())
    return frozenset(
        each.name or name for name, notes in declared for each in notes if isinstance(each, QueryParameter)
    )


@cache
def _names(function: Callable[..., Any]) -> frozenset[str]:
    return frozenset(query_parameters(function))


@cache
def _read_null_as_none(function: Callable[..., Any]) -> frozenset[str]:
    return frozenset(
        name
        for name, (kind, _) in query_parameters(function).items()
        if get_origin(kind) in {Union, UnionType} and type(None) in get_args(kind) and str not in get_args(kind)
    )


def refuse_ambiguous(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Return when every parameter says one thing.

    Raises: ValidationException (400) naming each parameter that was sent twice or as `null`.
    """
    if not connection.scope["query_string"]:
        return
    function = handler.fn
    declared, nullable = _names(function), _read_null_as_none(function)
    faults = []
    for name in connection.query_params:
        values = connection.query_params.getall(name)
        if name in declared and len(values) > 1:
            faults.append({"key": name, "message": "Expected one value, got several"})
        elif name in nullable and values[0].casefold() == "null":
            faults.append({"key": name, "message": "Expected a value, got `null`"})
    if faults:
        raise ValidationException(extra=faults)
