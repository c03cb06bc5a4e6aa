"""The endpoint."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from strawberry.django.views import GraphQLView
from strawberry.http import GraphQLHTTPResponse
from strawberry.printer import print_schema
from strawberry.types import ExecutionResult

from shop.graphql.context import Context
from shop.graphql.errors import passes_by_itself
from shop.graphql.idempotency import kept
from shop.graphql.limits import MAX_ALIASES, MAX_COST, MAX_DEPTH, MAX_TOKENS, PAGE_MAX
from shop.graphql.schema import schema


class ShopGraphQLView(GraphQLView[Context, None]):
    """GraphQL over POST. No session is accepted here, therefore no CSRF token is asked for."""

    context: Context | None = None
    is_complete = False
    is_unavailable = False

    def get_context(self, request: HttpRequest, response: HttpResponse) -> Any:
        response.headers["Cache-Control"] = "no-store"
        self.context = Context(request, response)
        return self.context

    def process_result(self, request: HttpRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        self.is_complete = not result.errors
        self.is_unavailable = passes_by_itself(result.errors)
        return super().process_result(request, result)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if self.context is None or not isinstance(response, HttpResponse):
            return response
        if self.is_unavailable:
            response.status_code = 503
            response.headers["Retry-After"] = "5"
        return kept(self.context, response, is_complete=self.is_complete)


_execute = ShopGraphQLView.as_view(schema=schema, graphql_ide=None)
_INTRODUCTION = """\
# GraphQL of this shop. Send queries by POST as JSON: {"query": "…", "variables": {…}}
# With a token of the JSON API (POST /api/v1/users/login/): Authorization: Bearer <access>
# Mutations take the header Idempotency-Key, one mutation a request: repeat it with the same key when the answer was
# lost. It has one effect and, for 24 hours, the same answer byte for byte, marked "Idempotency-Replayed: true".
# Limits: depth %(depth)s, %(aliases)s aliases, %(tokens)s tokens, cost %(cost)s; pages of at most %(page)s.

"""


@csrf_exempt
def graphql_view(request: HttpRequest) -> HttpResponseBase:
    """Answer queries by POST; show people who open the address how to ask, and the schema."""
    if request.method in ("GET", "HEAD") and not request.GET:
        return HttpResponse(_introduction(), content_type="text/plain; charset=utf-8")
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _execute(request)


@cache
def _introduction() -> str:
    numbers = {"depth": MAX_DEPTH, "aliases": MAX_ALIASES, "tokens": MAX_TOKENS, "cost": MAX_COST, "page": PAGE_MAX}
    return _INTRODUCTION % numbers + print_schema(schema) + "\n"
