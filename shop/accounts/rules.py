"""What an address must have, checked once for every interface."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

from shop.core.contact import is_blank
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


def tidy_address(address: AddressInput) -> AddressInput:
    """Return the address with blanks trimmed and the country in capitals."""
    values = {f.name: " ".join(str(getattr(address, f.name)).split()) for f in fields(AddressInput)}
    return AddressInput(**{**values, "country": values["country"].upper()})


def address_problems(address: AddressInput, *, countries: Collection[str]) -> dict[str, str]:
    """Return what is wrong with a tidy address, by field; nothing where all is well."""
    values = {f.name: str(getattr(address, f.name)) for f in fields(AddressInput)}
    problems = {name: text for name, text in _REQUIRED.items() if is_blank(values[name])}
    for name, limit in _LIMITS.items():
        if len(values[name]) > limit:
            problems[name] = f"Use at most {limit} characters."
    for name, value in values.items():
        if any(ord(c) < 32 or ord(c) == 127 for c in value):
            problems[name] = "Remove the control characters."
    if "country" not in problems and values["country"] not in countries:
        problems["country"] = "We do not deliver to this country."
    return problems


def check_address(address: AddressInput, *, countries: Collection[str]) -> AddressInput:
    """Return the address with blanks trimmed. Raises: InvalidInput that names every wrong field."""
    tidy = tidy_address(address)
    if problems := address_problems(tidy, countries=countries):
        raise InvalidInput(fields=problems)
    return tidy
