"""What an order shows its buyer: decided here once, for pages, JSON API and GraphQL, which only name the fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from shop.core.money import Money, total
from shop.core.site import absolute
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.queries import Period, can_withdraw, withdrawal_period
from shop.orders.models import Order, OrderAddress, OrderChange
from shop.orders.queries import order_path, pay_path
from shop.payments.models import Payment, Refund
from shop.payments.providers import instructions_for
from shop.payments.providers.manual import Instructions
from shop.payments.rules import in_force, standing_of

from .operations import amount_due

_ENDED = (Order.Status.CANCELLED, Order.Status.EXPIRED)
_PAID = (Order.PaymentStatus.PAID, Order.PaymentStatus.OVERPAID)


@dataclass(frozen=True)
class OrderView:
    """An order at a moment (`now`, UTC), worked out fact by fact when it is asked for.

    From what is loaded (`orders.queries.orders_with_details`), else a query for each kind of row. `is_new` says that it
    was placed just now: it has no parcels and no changes, which spares the queries for them.
    """

    order: Order
    now: datetime
    is_new: bool = False

    @cached_property
    def payments(self) -> list[Payment]:
        """All attempts, in their order."""
        return sorted(self.order.payments.all(), key=lambda payment: payment.pk)

    @cached_property
    def payment(self) -> Payment | None:
        """The attempt that says how the order is paid."""
        return in_force(self.payments)

    @cached_property
    def due(self) -> Money:
        """What the buyer owes by the ledger: money that is only held counts once it is taken."""
        return standing_of(self.order, self.payments).due

    @cached_property
    def to_pay(self) -> Money | None:
        """What the buyer is asked to pay now; None where the order waits for nothing."""
        if self.order.status != Order.Status.PENDING and self.waiting_change is None:
            return None
        return amount_due(order=self.order, now=self.now)

    @cached_property
    def refunded(self) -> Money:
        """What went back, or is on its way."""
        refunds = [refund for payment in self.payments for refund in payment.refunds.all()]
        amounts = [refund.amount_minor for refund in refunds if refund.status != Refund.Status.FAILED]
        return total((Money(amount, self.order.currency) for amount in amounts), self.order.currency)

    @property
    def awaits_confirmation(self) -> bool:
        """Whether goods are kept for a short time only, until the buyer follows the link of our mail."""
        return self.order.status == Order.Status.PENDING and self.order.awaits_confirmation

    @cached_property
    def waiting_change(self) -> OrderChange | None:
        """The change that waits to be paid."""
        changes = [] if self.is_new else self.order.changes.all()
        return next((one for one in changes if one.status == OrderChange.Status.AWAITING_PAYMENT), None)

    @property
    def pay_url(self) -> str | None:
        """Where the buyer pays while the order, or a change of it, waits for that."""
        waits = self.order.status == Order.Status.PENDING or self.waiting_change is not None
        return absolute(pay_path(self.order)) if waits else None

    @property
    def status_url(self) -> str:
        """The signed address of its page: whoever has it sees the order."""
        return absolute(order_path(self.order))

    @cached_property
    def transfer(self) -> Instructions | None:
        """Where to send what, as long as money by transfer (or for an invoice) is missing.

        None where it is paid another way, has come, or the order has ended.
        """
        payment = self.payment
        if payment is None or self.order.status in _ENDED or payment.captured_minor >= payment.amount_minor:
            return None
        how = instructions_for(payment)
        if how is not None and self.order.payment_status in _PAID and not self.to_pay:
            return None  # the money came another way
        return how

    @cached_property
    def parcels(self) -> list[Fulfilment]:
        """Parcels that are packed, on their way or there."""
        parcels = [] if self.is_new else self.order.fulfilments.all()
        return [parcel for parcel in parcels if parcel.status != Fulfilment.Status.CANCELLED]

    @property
    def sent_parcels(self) -> list[Fulfilment]:
        """Parcels that have left: a page shows no other."""
        return [parcel for parcel in self.parcels if parcel.shipped_at]

    @cached_property
    def address(self) -> OrderAddress | None:
        """Where it is delivered to."""
        return next((one for one in self.order.addresses.all() if one.kind == OrderAddress.Kind.SHIPPING), None)

    @cached_property
    def period(self) -> Period:
        """Until when the buyer may withdraw."""
        return withdrawal_period(self.order, now=self.now)

    @cached_property
    def can_withdraw(self) -> bool:
        """Whether the buyer may withdraw from something in it now, without a reason."""
        return can_withdraw(self.order, now=self.now)
