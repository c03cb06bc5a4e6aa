"""Placing an order: first the order and its stock are committed, then the provider is asked for the money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.cart.locks import lock_cart
from shop.cart.models import Cart
from shop.cart.queries import quote_lines, wanted_lines
from shop.cart.rules import Quote
from shop.cart.steps import complete_cart
from shop.channels.queries import kept_channel
from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice, check_contact
from shop.checkout.queries import UnknownProduct, check_method, find_variants
from shop.checkout.steps import OrderDraft, UnverifiedLine, is_verified, limit_unverified, write_order
from shop.core.actor import By
from shop.core.errors import DomainError
from shop.core.idempotency import Claim, claim_key
from shop.core.ids import new_id
from shop.core.money import Money
from shop.core.relations import remember
from shop.core.transactions import in_one_transaction
from shop.inventory.rules import Shortage
from shop.inventory.steps import OutOfStock
from shop.orders.models import Order
from shop.orders.rules import TooManyOpenOrders
from shop.orders.steps import MAX_OPEN_OF_CLIENT, MAX_OPEN_ORDERS, limit_open_orders
from shop.payments.models import Payment
from shop.payments.providers import get_provider
from shop.payments.queries import check_declines, client_key
from shop.payments.rules import in_force
from shop.shipping.queries import MethodUnavailable

from .begin_payment import begin_payment


class CartEmpty(DomainError):
    """There is nothing to order."""

    code = "cart_empty"
    title = _("Cart empty")
    kind = "conflict"
    default_message = _("Your cart is empty.")


class PriceChanged(DomainError):
    """The total is no longer what the buyer saw; `new_total` is what it would be now."""

    code = "price_changed"
    title = _("Price changed")
    kind = "conflict"

    def __init__(self, new_total: Money) -> None:
        self.new_total = new_total
        super().__init__(gettext("The total has changed. Please check it and place your order again."))

    @property
    def facts(self) -> dict[str, Money]:
        """The total now."""
        return {"new_total": self.new_total}


class OrderChanged(DomainError):
    """The total is what the buyer saw, but not all the rest: goods, prices, delivery or country."""

    code = "order_changed"
    title = _("Order changed")
    kind = "conflict"
    default_message = _("Your order has changed. Please check it and place your order again.")


class PaymentDeclined(DomainError):
    """The provider took no money; the order is cancelled, its stock is free and the cart is open again.

    Where an order is paid by itself (`pay_order`), or another payment method could take it, it waits for that.
    """

    code = "payment_declined"
    title = _("Payment declined")
    kind = "payment"
    default_message = _("The payment was declined. You have not been charged.")


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """The order with its payment. `replayed` tells that an earlier request made it.

    `payment.redirect_url`, where it is set, is where the buyer must go to pay.
    """

    order: Order
    payment: Payment
    replayed: bool = False


def place_order(
    *,
    by: By,
    email: str,
    shipping_address: AddressInput,
    payment: PaymentChoice,
    lines: Sequence[LineInput] = (),
    cart_id: int | None = None,
    shipping_method: str = "",
    expected_total: Money | None = None,
    agreement: str | None = None,
    claim: Claim | None = None,
    client: str = "",
) -> PlacedOrder:
    """Order the lines of a cart, or lines given by SKU, and begin to pay for them.

    A repeated key (`claim`), or a cart that was already bought, returns the first order. Locks, in this order:
    cart, stock levels by key. The money is asked for after the commit; when the process dies in between, the same
    key continues, and otherwise the order lapses at its payment deadline. `expected_total` and `agreement`
    (`Quote.agreement`, of a cart only) are what the buyer saw; anything else is refused. `client` is the buyer's
    network address (`core.clients`): who is declined too often has to wait, and who has not shown that they read their
    mail may keep only so much by transfer and invoice, until they follow the link of the mail (`confirm_order`).

    Raises: InvalidInput, CartEmpty, UnknownProduct, OutOfStock, PriceChanged, OrderChanged, MethodUnavailable,
    UnknownProvider, TooManyOpenOrders, TooMuchReserved, TooManyDeclines, PaymentDeclined, KeyInProgress, KeyReused,
    AlreadyAnswered, Busy.
    """
    draft = OrderDraft(
        public_id=new_id("ord"),
        channel=kept_channel(),
        by=by,
        email=email,
        address=shipping_address,
        shipping_code=shipping_method,
        payment=payment,
        client_key=client_key(client),
    )

    def write() -> PlacedOrder:
        if (made := claim_key(claim=claim, result=draft.public_id, now=by.now)) is not None:
            return _known(Order.objects.get(public_id=made))
        return _create(_checked_draft(draft, cart_id), lines, cart_id, expected_total, agreement)

    return _begin_to_pay(in_one_transaction(write), now=by.now)


def _checked_draft(draft: OrderDraft, cart_id: int | None) -> OrderDraft:
    email, address = check_contact(email=draft.email, address=draft.address, channel=draft.channel)
    check_method(draft.payment)
    if not draft.by.actor.is_staff:
        check_declines(cart_id=cart_id, email=email, client_key=draft.client_key, now=draft.by.now)
    return replace(draft, email=email, address=address)


def _create(
    draft: OrderDraft,
    lines: Sequence[LineInput],
    cart_id: int | None,
    expected: Money | None,
    agreement: str | None,
) -> PlacedOrder:
    """Write the order in the open transaction, or return the one that bought the cart before."""
    if cart_id is not None:
        cart, bought = _lock_open_cart(cart_id)
        if bought is not None:
            return _known(bought)
        wanted = wanted_lines(cart=cart)
        if not wanted:
            raise CartEmpty
    else:
        wanted = find_variants(lines)
    quote = quote_lines(
        wanted=wanted,
        channel=draft.channel,
        country=draft.address.country,
        shipping_code=draft.shipping_code,
        now=draft.by.now,
    )
    if len(quote.lines) < len(wanted):
        raise UnknownProduct
    if quote.shipping is None:
        raise MethodUnavailable
    if expected is not None and expected != quote.total:
        raise PriceChanged(quote.total)
    if quote.shortages:  # seen without a lock already: refuse before waiting for anybody
        raise OutOfStock([Shortage(line.sku, line.quantity, line.available or 0) for line in quote.shortages])
    if agreement is not None and agreement != quote.agreement(cart_id=cart_id or 0, country=draft.address.country):
        raise OrderChanged
    draft = _limit(draft, quote)
    order, payment = write_order(draft=draft, quote=quote, cart_id=cart_id)
    if cart_id is not None:
        complete_cart(cart=cart, now=draft.by.now)
    return PlacedOrder(order, payment)


def _limit(draft: OrderDraft, quote: Quote) -> OrderDraft:
    """Refuse what keeps too much from others; answers whether the order waits for the link of its mail."""
    opened = limit_open_orders(by=draft.by, email=draft.email, client_key=draft.client_key)
    pays_later = get_provider(draft.payment.provider).is_manual
    if not pays_later and opened < MAX_OPEN_ORDERS:
        return draft
    if is_verified(by=draft.by, email=draft.email, client_key=draft.client_key):
        return draft
    if opened >= MAX_OPEN_OF_CLIENT:
        raise TooManyOpenOrders
    lines = [UnverifiedLine(line.sku, line.quantity, line.stock.parts) for line in quote.lines]
    limit_unverified(lines=lines, worth=quote.subtotal, pays_later=pays_later, client_key=draft.client_key)
    return replace(draft, awaits_confirmation=pays_later)


def _known(order: Order) -> PlacedOrder:
    payment = in_force(Payment.objects.filter(order=order).order_by("pk"))
    assert payment is not None, "an order is placed with its first attempt to pay"
    return PlacedOrder(order, payment, replayed=True)


def _lock_open_cart(cart_id: int) -> tuple[Cart, Order | None]:
    """Lock the cart; answers it and the order that already bought it. Raises: CartEmpty."""
    cart = lock_cart(cart_id=cart_id)
    if cart is None or cart.status == Cart.Status.MERGED:
        raise CartEmpty
    if cart.status == Cart.Status.OPEN:
        return cart, None
    dead = [Order.Status.CANCELLED, Order.Status.EXPIRED]
    order = Order.objects.filter(cart_key=cart_id).exclude(status__in=dead).first()
    if order is None:
        raise CartEmpty
    return cart, order


def _begin_to_pay(placed: PlacedOrder, *, now: datetime) -> PlacedOrder:
    """Begin the payment of a committed order, outside of any transaction, and note the provider's answer."""
    order, payment = placed.order, placed.payment
    if order.status == Order.Status.PENDING and payment.status in (Payment.Status.CREATED, Payment.Status.PROCESSING):
        fresh_order, payment = begin_payment(order=order, payment=payment, now=now, is_claimed=not placed.replayed)
        if not placed.replayed:
            remember(fresh_order, lines=order.lines.all(), addresses=order.addresses.all(), payments=[payment])
        order = fresh_order
    is_over = payment.status in (Payment.Status.FAILED, Payment.Status.CANCELLED)
    if is_over and order.placed_at is None and order.status != Order.Status.PENDING:
        raise PaymentDeclined(payment.failure)
    return PlacedOrder(order, payment, placed.replayed)
