"""Questions about orders. Whoever asks sees their own; everything else looks as if it did not exist."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.signing import BadSignature, Signer
from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When, Window
from django.db.models.functions import Least

from shop.accounts.rules import AddressInput
from shop.catalog.models import Variant
from shop.core.errors import NotFound
from shop.core.related import find_row
from shop.inventory.rules import Need

from .models import Allocation, Order, OrderAddress, OrderChange, OrderLine
from .sql import version_now

_SALT = "order-link"
_CONFIRM_SALT = "order-confirm"
_HIDDEN = (Order.Status.CANCELLED, Order.Status.DRAFT)
_SHOWN = (
    "channel", "lines", "addresses", "events", "changes", "payments", "payments__refunds", "fulfilments",
    "fulfilments__lines", "returns", "withdrawals",
)  # fmt: skip
_UNSENT = Q(status=Order.Status.PLACED, fulfilment_status__in=["unfulfilled", "partial"])


def orders_with_details() -> QuerySet[Order]:
    """Return orders with channel, lines, addresses, events, payments, refunds, changes and parcels loaded."""
    return Order.objects.select_related("channel").prefetch_related(
        "lines", "addresses", "events", "changes", "payments__refunds", "fulfilments__lines__order_line"
    )


def _find_shown(public_id: str) -> Order | None:
    """Return an order with all that its page shows, by one statement; a draft is the shop's own until it is sent."""
    order = find_row(Order, relations=_SHOWN, public_id=public_id)
    return None if order is None or order.status == Order.Status.DRAFT else order


def list_orders_for(*, user_id: int) -> QuerySet[Order]:
    """Return a customer's orders, newest first, with their lines; failed attempts and drafts are left out."""
    own = Order.objects.filter(user_id=user_id).exclude(status__in=_HIDDEN, placed_at=None)
    return own.select_related("channel").order_by("-id").prefetch_related("lines")


def get_order_for(*, user_id: int, public_id: str) -> Order:
    """Return a customer's own order with its details. Raises: NotFound, also for the order of somebody else."""
    order = _find_shown(public_id)
    if order is None or order.user_id != user_id:
        raise NotFound
    return order


def version_of(order: Order) -> int:
    """Return the version of an order as it is now: the database raises it with each change. One query."""
    return version_now(order_id=order.pk)


def order_token(order: Order) -> str:
    """Return the signed text that opens the order's page without a login (HMAC-SHA-256 over the random id)."""
    return Signer(salt=_SALT).sign(order.public_id)


def get_order_by_token(*, token: str) -> Order:
    """Return the order that a signed link names. Raises: NotFound for anything that we did not sign."""
    return _signed_order(token, _SALT)


def confirm_path(order: Order) -> str:
    """Return the address that only the mail names: whoever opens it has read the mail. Signed apart from the page's."""
    return f"/confirm/{Signer(salt=_CONFIRM_SALT).sign(order.public_id)}/"


def get_order_to_confirm(*, token: str) -> Order:
    """Return the order that the link of its mail names. Raises: NotFound for anything that we did not sign."""
    return _signed_order(token, _CONFIRM_SALT)


def _signed_order(token: str, salt: str) -> Order:
    try:
        public_id = Signer(salt=salt).unsign(token)
    except BadSignature as error:
        raise NotFound from error
    order = _find_shown(public_id)
    if order is None:
        raise NotFound
    return order


def is_unconfirmed() -> Q:
    """Return the condition for orders that keep goods for somebody who has not shown that they read their mail."""
    return Q(status=Order.Status.PENDING, awaits_confirmation=True)


def order_path(order: Order) -> str:
    """Return the address of the order's page on this shop, with its signature."""
    return f"/o/{order_token(order)}/"


def pay_path(order: Order) -> str:
    """Return the address of the page where an order, or a change of it, is paid, with its signature."""
    return f"{order_path(order)}pay/"


def list_missing() -> QuerySet[Allocation]:
    """Return the allocations whose goods are not all there, with `missing` units and their stock level.

    Goods that are there belong to whoever packs them already, then to orders in the order in which they were placed.
    Only levels that are short are looked at, so it costs what is missing, not what is sold.
    """
    packed_first = Case(When(line__quantity_held__gt=0, then=0), default=1)
    short = Allocation.objects.filter(level__allocated__gt=F("level__on_hand")).alias(turn=packed_first)
    through = Window(Sum("quantity"), partition_by=F("level"), order_by=["turn", "pk"])
    beyond = short.annotate(through=through).filter(through__gt=F("level__on_hand"))
    return beyond.annotate(missing=Least(F("quantity"), F("through") - F("level__on_hand")))


def ready_to_send(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Keep the placed orders whose goods have not all left and are all there, or need no stock."""
    return orders.filter(_UNSENT).exclude(pk__in=list_missing().values("line__order"))


def awaiting_goods(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Keep the placed orders of which some goods are not there, with the day `goods_on` when the last are expected.

    The day is None where no day is known for any of them.
    """
    missing = Allocation.objects.filter(pk__in=list_missing().values("pk"), line__order=OuterRef("pk"))
    day = missing.order_by().values("line__order").annotate(day=Max("level__expected_on")).values("day")
    return orders.filter(_UNSENT, pk__in=list_missing().values("line__order")).annotate(goods_on=Subquery(day))


def stock_needs(*, units: Sequence[tuple[OrderLine, int]]) -> list[Need]:
    """Return what pieces of order lines take from stock; of a bundle its parts as they were when it was bought.

    What is not counted now needs nothing. A variant that was deleted is asked for under the key 0, which is never
    there. One query.
    """
    parts = {
        line.pk: [(part["variant_id"], part["quantity"]) for part in line.components] or [(line.variant_id or 0, 1)]
        for line, _ in units
    }
    wanted = {key for each in parts.values() for key, _ in each}
    known = dict(Variant.objects.filter(pk__in=wanted).values_list("pk", "track_stock"))
    return [
        Need(
            line.pk,
            line.sku,
            pieces,
            tuple((key if key in known else 0, per) for key, per in parts[line.pk] if known.get(key, True)),
        )
        for line, pieces in units
    ]


def typed_for(order: Order) -> dict[str, str]:
    """Return what a buyer typed for an order, by the names of the checkout's fields. It was copied, not linked."""
    address = OrderAddress.objects.filter(order=order, kind=OrderAddress.Kind.SHIPPING).first()
    typed = {name: getattr(address, name) for name in AddressInput.__slots__} if address else {}
    return {"email": order.email, "shipping_method": order.shipping_code, **typed}


def waiting_change(order: Order) -> OrderChange | None:
    """Return the change of an order that waits to be paid: what it adds may be taken back still. One query."""
    return order.changes.filter(status=OrderChange.Status.AWAITING_PAYMENT).first()
