"""Questions about what happens to an order after it was placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from shop.catalog.models import Variant
from shop.catalog.queries import sold_variants
from shop.channels.models import Channel
from shop.core.errors import NotFound
from shop.core.money import Money
from shop.orders.models import Order, OrderAddress, OrderLine
from shop.orders.queries import order_path
from shop.payments.models import CreditNote, CreditNoteLine
from shop.payments.queries import parts_of
from shop.payments.rules import CreditPart, worth_of_units
from shop.shipping.queries import list_shipping_options

from .models import Fulfilment, FulfilmentLine, Return, ReturnLine, Withdrawal, WithdrawalLine
from .rules import UNSENT, estimated_arrival, last_day_to_withdraw

_SALT = "withdrawal-link"
_SETTLED = (Return.Status.EXCHANGED, Return.Status.REFUNDED, Return.Status.CREDITED, Return.Status.CLOSED)
LIVE = (Order.Status.PLACED, Order.Status.ON_HOLD, Order.Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Worth:
    """What units of an order line are worth now, tax included. For goods of an exchange that is paid elsewhere too."""

    order_id: int
    line_id: int
    quantity: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Period:
    """The time in which a buyer may withdraw. Without `ends_on` it has not begun: not everything has arrived."""

    ends_on: date | None
    is_open: bool


def worth_of(*, units: Mapping[int, int]) -> list[Worth]:
    """Return what units of an order ({order line id: units}) are worth: their share of what was not credited yet.

    Goods that an exchange brought are worth what was paid for them and, once those they replaced are back, what was
    paid for those. Before, they are not: the buyer has the others still.
    """
    return [worth for worths in worth_by_line(units=units).values() for worth in worths]


def worth_by_line(*, units: Mapping[int, int]) -> dict[int, list[Worth]]:
    """Return what units are worth as `worth_of` does, {order line id: its own worth, then that of what it replaced}."""
    found: dict[int, list[Worth]] = {line_id: [] for line_id in sorted(units)}
    named = {line_id: line_id for line_id in units}  # the line that was asked about, by the one that is looked up
    while units:
        lines = list(OrderLine.objects.filter(pk__in=units).order_by("pk"))
        for line, part in zip(lines, parts_of(lines), strict=True):
            found[named[line.pk]].append(_worth(line, part, units[line.pk]))
        returned = ReturnLine.objects.filter(replacement__in=lines, owner__status__in=_SETTLED)
        sources = list(returned.values_list("replacement_id", "order_line_id"))
        named = {source: named[line_id] for line_id, source in sources}
        units = {source: units[line_id] for line_id, source in sources}
    return found


def units_given_up(line: OrderLine) -> int:
    """Return how many units of a line the buyer does not get or keep: cancelled, withdrawn from, or sent back."""
    withdrawn = WithdrawalLine.objects.filter(order_line=line, quantity_credited__gt=F("quantity_cancelled"))
    kept_back = withdrawn.aggregate(units=Sum(F("quantity_credited") - F("quantity_cancelled")))["units"] or 0
    returned = ReturnLine.objects.filter(order_line=line, owner__status__in=_SETTLED)
    sent_back = returned.aggregate(units=Sum("quantity_received"))["units"] or 0
    return min(line.quantity, line.quantity_cancelled + kept_back + sent_back)


def withdrawal_period(order: Order, *, now: datetime) -> Period:
    """Return until when the buyer of an order may withdraw, in the days of the shop's time zone.

    Reads the order's lines, and its channel, addresses and parcels once nothing is left to send.
    """
    is_live = order.placed_at is not None and order.status in LIVE
    if any(line.open_quantity for line in order.lines.all()):
        return Period(None, is_live)
    channel = order.channel
    arrivals = [_arrived_on(parcel, order, channel) for parcel in _sent_parcels(order)]
    last = last_day_to_withdraw(arrivals, country=_country_of(order) or channel.default_country)
    return Period(last, is_live and (last is None or channel.day_of(now) <= last))


def can_withdraw(order: Order, *, now: datetime) -> bool:
    """Tell whether the buyer of an order may withdraw from something in it now."""
    return withdrawal_period(order, now=now).is_open and bool(withdrawable_lines(order))


def shipping_to_refund(order: Order, *, now: datetime) -> Money:
    """Return what a withdrawal from the whole order gives back for delivery (Directive 2011/83/EU, Article 13(2)).

    Everything, unless a dearer way than the cheapest was chosen: then what the cheapest would have cost.
    """
    left = order.shipping_minor - order.shipping_credited_minor
    address = OrderAddress.objects.filter(order=order, kind=OrderAddress.Kind.SHIPPING).first()
    options = list_shipping_options(
        channel=order.channel,
        country=address.country if address else "",
        currency=order.currency,
        subtotal_minor=order.subtotal_minor,
        now=now,
    )
    cheapest = min(options, key=lambda option: option.price.amount_minor, default=None)
    if cheapest is not None and cheapest.code != order.shipping_code and order.fulfilments.exists():
        left = min(left, cheapest.price.amount_minor)
    return Money(left, order.currency)


def is_wholly_withdrawn(order: Order) -> bool:
    """Tell whether the buyer has withdrawn from everything that was not cancelled before.

    A declaration that was closed with nothing paid back, because it was forged, counts for nothing. Goods that were
    paid back and never came may be declared, and so be counted, once more.
    """
    rows = WithdrawalLine.objects.filter(owner__order=order, exemption="")
    withdrawn = rows.exclude(owner__status=Withdrawal.Status.CLOSED, quantity_credited=0).values_list("order_line_id")
    claimed = dict(withdrawn.annotate(units=Sum("quantity_claimed")).order_by())
    lines = OrderLine.objects.filter(order=order)
    return all(line.quantity <= line.quantity_cancelled + (claimed.get(line.pk, 0) or 0) for line in lines)


def withdrawable_lines(order: Order) -> list[tuple[OrderLine, int]]:
    """Return the lines of an order of which something can be withdrawn from, with how many: sent or not."""
    lines = order.lines.all()
    return [(line, line.open_quantity + line.returnable_quantity) for line in lines if _is_left(line)]


def returnable_lines(order: Order) -> list[OrderLine]:
    """Return the lines of which the buyer has units that are in no return."""
    return [line for line in order.lines.all() if line.returnable_quantity > 0]


def variants_instead(lines: Sequence[OrderLine], locale: str) -> dict[int, list[tuple[str, str]]]:
    """Return what can be had instead of each line, by its key: variants of the same product, as (SKU, label)."""
    own = {line.variant_id: line.pk for line in lines if line.variant_id}
    products = dict(Variant.objects.filter(pk__in=own).values_list("pk", "product_id"))
    sold = sold_variants().filter(product__in=products.values())
    found: dict[int, list[tuple[str, str]]] = {}
    for variant in sold.prefetch_related("option_values").order_by("product_id", "position", "pk"):
        label = variant.label(locale) or _("The same item")
        found.setdefault(variant.product_id, []).append((variant.sku, _("Exchange for: %(label)s") % {"label": label}))
    return {own[pk]: found.get(product, []) for pk, product in products.items()}


def spread_units(order: Order, *, sku: str, quantity: int) -> dict[int, int]:
    """Return which lines units of a SKU are on ({order line id: units}): an edited order may have it twice.

    What is more than the lines have is left on the last one, for the operation to refuse. Empty: no such line.
    """
    lines = [line for line in order.lines.all() if line.sku == sku]
    found: dict[int, int] = {}
    for line in lines:
        left = line.open_quantity + line.returnable_quantity
        count = quantity if line is lines[-1] else min(quantity, left)
        if count:
            found[line.pk] = count
        quantity -= count
    return found


def is_paid_back(parcel: Fulfilment) -> bool:
    """Tell whether goods of a parcel that was lost or came back may have been paid back since it was sent.

    Of a line in several such parcels, as many units are left to send again as were not paid back. A refund does not
    say which units it is for; where it may be these, it counts for them.
    """
    not_arrived = (Fulfilment.Status.LOST, Fulfilment.Status.RETURNED_TO_SENDER)
    for row in parcel.lines.select_related("order_line"):
        line = row.order_line
        if 0 < line.total_minor <= line.credited_minor:
            return True
        others = FulfilmentLine.objects.filter(
            order_line=line, fulfilment__status__in=not_arrived, fulfilment__replacement=None
        )
        notes = CreditNoteLine.objects.filter(
            order_line=line, note__kind=CreditNote.Kind.REFUND, note__created_at__gte=parcel.shipped_at
        )
        never_came = F("quantity_credited") - F("quantity_cancelled") - F("quantity_received")
        withdrawn = WithdrawalLine.objects.filter(order_line=line).annotate(units=never_came).filter(units__gt=0)
        refunded = _sum_of_units(notes) + sum(withdrawn.values_list("units", flat=True))
        if refunded and _sum_of_units(others) - refunded < row.quantity:
            return True
    return False


def get_return(*, order: Order, public_id: str) -> Return:
    """Return a return of this order, with its lines. Raises: NotFound, also for one of another order."""
    rows = order.returns.prefetch_related("lines__order_line")
    return _get(rows, public_id)


def get_withdrawal(*, order: Order, public_id: str) -> Withdrawal:
    """Return a withdrawal from this order, with its lines. Raises: NotFound, also for one from another order."""
    rows = order.withdrawals.prefetch_related("lines__order_line")
    return _get(rows, public_id)


def return_path(return_: Return) -> str:
    """Return the address of a return's page, with the order's signature."""
    return f"{order_path(return_.order)}returns/{return_.public_id}/"


def withdrawal_path(withdrawal: Withdrawal) -> str:
    """Return the address of a withdrawal's page, with a signature of its own: it may belong to no order."""
    return f"/withdraw/{Signer(salt=_SALT).sign(withdrawal.public_id)}/"


def get_withdrawal_by_token(*, token: str) -> Withdrawal:
    """Return the withdrawal that a signed link names. Raises: NotFound for anything that we did not sign."""
    try:
        public_id = Signer(salt=_SALT).unsign(token)
    except BadSignature as error:
        raise NotFound from error
    found = Withdrawal.objects.filter(public_id=public_id).prefetch_related("lines__order_line").first()
    if found is None:
        raise NotFound
    return found


def _get[M: Return | Withdrawal](rows: QuerySet[M], public_id: str) -> M:
    found = None if "\x00" in public_id else rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def _worth(line: OrderLine, part: CreditPart, units: int) -> Worth:
    count = min(units, part.units_left)
    return Worth(line.order_id, line.pk, count, worth_of_units(part, count) if count else 0)


def _sum_of_units(rows: QuerySet[Any]) -> int:
    return rows.aggregate(units=Sum("quantity"))["units"] or 0


def _is_left(line: OrderLine) -> bool:
    return line.open_quantity + line.returnable_quantity > 0


def _sent_parcels(order: Order) -> Iterable[Fulfilment]:
    not_shipped = (*UNSENT, Fulfilment.Status.CANCELLED)
    return [parcel for parcel in order.fulfilments.all() if parcel.status not in not_shipped and parcel.shipped_at]


def _country_of(order: Order) -> str:
    """Return where an order goes, from its addresses, which callers have loaded."""
    return next((one.country for one in order.addresses.all() if one.kind == OrderAddress.Kind.SHIPPING), "")


def _arrived_on(parcel: Fulfilment, order: Order, channel: Channel) -> date:
    if parcel.delivered_at is not None:
        return channel.day_of(parcel.delivered_at)
    assert parcel.shipped_at is not None, "only sent parcels are asked"
    return estimated_arrival(
        shipped_on=channel.day_of(parcel.shipped_at),
        ordered_on=channel.day_of(order.created_at),
        promised_until=order.arrives_until,
        countries=(channel.default_country, _country_of(order) or channel.default_country),
    )
