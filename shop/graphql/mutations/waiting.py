"""`requestBackInStock`: the same operation as the product page's."""

from __future__ import annotations

import strawberry
from django.utils import timezone

from shop.channels.queries import get_default_channel
from shop.core.clients import client_address
from shop.core.idempotency import GUESTS, Claim
from shop.graphql.context import Context
from shop.graphql.errors import UserError
from shop.graphql.idempotency import once
from shop.inventory.operations import request_back_in_stock


@strawberry.input(description="`email` may be left out with a token; then it is the customer's.")
class BackInStockInput:
    sku: str
    email: str = ""


@strawberry.type(description="`sku` is what is waited for, null where it was refused.")
class BackInStockPayload:
    user_errors: list[UserError]
    sku: str | None = None


@strawberry.type
class WaitingMutation:
    @strawberry.mutation(
        description="Have one mail sent when a variant is back. The answer is the same whether the address waits"
        " already or not. `already_in_stock` says that it can be ordered now."
    )
    def request_back_in_stock(
        self,
        info: strawberry.Info[Context, None],
        input: BackInStockInput,  # noqa: A002  # the name in the schema
    ) -> BackInStockPayload:
        context = info.context
        return once(
            context,
            BackInStockPayload,
            lambda claim: _wait(context, input, claim),
            guest=GUESTS,
            is_required=False,
        )


def _wait(context: Context, wish: BackInStockInput, claim: Claim | None) -> BackInStockPayload:
    user = context.user
    request_back_in_stock(
        sku=wish.sku,
        email=wish.email or (user.email if user else ""),
        locale=get_default_channel().locale,
        client=client_address(context.request),
        now=timezone.now(),
        claim=claim,
    )
    return BackInStockPayload(sku=wish.sku, user_errors=[])
