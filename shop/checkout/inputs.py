"""What a buyer tells us, checked once for every interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from shop.channels.models import Channel
from shop.core.errors import InvalidInput

_LIMITS = {
    "full_name": 120,
    "company": 120,
    "line1": 160,
    "line2": 160,
    "city": 80,
    "postcode": 16,
    "region": 80,
    "country": 2,
    "phone": 32,
}
_REQUIRED = {
    "full_name": "Enter a name.",
    "line1": "Enter the street and number.",
    "city": "Enter the city.",
    "postcode": "Enter the postcode.",
    "country": "Choose a country.",
}


@dataclass(frozen=True, slots=True)
class AddressInput:
    """A postal address; `country` is ISO 3166-1 alpha-2."""

    full_name: str
    line1: str
    city: str
    postcode: str
    country: str
    line2: str = ""
    region: str = ""
    company: str = ""
    phone: str = ""


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
    """Return e-mail and address with blanks trimmed. Raises: InvalidInput that names every wrong field."""
    values = {f.name: " ".join(str(getattr(address, f.name)).split()) for f in fields(AddressInput)}
    values["country"] = values["country"].upper()
    problems = {name: text for name, text in _REQUIRED.items() if not values[name]}
    for name, limit in _LIMITS.items():
        if len(values[name]) > limit:
            problems[name] = f"Use at most {limit} characters."
    for name, value in values.items():
        if any(ord(c) < 32 or ord(c) == 127 for c in value):
            problems[name] = "Remove the control characters."
    if "country" not in problems and values["country"] not in channel.countries:
        problems["country"] = "We do not deliver to this country."
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        problems["email"] = "Enter an e-mail address such as name@example.com."
    if len(email) > 254:
        problems["email"] = "Use at most 254 characters."
    if problems:
        raise InvalidInput(fields=problems)
    return email, AddressInput(**values)


def check_lines(lines: Sequence[LineInput], *, max_lines: int, max_quantity: int) -> dict[str, int]:
    """Return {sku: quantity}, the same SKU added up. Raises: InvalidInput."""
    if not lines:
        raise InvalidInput("The order has no lines.", fields={"lines": "Add at least one line."})
    if len(lines) > max_lines:
        raise InvalidInput(fields={"lines": f"At most {max_lines} lines."})
    wanted: dict[str, int] = {}
    for index, line in enumerate(lines):
        wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
        if line.quantity < 1 or wanted[line.sku] > max_quantity:
            raise InvalidInput(fields={f"lines.{index}.quantity": f"Enter a number from 1 to {max_quantity}."})
    return wanted
