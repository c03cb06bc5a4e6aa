"""Orders that staff write for somebody: a draft first, then sent with a link to pay, or placed on account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shop.accounts.rules import address_problems, tidy_address
from shop.cart.queries import WantedLine, quote_lines
from shop.cart.rules import Quote
from shop.channels.models import Channel
from shop.channels.queries import get_default_channel
from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice, check_contact
from shop.checkout.queries import UnknownProduct, check_method, find_variants
from shop.checkout.steps import DraftContent, write_attempt, write_draft
from shop.core.actor import By
from shop.core.contact import normal_email
from shop.core.errors import InvalidInput
from shop.core.formats import format_datetime
from shop.core.idempotency import Claim, bind_key, claim_key
from shop.inventory.rules import Shortage
from shop.inventory.steps import OutOfStock
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderAddress, OrderLine
from shop.orders.queries import pay_path, stock_needs
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event, change_status, reserve_units
from shop.payments.providers import get_provider
from shop.payments.queries import standing
from shop.shipping.queries import MethodUnavailable

from .begin_payment import begin_payment
from .place_order import PriceChanged

PAY_WITHIN = timedelta(days=3)
LONGEST = timedelta(days=30)
_NOWHERE = AddressInput("", "", "", "", "")


def save_draft(
    *,
    email: str,
    lines: Sequence[LineInput],
    by: By,
    shipping_address: AddressInput = _NOWHERE,
    shipping_method: str = "",
    user_id: int | None = None,
    order_id: int | None = None,
    version: int | None = None,
    claim: Claim | None = None,
) -> Order:
    """Write a draft, or write it anew, at today's prices. It holds no stock, and nobody but staff sees it.

    The address may be empty until the draft is sent. A repeated `claim` returns the first draft. Locks the order.
    Needs the permission orders.add_order. Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput,
    UnknownProduct, MethodUnavailable, KeyReused.
    """
    by.require("orders.add_order")
    channel = get_default_channel()
    content = DraftContent(channel, *_tidy(email, shipping_address, channel), user_id)
    with transaction.atomic(durable=True):
        if (made := claim_key(claim=claim, result="", now=by.now)) is not None:
            return Order.objects.get(public_id=made)
        order = None if order_id is None else _lock_draft(order_id, version)
        country = content.address.country or channel.default_country
        quote = _quote(channel, find_variants(lines, by_staff=True), country, shipping_method, by.now)
        is_new = order is None
        order = write_draft(draft=content, quote=quote, order=order, now=by.now)
        if is_new:
            add_event(order=order, kind="order.drafted", message=gettext("Draft created"), by=by)
        bind_key(claim=claim, result=order.public_id)
    return order


def send_draft(
    *,
    order_id: int,
    by: By,
    version: int | None = None,
    pay_within: timedelta = PAY_WITHIN,
    payment: PaymentChoice | None = None,
) -> Order:
    """Make a draft an order: its price is fixed, its stock reserved for `pay_within`, its buyer sent a link to pay.

    With a `payment` by invoice or transfer it begins at once, without a link: an invoice places the order. When prices
    have changed since the draft was saved, it is refused; saving it shows the new ones.
    Locks the order, then stock by key. Needs the permission orders.add_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput, UnknownProduct, UnknownProvider,
    MethodUnavailable, PriceChanged, OutOfStock.
    """
    by.require("orders.add_order")
    if not timedelta(minutes=30) <= pay_within <= LONGEST:
        raise InvalidInput(fields={"pay_within": gettext("Choose between 30 minutes and 30 days.")})
    if payment is not None:
        _check_on_account(payment)
        pay_within = max(pay_within, get_provider(payment.provider).payment_time)
    with transaction.atomic(durable=True):
        order = _lock_draft(order_id, version)
        quote = _requote(order, by.now)
        _write_sent(order, quote, by.now + pay_within, by.now)
        attempt = None
        if payment is not None:
            attempt = write_attempt(order=order, payment=payment, amount=order.total, now=by.now)
            add_event(order=order, kind="order.created", message=gettext("Order created by staff"), by=by)
        else:
            _send_link(order, by)
        units = [(line, line.quantity) for line in OrderLine.objects.filter(order=order)]
        needs = stock_needs(units=units)
        reserve_units(needs=needs, expires_at=order.payment_deadline, by=by)
    if attempt is not None:
        begin_payment(order=order, payment=attempt, now=by.now, is_claimed=True)
    order.refresh_from_db()
    return order


def mail_pay_link(*, order_id: int, by: By) -> None:
    """Send the link to pay once more. Locks the order. Needs the permission orders.add_order.

    Raises: Forbidden, NotFound, ForbiddenTransition for an order that does not wait for its payment.
    """
    by.require("orders.add_order")
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id)
        if order.status != Order.Status.PENDING or order.payment_deadline <= by.now:
            raise ForbiddenTransition(gettext("This order is not awaiting payment."))
        Order.objects.filter(pk=order.pk).update(pays_by_link=True, updated_at=by.now)
        _send_link(order, by)


def discard_draft(*, order_id: int, by: By, version: int | None = None) -> Order:
    """End a draft; nobody is told. Locks the order. Needs the permission orders.add_order.

    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition.
    """
    by.require("orders.add_order")
    with transaction.atomic(durable=True):
        order = _lock_draft(order_id, version)
        change_status(order=order, target=Order.Status.CANCELLED, now=by.now)
        add_event(order=order, kind="order.cancelled", message=gettext("Draft discarded"), by=by)
    order.refresh_from_db()
    return order


def _lock_draft(order_id: int, version: int | None) -> Order:
    order = lock_order(order_id=order_id, version=version)
    if order.status != Order.Status.DRAFT:
        raise ForbiddenTransition(gettext("This is no longer a draft."))
    return order


def _tidy(email: str, address: AddressInput, channel: Channel) -> tuple[str, AddressInput]:
    """Return email and address, checked; an address of which nothing but the country is known is left for later."""
    tidy, problems = tidy_address(address), {}
    known = {name: value for name, value in asdict(tidy).items() if value and name != "country"}
    if known:
        problems = address_problems(tidy, countries=channel.countries)
    elif tidy.country and tidy.country not in channel.countries:
        problems["country"] = gettext("We do not deliver to this country.")
    try:
        email = normal_email(email)
    except ValueError as error:
        problems["email"] = str(error)
    if problems:
        raise InvalidInput(fields=problems)
    return email, tidy


def _quote(channel: Channel, wanted: list[WantedLine], country: str, method: str, now: datetime) -> Quote:
    quote = quote_lines(wanted=wanted, channel=channel, country=country, shipping_code=method, now=now)
    if len(quote.lines) < len(wanted):
        raise UnknownProduct
    return quote


def _requote(order: Order, now: datetime) -> Quote:
    """Price a locked draft anew, for its whole address. Raises: PriceChanged, OutOfStock and what is incomplete."""
    channel = Channel.objects.get(pk=order.channel_id)
    row = OrderAddress.objects.get(order=order, kind=OrderAddress.Kind.SHIPPING)
    address = AddressInput(**{name: getattr(row, name) for name in AddressInput.__slots__})
    _, address = check_contact(email=order.email, address=address, channel=channel)
    lines = OrderLine.objects.filter(order=order).values_list("variant_id", "quantity")
    wanted = [WantedLine(variant_id or 0, quantity) for variant_id, quantity in lines]
    quote = _quote(channel, wanted, address.country, order.shipping_code, now)
    if quote.shipping is None:
        raise MethodUnavailable
    if quote.total != order.total or quote.tax.amount_minor != order.tax_minor:
        raise PriceChanged(quote.total)
    if quote.shortages:
        raise OutOfStock([Shortage(line.sku, line.quantity, line.available or 0) for line in quote.shortages])
    return quote


def _write_sent(order: Order, quote: Quote, deadline: datetime, now: datetime) -> None:
    assert quote.shipping is not None
    dated = quote.shipping if quote.is_dated else None
    dates = {name: getattr(dated, name, None) for name in ("arrives_from", "arrives_until")}
    Order.objects.filter(pk=order.pk).update(pays_by_link=True, payment_deadline=deadline, **dates)
    change_status(order=order, target=Order.Status.PENDING, now=now)
    order.refresh_from_db()


def _send_link(order: Order, by: By) -> None:
    with timezone.override(order.channel.zone):
        until = format_datetime(order.payment_deadline, order.locale)
    message = gettext("Payment link sent to %(email)s, valid until %(until)s") % {"email": order.email, "until": until}
    event = add_event(order=order, kind="order.link_sent", message=message, by=by)
    extra = {
        "amount": standing(order).due,
        "deadline": order.payment_deadline,
        "change": None,
        "pay_url": settings.SITE_URL + pay_path(order),
    }
    queue_order_mail(order=order, template="pay", key=f"pay:{event.pk}", now=by.now, extra=extra)


def _check_on_account(payment: PaymentChoice) -> None:
    """Staff do not pay with a buyer's card: only what is paid later may begin without the buyer."""
    check_method(payment)
    if not get_provider(payment.provider).is_manual:
        raise InvalidInput(fields={"payment": gettext("Send the buyer a payment link for this payment method.")})
