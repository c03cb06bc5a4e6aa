"""Questions about customers."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower

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


def find_by_email(*, email: str) -> User | None:
    """Return the one account that an address means: its owner's who confirmed it, else the one opened with it.

    Somebody's second address that was never confirmed means nobody: anyone can write down a stranger's.
    """
    proven = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    if proven is not None:
        owner: User = proven.user
        return owner
    return User.objects.alias(lower=Lower("email")).filter(lower=email.lower()).first() if email else None


def others_main_address(*, user_id: int, email: str) -> bool:
    """Whether another account was opened with this address, whoever has confirmed it since."""
    same = User.objects.alias(lower=Lower("email")).filter(lower=email.lower())
    return same.exclude(pk=user_id).exists()


def find_account(*, email: str, username: str) -> User | None:
    """Return the account that somebody wants to get into, by name or address; a name may be written as either."""
    named = _find_by_username(username) if "@" not in username else None
    return named or find_by_email(email=email or username) or _find_by_username(username)


def _find_by_username(username: str) -> User | None:
    """Return the one account of this name in whatever case, or nobody where two differ in case alone."""
    alike = User.objects.filter(username__iexact=username) if username else []
    found = [user for user in alike if user.username.lower() == username.lower()]  # the database takes ß for SS, too
    return found[0] if len(found) == 1 else None


def has_account(*, email: str) -> bool:
    """Whether there is an account that this address means."""
    return find_by_email(email=email) is not None


def account_of(user: User) -> str:
    """Return what an account's attempts are counted by, however it is named."""
    return f"user {user.pk}"


def account_named(*, email: str, username: str) -> str:
    """Return what attempts are counted by for whoever logs in by these: the account, or the words where is none."""
    user = find_account(email=email, username=username)
    return account_of(user) if user is not None else f"nobody {email or username}"
