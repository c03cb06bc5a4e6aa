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


def test_whatever_is_done_with_an_entry_the_others_stay_and_those_of_other_people(channel, shopper, other_shopper):
    theirs = [save_address(user_id=other_shopper.pk, address=address(line1)) for line1 in ("Theirs 1", "Theirs 2")]
    first, second = (save_address(user_id=shopper.pk, address=address(line1)) for line1 in ("Mine 1", "Mine 2"))

    def book():
        rows = Address.objects.exclude(user=other_shopper).order_by("pk").values_list("line1", "is_default")
        others = Address.objects.filter(user=other_shopper).order_by("pk").values_list("pk", "line1", "is_default")
        assert list(others) == [(theirs[0].pk, "Theirs 1", True), (theirs[1].pk, "Theirs 2", False)]
        return list(rows)

    assert book() == [("Mine 1", True), ("Mine 2", False)]
    save_address(user_id=shopper.pk, address=address("Moved"), address_id=second.pk)
    assert book() == [("Mine 1", True), ("Moved", False)]
    set_default_address(user_id=shopper.pk, address_id=second.pk)
    assert book() == [("Mine 1", False), ("Moved", True)]
    save_address(user_id=shopper.pk, address=address("Mine 3"), make_default=True)
    assert book() == [("Mine 1", False), ("Moved", False), ("Mine 3", True)]
    for act in (set_default_address, delete_address):
        with pytest.raises(NotFound):
            act(user_id=shopper.pk, address_id=theirs[1].pk)
    delete_address(user_id=shopper.pk, address_id=first.pk)
    assert book() == [("Moved", False), ("Mine 3", True)]
