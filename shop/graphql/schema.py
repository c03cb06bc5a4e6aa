"""The schema that partners query at /graphql/; its text is kept in tests/graphql/schema.graphql."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig

from shop.graphql.errors import Masked
from shop.graphql.limits import limiters
from shop.graphql.mutations.pay_order import PayMutation
from shop.graphql.mutations.place_order import Mutation as OrderMutation
from shop.graphql.mutations.returns import ReturnMutation
from shop.graphql.mutations.waiting import WaitingMutation
from shop.graphql.queries.account import AccountQuery
from shop.graphql.queries.catalog import CatalogQuery
from shop.graphql.queries.returns import ReturnQuery


@strawberry.type
class Query(CatalogQuery, AccountQuery, ReturnQuery):
    """Everything that can be read."""


@strawberry.type
class Mutation(OrderMutation, PayMutation, ReturnMutation, WaitingMutation):
    """Everything that can be done."""


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(disable_field_suggestions=True),
    extensions=[*limiters(), Masked],
)
