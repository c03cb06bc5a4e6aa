"""The order page: everything about one order on one screen, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from shop.core.money import Money
from shop.orders.models import Order, OrderAddress
from shop.orders.queries import order_path
from shop.payments.models import Payment, Refund


@dataclass(frozen=True, slots=True)
class MoneyBox:
    """The order's money: what it costs, what came in, what went back, what is open."""

    subtotal: Money
    shipping: Money
    tax: Money
    total: Money
    paid: Money
    refunded: Money
    due: Money
    refundable: Money


@dataclass(frozen=True, slots=True)
class Action:
    """Something this person may do with the order now."""

    label: str
    url: str
    icon: str


def money_box(order: Order, payments: Iterable[Payment] | None = None) -> MoneyBox:
    """Add up an order's payments. A cancelled or lapsed order owes nothing."""
    rows = order.payments.all() if payments is None else payments
    paid = refunded = 0
    for payment in rows:
        paid += payment.captured_minor
        refunded += payment.refunded_minor
    dead = order.status in (Order.Status.CANCELLED, Order.Status.EXPIRED)
    amounts = (
        order.subtotal_minor, order.shipping_minor, order.tax_minor, order.total_minor, paid, refunded,
        0 if dead else max(0, order.total_minor - paid), paid - refunded,
    )  # fmt: skip
    return MoneyBox(*(Money(minor, order.currency) for minor in amounts))


def order_context(request: HttpRequest, order: Order) -> dict[str, Any]:
    """Return what the order page shows; `order` comes with its details loaded."""
    payments = list(order.payments.all())
    money = money_box(order, payments)
    actions = _actions(request, order, money)
    failed = [
        refund for payment in payments for refund in payment.refunds.all() if refund.status == Refund.Status.FAILED
    ]
    addresses = {address.kind: address for address in order.addresses.all()}
    return {
        "title": f"Order {order}",
        "order": order,
        "lines": list(order.lines.all()),
        "money": money,
        "payments": payments,
        "failed_refunds": failed,
        "may_refund": request.user.has_perm("orders.refund_order"),
        "parcels": list(order.fulfilments.all()),
        "address": addresses.get(OrderAddress.Kind.SHIPPING),
        "billing": addresses.get(OrderAddress.Kind.BILLING),
        "events": list(order.events.all())[::-1],
        "next_action": actions[0] if actions and _is_next(order, actions[0]) else None,
        "other_actions": actions[1:] if actions and _is_next(order, actions[0]) else actions,
        "customer_orders": _orders_of_buyer(order),
        "shop_url": order_path(order),
    }


def _actions(request: HttpRequest, order: Order, money: MoneyBox) -> list[Action]:
    """Return what the order's state and the person's rights allow, the most likely first."""
    may = request.user.has_perm
    unsent = order.fulfilment_status == Order.FulfilmentStatus.UNFULFILLED
    is_placed = order.status == Order.Status.PLACED
    found = []
    if is_placed and may("orders.ship_order"):
        found.append(_action(order, "Send parcel", "ship", "truck"))
    if money.refundable and may("orders.refund_order"):
        found.append(_action(order, "Refund", "refund", "return"))
    if unsent and order.status in (Order.Status.PENDING, Order.Status.PLACED) and may("orders.cancel_order"):
        found.append(_action(order, "Cancel order", "cancel", "close"))
    return found


def _action(order: Order, label: str, verb: str, icon: str) -> Action:
    return Action(label, reverse(f"admin:orders_order_{verb}", args=[order.pk]), icon)


def _is_next(order: Order, action: Action) -> bool:
    owed_back = order.status in (Order.Status.CANCELLED, Order.Status.EXPIRED)
    return action.icon == "truck" or (action.icon == "return" and owed_back)


def _orders_of_buyer(order: Order) -> int:
    """How many orders this buyer has placed, by account or by e-mail."""
    same = Q(email__iexact=order.email)
    if order.user_id is not None:
        same |= Q(user_id=order.user_id)
    return Order.objects.filter(same).exclude(placed_at=None).count()
