"""A buyer shows that they read their mail, or staff say that they know them: the goods are kept as long as usual."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.checkout.steps import kept_until, known_reader
from shop.core.actor import By
from shop.core.errors import DomainError
from shop.core.limits import remember_clients
from shop.orders.locks import lock_order
from shop.orders.models import Order, Reservation
from shop.orders.steps import add_event
from shop.payments.models import Payment
from shop.payments.queries import client_key
from shop.payments.steps import OPEN

from .begin_payment import begin_payment


class ConfirmedTooLate(DomainError):
    """The order was not confirmed in time, or was cancelled; its goods are free again."""

    code = "confirmed_too_late"
    title = _("Confirmed too late")
    kind = "conflict"
    default_message = _(
        "This order was not confirmed in time, and its items are no longer reserved. Please order again."
    )


def confirm_order(*, order_id: int, by: By, client: str = "", version: int | None = None) -> Order:
    """Keep the goods of an unverified buyer's order for as long as the payment method takes; an invoice is placed now.

    For who followed the link of the mail (the caller has seen to that), which also makes `client`, their network
    address, known for this email address; or for staff with orders.edit_order. A second time changes nothing. Locks
    the order.

    Raises: Forbidden, NotFound, StaleVersion, ConfirmedTooLate.
    """
    if by.actor.is_staff:
        by.require("orders.edit_order")
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        if order.placed_at is None and order.status != Order.Status.PENDING:
            raise ConfirmedTooLate
        if not by.actor.is_staff and client:
            remember_clients(keys=[known_reader(email=order.email, client_key=client_key(client))], now=by.now)
        payment = Payment.objects.filter(order=order, status__in=OPEN).order_by("pk").last()
        if order.awaits_confirmation:
            _keep(order, payment, by)
    if payment is not None and payment.status == Payment.Status.CREATED:
        begin_payment(order=order, payment=payment, now=by.now)
    order.refresh_from_db()
    return order


def _keep(order: Order, payment: Payment | None, by: By) -> None:
    until = order.payment_deadline
    if payment is not None:
        until = max(until, kept_until(provider=payment.provider, awaits_confirmation=False, now=by.now))
    values = {"awaits_confirmation": False, "payment_deadline": until, "updated_at": by.now}
    Order.objects.filter(pk=order.pk).update(**values)
    order.awaits_confirmation, order.payment_deadline = False, until
    Reservation.objects.filter(line__order=order).update(expires_at=until)
    text = (
        gettext("Stock reserved: staff know the buyer")
        if by.actor.is_staff
        else gettext("Confirmed with the link in the email")
    )
    add_event(order=order, kind="order.confirmed", message=text, by=by)
