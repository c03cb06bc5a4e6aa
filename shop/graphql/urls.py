"""The one address of GraphQL."""

from __future__ import annotations

from django.urls import path

from shop.graphql.views import graphql_view

urlpatterns = [path("graphql/", graphql_view, name="graphql")]
