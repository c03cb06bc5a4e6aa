"""The schema that partners query at /graphql/; its text is kept in tests/graphql/schema.graphql."""

from __future__ import annotations

from collections.abc import Iterator

import strawberry
from graphql import GraphQLError, parse
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from shop.graphql.budget import BoundedExecutor, in_turn
from shop.graphql.limits import MAX_CHARACTERS, MAX_COMMENTS, MAX_TOKENS, Weight, weigh
from shop.graphql.mutations.pay_order import PayMutation
from shop.graphql.mutations.place_order import Mutation as OrderMutation
from shop.graphql.mutations.returns import ReturnMutation
from shop.graphql.mutations.waiting import WaitingMutation
from shop.graphql.plans import Plans
from shop.graphql.queries.account import AccountQuery
from shop.graphql.queries.catalog import CatalogQuery
from shop.graphql.queries.returns import ReturnQuery


@strawberry.type
class Query(CatalogQuery, AccountQuery, ReturnQuery):
    """Everything that can be read."""


@strawberry.type
class Mutation(OrderMutation, PayMutation, ReturnMutation, WaitingMutation):
    """Everything that can be done."""


class Limits(SchemaExtension):
    """Refuses a document that asks for too much before it is validated, and lets costly ones run one at a time."""

    weight = Weight()

    def on_parse(self) -> Iterator[None]:
        """Parse within bounds that the library's own options do not reach."""
        context = self.execution_context
        context.graphql_document = parse(
            context.query or "",
            max_lexical_tokens=MAX_TOKENS,
            max_comments=MAX_COMMENTS,
            max_source_length=MAX_CHARACTERS,
        )
        yield

    def on_validate(self) -> Iterator[None]:
        """Weigh the document; nothing else looks at one that is too heavy. Which operation is meant must be said."""
        context = self.execution_context
        document = context.graphql_document
        assert document is not None
        try:
            self.weight = weigh(document, is_named=context.context.asked.get("operationName") is not None)
        except GraphQLError as error:
            context.pre_execution_errors = [error]
        yield

    def on_execute(self) -> Iterator[None]:
        """Wait for the costly query before this one; whoever sends the document again gets the short way."""
        context = self.execution_context
        if context.graphql_document is not None:
            name = context.context.asked.get("operationName")
            plans.learn(context.schema._schema, context.query or "", name, context.graphql_document, self.weight.cost)
        with in_turn(self.weight.cost):
            yield


plans = Plans()


class ShopSchema(strawberry.Schema):
    """Errors are logged where they are shown (`errors.answered`): those of clients are none of ours."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing."""


schema = ShopSchema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(disable_field_suggestions=True),
    extensions=[Limits],
    execution_context_class=BoundedExecutor,
)
