"""Questions about customers."""

from __future__ import annotations

from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from allauth.account.models import EmailAddress

from shop.core.errors import NotFound

from .models import Address, User


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


def has_account(*, email: str) -> bool:
    """Whether somebody has an account with this address, confirmed or not."""
    return bool(filter_users_by_email(email))


def account_of(user: User) -> str:
    """Return what an account's attempts are counted by, however it is named."""
    return f"user {user.pk}"


def account_named(*, email: str, username: str) -> str:
    """Return what attempts are counted by for whoever logs in by these: the account, or the words where is none."""
    found = filter_users_by_email(email, prefer_verified=True, for_login=True) if email else []
    user = found[0] if found else get_user_by_username(username) if username else None
    return account_of(user) if user is not None else f"nobody {email or username}"
