"""Addresses follow their country: which fields, in which order, what is needed, what a postcode looks like."""

from __future__ import annotations

import pytest
from babel import Locale

from shop.accounts.models import Address
from shop.accounts.places import address_lines, place_of
from shop.accounts.rules import AddressInput, check_address
from shop.core.errors import InvalidInput

COUNTRIES = sorted(code for code in Locale("en").territories if len(code) == 2 and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"))  # fmt: skip


def address(country, **given) -> AddressInput:
    values = {"full_name": "Ada Lovelace", "line1": "1 Main Street", "city": "", "postcode": "", **given}
    return AddressInput(country=country, **values)


def problems(country, **given) -> dict[str, str]:
    try:
        check_address(address(country, **given), countries=[country])
    except InvalidInput as error:
        return error.fields
    return {}


@pytest.mark.parametrize(
    ("country", "rows", "needed"),
    [
        ("DE", (("postcode", "city"),), {"postcode", "city"}),
        ("US", (("city", "region", "postcode"),), {"city", "region", "postcode"}),
        ("GB", (("city",), ("postcode",)), {"city", "postcode"}),
        ("IE", (("city",), ("region",), ("postcode",)), {"city"}),
        ("HK", (("city",), ("region",)), {"region"}),
        ("SG", (("postcode",),), {"postcode"}),
        ("AE", (("region",),), {"region"}),
        ("JP", (("region",), ("postcode",)), {"region", "postcode"}),
        ("ZZ", (("city",),), {"city"}),  # unknown: as most are
    ],
)
def test_each_country_has_its_fields_in_its_order(country, rows, needed):
    place = place_of(country)
    assert (place.rows, place.needed) == (rows, needed | {"full_name", "line1", "country"})


@pytest.mark.parametrize(
    ("country", "labels"),
    [
        ("US", ("State", "City", "ZIP code")),
        ("GB", ("Province", "Town or city", "Postcode")),
        ("IE", ("County", "City", "Eircode")),
        ("IN", ("State", "City", "PIN code")),
        ("AU", ("State", "Suburb", "Postcode")),
        ("JP", ("Prefecture", "City", "Postcode")),
    ],
)
def test_fields_are_called_as_the_country_calls_them(country, labels):
    known = place_of(country).labels
    assert (known["region"], known["city"], known["postcode"]) == labels


def test_the_united_states_have_all_their_states():
    names = {region.code: region.name for region in place_of("US").regions}
    assert (names["CA"], names["NY"], names["DC"], names["PR"]) == (
        "California", "New York", "District of Columbia", "Puerto Rico",
    )  # fmt: skip
    assert len(names) == 62, "50 states, the capital, territories and the forces' post"


@pytest.mark.parametrize(
    ("country", "given", "kept"),
    [
        ("US", "California", "CA"), ("US", "ca", "CA"), ("US", "CA", "CA"), ("ES", "A", "Alacant"),
        ("JP", "tokyo", "Tokyo"), ("JP", "東京都", "東京都"), ("IT", "Roma", "RM"), ("CA", "Québec", "QC"),
        ("BR", "sao paulo", "SP"), ("MX", "ciudad de mexico", "CDMX"), ("CO", "Bogota", "Bogotá"),
    ],
)  # fmt: skip
def test_a_region_is_kept_as_it_is_written_in_an_address(country, given, kept):
    assert place_of(country).find_region(given) == kept


@pytest.mark.parametrize(
    ("country", "given", "kept"),
    [
        ("DE", "101 19", "10119"), ("GB", "sw1a 1aa", "SW1A 1AA"), ("NL", "1234ab", "1234AB"),
        ("PT", "1000205", "1000-205"), ("CA", "k1a 0b1", "K1A 0B1"), ("US", "94103-1234", "94103-1234"),
        ("BR", "40301-110", "40301-110"), ("HK", "999077", "999077"),
        ("JP", "１５０－０００１", "150-0001"), ("JP", "〒150-0001", "150-0001"), ("DE", "D-10115", "10115"),
        ("CH", "CH 8001", "8001"), ("LV", "1010", "LV-1010"), ("AD", "100", "AD100"), ("HK", "ＨＫ", "ＨＫ"),
    ],
)  # fmt: skip
def test_blanks_hyphens_and_capitals_of_a_postcode_are_set_right(country, given, kept):
    assert place_of(country).tidy_postcode(given) == kept
    assert place_of(country).is_postcode(kept)


@pytest.mark.parametrize(
    ("country", "given", "told"),
    [
        ("US", {"city": "Austin", "postcode": "73301"}, {"region": "Choose the state."}),
        ("US", {"city": "Austin", "postcode": "73301", "region": "Tx"}, {}),
        ("US", {"city": "Austin", "postcode": "7330", "region": "TX"}, {"postcode": "Enter a ZIP code such as 95014."}),
        (
            "US", {"city": "Austin", "postcode": "73301", "region": "Texxas"},
            {"region": "Choose one from Alabama to Wyoming."},
        ),
        ("HK", {"region": "Kowloon"}, {}),
        ("HK", {}, {"region": "Choose the area."}),
        ("SG", {"postcode": "546080"}, {}),
        ("DE", {"city": "Berlin", "postcode": "1011"}, {"postcode": "Enter a postcode such as 26133."}),
        ("DE", {}, {"city": "Enter the city.", "postcode": "Enter the postcode."}),
        ("IE", {"city": "Cork"}, {}),
        ("GB", {"postcode": "SW1A 1AA"}, {"city": "Enter the town or city."}),
        ("DE", {"city": "Berlin", "postcode": "10119", "region": "anything"}, {}),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told_in_the_words_of_the_country(country, given, told):
    assert problems(country, **given) == told


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_country_breaks_the_form_and_each_has_an_address_that_is_right(country):
    place = place_of(country)
    given = {}
    if "city" in place.needed:
        given["city"] = "Town"
    if "postcode" in place.needed:
        given["postcode"] = place.postcode_example or "12345"
    if "region" in place.needed:
        given["region"] = place.regions[0].code if place.regions else "Region"

    assert problems(country, **given) == {}
    lines = address_lines(country, {"full_name": "Ada", "line1": "1 Main Street", **given})
    assert all(any(text in line for line in lines) for text in ("Ada", "1 Main Street", *given.values()))


@pytest.mark.parametrize(
    ("country", "given", "lines"),
    [
        ("DE", {"city": "Berlin", "postcode": "10119", "company": "Navy", "line2": "Hof 2"},
         ["Ada Lovelace", "Navy", "1 Main Street", "Hof 2", "10119 Berlin"]),
        ("US", {"city": "Austin", "postcode": "73301", "region": "TX"},
         ["Ada Lovelace", "1 Main Street", "Austin, TX 73301"]),
        ("GB", {"city": "London", "postcode": "SW1A 1AA"}, ["Ada Lovelace", "1 Main Street", "London", "SW1A 1AA"]),
        ("HK", {"region": "Kowloon"}, ["Ada Lovelace", "1 Main Street", "Kowloon"]),
        ("SG", {"postcode": "546080"}, ["Ada Lovelace", "1 Main Street", "SINGAPORE 546080"]),
        ("JP", {"full_name": "山田", "line1": "千代田1-1", "postcode": "100-0001", "region": "東京都"},
         ["〒100-0001", "東京都", "千代田1-1", "山田"]),
        # written before countries had rules: nothing of it is lost
        ("DE", {"city": "München", "postcode": "80331", "region": "Bayern"},
         ["Ada Lovelace", "1 Main Street", "80331 München", "Bayern"]),
        ("HK", {"city": "Central", "postcode": "000000"}, ["Ada Lovelace", "1 Main Street", "Central", "000000"]),
    ],
)  # fmt: skip
def test_an_address_is_printed_as_its_country_does(country, given, lines):
    values = {"full_name": "Ada Lovelace", "line1": "1 Main Street", **given}
    assert address_lines(country, values) == lines
    assert Address(country=country, **values).lines == lines
