"""Reading what belongs to the caller."""

from __future__ import annotations

import strawberry

from shop.core.cursor import decode_cursor, encode_cursor
from shop.core.errors import InvalidInput, NotFound
from shop.graphql.context import Context
from shop.graphql.errors import refusal
from shop.graphql.limits import PAGE_DEFAULT
from shop.graphql.orders import find_order
from shop.graphql.queries.catalog import check_first
from shop.graphql.types.catalog import PageInfo
from shop.graphql.types.orders import Order, OrderConnection, OrderEdge, User
from shop.orders.queries import list_orders_for

Info = strawberry.Info[Context, None]
_ORDER = "orders"


@strawberry.type
class AccountQuery:
    @strawberry.field(description="The caller's account, or null without a token.")
    def me(self, info: Info) -> User | None:
        return info.context.user  # type: ignore[return-value]  # a row stands for its type

    @strawberry.field(
        description="An order of the caller by id, or null; orders of others look as if they did not exist."
        " `orderToken`, the text in the order's status address, stands for the buyer where there is no access token."
    )
    def order(self, info: Info, id: strawberry.ID, order_token: str = "") -> Order | None:  # noqa: A002  # the name in the schema
        if not order_token:
            info.context.require_user()
        try:
            return find_order(info.context, str(id), order_token)  # type: ignore[return-value]  # a row for its type
        except NotFound:
            return None

    @strawberry.field(description="The caller's orders, newest first.")
    def my_orders(self, info: Info, first: int = PAGE_DEFAULT, after: str | None = None) -> OrderConnection:
        limit = check_first(first)
        orders = list_orders_for(user_id=info.context.require_user().pk).prefetch_related(
            "addresses", "changes", "payments", "fulfilments__lines__order_line"
        )
        if after is not None:
            try:
                orders = orders.filter(pk__lt=decode_cursor(_ORDER, after)[0])
            except InvalidInput as error:
                raise refusal(error) from error
        rows = list(orders[: limit + 1])
        edges = [OrderEdge(node=row, cursor=encode_cursor(_ORDER, row.pk)) for row in rows[:limit]]  # type: ignore[arg-type]
        end = edges[-1].cursor if edges else None
        return OrderConnection(edges=edges, page_info=PageInfo(has_next_page=len(rows) > limit, end_cursor=end))
