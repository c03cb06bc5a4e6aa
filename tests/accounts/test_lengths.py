"""How long the parts of an address may be, and which characters they may hold."""

import pytest

from shop.accounts.rules import AddressInput, address_problems, tidy_address

GERMAN = {"full_name": "Ada", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
LONGEST = {"full_name": 120, "company": 120, "line1": 160, "line2": 160, "city": 80, "region": 80, "phone": 32}


def problems(**given):
    return address_problems(AddressInput(**{**GERMAN, **given}), countries=["DE"])


@pytest.mark.parametrize(("name", "longest"), LONGEST.items())
def test_a_part_is_as_long_as_its_column(name, longest):
    assert problems(**{name: "x" * longest}) == {}
    assert set(problems(**{name: "x" * (longest + 1)})) == {name}


def test_a_postcode_may_be_long_where_a_country_has_no_form_for_it():
    place = {**GERMAN, "country": "AO"}
    assert address_problems(AddressInput(**{**place, "postcode": "x" * 16}), countries=["AO"]) == {}
    assert set(address_problems(AddressInput(**{**place, "postcode": "x" * 17}), countries=["AO"])) == {"postcode"}


@pytest.mark.parametrize(
    ("character", "is_fine"), [("\x1f", False), ("\x7f", False), (" ", True), ("~", True), ("\x80", True)]
)
def test_control_characters_are_refused(character, is_fine):
    assert set(problems(company=f"a{character}b")) == (set() if is_fine else {"company"})


def test_a_country_is_chosen_and_delivered_to():
    assert set(problems(country="")) == {"country"}
    assert set(problems(country="FR")) >= {"country"}


def test_blanks_are_trimmed_and_the_country_is_in_capitals():
    tidy = tidy_address(AddressInput(**{**GERMAN, "full_name": "  Ada \n Lovelace ", "country": "de"}))
    assert (tidy.full_name, tidy.country) == ("Ada Lovelace", "DE")
