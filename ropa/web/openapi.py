"""The OpenAPI document, made from the routes and from msgspec's own reading of the types.

Schemas come from msgspec, which also decodes and validates: what the document says is what happens. Problem answers are
added to every operation here, once.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, get_args

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.routes import HTTPRoute

from ropa.access.rules import Permission
from ropa.web.authentication import KEY, PAGE, TAKES_FILE
from ropa.web.parameters import query_parameters, required_parameters
from ropa.web.problems import ProblemDocument

REF = "#/components/schemas/{name}"
_PROBLEMS = {
    400: "The request is malformed, or a parameter does not fit",
    401: "Nobody is signed in, or the token is unknown or expired",
    403: "The caller has no right to do this",
    404: "Not found, or not visible to the caller",
    405: "This path does not take this method",
    409: "Contradicts the present state",
    412: "Somebody else saved in between",
    413: "The body is too large",
    415: "The body is not application/json",
    422: "The data are not valid; every fault is listed",
    428: "If-Match is missing",
    500: "The program failed",
    503: "The database is busy or away; try again",
    507: "The disk is full; nothing was saved",
}
_BODY_PROBLEMS = (409, 413, 415, 422, 507)


def describe(app: Litestar, *, title: str, version: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of every HTTP route that is not hidden."""
    operations = [(route, handler) for route in app.routes if isinstance(route, HTTPRoute) for handler in _of(route)]
    types = _types(handler for _, handler in operations)
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    known = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route, handler in operations:
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
            paths.setdefault(_path(route), {})[method.lower()] = _operation(route, handler, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "ทะเบียนบันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล (PDPA มาตรา 39)",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _of(route: HTTPRoute) -> Iterable[HTTPRouteHandler]:
    return [each for each in route.route_handlers if each.opt.get(KEY) is not None and not each.opt.get(PAGE)]


def _types(handlers: Iterable[HTTPRouteHandler]) -> list[Any]:
    found: list[Any] = [ProblemDocument]
    for handler in handlers:
        for kind in (
            handler.opt.get("body"),
            handler.opt.get(TAKES_FILE),
            *dict(handler.opt.get("answers", {})).values(),
        ):
            if kind is not None and not isinstance(kind, str) and kind not in found:
                found.append(kind)
    return found


def _path(route: HTTPRoute) -> str:
    return route.path_format


def _operation(route: HTTPRoute, handler: HTTPRouteHandler, known: Mapping[Any, Any]) -> dict[str, Any]:
    opt = handler.opt
    body = opt.get("body")
    permission: Permission = opt[KEY]
    operation: dict[str, Any] = {
        "operationId": handler.fn.__name__,
        "summary": handler.summary or handler.fn.__name__,
        "description": (handler.fn.__doc__ or "").strip() + f"\n\nPermission: `{permission.value}`",
        "tags": sorted(handler.resolve_tags()) if hasattr(handler, "resolve_tags") else sorted(handler.tags or []),
        "parameters": [*_path_parameters(route), *_query_parameters(handler), *_headers(opt)],
        "responses": _responses(opt, known, has_body=body is not None or TAKES_FILE in opt),
        "security": [] if permission is Permission.PUBLIC else [{"bearer": []}],
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": known[body]}}}
    if TAKES_FILE in opt:
        operation["requestBody"] = {"required": True, "content": _file_content(opt[TAKES_FILE])}
    return operation


def _file_content(kind: Any) -> dict[str, Any]:
    """Return both ways to send a file: in a form with what is said of it, or alone, the words in the query."""
    file = {"type": "string", "format": "binary"}
    schemas, components = msgspec.json.schema_components([kind], ref_template=REF)
    form = dict(components[schemas[0]["$ref"].rpartition("/")[2]])
    said = {name: _as_text(schema) for name, schema in form["properties"].items()}
    form |= {"properties": {"file": file, **said}, "required": ["file", *form.get("required", ())]}
    form.pop("title", None)
    return {"multipart/form-data": {"schema": form}, "application/octet-stream": {"schema": file}}


def _as_text(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a field as a form has it: there is no null, and an empty one is left out."""
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if not kinds:
        return schema
    made = {**{name: value for name, value in schema.items() if name not in {"anyOf", "default"}}, **kinds[0]}
    if made.pop("format", None) == "date":
        made["pattern"] = r"^$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
    return made


def _responses(opt: Mapping[str, Any], known: Mapping[Any, Any], *, has_body: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for status, kind in dict(opt.get("answers", {200: None})).items():
        answer: dict[str, Any] = {"description": "OK" if status < 300 else "Not changed"}  # noqa: PLR2004 - HTTP
        if isinstance(kind, str):
            answer["content"] = {kind: {"schema": {"type": "string", "format": "binary"}}}
        elif kind is not None:
            answer["content"] = {"application/json": {"schema": known[kind]}}
        made[str(status)] = answer
    left_out = set() if has_body else set(_BODY_PROBLEMS) - {409, 422}
    if not opt.get("if_match"):
        left_out |= {412, 428}
    elif opt["if_match"] == "optional":
        left_out |= {428}
    for status, words in _PROBLEMS.items():
        if status not in left_out and str(status) not in made:
            made[str(status)] = {
                "description": words,
                "content": {"application/problem+json": {"schema": known[ProblemDocument]}},
            }
    return made


def _path_parameters(route: HTTPRoute) -> list[dict[str, Any]]:
    made = []
    for name, definition in sorted(route.path_parameters.items()):
        schema: dict[str, Any] = {"type": "string"}
        if definition.type.__name__ == "UUID":
            schema["format"] = "uuid"
        elif definition.type is int:
            schema = {"type": "integer"}
        made.append({"name": name, "in": "path", "required": True, "schema": schema})
    return made


def _query_parameters(handler: HTTPRouteHandler) -> list[dict[str, Any]]:
    made = []
    required = required_parameters(handler.fn)
    for name, (kind, wanted) in query_parameters(handler.fn).items():
        entry = {"name": name, "in": "query", "required": name in required, "schema": _parameter_schema(kind, wanted)}
        if wanted.description:
            entry["description"] = wanted.description
        made.append(entry)
    return made


@cache
def _plain_schema(kind: Any) -> dict[str, Any]:
    parts = [part for part in get_args(kind) if part is not type(None)] or [kind]
    schema, components = msgspec.json.schema_components([parts[0]])
    found = schema[0]
    name = found.get("$ref", "").rpartition("/")[2]
    return dict(components[name]) if name else dict(found)


def _parameter_schema(kind: Any, wanted: QueryParameter) -> dict[str, Any]:
    limits = {
        "minimum": wanted.ge,
        "maximum": wanted.le,
        "minLength": wanted.min_length,
        "maxLength": wanted.max_length,
        "pattern": wanted.pattern,
    }
    said = {key: value for key, value in limits.items() if value is not None}
    return _plain_schema(kind) | said | (wanted.schema_extra or {})


def _headers(opt: Mapping[str, Any]) -> list[dict[str, Any]]:
    if opt.get("idempotency_key"):
        return [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "The same key with the same body gives what the first call made",
                "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
            }
        ]
    if not opt.get("if_match"):
        return []
    return [
        {
            "name": "If-Match",
            "in": "header",
            "required": opt["if_match"] != "optional",
            "description": "ETag of the version that was seen",
            "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
        }
    ]
