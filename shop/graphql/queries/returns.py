"""Reading the returns and withdrawals of an order, as its customer or with its own token."""

from __future__ import annotations

import strawberry

from shop.core.errors import NotFound
from shop.graphql.context import Context
from shop.graphql.orders import find_order
from shop.graphql.types.returns import Return, Withdrawal

Info = strawberry.Info[Context, None]


@strawberry.type
class ReturnQuery:
    @strawberry.field(description="The returns of an order, newest first; null where the order is not the caller's.")
    def returns(self, info: Info, order_id: strawberry.ID, order_token: str = "") -> list[Return] | None:
        try:
            order = find_order(info.context, str(order_id), order_token)
        except NotFound:
            return None
        return list(order.returns.prefetch_related("lines__order_line"))  # type: ignore[arg-type]  # rows for types

    @strawberry.field(description="The withdrawals from an order, newest first; null where it is not the caller's.")
    def withdrawals(self, info: Info, order_id: strawberry.ID, order_token: str = "") -> list[Withdrawal] | None:
        try:
            order = find_order(info.context, str(order_id), order_token)
        except NotFound:
            return None
        return list(order.withdrawals.prefetch_related("lines__order_line"))  # type: ignore[arg-type]  # likewise
