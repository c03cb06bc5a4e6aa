"""What a buyer names, found in the catalogue and among the payment methods."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.cart.models import MAX_LINES, MAX_QUANTITY, STAFF_MAX_QUANTITY
from shop.cart.queries import WantedLine
from shop.catalog.queries import find_sold
from shop.core.errors import DomainError, InvalidInput
from shop.payments.providers import get_offered_provider

from .inputs import LineInput, PaymentChoice, check_lines


class UnknownProduct(DomainError):
    """A SKU does not exist or is not sold any more; `fields` names the lines."""

    code = "unknown_product"
    title = _("Unknown product")
    default_message = _("A product in this order is not available.")


def find_variants(lines: Sequence[LineInput], *, by_staff: bool = False) -> list[WantedLine]:
    """Return lines that were given by SKU, the same SKU added up: one query. Raises: InvalidInput, UnknownProduct."""
    most = STAFF_MAX_QUANTITY if by_staff else MAX_QUANTITY
    quantities = check_lines(lines, max_lines=MAX_LINES, max_quantity=most)
    sold = find_sold(skus=list(quantities))
    unknown = {
        f"lines.{i}.sku": gettext("This SKU is not available.") for i, line in enumerate(lines) if line.sku not in sold
    }
    if unknown:
        raise UnknownProduct(fields=unknown)
    return [WantedLine(sold[sku][0], quantity) for sku, quantity in quantities.items()]


def check_method(payment: PaymentChoice) -> None:
    """Refuse a payment method that is not on offer. Raises: UnknownProvider, InvalidInput."""
    methods = [choice.code for choice in get_offered_provider(payment.provider).methods]
    if payment.method and payment.method not in methods:
        raise InvalidInput(
            fields={"payment.method": gettext("Choose one of: %(methods)s.") % {"methods": ", ".join(methods)}}
        )
