"""`requestReturn`, `cancelReturn`, `withdraw` and `declareWithdrawal`: the same operations as the pages'."""

from __future__ import annotations

import strawberry
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.core.clients import client_address
from shop.core.errors import InvalidInput
from shop.core.idempotency import GUESTS, Claim
from shop.fulfilment.operations import (
    ReturnItem,
    cancel_return,
    declare_withdrawal,
    declare_without_login,
    request_return,
)
from shop.fulfilment.queries import get_return, spread_units
from shop.graphql.context import Context
from shop.graphql.errors import UserError
from shop.graphql.idempotency import once
from shop.graphql.orders import find_order
from shop.graphql.types.returns import Return, Withdrawal
from shop.orders.models import Order

Info = strawberry.Info[Context, None]
_MAX_ITEMS, _MAX_TEXT = 100, 1000
_VERSION = "`version` is the order's; one that was changed since is refused (`stale_version`)."
_WHOSE = " `orderToken`, the text in the order's status address, stands for the buyer where there is no access token."


@strawberry.input(description="Units that the buyer has; `wantedSku` asks for an exchange. `reason`: not_liked,"
" wrong_size, not_as_shown, wrong_item, faulty or other.")  # fmt: skip
class ReturnItemInput:
    sku: str
    quantity: int
    reason: str
    wanted_sku: str = ""


@strawberry.input(description=_VERSION)
class RequestReturnInput:
    order_id: strawberry.ID
    items: list[ReturnItemInput]
    comment: str = ""
    order_token: str = ""
    version: int | None = None


@strawberry.input(description="`version` is the return's; one that was changed since is refused (`stale_version`).")
class CancelReturnInput:
    order_id: strawberry.ID
    return_id: strawberry.ID
    order_token: str = ""
    version: int | None = None


@strawberry.input
class WithdrawalItemInput:
    sku: str
    quantity: int


@strawberry.input(
    description="Without `items` it is about everything; name and email are the order's by default. " + _VERSION
)
class WithdrawInput:
    order_id: strawberry.ID
    items: list[WithdrawalItemInput] | None = None
    name: str = ""
    email: str = ""
    order_token: str = ""
    version: int | None = None


@strawberry.input(description="`goods` says in words what it is about; left empty, it is the whole order.")
class DeclareWithdrawalInput:
    name: str
    order_number: str
    email: str
    goods: str = ""


@strawberry.type(name="ReturnPayload", description="Either the return, or why nothing was changed.")
class ReturnPayload:
    user_errors: list[UserError]
    return_: Return | None = strawberry.field(name="return", default=None)


@strawberry.type(description="Either the withdrawal, or why there is none.")
class WithdrawPayload:
    user_errors: list[UserError]
    withdrawal: Withdrawal | None = None


@strawberry.type(description="The same for everybody: the receipt is in the mailbox that was named.")
class DeclareWithdrawalPayload:
    user_errors: list[UserError]
    is_received: bool = False


@strawberry.type
class ReturnMutation:
    @strawberry.mutation(description="Ask to send something back." + _WHOSE)
    def request_return(self, info: Info, input: RequestReturnInput) -> ReturnPayload:  # noqa: A002
        return once(
            info.context,
            ReturnPayload,
            lambda claim: _request_from_input(info.context, input, claim),
            guest=str(input.order_id),
        )

    @strawberry.mutation(description="Keep the goods after all, while nothing was sent." + _WHOSE)
    def cancel_return(self, info: Info, input: CancelReturnInput) -> ReturnPayload:  # noqa: A002
        return once(
            info.context, ReturnPayload, lambda claim: _cancel(info.context, input, claim), guest=str(input.order_id)
        )

    @strawberry.mutation(
        description="Withdraw from an order, when the buyer has pressed “Confirm withdrawal”. It counts at once."
        + _WHOSE
    )
    def withdraw(self, info: Info, input: WithdrawInput) -> WithdrawPayload:  # noqa: A002
        return once(
            info.context,
            WithdrawPayload,
            lambda claim: _withdraw(info.context, input, claim),
            guest=str(input.order_id),
        )

    @strawberry.mutation(description="Withdraw without login. The answer tells nobody which orders exist.")
    def declare_withdrawal(self, info: Info, input: DeclareWithdrawalInput) -> DeclareWithdrawalPayload:  # noqa: A002
        return once(
            info.context,
            DeclareWithdrawalPayload,
            lambda claim: _declare_from_input(info.context, input, claim),
            guest=GUESTS,
            is_required=False,
        )


def _request_from_input(context: Context, asked: RequestReturnInput, claim: Claim | None) -> ReturnPayload:
    order = find_order(context, str(asked.order_id), asked.order_token)
    items = [
        ReturnItem(line_id, count, item.reason, item.wanted_sku)
        for index, item in enumerate(asked.items[:_MAX_ITEMS])
        for line_id, count in _units_of_sku(order, item.sku, item.quantity, index).items()
    ]
    return_ = request_return(
        order_id=order.pk,
        items=items,
        comment=_plain_text(asked.comment, "comment"),
        by=context.by,
        version=asked.version,
        claim=claim,
    )
    return ReturnPayload(return_=return_, user_errors=[])  # type: ignore[arg-type]  # a row stands for its type


def _cancel(context: Context, asked: CancelReturnInput, claim: Claim | None) -> ReturnPayload:
    order = find_order(context, str(asked.order_id), asked.order_token)
    return_ = get_return(order=order, public_id=str(asked.return_id))
    done = cancel_return(return_id=return_.pk, by=context.by, version=asked.version, claim=claim)
    return ReturnPayload(return_=done, user_errors=[])  # type: ignore[arg-type]  # likewise


def _withdraw(context: Context, asked: WithdrawInput, claim: Claim | None) -> WithdrawPayload:
    order = find_order(context, str(asked.order_id), asked.order_token)
    units: dict[int, int] = {}
    for index, item in enumerate((asked.items or [])[:_MAX_ITEMS]):
        for line_id, count in _units_of_sku(order, item.sku, item.quantity, index).items():
            units[line_id] = units.get(line_id, 0) + count
    name = next((address.full_name for address in order.addresses.all()), "") or order.email
    withdrawal = declare_withdrawal(
        order_id=order.pk, name=asked.name or name, email=asked.email or order.email,
        units=None if asked.items is None else units, by=context.by, version=asked.version,
        claim=claim,
    )  # fmt: skip
    return WithdrawPayload(withdrawal=withdrawal, user_errors=[])  # type: ignore[arg-type]  # likewise


def _declare_from_input(
    context: Context, said: DeclareWithdrawalInput, claim: Claim | None
) -> DeclareWithdrawalPayload:
    declare_without_login(
        name=said.name, email=said.email, order_number=said.order_number, goods=said.goods,
        client=client_address(context.request), now=timezone.now(), claim=claim,
    )  # fmt: skip
    return DeclareWithdrawalPayload(is_received=True, user_errors=[])


def _units_of_sku(order: Order, sku: str, quantity: int, index: int) -> dict[int, int]:
    if quantity < 1:
        raise InvalidInput(fields={f"items.{index}.quantity": _("Enter a number of 1 or more.")})
    units = spread_units(order, sku=sku, quantity=quantity)
    if not units:
        raise InvalidInput(fields={f"items.{index}.sku": _("This line is not part of the order.")})
    return units


def _plain_text(text: str, field: str) -> str:
    if "\x00" in text or len(text) > _MAX_TEXT:
        raise InvalidInput(
            fields={field: _("Enter plain text of at most %(max_text)s characters.") % {"max_text": _MAX_TEXT}}
        )
    return text
