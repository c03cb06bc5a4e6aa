"""The one address of GraphQL."""

from __future__ import annotations

from django.urls import path

from shop.graphql.views import graphql_view

# Without the slash as well: a redirect would turn a POST into a GET.
urlpatterns = [path("graphql/", graphql_view, name="graphql"), path("graphql", graphql_view)]
