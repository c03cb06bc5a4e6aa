"""The endpoint."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from strawberry.django.views import GraphQLView

from shop.graphql.context import Context
from shop.graphql.schema import schema


class ShopGraphQLView(GraphQLView[Context, None]):
    """GraphQL over POST. No session is accepted here, therefore no CSRF token is asked for."""

    def get_context(self, request: HttpRequest, response: HttpResponse) -> Any:
        response.headers["Cache-Control"] = "no-store"
        return Context(request)


graphql_view = csrf_exempt(require_POST(ShopGraphQLView.as_view(schema=schema, graphql_ide=None)))
