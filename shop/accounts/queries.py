"""Questions about customers."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from shop.core.errors import NotFound

from .models import Address


def list_addresses(*, user_id: int) -> list[Address]:
    """Return a customer's address book, the default first."""
    return list(Address.objects.filter(user_id=user_id))


def default_address(*, user_id: int) -> Address | None:
    """Return the address that forms begin with: the default, else the newest, else None."""
    return Address.objects.filter(user_id=user_id).first()


def get_address(*, user_id: int, address_id: int) -> Address:
    """Return an entry of a customer's own address book. Raises: NotFound."""
    address = Address.objects.filter(user_id=user_id, pk=address_id).first()
    if address is None:
        raise NotFound
    return address


def verified_emails(*, user_id: int) -> list[str]:
    """Return the addresses of which a customer has proven that they read them, in lower case."""
    own = EmailAddress.objects.filter(user_id=user_id, verified=True)
    return [email.lower() for email in own.values_list("email", flat=True)]
