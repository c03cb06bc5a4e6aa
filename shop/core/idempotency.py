"""Binding a client's key to the one thing it made."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import connection

from .errors import DomainError
from .models import IdempotencyRecord


class KeyReused(DomainError):
    """The Idempotency-Key was used before with another request (draft-ietf-httpapi-idempotency-key-header, 2.7)."""

    code = "idempotency_key_reused"
    default_message = "This Idempotency-Key was already used with a different request."


def key_owner(*, user_id: int | None, email: str) -> str:
    """Return whose keys these are: a customer's, or a guest's by address, so that no two share keys by accident.

    A stranger who knew a guest's address and key would need the whole order as well: the fingerprint covers it.
    """
    if user_id is not None:
        return f"user:{user_id}"
    return f"guest:{sha256(email.strip().lower().encode()).hexdigest()}"


def find_result(*, owner: str, key: str, fingerprint: str) -> str | None:
    """Return the id that this key made before, or None. Raises: KeyReused when the request was another."""
    record = IdempotencyRecord.objects.filter(owner=owner, key=key).first()
    if record is None:
        return None
    if record.fingerprint != fingerprint:
        raise KeyReused
    return record.result


def claim_key(*, owner: str, key: str, fingerprint: str, result: str, now: datetime) -> bool:
    """Bind the key to `result` in the caller's transaction; False when it is already bound.

    Waits while another transaction is binding the same key, so the answer is final.
    """
    assert connection.in_atomic_block, "claim_key writes inside the caller's transaction"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_idempotencyrecord (owner, key, fingerprint, result, created_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (owner, key) DO NOTHING",
            [owner, key, fingerprint, result, now],
        )
        return bool(cursor.rowcount == 1)
