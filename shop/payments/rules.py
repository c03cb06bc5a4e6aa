"""The states of payments and refunds as tables: what is not listed is forbidden."""

from __future__ import annotations

OPEN = ("created", "requires_action", "processing")

PAYMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    "created": frozenset({"requires_action", "processing", "authorised", "captured", "failed", "cancelled"}),
    "requires_action": frozenset({"processing", "authorised", "captured", "failed", "cancelled"}),
    "processing": frozenset({"requires_action", "authorised", "captured", "failed", "cancelled"}),
    "authorised": frozenset({"captured", "voided", "expired"}),
    "captured": frozenset({"disputed"}),
    "disputed": frozenset({"won", "lost"}),
    "won": frozenset({"disputed"}),
    "lost": frozenset(),
    # Money that came in is never forgotten, whatever we thought before.
    "failed": frozenset({"captured"}),
    "cancelled": frozenset({"authorised", "captured"}),
    "voided": frozenset(),
    "expired": frozenset(),
}

REFUND_TRANSITIONS: dict[str, frozenset[str]] = {
    "requested": frozenset({"sent", "succeeded", "failed"}),
    "sent": frozenset({"succeeded", "failed"}),
    "failed": frozenset({"sent", "succeeded"}),
    "succeeded": frozenset({"failed"}),  # a bank may send a refund back
}
