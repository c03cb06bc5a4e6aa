"""What a change of an order would do, at today's prices. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.accounts.rules import AddressInput, check_address
from shop.cart.models import STAFF_MAX_QUANTITY
from shop.cart.queries import WantedLine, quote_lines
from shop.cart.rules import QuotedLine
from shop.catalog.queries import sold_variants
from shop.catalog.rules import storable
from shop.channels.models import Channel
from shop.core.errors import DomainError, InvalidInput
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment, ReturnLine
from shop.inventory.rules import Shortage
from shop.inventory.steps import OutOfStock
from shop.orders.models import Order, OrderAddress, OrderLine
from shop.orders.queries import waiting_change
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment
from shop.payments.queries import parts_of, standing
from shop.payments.rules import worth_of_units
from shop.payments.steps.sums import is_manual
from shop.pricing.queries import tax_rates
from shop.pricing.rules import tax_inside
from shop.shipping.queries import ShippingOption, choose_option, list_shipping_options

_EDITABLE = (Order.Status.PLACED, Order.Status.ON_HOLD)


class NothingToChange(DomainError):
    """The order would be as it is."""

    code = "nothing_to_change"
    title = _("Nothing to change")
    default_message = _("You have not changed anything.")


class ChangeWaiting(DomainError):
    """An earlier change of the order waits to be paid."""

    code = "change_waiting"
    title = _("Change waiting")
    kind = "conflict"
    default_message = _("An earlier change is awaiting payment. Undo it first, or wait.")


@dataclass(frozen=True, slots=True)
class EditInput:
    """What should be different: units to add by SKU, units that a line shall have, where and how it is delivered."""

    add: Mapping[str, int] = field(default_factory=dict)
    quantities: Mapping[int, int] = field(default_factory=dict)
    shipping_address: AddressInput | None = None
    shipping_method: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reduction:
    """Units that are taken from a line, and what they are worth of what is left of it."""

    line: OrderLine
    units: int
    credited_units: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EditPlan:
    """A change of an order, priced. Amounts are minor units with tax; `shipping_minor` is the signed difference.

    `to_pay` is what is asked of the buyer before the change is complete; it is not more than the difference.
    """

    order: Order
    note: str
    added: tuple[QuotedLine, ...]
    reductions: tuple[Reduction, ...]
    address: AddressInput | None
    shipping: ShippingOption | None
    shipping_minor: int
    shipping_tax_minor: int
    to_pay: Money
    on_account: bool
    before: dict[str, Any]

    @property
    def after(self) -> dict[str, Any]:
        """How the order is after the change, like `before`."""
        return _after(self.before, self)

    @property
    def goods_minor(self) -> int:
        """What the added lines cost."""
        return sum(line.total.amount_minor for line in self.added)

    @property
    def shipping_added_minor(self) -> int:
        return max(0, self.shipping_minor)

    @property
    def credit_minor(self) -> int:
        """What the buyer no longer owes."""
        return sum(reduction.amount_minor for reduction in self.reductions) + max(0, -self.shipping_minor)

    @property
    def difference(self) -> Money:
        """What the order costs more (or, below zero, less)."""
        return Money(self.goods_minor + self.shipping_added_minor - self.credit_minor, self.order.currency)

    @property
    def less(self) -> Money:
        """What the order costs less."""
        return Money(max(0, -self.difference.amount_minor), self.order.currency)

    @property
    def new_total(self) -> Money:
        """What the order costs afterwards."""
        standing = self.order.total_minor - self.order.credited_minor
        return Money(standing, self.order.currency) + self.difference


def plan_edit(*, order: Order, edit: EditInput, now: datetime) -> EditPlan:
    """Price a change of a placed order at today's prices, for its own country; nothing is written.

    Raises: ForbiddenTransition, ChangeWaiting, NothingToChange, InvalidInput, OutOfStock, MethodUnavailable.
    """
    _check_editable(order)
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order)}
    channel = Channel.objects.get(pk=order.channel_id)
    old = OrderAddress.objects.get(order=order, kind=OrderAddress.Kind.SHIPPING)
    added = _price_added(channel, old.country, _wanted(lines, edit), now)
    reductions = _reduce(lines, edit.quantities)
    address = _changed_address(old, edit.shipping_address, channel)
    shipping = _shipping_option(order, old.country, edit.shipping_method, _goods(lines, added, reductions), now)
    if not (added or reductions or address or shipping):
        raise NothingToChange
    if address or shipping:
        _check_unpacked(order)
    shipping_minor = 0
    if shipping is not None:
        shipping_minor = shipping.price.amount_minor - (order.shipping_minor - order.shipping_credited_minor)
    rate = tax_rates(country=old.country).get(shipping.tax_class) if shipping else None
    credit = sum(each.amount_minor for each in reductions) + max(0, -shipping_minor)
    difference = sum(line.total.amount_minor for line in added) + max(0, shipping_minor) - credit
    payments = list(Payment.objects.filter(order=order))
    return EditPlan(
        order=order,
        note=edit.note.strip()[:200],
        added=added,
        reductions=reductions,
        address=address,
        shipping=shipping,
        shipping_minor=shipping_minor,
        shipping_tax_minor=tax_inside(max(0, shipping_minor), rate) if rate else 0,
        to_pay=_to_pay(order, payments, difference),
        on_account=_on_account(payments),
        before=_snapshot(order, lines, old),
    )


def _check_editable(order: Order) -> None:
    if order.status not in _EDITABLE:
        raise ForbiddenTransition(
            gettext("An order with the status “%(status)s” cannot be changed.") % {"status": order.get_status_display()}
        )
    if waiting_change(order) is not None:
        raise ChangeWaiting


def _check_unpacked(order: Order) -> None:
    """Refuse to send a parcel elsewhere that is packed, or gone."""
    harmless = (Fulfilment.Status.PLANNED, Fulfilment.Status.PICKING, Fulfilment.Status.CANCELLED)
    if Fulfilment.objects.filter(order=order).exclude(status__in=harmless).exists():
        raise ForbiddenTransition(
            gettext("A parcel has already been packed or shipped, so the address and delivery can no longer change.")
        )


def _wanted(lines: Mapping[int, OrderLine], edit: EditInput) -> list[WantedLine]:
    """Return the variants to add: those named by SKU, and more of lines that exist."""
    wanted = _find_variants(edit.add)
    for line_id, quantity in edit.quantities.items():
        line = lines.get(line_id)
        if line is None:
            raise InvalidInput(fields={f"line_{line_id}": gettext("This line is not part of the order.")})
        more = quantity - (line.quantity - line.quantity_cancelled)
        if more <= 0:
            continue
        if line.variant_id is None:
            raise InvalidInput(
                fields={f"line_{line_id}": gettext("%(name)s is no longer available.") % {"name": line.name}}
            )
        wanted[line.variant_id] = wanted.get(line.variant_id, 0) + more
    if any(quantity > STAFF_MAX_QUANTITY for quantity in wanted.values()):
        raise InvalidInput(
            gettext("Add at most %(staff_max_quantity)s units of a product.")
            % {"staff_max_quantity": STAFF_MAX_QUANTITY}
        )
    return [WantedLine(variant_id, quantity) for variant_id, quantity in wanted.items()]


def _find_variants(add: Mapping[str, int]) -> dict[int, int]:
    """Return {variant id: units}. Raises: InvalidInput that names every SKU that is not sold."""
    sold = sold_variants().filter(sku__in=storable(add))
    keys = dict(sold.values_list("sku", "pk"))
    problems = {f"add_{sku}": gettext("%(sku)s is not available.") % {"sku": sku} for sku in add if sku not in keys}
    problems |= {f"add_{sku}": gettext("Enter a number of 1 or more.") for sku, units in add.items() if units < 1}
    if problems:
        raise InvalidInput(fields=problems)
    return {keys[sku]: units for sku, units in add.items()}


def _price_added(channel: Channel, country: str, wanted: list[WantedLine], now: datetime) -> tuple[QuotedLine, ...]:
    if not wanted:
        return ()
    quote = quote_lines(wanted=wanted, channel=channel, country=country, shipping_code="", now=now)
    if len(quote.lines) < len(wanted):
        raise InvalidInput(gettext("A product to be added is no longer available."))
    if quote.shortages:
        raise OutOfStock([Shortage(line.sku, line.quantity, line.available or 0) for line in quote.shortages])
    return quote.lines


def _reduce(lines: Mapping[int, OrderLine], quantities: Mapping[int, int]) -> tuple[Reduction, ...]:
    fewer = {}
    for line_id, quantity in quantities.items():
        line = lines[line_id]
        units = line.quantity - line.quantity_cancelled - quantity
        if quantity < 0 or units > line.free_quantity:
            least = line.quantity - line.quantity_cancelled - line.free_quantity
            raise InvalidInput(
                fields={
                    f"line_{line_id}": gettext("%(least)s are already packed or shipped. Enter %(least)s or more.")
                    % {"least": least}
                }
            )
        if units > 0:
            fewer[line_id] = units
    chosen = [lines[key] for key in fewer]
    replaced = ReturnLine.objects.filter(replacement__in=chosen).values_list("replacement_id", flat=True)
    if problems := {
        f"line_{pk}": gettext("These items come from an exchange. Cancel them instead.") for pk in replaced
    }:
        raise InvalidInput(fields=problems)  # they were paid in another order
    return tuple(
        Reduction(line, fewer[line.pk], count, worth_of_units(part, count) if count else 0)
        for line, part in zip(chosen, parts_of(chosen), strict=True)
        for count in [min(fewer[line.pk], part.units_left)]
    )


def _changed_address(old: OrderAddress, new: AddressInput | None, channel: Channel) -> AddressInput | None:
    if new is None:
        return None
    tidy = check_address(new, countries=channel.countries)
    if tidy.country != old.country:
        text = gettext("Prices, tax and delivery depend on the country. Cancel the order and create a new one.")
        raise InvalidInput(fields={"country": text})
    return tidy if any(getattr(old, name) != value for name, value in asdict(tidy).items()) else None


def _goods(lines: Mapping[int, OrderLine], added: tuple[QuotedLine, ...], reductions: tuple[Reduction, ...]) -> int:
    """Return the value of all goods after the change."""
    standing = sum(line.total_minor - line.credited_minor for line in lines.values())
    return standing + sum(line.total.amount_minor for line in added) - sum(each.amount_minor for each in reductions)


def _shipping_option(order: Order, country: str, code: str, goods_minor: int, now: datetime) -> ShippingOption | None:
    """Return the new way of delivery, rated for the goods after the change; None where it stays."""
    if code in ("", order.shipping_code):
        return None
    options = list_shipping_options(
        channel=order.channel, country=country, currency=order.currency, subtotal_minor=goods_minor, now=now
    )
    return choose_option(options, code)


def _to_pay(order: Order, payments: list[Payment], difference: int) -> Money:
    """Return what is asked of the buyer: never more than the difference, less what is paid or held above the rest."""
    money = standing(order, payments=payments)
    missing = money.owed.amount_minor - money.authorised.amount_minor + difference
    return Money(max(0, min(difference, missing)), order.currency)


def _on_account(payments: list[Payment]) -> bool:
    """Whether the buyer pays afterwards, so that more of it needs no payment first."""
    return any(payment.status == Payment.Status.PROCESSING and is_manual(payment) for payment in payments)


def _snapshot(order: Order, lines: Mapping[int, OrderLine], address: OrderAddress) -> dict[str, Any]:
    return {
        "lines": [
            {
                "line": line.pk,
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity - line.quantity_cancelled,
                "amount_minor": line.total_minor - line.credited_minor,
            }
            for line in lines.values()
            if line.quantity > line.quantity_cancelled
        ],
        "address": {name: getattr(address, name) for name in AddressInput.__slots__},
        "shipping_code": order.shipping_code,
        "shipping_name": order.shipping_name,
        "total_minor": order.total_minor - order.credited_minor,
    }


def _after(before: Mapping[str, Any], plan: EditPlan) -> dict[str, Any]:
    rows = [dict(row) for row in before["lines"]]
    for each in plan.reductions:
        row = next(row for row in rows if row["line"] == each.line.pk)
        row["quantity"] -= each.units
        row["amount_minor"] -= each.amount_minor
    rows += [
        {"sku": line.sku, "name": line.name, "quantity": line.quantity, "amount_minor": line.total.amount_minor}
        for line in plan.added
    ]
    return {
        "lines": [row for row in rows if row["quantity"]],
        "address": asdict(plan.address) if plan.address else before["address"],
        "shipping_code": plan.shipping.code if plan.shipping else before["shipping_code"],
        "shipping_name": plan.shipping.name if plan.shipping else before["shipping_name"],
        "total_minor": before["total_minor"] + plan.difference.amount_minor,
    }
