"""Questions about payments."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from shop.core.errors import DomainError

from .models import DeclineCount, Refund

DECLINE_LIMIT = 5
DECLINE_WINDOW = timedelta(minutes=10)


class TooManyDeclines(DomainError):
    """Too many payments of this cart, address or client were declined lately."""

    code = "too_many_declines"
    kind = "limited"
    default_message = "Too many payments were declined. Please wait ten minutes before you try again."
    retry_after = int(DECLINE_WINDOW.total_seconds())


def client_key(address: str) -> str:
    """Return what is kept of a client's network address: a hash, to count by."""
    return sha256(f"client:{address}".encode()).hexdigest() if address else ""


def decline_keys(*, cart_id: int | None, email: str, client_key: str) -> list[str]:
    """Return the keys under which a declined payment is counted, as hashes."""
    texts = [f"email:{email.strip().lower()}"]
    if cart_id is not None:
        texts.append(f"cart:{cart_id}")
    keys = [sha256(text.encode(errors="replace")).hexdigest() for text in texts]
    return [*keys, client_key] if client_key else keys


def check_declines(*, cart_id: int | None, email: str, client_key: str, now: datetime) -> None:
    """Refuse another attempt after too many declined ones. One query. Raises: TooManyDeclines."""
    counts = DeclineCount.objects.filter(
        key__in=decline_keys(cart_id=cart_id, email=email, client_key=client_key),
        declines__gte=DECLINE_LIMIT,
        window_began__gt=now - DECLINE_WINDOW,
    )
    if counts.exists():
        raise TooManyDeclines


def refunds_to_carry_out(*, order_id: int) -> list[int]:
    """Return the ids of an order's refunds that the provider was not asked for yet."""
    rows = Refund.objects.filter(payment__order_id=order_id, status=Refund.Status.REQUESTED, failure="")
    return list(rows.order_by("pk").values_list("pk", flat=True))
