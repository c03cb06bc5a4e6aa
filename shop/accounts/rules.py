"""What an address must have, checked once for every interface."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.core.contact import is_blank
from shop.core.errors import InvalidInput

from .places import Place, place_of

_CODE = re.compile("[A-Z]{2}")

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
_MISSING = {
    "full_name": gettext_lazy("Enter a name."),
    "line1": gettext_lazy("Enter the street and number."),
    "country": gettext_lazy("Choose a country."),
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
    """Return the address with blanks trimmed and the country in capitals, its postcode and region as written there."""
    values = {f.name: " ".join(str(getattr(address, f.name)).split()) for f in fields(AddressInput)}
    values["country"] = values["country"].upper()
    if _CODE.fullmatch(values["country"]):
        place = place_of(values["country"])
        values["postcode"] = place.tidy_postcode(values["postcode"])
        values["region"] = place.find_region(values["region"]) or values["region"]
    return AddressInput(**values)


def address_problems(address: AddressInput, *, countries: Collection[str]) -> dict[str, str]:
    """Return what is wrong with a tidy address, by field; nothing where all is well.

    What is needed, and what a postcode and a region look like, is the country's (`places`).
    """
    values = {f.name: str(getattr(address, f.name)) for f in fields(AddressInput)}
    problems = {name: str(text) for name, text in _MISSING.items() if is_blank(values[name])}
    if "country" not in problems and values["country"] not in countries:
        problems["country"] = _("We do not deliver to this country.")
    problems |= _problems_of_place(values, place_of("" if "country" in problems else values["country"]))
    for name, limit in _LIMITS.items():
        if len(values[name]) > limit:
            text = ngettext("Use at most %(limit)d character.", "Use at most %(limit)d characters.", limit)
            problems[name] = text % {"limit": limit}
    for name, value in values.items():
        if any(ord(c) < 32 or ord(c) == 127 for c in value):
            problems[name] = _("Remove the control characters.")
    return problems


def _problems_of_place(values: dict[str, str], place: Place) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name in ("city", "postcode", "region"):
        if name in place.needed and is_blank(values[name]):
            problems[name] = str(place.missing[name])
    if values["postcode"] and "postcode" in place.fields and not place.is_postcode(values["postcode"]):
        problems["postcode"] = str(place.postcode_wrong) % {"example": place.postcode_example}
    known = not place.regions or place.find_region(values["region"]) is not None
    if values["region"] and "region" in place.needed and not known:
        ends = {"first": place.regions[0].name, "last": place.regions[-1].name}
        problems["region"] = _("Choose one from %(first)s to %(last)s.") % ends
    return problems


def check_address(address: AddressInput, *, countries: Collection[str]) -> AddressInput:
    """Return the address with blanks trimmed. Raises: InvalidInput that names every wrong field."""
    tidy = tidy_address(address)
    if problems := address_problems(tidy, countries=countries):
        raise InvalidInput(fields=problems)
    return tidy
