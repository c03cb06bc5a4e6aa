"""The endpoint: one POST of JSON is one operation. How bodies are read and refused is `core.door`'s, as for JSON."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from strawberry.printer import print_schema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from shop.accounts.bearer import user_of_bearer
from shop.core.door import Refusal, database_refusal, read_json, refused
from shop.core.shown import shows_everybody
from shop.graphql.budget import Spent, in_turn
from shop.graphql.context import Context
from shop.graphql.errors import answered, refusal_among
from shop.graphql.idempotency import kept
from shop.graphql.limits import MAX_ALIASES, MAX_COST, MAX_DEPTH, MAX_TOKENS, PAGE_MAX
from shop.graphql.plans import Answer, NoAnswer
from shop.graphql.schema import plans, schema

MAX_VALUES = 2000  # in variables; the largest order has some hundred
_ALLOW = {"Allow": "GET, HEAD, OPTIONS, POST"}
_MEMBERS: dict[str, type] = {"query": str, "variables": dict, "operationName": str, "extensions": dict}
_INTRODUCTION = """\
# GraphQL of this shop. Send queries by POST as JSON: {"query": "…", "variables": {…}}
# With a token of the JSON API (POST /api/v1/users/login/): Authorization: Bearer <access>
# Mutations take the header Idempotency-Key, one mutation a request: repeat it with the same key when the answer was
# lost. It has one effect and, for 24 hours, the same answer byte for byte, marked "Idempotency-Replayed: true".
# Errors carry extensions.code and extensions.request_id; /api/v1/errors/ lists the codes.
# Limits: depth %(depth)s, %(aliases)s aliases, %(tokens)s tokens, cost %(cost)s; pages of at most %(page)s.

"""


@csrf_exempt
def graphql_view(request: HttpRequest) -> HttpResponse:
    """Answer queries by POST; show people who open the address how to ask, and the schema.

    No session is accepted here, therefore no CSRF token is asked for.
    """
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_ALLOW)
    if request.method in ("GET", "HEAD") and not request.GET:
        return HttpResponse(_introduction(), content_type="text/plain; charset=utf-8")
    try:
        return _execute(request)
    except Refusal as refusal:
        return refused(request, refusal)


def _execute(request: HttpRequest) -> HttpResponse:
    """Execute the operation of a body. Raises: Refusal."""
    if request.method != "POST":
        raise Refusal("method_not_allowed", _("Send queries by POST, as JSON."), headers=_ALLOW)
    user = user_of_bearer(request.headers.get("Authorization"))
    asked = _read_body_of(request)
    if (data := _planned(asked)) is not None:
        if user is None:
            shows_everybody()
        return _answer({"data": data}, {})
    context = Context(request, user, asked)
    try:
        result = schema.execute_sync(
            asked["query"],
            variable_values=asked.get("variables"),
            operation_name=asked.get("operationName"),
            context_value=context,
        )
    except (CannotGetOperationTypeError, InvalidOperationTypeError) as error:
        text = _("The document has no operation of this name. Choose one with `operationName`.")
        raise Refusal("bad_request", text) from error
    except Spent:
        return kept(context, refused(request, Refusal("answer_too_large")), is_complete=False)
    refusal = refusal_among(result.errors)
    if refusal is not None:
        return kept(context, refused(request, refusal), is_complete=False)
    response = _answer(answered(result, path=request.path), context.headers)
    return kept(context, response, is_complete=not result.errors)


def _planned(asked: dict[str, Any]) -> Answer | None:
    """Return the data of a query that was asked before and goes well, or None. Raises: Refusal."""
    if (plan := plans.find(asked["query"], asked.get("operationName"))) is None:
        return None
    try:
        with in_turn(plan.cost):
            return plan.answer(asked.get("variables") or {})
    except NoAnswer:
        return None
    except Spent as error:
        raise Refusal("answer_too_large") from error
    except (OperationalError, InterfaceError) as error:
        raise database_refusal(error) from error


def _answer(body: dict[str, Any], headers: dict[str, str]) -> HttpResponse:
    headers = {"Cache-Control": "no-store", **headers}
    return HttpResponse(orjson.dumps(body), content_type="application/json", headers=headers)


def _read_body_of(request: HttpRequest) -> dict[str, Any]:
    """Return the members of a body that say what is asked. Raises: Refusal."""
    body = read_json(request)
    if isinstance(body, list):
        raise Refusal("bad_request", _("Send one operation per request."))
    if not isinstance(body, dict):
        raise Refusal("bad_request", _('The body must be an object: {"query": "…", "variables": {…}}.'))
    for name, value in body.items():
        if name not in _MEMBERS:
            raise Refusal(
                "bad_request",
                _("The body cannot have the member `%(name)s`. Allowed members are %(members)s.")
                % {"name": name[:50], "members": ", ".join(_MEMBERS)},
            )
        if value is not None and not isinstance(value, _MEMBERS[name]):
            text = _("`%(name)s` must be an object.") if _MEMBERS[name] is dict else _("`%(name)s` must be a text.")
            raise Refusal("bad_request", text % {"name": name})
    if _has_too_many(body.get("variables") or {}):
        raise Refusal("bad_request", _("`variables` has more than %(max_values)s values.") % {"max_values": MAX_VALUES})
    if not body.get("query"):
        raise Refusal("bad_request", _("The body has no `query`."))
    return body


def _has_too_many(variables: dict[str, Any]) -> bool:
    """Tell whether variables hold more values than anything takes: coercing each costs much more than reading it."""
    count, pending = 0, [iter(variables.values())]
    while pending:
        for value in pending.pop():
            count += 1
            if count > MAX_VALUES:
                return True
            if isinstance(value, (dict, list)):
                pending.append(iter(value.values() if isinstance(value, dict) else value))
    return False


@cache
def _introduction() -> str:
    numbers = {"depth": MAX_DEPTH, "aliases": MAX_ALIASES, "tokens": MAX_TOKENS, "cost": MAX_COST, "page": PAGE_MAX}
    return _INTRODUCTION % numbers + print_schema(schema) + "\n"
