"""A customer's address book."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from shop.accounts.models import Address, User
from shop.accounts.rules import AddressInput, check_address
from shop.channels.queries import get_default_channel
from shop.core.errors import InvalidInput, NotFound

MAX_ADDRESSES = 50


def save_address(
    *, user_id: int, address: AddressInput, address_id: int | None = None, make_default: bool = False
) -> Address:
    """Write an address of a customer, a new one or the one with `address_id`; the first one is the default.

    Adding one that is there already returns that one. Locks the customer. Raises: NotFound, InvalidInput.
    """
    checked = check_address(address, countries=get_default_channel().countries)
    with transaction.atomic(durable=True):
        own = _lock_addresses(user_id)
        if address_id is None:
            entry = _add_address(user_id, own, checked)
        else:
            entry = _own_address(own, address_id)
            Address.objects.filter(pk=entry.pk).update(**asdict(checked))
        if make_default or not own:
            _set_default(user_id, entry)
    entry.refresh_from_db()
    return entry


def delete_address(*, user_id: int, address_id: int) -> None:
    """Remove an entry; the newest of the others becomes the default where the default went. Raises: NotFound."""
    with transaction.atomic(durable=True):
        own = _lock_addresses(user_id)
        entry = _own_address(own, address_id)
        others = [other for other in own if other is not entry]
        entry.delete()
        if others and not any(other.is_default for other in others):
            _set_default(user_id, others[0])


def set_default_address(*, user_id: int, address_id: int) -> None:
    """Make an entry the one that forms begin with. Raises: NotFound."""
    with transaction.atomic(durable=True):
        _set_default(user_id, _own_address(_lock_addresses(user_id), address_id))


def _lock_addresses(user_id: int) -> list[Address]:
    """Lock the customer's row, which stands for the whole book, and return its entries, the default first."""
    if not User.objects.select_for_update(of=("self",)).filter(pk=user_id).exists():
        raise NotFound
    return list(Address.objects.filter(user_id=user_id))


def _own_address(own: list[Address], address_id: int) -> Address:
    for entry in own:
        if entry.pk == address_id:
            return entry
    raise NotFound(_("This address is no longer in your address book."))


def _add_address(user_id: int, own: list[Address], address: AddressInput) -> Address:
    values = asdict(address)
    for entry in own:
        if all(getattr(entry, name) == value for name, value in values.items()):
            return entry
    if len(own) >= MAX_ADDRESSES:
        raise InvalidInput(_("You can save at most %(count)d addresses.") % {"count": MAX_ADDRESSES})
    return Address.objects.create(user_id=user_id, **values)


def _set_default(user_id: int, entry: Address) -> None:
    Address.objects.filter(user_id=user_id, is_default=True).exclude(pk=entry.pk).update(is_default=False)
    Address.objects.filter(pk=entry.pk).update(is_default=True)
