"""Entries of an address book that go, and which one forms begin with then."""

from dataclasses import replace

import pytest

from shop.accounts.models import Address
from shop.accounts.operations import delete_address, save_address
from tests.factories.orders import ADDRESS

pytestmark = pytest.mark.django_db


def save(user, line1):
    return save_address(user_id=user.pk, address=replace(ADDRESS, line1=line1))


def book(user):
    return list(Address.objects.filter(user=user).order_by("line1").values_list("line1", "is_default"))


def test_the_only_entry_goes_and_the_book_is_empty(channel, shopper, other_shopper):
    save(other_shopper, "Torstraße 9")
    delete_address(user_id=shopper.pk, address_id=save(shopper, "Torstraße 1").pk)
    assert (book(shopper), book(other_shopper)) == ([], [("Torstraße 9", True)])


def test_the_newest_becomes_the_default_only_where_the_default_went(channel, shopper):
    first, second, _third, fourth = (save(shopper, f"Torstraße {n}") for n in range(1, 5))
    delete_address(user_id=shopper.pk, address_id=second.pk)
    assert book(shopper) == [("Torstraße 1", True), ("Torstraße 3", False), ("Torstraße 4", False)]
    delete_address(user_id=shopper.pk, address_id=first.pk)
    assert book(shopper) == [("Torstraße 3", False), ("Torstraße 4", True)]
    delete_address(user_id=shopper.pk, address_id=fourth.pk)
    assert book(shopper) == [("Torstraße 3", True)]
