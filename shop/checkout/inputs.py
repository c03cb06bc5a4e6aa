"""What a buyer tells us, checked once for every interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shop.accounts.rules import AddressInput, address_problems, tidy_address
from shop.channels.models import Channel
from shop.core.contact import normal_email
from shop.core.errors import InvalidInput

__all__ = ["AddressInput", "LineInput", "PaymentChoice", "check_contact", "check_lines"]


@dataclass(frozen=True, slots=True)
class LineInput:
    """A variant by SKU and how many of it."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """How the buyer pays: a provider and its method."""

    provider: str
    method: str = ""


def check_contact(*, email: str, address: AddressInput, channel: Channel) -> tuple[str, AddressInput]:
    """Return email in its normal form and address trimmed. Raises: InvalidInput that names every wrong field."""
    tidy = tidy_address(address)
    problems = address_problems(tidy, countries=channel.countries)
    try:
        email = normal_email(email)
    except ValueError as error:
        problems["email"] = str(error)
    if problems:
        raise InvalidInput(fields=problems)
    return email, tidy


def check_lines(lines: Sequence[LineInput], *, max_lines: int, max_quantity: int) -> dict[str, int]:
    """Return {sku: quantity}, the same SKU added up. Raises: InvalidInput."""
    if not lines:
        raise InvalidInput(_("The order has no items."), fields={"lines": _("Add at least one item.")})
    if len(lines) > max_lines:
        raise InvalidInput(fields={"lines": _("Enter at most %(max_lines)s lines.") % {"max_lines": max_lines}})
    wanted: dict[str, int] = {}
    for index, line in enumerate(lines):
        wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
        if line.quantity < 1 or wanted[line.sku] > max_quantity:
            raise InvalidInput(
                fields={
                    f"lines.{index}.quantity": _("Enter a number from 1 to %(max_quantity)s.")
                    % {"max_quantity": max_quantity}
                }
            )
    return wanted
