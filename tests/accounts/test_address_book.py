"""A customer's address book: how much it holds, and that it is somebody's."""

import pytest

from shop.accounts.models import Address
from shop.accounts.operations import delete_address, save_address, set_default_address
from shop.accounts.operations.addresses import MAX_ADDRESSES
from shop.accounts.rules import AddressInput
from shop.core.errors import InvalidInput, NotFound

pytestmark = pytest.mark.django_db


def address(line1="Torstraße 1"):
    return AddressInput(full_name="Ada Lovelace", line1=line1, city="Berlin", postcode="10119", country="DE")


def test_a_book_of_nobody_takes_no_address(channel, shopper):
    mine = save_address(user_id=shopper.pk, address=address())
    for act in (
        lambda: save_address(user_id=0, address=address()),
        lambda: delete_address(user_id=0, address_id=mine.pk),
        lambda: set_default_address(user_id=0, address_id=mine.pk),
    ):
        with pytest.raises(NotFound):
            act()
    assert list(Address.objects.values_list("pk", "user", "is_default")) == [(mine.pk, shopper.pk, True)]


def test_a_book_holds_fifty_addresses_and_one_of_them_can_still_be_changed(channel, shopper):
    entries = [save_address(user_id=shopper.pk, address=address(f"Street {number}")) for number in range(MAX_ADDRESSES)]
    with pytest.raises(InvalidInput, match="You can save at most 50 addresses"):
        save_address(user_id=shopper.pk, address=address("One more"))
    assert Address.objects.filter(user=shopper).count() == 50
    assert save_address(user_id=shopper.pk, address=address("Street 7")) == entries[7]
    changed = save_address(user_id=shopper.pk, address=address("Moved"), address_id=entries[0].pk)
    assert (changed.line1, Address.objects.count()) == ("Moved", 50)
